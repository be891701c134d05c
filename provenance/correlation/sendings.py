"""The recorded sendings of one message out of all exports: which say the same, and which differ.

No export comes first: whatever is concluded from a sending is concluded from every row that
records it, and rows that contradict each other are told as such.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from provenance.audit import AuditEvent
from provenance.audit.integrity_tests import OBSERVED
from provenance.audit.records import AccessMode, IpRole
from provenance.basics import Interest, known
from provenance.basics.record import dataclass
from provenance.correlation.accounts import same_account
from provenance.correlation.offsets import widened
from provenance.correlation.parties import FIRM, SENDING, client_addresses, names_another
from provenance.correlation.records import AuditSide, Join, JoinTier
from provenance.correlation.stated_times import shifted

ONE_EACH: Final = frozenset({"m365-ual", "mailbox-audit", "google-reports", "csv"})
"""Kinds of export with one record for each sending; servers write several on the way."""
SAME_MOMENT: Final = timedelta(minutes=5)
"""Two records of one sending further apart than this do not mean the same moment."""
MAX_VARIANTS: Final = 10
ASPECTS: Final = ("account", "mode", "time", "address", "device")
"""In what two records of one sending can differ, in the order of the ladder."""
_TIERS: Final = {tier: place for place, tier in enumerate(JoinTier)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two rows that record one sending and do not say the same of it; ``aspects`` name in what."""

    message: str
    one: AuditEvent
    other: AuditEvent
    aspects: tuple[str, ...]


def sendings_of(side: AuditSide) -> tuple[tuple[str, AuditEvent], ...]:
    """Recorded sendings that name a message or fit it, firm ones first, each with the message."""
    return tuple((join.message, event) for join, event in _joined(side))


def variants_of(side: AuditSide) -> tuple[tuple[str, AuditEvent], ...]:
    """One row for each account that the exports give of the sending of a message.

    Rows that say the same are one; where two differ, both stand. A log of servers on the way
    counts only where no export has one record for each sending.
    """
    return tuple(
        (message, variant.event)
        for message, own in _by_message(side)
        for variant in _variants(side, own)
    )


def conflicts_of(side: AuditSide, message: str) -> tuple[Conflict, ...]:
    """Every two of the accounts of a sending that differ, of rows that name the message."""
    rows = [variant.event for variant in _of(side, message) if variant.join.tier in FIRM]
    found = []
    for one, other in combinations(rows, 2):
        aspects = differences(side, one, other)
        if aspects:
            found.append(Conflict(message=message, one=one, other=other, aspects=aspects))
    return tuple(found)


def join_of(side: AuditSide, message: str) -> Join | None:
    """The join of the first of the accounts of a sending, ``None`` if none is recorded."""
    return next((variant.join for variant in _of(side, message)), None)


def span_of(side: AuditSide, message: str, sending: AuditEvent) -> tuple[datetime, datetime] | None:
    """From the earliest to the latest moment that any record gives for a sending.

    The clock of the log with its error, those of other exports with a record of the same sending,
    and the copy's own times wherever the log and the copy do not agree on the time.
    """
    own = widened(sending, side)
    if own is None:
        return None
    starts, ends = [own[0]], [own[1]]
    for conflict in conflicts_of(side, message):
        for event in (conflict.one, conflict.other):
            moment = widened(event, side) if "time" in conflict.aspects else None
            if moment is not None:
                starts.append(moment[0])
                ends.append(moment[1])
    if any(
        join.message == message and join.event == sending.id and "time" in join.disagree
        for join in side.joins
    ):
        copies = [at for one, at in side.moments if one == message]
        starts += copies
        ends += copies
    return min(starts), max(ends)


def differences(side: AuditSide, one: AuditEvent, other: AuditEvent) -> tuple[str, ...]:
    """In what two records of one act contradict each other; what one lacks is no difference."""
    alike = _kind(side, one) == _kind(side, other)
    tests = {
        "account": _accounts_differ(one, other),
        "mode": _modes_differ(one, other),
        "time": _times_differ(side, one, other),
        "address": _addresses_differ(one, other, alike=alike),
        "device": _devices_differ(one, other),
    }
    return tuple(name for name in ASPECTS if tests[name])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Variant:
    join: Join
    event: AuditEvent


def _joined(side: AuditSide, message: str = "") -> Iterator[tuple[Join, AuditEvent]]:
    """Joins of recorded sendings, those of one message if it is given."""
    tiers = {*FIRM, JoinTier.M}
    wanted = [
        join
        for join in side.joins
        if join.tier in tiers and (not message or join.message == message)
    ]
    ids = {join.event for join in wanted}
    held = {event.id: event for event in side.events if event.id in ids}
    for join in wanted:
        if held[join.event].kind in SENDING and not names_another(join):
            yield join, held[join.event]


def _by_message(side: AuditSide) -> list[tuple[str, list[_Variant]]]:
    found: dict[str, list[_Variant]] = {}
    for join, event in _joined(side):
        found.setdefault(join.message, []).append(_Variant(join=join, event=event))
    return list(found.items())


def _of(side: AuditSide, message: str) -> list[_Variant]:
    own = [_Variant(join=join, event=event) for join, event in _joined(side, message)]
    return _variants(side, own)


def _variants(side: AuditSide, own: list[_Variant]) -> list[_Variant]:
    """Rows of the firmest kind that differ, the one with least against it first."""
    firm = [one for one in own if one.join.tier in FIRM] or own
    single = [one for one in firm if _kind(side, one.event) in ONE_EACH]
    found: list[_Variant] = []
    for one in sorted(single or firm, key=lambda each: _preferred(side, each)):
        compared = [held for held in found if single or _one_act(held.event, one.event)]
        if found and not compared:
            continue  # a further server on the way
        if all(differences(side, held.event, one.event) for held in compared):
            found.append(one)
    return found[:MAX_VARIANTS]


def _preferred(side: AuditSide, one: _Variant) -> tuple[object, ...]:
    """Of rows that say the same the one that carries most stands for all of them."""
    source = next((each for each in side.sources if each.evidence == one.event.source), None)
    marked = any(
        marks.integrity.source == one.event.source
        and any(sign.name not in OBSERVED for sign in marks.integrity.signs)
        for marks in side.marks
    )
    return (
        _TIERS[one.join.tier],
        bool(one.join.disagree),
        source is not None and source.interest is Interest.SUBMITTING,
        marked,
        one.event.source,
        one.event.locator.start,
    )


def _kind(side: AuditSide, event: AuditEvent) -> str:
    source = next((one for one in side.sources if one.evidence == event.source), None)
    return source.layout.kind if source is not None and source.layout is not None else ""


def _one_act(one: AuditEvent, other: AuditEvent) -> bool:
    """Whether two rows of servers are one record: the same id, or the same queue id."""
    native = known(one.native_id)
    if native and native == known(other.native_id):
        return True
    queues = {s.value for s in one.sessions if s.kind == "queue-id"}
    return bool(queues & {s.value for s in other.sessions if s.kind == "queue-id"})


def _accounts_differ(one: AuditEvent, other: AuditEvent) -> bool:
    """Addresses differ from addresses; a display name in one log is compared with nothing."""
    left, right = (known(event.actor.account) or "" for event in (one, other))
    if not left or not right or same_account(left, right) or same_account(right, left):
        return False
    return ("@" in left) == ("@" in right)


def _modes_differ(one: AuditEvent, other: AuditEvent) -> bool:
    if (one.kind in SENDING and other.kind in SENDING) and _acts(one) != _acts(other):
        return True
    modes = {one.mailbox.mode, other.mailbox.mode}
    return AccessMode.UNKNOWN not in modes and len(modes) > 1


def _acts(event: AuditEvent) -> str:
    """Sending as somebody, on behalf of somebody, or neither."""
    return event.kind.value if event.kind.value.startswith("send-") else ""


def _times_differ(side: AuditSide, one: AuditEvent, other: AuditEvent) -> bool:
    left, right = widened(one, side), widened(other, side)
    if left is None or right is None:
        return False
    return shifted(left[1], SAME_MOMENT) < right[0] or shifted(right[1], SAME_MOMENT) < left[0]


def _addresses_differ(one: AuditEvent, other: AuditEvent, *, alike: bool) -> bool:
    """Two logs of one kind name one client; of two kinds only outer addresses are comparable."""
    named = client_addresses if not alike else _client_named
    left, right = named(one), named(other)
    return bool(left and right) and not left & right


def _client_named(event: AuditEvent) -> frozenset[str]:
    return frozenset(
        address
        for ip in event.ips
        if ip.role is IpRole.ORIGINAL_CLIENT and (address := known(ip.address))
    )


def _devices_differ(one: AuditEvent, other: AuditEvent) -> bool:
    pairs = (
        (known(one.device.id), known(other.device.id)),
        (known(one.device.name), known(other.device.name)),
    )
    told = [(left.casefold(), right.casefold()) for left, right in pairs if left and right]
    return bool(told) and all(left != right for left, right in told)
