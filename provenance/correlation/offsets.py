"""How far the clock of an export stands from the receiving side's, and what that does to times.

The difference holds the way of the message too, so it is a bound and no correction: intervals
are widened by it, nothing is shifted (audit reference §4.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import State
from provenance.correlation.keys import MessageKeys
from provenance.correlation.parties import FIRM, SENDING, names_another
from provenance.correlation.records import AuditSide, SourceOffset

LEAST_PAIRS: Final = 3
SHARP: Final = timedelta(minutes=1)
"""A record whose time is wider tells nothing about a clock."""


def offsets_of(side: AuditSide, keys: Sequence[MessageKeys]) -> tuple[SourceOffset, ...]:
    """The offset of each export that was read, in their order."""
    anchors = {key.message: (key.message_id, key.anchor) for key in keys}
    held = {event.id: event for event in side.events}
    pairs: dict[str, dict[str, float]] = {}
    for join in side.joins:
        event = held[join.event]
        message_id, anchor = anchors.get(join.message, ("", None))
        if join.tier not in FIRM or event.kind not in SENDING or anchor is None:
            continue
        if names_another(join):
            continue
        seconds = _distance(event, anchor)
        if seconds is None:
            continue
        # Two copies of one message are one pair: the nearer line counts.
        name = message_id or join.message
        own = pairs.setdefault(event.source, {})
        if name not in own or abs(seconds) < abs(own[name]):
            own[name] = seconds
    return tuple(
        _offset(source.evidence, sorted(pairs.get(source.evidence, {}).values()))
        for source in side.sources
        if source.coverage is not None
    )


def _distance(event: AuditEvent, anchor: datetime) -> float | None:
    if isinstance(event.time, State) or event.time.end - event.time.start > SHARP:
        return None
    return (event.time.start - anchor).total_seconds()


def _offset(source: str, found: list[float]) -> SourceOffset:
    if len(found) < LEAST_PAIRS:
        return SourceOffset(source=source, pairs=len(found))
    middle, spread = median(found), found[-1] - found[0]
    return SourceOffset(
        source=source,
        pairs=len(found),
        median_seconds=middle,
        spread_seconds=spread,
        widen_seconds=abs(middle) + spread,
    )


def widened(event: AuditEvent, side: AuditSide) -> tuple[datetime, datetime] | None:
    """The interval of an event with the uncertainty of its source's clock on both sides."""
    if isinstance(event.time, State):
        return None
    seconds = next((o.widen_seconds for o in side.offsets if o.source == event.source), 0.0)
    more = timedelta(seconds=seconds)
    try:
        return event.time.start - more, event.time.end + more
    except OverflowError:
        return event.time.start, event.time.end
