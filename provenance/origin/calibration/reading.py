"""Reads known messages out of their exhibits. Asks no name server: only what is written counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from provenance.authentication import Authentication
from provenance.basics import State
from provenance.evidence import Exhibit, KnownFiles
from provenance.message import read_message
from provenance.origin.calibration.compare import compare
from provenance.origin.calibration.learn import countable, learn
from provenance.origin.calibration.observe import Seen, identity_of, known_message
from provenance.origin.calibration.profile_file import read_profile
from provenance.origin.calibration_records import (
    Calibration,
    KnownMessage,
)
from provenance.origin.clocks import read_clocks
from provenance.origin.submission import find_origin
from provenance.trace import trace_message


def read_known(
    messages: Iterable[Exhibit], profiles: Iterable[Exhibit] = ()
) -> tuple[KnownMessage, ...]:
    """Read every message of exhibits of known messages, and those that profiles tell of.

    Raises:
        MisuseError: a profile is not whole.
    """
    found = [one for exhibit in messages for one in _read(exhibit)]
    for exhibit in profiles:
        item = exhibit.item
        found += read_profile(exhibit.content, file=item.name, evidence=item.id)
    return tuple(found)


def compare_all(
    seen: Sequence[Seen], exhibits: Iterable[Exhibit], known: KnownFiles
) -> tuple[Calibration, ...]:
    """Compare every message with the known ones of its address, in the order of ``seen``.

    ``exhibits`` are those under examination: a known message that is among them does not count.
    """
    disputed = {one.item.sha256 for one in exhibits}
    disputed |= {identity_of(one.message) for one in seen}
    kept, left = countable(read_known(known.messages, known.profiles), disputed=disputed)
    profiles = learn(kept)
    return tuple(compare(one, profiles, left) for one in seen)


def _read(exhibit: Exhibit) -> list[KnownMessage]:
    if isinstance(exhibit.stream, State):
        return []
    item = exhibit.item
    message = read_message(exhibit.stream, id="M0", evidence=item.id)
    trace = trace_message(message)
    seen = Seen(
        message, trace, find_origin(message, trace, Authentication()), read_clocks(message, trace)
    )
    return [known_message(seen, file=item.name, sha256=item.sha256, evidence=item.id)]
