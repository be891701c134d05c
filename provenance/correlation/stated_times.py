"""Times of the case file as intervals of UTC: a day is a whole day in the case's own zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from provenance.basics.record import dataclass

ALWAYS_FROM = datetime(1970, 1, 1, tzinfo=UTC)
ALWAYS_TO = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of time, both ends inside; an end that nobody stated is far away."""

    start: datetime
    end: datetime

    def holds(self, start: datetime, end: datetime) -> bool:
        """Whether the whole interval lies inside."""
        return self.start <= start and end <= self.end

    def touches(self, start: datetime, end: datetime) -> bool:
        """Whether any moment of the interval lies inside."""
        return self.start <= end and start <= self.end


def shifted(moment: datetime, by: timedelta) -> datetime:
    """A moment moved by so much, held inside the years that can be written."""
    try:
        return moment + by
    except OverflowError:
        return ALWAYS_TO if by > timedelta(0) else datetime(1, 1, 2, tzinfo=UTC)


def zone_of(name: str) -> ZoneInfo:
    """The zone of the case; UTC where there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def stretch_of(start: str, end: str, zone: str) -> Stretch | None:
    """The stretch that two texts of the case file name; ``None`` if one of them is no time.

    A text without a zone is read in the zone of the case. A day as end includes that day.
    """
    first = _moment(start, zone, last=False) if start.strip() else ALWAYS_FROM
    last = _moment(end, zone, last=True) if end.strip() and end != "null" else ALWAYS_TO
    if first is None or last is None or first > last:
        return None
    return Stretch(start=first, end=last)


def stay_of(start: str, end: str, zone: str) -> Stretch | None:
    """The stretch in which a stated stay surely lasted; ``None`` if the texts leave none.

    A day without a time as an end leaves open when on that day: only the days between the two
    count, or the whole day if both name it. Of an hour that clocks go through twice the reading
    counts that makes the stay shorter.
    """
    whole = stretch_of(start, end, zone)
    first, last = start.strip(), end.strip()
    if whole is None or first == last:
        return whole
    begins = _inner(first, zone, by=timedelta(days=1)) if first else whole.start
    ends = _inner(last, zone, by=timedelta(0)) if last and last != "null" else whole.end
    if begins is None or ends is None or begins > ends:
        return None
    return Stretch(start=begins, end=ends)


def _inner(text: str, zone: str, *, by: timedelta) -> datetime | None:
    """The later reading of a beginning (``by`` a day for a mere day), the earlier of an end."""
    try:
        found = datetime.fromisoformat(text)
        if len(text) <= 10:
            found += by
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        readings = [
            found.replace(tzinfo=zone_of(zone), fold=fold).astimezone(UTC) for fold in (0, 1)
        ]
    except (ValueError, OverflowError):
        return None
    return max(readings) if by else min(readings)


def in_zone(moment: datetime, read: str, other: str) -> datetime:
    """The moment that the same figures on a clock mean in another zone than they were read in."""
    try:
        wall = moment.astimezone(zone_of(read)).replace(tzinfo=None)
        return wall.replace(tzinfo=zone_of(other)).astimezone(UTC)
    except OverflowError:
        return moment


def _moment(text: str, zone: str, *, last: bool) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    day = len(text.strip()) <= 10
    if found.tzinfo is None:
        found = found.replace(tzinfo=zone_of(zone))
    try:
        if day and last:
            found += timedelta(days=1) - timedelta(microseconds=1)
        return found.astimezone(UTC)
    except OverflowError:
        return None
