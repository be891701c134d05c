"""Texts of times as intervals of UTC, with the reason why they mean that.

Nothing is guessed: a text without a zone needs one that is documented for its place or stated by
the user; an order of day and month that a column does not decide stays open, both readings inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import StrEnum

from provenance.audit.records import EventTime, TimeBasis, TimeRole
from provenance.basics import State, Value
from provenance.basics.record import dataclass


class DayOrder(StrEnum):
    """Order of day and month in a column of dates with strokes or dots."""

    MONTH_FIRST = "month-first"
    DAY_FIRST = "day-first"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How the times of one column are to be read.

    ``zone`` applies where the text has none; ``None`` means that it is not known, and the text is
    then read as any zone on earth (UTC-12 to UTC+14), flagged ``zone-unknown``.
    """

    zone: tzinfo | None = UTC
    basis: TimeBasis = TimeBasis.DOCUMENTED_UTC
    order: DayOrder = DayOrder.OPEN
    role: TimeRole = TimeRole.OCCURRED


_ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?"
    r" ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?\Z"
)
_PARTS = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d),? "
    r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?"
    r"(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(Z|UTC|GMT|[+-]\d\d:?\d\d))?\Z"
)
_YEAR_FIRST = re.compile(
    r"(\d{4})[/.](\d{1,2})[/.](\d{1,2}) (\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\Z"
)
_NUMBER = re.compile(r"\d{10}(?:\.\d{1,9})?|\d{13}|\d{16}|\d{19}")
_ASP = re.compile(r"/Date\((-?\d{10,16})(?:[+-]\d{4})?\)/\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}\b")

FIRST_YEAR, LAST_YEAR = 1900, 9000
"""No log writes of other years; windows around a moment have to stay inside the calendar."""
_WEST, _EAST = timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def learn_order(texts: Iterable[str]) -> DayOrder:
    """Decide the order of day and month out of a whole column: a part over 12 is a day."""
    first = second = False
    for text in texts:
        match = _DAY_FIRST.match(text.strip())
        if match:
            first = first or int(match[1]) > 12
            second = second or int(match[2]) > 12
    if first == second:
        return DayOrder.OPEN
    return DayOrder.DAY_FIRST if first else DayOrder.MONTH_FIRST


def read_time(text: str, clock: Clock) -> Value[EventTime]:
    """Read one text; ``ABSENT`` if it is blank, ``UNPARSABLE`` if it is no time known here."""
    plain = text.strip().strip("\u200e\u200f")
    if not plain:
        return State.ABSENT
    if len(plain) > 100:
        return State.UNPARSABLE
    for read in (_iso, _year_first, _strokes, _number):
        found = read(plain, text, clock)
        if found is not None:
            return found
    return State.UNPARSABLE


def _iso(plain: str, raw: str, clock: Clock) -> Value[EventTime] | None:
    match = _ISO.match(plain)
    if match is None:
        return None
    if match[4] is None:
        return _day(match, raw, clock)
    fields = tuple(int(part or 0) for part in match.group(1, 2, 3, 4, 5, 6))
    return _moment([fields], match[7], match[8], match[6], raw, clock)


def _day(match: re.Match[str], raw: str, clock: Clock) -> Value[EventTime]:
    """A date alone is a whole day."""
    fields = (int(match[1]), int(match[2]), int(match[3]), 0, 0, 0)
    found = _moment([fields], None, match[8], "0", raw, clock)
    if isinstance(found, State):
        return found
    end = found.end + timedelta(days=1) - timedelta(seconds=1)
    return _interval(found.start, end, raw, clock, 86_400.0, found.flags)


def _year_first(plain: str, raw: str, clock: Clock) -> Value[EventTime] | None:
    match = _YEAR_FIRST.match(plain)
    if match is None:
        return None
    fields = tuple(int(part or 0) for part in match.group(1, 2, 3, 4, 5, 6))
    return _moment([fields], match[7], None, match[6], raw, clock)


def _strokes(plain: str, raw: str, clock: Clock) -> Value[EventTime] | None:
    match = _PARTS.match(plain)
    if match is None:
        return None
    one, two = int(match[1]), int(match[3])
    year = int(match[4])
    if year < 100:
        year += 2000 if year < 70 else 1900
    hour = int(match[5])
    if match[9]:
        if not 1 <= hour <= 12:
            return State.UNPARSABLE
        hour = hour % 12 + (12 if match[9] in "Pp" else 0)
    rest = (hour, int(match[6]), int(match[7] or 0))
    readings = []
    if clock.order is not DayOrder.DAY_FIRST and one <= 12:
        readings.append((year, one, two, *rest))
    if clock.order is not DayOrder.MONTH_FIRST and two <= 12 and not (readings and one == two):
        readings.append((year, two, one, *rest))
    return _moment(readings, match[8], match[10], match[7], raw, clock)


def _number(plain: str, raw: str, clock: Clock) -> Value[EventTime] | None:
    """Seconds, milliseconds, microseconds or nanoseconds since 1970, told by their digits."""
    asp = _ASP.match(plain)
    if asp:
        return _epoch(int(asp[1]), 1000, raw, clock)
    if not _NUMBER.fullmatch(plain):
        return None
    whole, _, part = plain.partition(".")
    unit = 10 ** (len(whole) - 10)
    if part:
        return _epoch(int(whole + part[:6].ljust(6, "0")), 1_000_000, raw, clock)
    return _epoch(int(whole), unit, raw, clock)


def _epoch(value: int, per_second: int, raw: str, clock: Clock) -> Value[EventTime]:
    try:
        moment = _EPOCH + timedelta(microseconds=value * 1_000_000 // per_second)
    except OverflowError:
        return State.UNPARSABLE
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return State.UNPARSABLE
    return _interval(
        moment,
        moment + timedelta(seconds=1 / per_second),
        raw,
        Clock(basis=TimeBasis.EXPLICIT_ZONE, role=clock.role),
        1.0 / per_second,
        (),
    )


def _moment(
    readings: Sequence[tuple[int, ...]],
    fraction: str | None,
    zone: str | None,
    seconds: str | None,
    raw: str,
    clock: Clock,
) -> Value[EventTime]:
    """Turn calendar readings into one interval; impossible ones fall away."""
    precision = 10.0 ** -len(fraction) if fraction else (1.0 if seconds else 60.0)
    micro = int(((fraction or "") + "000000")[:6])
    bounds: list[datetime] = []
    flags: set[str] = set()
    for year, month, day, hour, minute, second in readings:
        if not FIRST_YEAR <= year <= LAST_YEAR:
            continue
        try:
            local = datetime(year, month, day, hour, minute, min(second, 59), micro)  # noqa: DTZ001
            found, why = _in_utc(local, zone, clock)
        except (ValueError, OverflowError):
            continue
        bounds += found
        flags |= why
    if not bounds:
        return State.UNPARSABLE
    if len(readings) > 1 and len(set(bounds)) > 1:
        flags.add("date-order-ambiguous")
    basis = TimeBasis.EXPLICIT_ZONE if zone else clock.basis
    start, end = min(bounds), max(bounds)
    end += timedelta(seconds=precision)
    told = Clock(zone=clock.zone, basis=basis, order=clock.order, role=clock.role)
    return _interval(start, end, raw, told, precision, tuple(sorted(flags)))


def _in_utc(local: datetime, zone: str | None, clock: Clock) -> tuple[list[datetime], set[str]]:
    """The moments that a local time can mean: two in the hour that clocks go through twice."""
    if zone:
        return [local.replace(tzinfo=_fixed(zone)).astimezone(UTC)], set()
    if clock.zone is None:
        both = [local.replace(tzinfo=far).astimezone(UTC) for far in (_WEST, _EAST)]
        return both, {"zone-unknown"}
    early = local.replace(tzinfo=clock.zone, fold=0)
    late = local.replace(tzinfo=clock.zone, fold=1)
    first, second = early.astimezone(UTC), late.astimezone(UTC)
    if first == second:
        return [first], set()
    exists = first.astimezone(clock.zone).replace(tzinfo=None, fold=0) == local
    return [first, second], {"hour-twice" if exists else "hour-missing"}


def _fixed(zone: str) -> tzinfo:
    if zone in {"Z", "UTC", "GMT"}:
        return UTC
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if zone[0] == "-" else offset)


def _interval(
    start: datetime, end: datetime, raw: str, clock: Clock, precision: float, flags: tuple[str, ...]
) -> EventTime:
    return EventTime(
        start=start,
        end=end,
        raw=raw,
        basis=clock.basis,
        precision_seconds=precision,
        role=clock.role,
        flags=flags,
    )
