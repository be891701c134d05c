"""Whole days of a calendar entry are those that its lines name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from provenance.audit import EventKind
from provenance.correlation.entry_days import Days, days_of
from tests.correlation.events import an_event

MOMENT = datetime(2026, 5, 10, tzinfo=UTC)
DAY = date(2026, 5, 10)
LAST = date(9999, 12, 31)


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ((("DTSTART", "20260510"), ("DTEND", "20260517")), Days(first=DAY, last=date(2026, 5, 16))),
        ((("DTSTART", "20260510"),), Days(first=DAY, last=DAY)),
        ((("dtstart", "20260510"), ("DTEND", "20260510")), Days(first=DAY, last=DAY)),
        ((("DTSTART", "20260510"), ("DURATION", "P1W")), Days(first=DAY, last=date(2026, 5, 16))),
        ((("DTSTART", "20260510"), ("DURATION", "P2D")), Days(first=DAY, last=date(2026, 5, 11))),
        ((("DTSTART", "20260510"), ("DURATION", "PT2H")), Days(first=DAY, last=DAY)),
        ((("DTSTART", "99991231"), ("DURATION", "P9999W")), Days(first=LAST, last=LAST)),
        ((("DTSTART", "20260510T090000Z"),), None),
        ((("DTSTART", "20261310"),), None),
        ((("DTSTART", "２０２６０５１０"),), None),
        ((), None),
    ],
)
def test_the_last_day_is_the_day_before_the_end(
    lines: tuple[tuple[str, str], ...], days: Days | None
) -> None:
    entry = an_event("c", "E3", 1, EventKind.ABSENCE, MOMENT, params=lines)
    assert days_of(entry) == days
    other = an_event("c", "E3", 1, EventKind.OTHER, MOMENT, params=lines)
    assert days_of(other) is None
    # An entry that does not say away has its days as well.
    assert days_of(replace(other, operation="entry BUSY")) == days
