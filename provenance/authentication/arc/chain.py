"""The ARC fields of a message sorted into sets, and what is wrong with their order.

RFC 8617 §4.1, §4.2.1 and the first steps of §5.2: instances run from 1 upwards without a gap, at
most 50, each with exactly one field of each of the three kinds.
"""

from __future__ import annotations

import re

from provenance.authentication.arc.records import ArcReason
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.signature import Signature, parse_signature
from provenance.basics.record import dataclass

MAX_INSTANCES = 50
"""RFC 8617 §4.2.1."""
MAX_FIELDS = 3 * MAX_INSTANCES
RESULTS = b"arc-authentication-results"
MESSAGE_SIGNATURE = b"arc-message-signature"
SEAL = b"arc-seal"
KINDS = (RESULTS, MESSAGE_SIGNATURE, SEAL)

_RESULTS_INSTANCE = re.compile(rb"\s*i[ \t\r\n]*=[ \t\r\n]*(\d{1,2})[ \t\r\n]*;")
_POSITION = re.compile(r"\d{1,2}\Z", re.ASCII)
_LONGEST_START = 200
"""Octets at the start of a results field in which its instance stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArcSet:
    """The fields of one instance by kind, as indexes, top down."""

    number: int
    results: tuple[int, ...]
    message_signatures: tuple[int, ...]
    seals: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Whether there is exactly one field of each kind."""
        return len(self.results) == len(self.message_signatures) == len(self.seals) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """All sets, oldest first. ``problem`` is the first fault of their structure, ``at`` its set.

    ``signatures`` holds the tags of every seal and message signature by field index;
    ``unreadable`` the fields that name no instance; ``fields`` counts all ARC fields.
    """

    sets: tuple[ArcSet, ...]
    signatures: dict[int, Signature]
    unreadable: tuple[int, ...]
    fields: int
    problem: ArcReason | None = None
    at: int = 0


def read_chain(prepared: SignedMessage) -> Chain:
    """Sort the ARC fields of a message into sets; never raises.

    At most :data:`MAX_FIELDS` fields are looked at, from the top: more cannot be a valid chain.
    """
    found = sorted((i, kind) for kind in KINDS for i in prepared.by_name.get(kind, ()))
    signatures: dict[int, Signature] = {}
    grouped: dict[int, dict[bytes, list[int]]] = {}
    unreadable: list[int] = []
    for index, kind in found[:MAX_FIELDS]:
        number = _instance(prepared, index, kind, signatures)
        if number:
            grouped.setdefault(number, {}).setdefault(kind, []).append(index)
        else:
            unreadable.append(index)
    sets = tuple(
        ArcSet(
            number=number,
            results=tuple(grouped[number].get(RESULTS, ())),
            message_signatures=tuple(grouped[number].get(MESSAGE_SIGNATURE, ())),
            seals=tuple(grouped[number].get(SEAL, ())),
        )
        for number in sorted(grouped)
    )
    problem, at = _structure(sets, unreadable, len(found))
    return Chain(
        sets=sets,
        signatures=signatures,
        unreadable=tuple(unreadable),
        fields=len(found),
        problem=problem,
        at=at,
    )


def _instance(
    prepared: SignedMessage, index: int, kind: bytes, signatures: dict[int, Signature]
) -> int:
    """Instance of one field, 0 if it names none or one outside 1..50."""
    value = prepared.field(index).value
    if kind == RESULTS:
        start = _RESULTS_INSTANCE.match(value[:_LONGEST_START])
        number = int(start.group(1)) if start else 0
    else:
        signatures[index] = parse_signature(value)
        written = signatures[index].tags.get("i")
        number = int(written) if _POSITION.match(written) else 0
    return number if number <= MAX_INSTANCES else 0


def _structure(
    sets: tuple[ArcSet, ...], unreadable: list[int], fields: int
) -> tuple[ArcReason | None, int]:
    """First fault of the structure and the instance that it is about, 0 if of the whole chain."""
    if fields > MAX_FIELDS:
        return ArcReason.LIMIT_EXCEEDED, 0
    if unreadable:
        return ArcReason.INSTANCE_UNREADABLE, 0
    for expected, one in enumerate(sets, start=1):
        if one.number != expected:
            return ArcReason.INSTANCE_MISSING, expected
        if max(len(one.results), len(one.message_signatures), len(one.seals)) > 1:
            return ArcReason.FIELD_REPEATED, one.number
        if not one.whole:
            return ArcReason.FIELD_MISSING, one.number
    return None, 0
