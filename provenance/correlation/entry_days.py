"""The whole days of a calendar entry, as its own lines name them, and when they begin and end.

A date alone is of no zone (RFC 5545 §3.3.4): it is the day of whoever looks at the calendar. Read
in every zone on earth the day before and the day after would be part of it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from provenance.basics import State
from provenance.basics.record import dataclass

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from provenance.audit import AuditEvent


_LENGTH: Final = re.compile(r"P(?:(\d{1,4})W)?(?:(\d{1,5})D)?\Z")
"""A length in weeks or days (RFC 5545 §3.3.6), the only ones of entries for whole days."""
CASE_ZONE: Final = "days-in-zone-of-case"
"""Flag of an entry for whole days that were read in the zone of the case."""
_KINDS: Final = frozenset({"absence", "other"})
NO_ZONE: Final = "no-zone-known"
"""Flag of an entry with a clock time whose zone nobody states: each zone is allowed for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Whole days of a calendar entry, the last one included."""

    first: date
    last: date


def is_entry(event: AuditEvent) -> bool:
    """Whether a row is an entry of a calendar, as its reader names it."""
    # The words first: this is asked of every row of every export.
    words = event.operation
    named = words.startswith("entry") and words.partition(" ")[0] == "entry"
    return named and event.kind.value in _KINDS


def days_of(event: AuditEvent) -> Days | None:
    """The days of an entry for whole days (RFC 5545 §3.6.1: DTEND is the day after the last)."""
    if event.kind.value != "absence" and not is_entry(event):
        return None
    told: dict[str, str] = {}
    for name, value in event.params:
        told.setdefault(name.upper(), value.strip())
    first = _day(told.get("DTSTART", ""))
    if first is None:
        return None
    behind = _day(told.get("DTEND", "")) or _behind(first, told.get("DURATION", ""))
    last = behind - timedelta(days=1) if behind is not None and behind > first else first
    return Days(first=first, last=last)


def _behind(first: date, written: str) -> date | None:
    """The day after the last of an entry that has a length in place of its end."""
    match = _LENGTH.match(written)
    if match is None:
        return None
    weeks, days = (int(part or 0) for part in match.groups())
    try:
        return first + timedelta(weeks=weeks, days=days)
    except OverflowError:
        return None


def in_zone(event: AuditEvent, zone: ZoneInfo) -> AuditEvent:
    """The entry with its whole days read in ``zone``, where neither it nor its export names one."""
    if not is_entry(event) or isinstance(event.time, State):
        return event
    if event.time.basis.value != "assumed":
        return event
    days = days_of(event)
    if days is None:
        return replace(event, flags=tuple(sorted({*event.flags, NO_ZONE})))
    try:
        start, behind = (
            datetime.combine(day, time(), zone).astimezone(UTC)
            for day in (days.first, days.last + timedelta(days=1))
        )
    except OverflowError:
        return event
    read = replace(event.time, start=start, end=behind - timedelta(seconds=1))
    return replace(event, time=read, flags=tuple(sorted({*event.flags, CASE_ZONE})))


def _day(written: str) -> date | None:
    if len(written) != 8 or not (written.isascii() and written.isdigit()):
        return None
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None
