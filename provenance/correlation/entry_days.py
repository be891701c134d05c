"""The whole days of a calendar entry, as its own lines name them: no zone moves them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from provenance.basics.record import dataclass

if TYPE_CHECKING:
    from provenance.audit import AuditEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Whole days of a calendar entry, the last one included."""

    first: date
    last: date


def days_of(event: AuditEvent) -> Days | None:
    """The days of an entry that says away (RFC 5545 §3.6.1: DTEND is the day after the last)."""
    if event.kind.value != "absence":
        return None
    told: dict[str, str] = {}
    for name, value in event.params:
        told.setdefault(name.upper(), value.strip())
    first = _day(told.get("DTSTART", ""))
    if first is None:
        return None
    behind = _day(told.get("DTEND", ""))
    last = behind - timedelta(days=1) if behind is not None and behind > first else first
    return Days(first=first, last=last)


def _day(written: str) -> date | None:
    if len(written) != 8 or not (written.isascii() and written.isdigit()):
        return None
    try:
        return date(int(written[:4]), int(written[4:6]), int(written[6:]))
    except ValueError:
        return None
