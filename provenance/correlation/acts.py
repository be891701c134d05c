"""Rows of several exports that record one act: each act counts once, however many rows it has.

Microsoft 365 writes a sign-in into the log of its directory and into the unified audit log, and one
export can be handed in twice. Two rows are one act if they have one id in exports of one kind, or
if they are sign-ins of one account in these two kinds, at one moment and with nothing that differs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import State, known
from provenance.correlation.parties import client_addresses
from provenance.correlation.records import AuditSide
from provenance.correlation.same_records import UNIQUE
from provenance.correlation.stated_times import shifted

SYSTEM: Final = frozenset({"m365-ual", "entra-signin"})
"""Kinds of export that one system fills with the same sign-ins."""
APART: Final = timedelta(minutes=2)
"""How far the two rows of one sign-in may be apart."""


def acts_of(events: Iterable[AuditEvent], side: AuditSide) -> tuple[AuditEvent, ...]:
    """The events without those that record an act once more; of each act the first row stays."""
    kinds = {one.evidence: one.layout.kind for one in side.sources if one.layout is not None}
    kept: list[AuditEvent] = []
    ids: set[tuple[str, str]] = set()
    signed: dict[str, list[tuple[datetime, AuditEvent]]] = {}
    rows = list(events)
    for event in rows:
        kind, native = kinds.get(event.source, ""), (known(event.native_id) or "").lower()
        if native and kind in UNIQUE:
            if (kind, native) in ids:
                continue
            ids.add((kind, native))
        kept.append(event)
        if _pairable(event, kind) and not isinstance(event.time, State):
            signed.setdefault(kind, []).append((event.time.start, event))
    again = _again(signed)
    return tuple(event for event in kept if event.id not in again)


def _pairable(event: AuditEvent, kind: str) -> bool:
    return (
        kind in SYSTEM and event.kind is EventKind.SIGN_IN and event.outcome is not Outcome.FAILURE
    )


def _again(signed: dict[str, list[tuple[datetime, AuditEvent]]]) -> set[str]:
    """Sign-ins of the second kind that stand in the first: each row there answers for one."""
    if len(signed) < 2:
        return set()
    (_, one), (_, other) = sorted(signed.items())[:2]
    held = sorted(one, key=lambda pair: (pair[0], pair[1].id))
    times = [at for at, _ in held]
    taken: set[int] = set()
    found: set[str] = set()
    for at, event in sorted(other, key=lambda pair: (pair[0], pair[1].id)):
        first = bisect_left(times, shifted(at, -APART))
        last = bisect_right(times, shifted(at, APART))
        near = sorted(range(first, last), key=lambda place: (abs(times[place] - at), place))
        match = next((n for n in near if n not in taken and _agree(held[n][1], event)), None)
        if match is not None:
            taken.add(match)
            found.add(event.id)
    return found


def _agree(one: AuditEvent, other: AuditEvent) -> bool:
    """One account, and no address or device of the one that the other has otherwise."""
    account, second = ((known(each.actor.account) or "").lower() for each in (one, other))
    left, right = client_addresses(one), client_addresses(other)
    devices = known(one.device.name), known(other.device.name)
    return (
        account == second
        and (not left or not right or bool(left & right))
        and (not all(devices) or devices[0] == devices[1])
    )
