"""Days and gaps of a request as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from provenance.basics import Instant, Text, text
from provenance.reasoning.requests.supplied import Supplied

SHOWN_STRETCHES = 2


def period_words(first: date | None, last: date | None) -> Text:
    """The days asked about, or that they are not known."""
    if first is None or last is None:
        return text("reasoning.request.period-unknown")
    if first == last:
        return text("reasoning.request.period-day", day=day_of(first))
    return text("reasoning.request.period", first=day_of(first), last=day_of(last))


def day_of(day: date) -> Instant:
    """A whole day as a moment that is exact to the day."""
    return Instant(
        text=day.isoformat(),
        utc=datetime(day.year, day.month, day.day, tzinfo=UTC),
        offset_minutes=0,
        precision_seconds=86400,
    )


def gap_words(given: Supplied) -> Text:
    """What the exports at hand leave open of a record."""
    if given.ends_only:
        return text("reasoning.request.gap.stay", exhibits=given.exhibits)
    if given.skipped:
        skipped = text(
            "reasoning.request.gap.numbers", exhibits=given.exhibits, count=given.skipped
        )
        rest = replace(given, skipped=0)
        return (
            skipped
            if rest.whole
            else text(
                "reasoning.and",
                answer=gap_words(rest),
                more=text("reasoning.request.gap.numbers-too", count=given.skipped),
            )
        )
    if given.lacks_column:
        return text("reasoning.request.gap.column", exhibits=given.exhibits)
    if not given.open_:
        return text("reasoning.request.gap.flawed", exhibits=given.exhibits)
    first = _stretch(given, 0)
    if len(given.open_) == 1:
        return text("reasoning.request.gap.one", exhibits=given.exhibits, first=first)
    second, more = _stretch(given, 1), len(given.open_) - SHOWN_STRETCHES
    if not more:
        return text(
            "reasoning.request.gap.two", exhibits=given.exhibits, first=first, second=second
        )
    return text(
        "reasoning.request.gap.more",
        exhibits=given.exhibits,
        first=first,
        second=second,
        more=more,
    )


def _stretch(given: Supplied, at: int) -> Text:
    start, end = given.open_[at]
    return text("reasoning.request.stretch", start=_moment(start), end=_moment(end))


def _moment(value: datetime) -> Instant:
    return Instant(text=value.isoformat(), utc=value.astimezone(UTC), offset_minutes=0)
