"""Two exports of one system that should hold the same sign-ins of an account, and do not.

Microsoft 365 writes an interactive sign-in into the log of its directory and into the unified
audit log (``UserLoggedIn``). What stands in one only was filtered, delayed, cut or left out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import permutations
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import State
from provenance.correlation.acts import APART, SYSTEM
from provenance.correlation.presence import uses_of
from provenance.correlation.records import AuditSide, AuditSource, Circumstance
from provenance.correlation.sendings import variants_of
from provenance.correlation.stated_times import shifted

LEAST_PAIRS: Final = 2
"""Sign-ins that stand in both; with fewer the two do not record the same acts."""
SHOWN_PAIRS: Final = 3
Stretch = tuple[datetime, datetime]


def paired_sign_ins(side: AuditSide) -> tuple[Circumstance, ...]:
    """For each message the exports that lack sign-ins of the account which another one has."""
    sources = [one for one in side.sources if one.layout is not None and one.layout.kind in SYSTEM]
    if len(sources) < 2:
        return ()
    found: list[Circumstance] = []
    made: dict[str, tuple[Circumstance, ...]] = {}
    for message, sending in variants_of(side):
        if sending.id not in made:
            made[sending.id] = tuple(_of_account(side, message, sending, sources))
        found += [replace(one, message=message) for one in made[sending.id]]
    return tuple(found)


def _of_account(
    side: AuditSide, message: str, sending: AuditEvent, sources: list[AuditSource]
) -> Iterator[Circumstance]:
    own: dict[str, list[tuple[datetime, AuditEvent]]] = {one.evidence: [] for one in sources}
    for event in uses_of(side, sending, ever=True):
        failed = event.kind is not EventKind.SIGN_IN or event.outcome is Outcome.FAILURE
        if not failed and not isinstance(event.time, State) and event.source in own:
            own[event.source].append((event.time.start, event))
    for one, other in permutations(sources, 2):
        both = both_cover(one, other)
        if both is None or kind_of(one) == kind_of(other):
            continue
        rows = [pair for pair in own[one.evidence] if both[0] <= pair[0] <= both[1]]
        there = [at for at, _ in own[other.evidence]]
        seen = [event for at, event in rows if is_near(there, at)]
        missing = [event for at, event in rows if not is_near(there, at)]
        if missing and len(seen) >= max(LEAST_PAIRS, len(missing)):
            yield Circumstance(
                kind="pairs.sign-in",
                message=message,
                events=tuple(event.id for event in (*missing, *seen[:SHOWN_PAIRS])),
                values=(
                    ("exhibit", one.evidence),
                    ("other", other.evidence),
                    ("count", len(rows)),
                    ("seen", len(seen)),
                    ("missing", len(missing)),
                ),
            )


def kind_of(source: AuditSource) -> str:
    """The kind of an export, "" for one of no known kind."""
    return source.layout.kind if source.layout is not None else ""


def is_near(times: list[datetime], at: datetime) -> bool:
    """Whether one of these moments, in rising order, is as near as two rows of one act are."""
    place = bisect_left(times, shifted(at, -APART))
    return place < len(times) and times[place] <= shifted(at, APART)


def both_cover(one: AuditSource, other: AuditSource) -> Stretch | None:
    """The stretch between sign-ins of anybody that both exports have."""
    left, right = _sign_ins(one), _sign_ins(other)
    if left is None or right is None:
        return None
    first, last = max(left[0], right[0]), min(left[1], right[1])
    return (first, last) if first < last else None


def _sign_ins(source: AuditSource) -> Stretch | None:
    own = [
        one
        for one in (source.coverage.operations if source.coverage is not None else ())
        if one.kind is EventKind.SIGN_IN
    ]
    firsts = [one.first for one in own if not isinstance(one.first, State)]
    lasts = [one.last for one in own if not isinstance(one.last, State)]
    return (min(firsts), max(lasts)) if firsts and lasts else None
