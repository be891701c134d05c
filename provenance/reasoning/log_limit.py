"""How little the log of the sending holds: its period and its number of records.

A result that rests on a log is no wider than that log; a reader of one page must see how wide.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import Text, known, text
from provenance.correlation import AuditSide
from provenance.reasoning.answer import followed

MOST: Final = 2
"""Logs that the main limit speaks of, those with the fewest records."""
_HOUR: Final = 3600
_DAYS_FROM: Final = 72
"""So many hours and more are told in days."""


def log_limit(side: AuditSide, asked: tuple[str, ...]) -> Text | None:
    """Period and number of records of each log with a row that names a message asked about."""
    if not side.joins:
        return None
    from provenance.correlation.parties import FIRM

    source_of = {event.id: event.source for event in side.events}
    deciding = {
        source_of[join.event]
        for join in side.joins
        if join.message in asked and join.tier in FIRM and join.event in source_of
    }
    found: list[tuple[int, str, Text]] = []
    for source in side.sources:
        if source.evidence in deciding and source.coverage is not None:
            first, last = known(source.coverage.first), known(source.coverage.last)
            if first is not None and last is not None:
                span = _span((last - first).total_seconds())
                words = text(
                    "reasoning.limit.log",
                    exhibit=source.evidence, span=span, count=source.coverage.events,
                )  # fmt: skip
                found.append((source.coverage.events, source.evidence, words))
    limit: Text | None = None
    for _count, _name, words in sorted(found, key=lambda one: one[:2])[:MOST]:
        limit = words if limit is None else followed(limit, words)
    return limit


def _span(seconds: float) -> Text:
    hours = int(seconds // _HOUR)
    if hours < 2:
        return text("reasoning.limit.span.short")
    if hours < _DAYS_FROM:
        return text("reasoning.limit.span.hours", count=hours)
    return text("reasoning.limit.span.days", count=hours // 24)
