"""Occurrences of a repeating entry, within a limit: the rules that calendars write.

Source: RFC 5545 §3.3.10 (RECUR), §3.8.5.3. Read are DAILY; WEEKLY with BYDAY; MONTHLY by the day of
the month or by one weekday of it; YEARLY on the day of the start; each with INTERVAL, COUNT or
UNTIL. Every other rule is answered with ``None``, never with some of its occurrences.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

MAX_OCCURRENCES = 500
"""Occurrences of one entry; a daily one has as many in a year and four months."""
MAX_STEPS = 5_000
"""Periods that are looked at: a rule can name a day that few months have."""

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH"})
_NTH = re.compile(r"([+-]?\d{1,2})(MO|TU|WE|TH|FR|SA|SU)\Z")


def rule_parts(rule: str) -> dict[str, str] | None:
    """The parts of a rule by name; ``None`` if it has one that is not read here, or one twice."""
    found: dict[str, str] = {}
    for part in rule.strip().upper().split(";")[:20]:
        name, _, value = part.partition("=")
        if name not in _KNOWN or name in found or not value:
            return None
        found[name] = value
    return found if "FREQ" in found else None


def occurrences(
    parts: dict[str, str], first: datetime, until: datetime | None
) -> tuple[tuple[datetime, ...], bool] | None:
    """Local times of all occurrences, the first one included, and whether these are all.

    ``first`` and ``until`` are local times without a zone; ``until`` is the last moment that may
    be one. ``None`` if the rule is not read here.
    """
    interval, count = _number(parts, "INTERVAL", 1), _number(parts, "COUNT", 0)
    if interval is None or count is None or (count and until is not None):
        return None
    steps = _steps(parts, first, max(interval, 1))
    if steps is None:
        return None
    limit = min(count or MAX_OCCURRENCES + 1, MAX_OCCURRENCES + 1)
    found: list[datetime] = []
    for moment in islice(steps, MAX_STEPS):
        if moment is None or moment < first:
            continue
        if (until is not None and moment > until) or len(found) >= limit:
            return tuple(found[:MAX_OCCURRENCES]), len(found) <= MAX_OCCURRENCES
        found.append(moment)
    ended = bool(count) and len(found) >= count
    return tuple(found[:MAX_OCCURRENCES]), ended and len(found) <= MAX_OCCURRENCES


def _number(parts: dict[str, str], name: str, default: int) -> int | None:
    text = parts.get(name, str(default))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else None


def _steps(
    parts: dict[str, str], first: datetime, interval: int
) -> Iterator[datetime | None] | None:
    """Candidates in rising order; ``None`` among them for a day that does not exist."""
    frequency, by = parts["FREQ"], {name for name in parts if name.startswith("BY")}
    if frequency == "DAILY":
        return None if by else _every(first, timedelta(days=interval))
    if frequency == "WEEKLY":
        return _by_week(parts, first, interval) if by <= {"BYDAY"} else None
    if frequency == "MONTHLY":
        return _by_month(parts, first, interval, by)
    if frequency == "YEARLY" and by <= {"BYMONTH", "BYMONTHDAY"}:
        same = {"BYMONTH": str(first.month), "BYMONTHDAY": str(first.day)}
        if all(parts[name] == same[name] for name in by):
            return _monthly(first, 12 * interval, lambda y, m: _day_of(y, m, first.day))
    return None


def _by_week(
    parts: dict[str, str], first: datetime, interval: int
) -> Iterator[datetime | None] | None:
    days = parts.get("BYDAY", _DAYS[first.weekday()]).split(",")
    start = parts.get("WKST", "MO")
    if not set(days) <= set(_DAYS) or start not in _DAYS:
        return None
    return _weekly(first, interval, {_DAYS.index(day) for day in days}, _DAYS.index(start))


def _by_month(
    parts: dict[str, str], first: datetime, interval: int, by: set[str]
) -> Iterator[datetime | None] | None:
    if by == {"BYDAY"}:
        nth = _NTH.match(parts["BYDAY"])
        if nth is None:
            return None
        number, weekday = int(nth[1]), _DAYS.index(nth[2])
        return _monthly(first, interval, lambda y, m: _weekday_of(y, m, number, weekday))
    day = parts.get("BYMONTHDAY", str(first.day))
    if not by <= {"BYMONTHDAY"} or not re.fullmatch(r"-?\d{1,2}", day, re.ASCII):
        return None
    return _monthly(first, interval, lambda year, month: _day_of(year, month, int(day)))


def _every(first: datetime, step: timedelta) -> Iterator[datetime]:
    moment = first
    while True:
        yield moment
        try:
            moment += step
        except OverflowError:
            return


def _weekly(
    first: datetime, interval: int, days: set[int], begins: int
) -> Iterator[datetime | None]:
    week = _week(first, begins)
    for start in _every(week, timedelta(weeks=interval)) if week else ():
        for offset in range(7):
            try:
                moment = start + timedelta(days=offset)
            except OverflowError:
                return
            if moment.weekday() in days:
                yield moment


def _week(first: datetime, begins: int) -> datetime | None:
    try:
        return first - timedelta(days=(first.weekday() - begins) % 7)
    except OverflowError:
        return None


def _monthly(
    first: datetime, interval: int, day_of: Callable[[int, int], int]
) -> Iterator[datetime | None]:
    month = first.year * 12 + first.month - 1
    while month // 12 <= 9999:
        day = day_of(month // 12, month % 12 + 1)
        yield first.replace(year=month // 12, month=month % 12 + 1, day=day) if day else None
        month += interval


def _day_of(year: int, month: int, day: int) -> int:
    """The day of a month, counted from its end if negative; 0 if the month has none such."""
    last = monthrange(year, month)[1]
    found = day if day > 0 else last + 1 + day
    return found if day and 1 <= found <= last else 0


def _weekday_of(year: int, month: int, number: int, weekday: int) -> int:
    start, last = monthrange(year, month)
    days = list(range(1 + (weekday - start) % 7, last + 1, 7))
    index = number - 1 if number > 0 else len(days) + number
    return days[index] if number and 0 <= index < len(days) else 0
