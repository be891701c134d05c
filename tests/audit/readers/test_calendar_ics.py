"""Calendars; the fixture is synthetic, after the examples of RFC 5545."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.audit.records import EventKind, EventTime, TimeBasis
from provenance.basics import State
from tests.audit.readers.conftest import Read

ICS = (Path(__file__).resolve().parents[2] / "data/audit/calendar.ics").read_bytes()


def span(time: object) -> tuple[str, str]:
    assert isinstance(time, EventTime)
    return time.start.isoformat()[:19], time.end.isoformat()[:19]


@pytest.mark.parametrize("content", [ICS, ICS.replace(b"\n", b"\r\n")])
def test_entries(read: Read, content: bytes) -> None:
    found = read(content, timezone="Europe/Berlin")
    leave, dentist = found.events
    assert (found.kind, found.coverage.problems) == ("calendar", 0)
    assert span(leave.time) == ("2026-05-10T22:00:00", "2026-05-15T22:00:00")
    assert (leave.kind, leave.target) == (EventKind.ABSENCE, "Annual leave")
    assert (leave.actor.account, leave.flags) == ("msc@harbourvale.example", ())
    assert span(dentist.time) == ("2026-05-11T08:00:00", "2026-05-11T09:30:00")
    assert isinstance(dentist.time, EventTime)
    assert dentist.time.basis is TimeBasis.DOCUMENTED_LOCAL
    assert (dentist.kind, dentist.flags) == (EventKind.OTHER, ("entry-made-later",))
    place = dentist.locator
    assert content[place.start : place.end].startswith(b"BEGIN:VEVENT")
    assert content[place.start : place.end].endswith(b"END:VEVENT")


def test_a_floating_day_leaves_every_zone_open(read: Read) -> None:
    leave = read(ICS).events[0]
    assert isinstance(leave.time, EventTime)
    assert "zone-unknown" in leave.time.flags
    assert span(leave.time) == ("2026-05-10T10:00:00", "2026-05-16T12:00:00")


def test_damaged(read: Read) -> None:
    found = read(ICS.replace(b"END:VEVENT\nBEGIN:VEVENT", b"BEGIN:VEVENT"))
    assert [p.reason for p in found.problems] == ["entry-not-closed"]
    assert len(found.events) == 1
    bad = read(ICS.replace(b":20260511\n", b":20261341\n"))
    assert bad.events[0].time is State.UNPARSABLE


SERIES = b"""BEGIN:VCALENDAR
BEGIN:VEVENT
UID:3@harbourvale.example
DTSTART;TZID=Europe/London:20260309T090000
DTEND;TZID=Europe/London:20260309T170000
RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20260406T080000Z
EXDATE;TZID=Europe/London:20260316T090000
X-MICROSOFT-CDO-BUSYSTATUS:OOF
END:VEVENT
BEGIN:VEVENT
UID:3@harbourvale.example
RECURRENCE-ID;TZID=Europe/London:20260323T090000
DTSTART;TZID=Europe/London:20260324T090000
DTEND;TZID=Europe/London:20260324T120000
END:VEVENT
END:VCALENDAR
"""


def test_a_series_is_written_out_by_the_local_clock(read: Read) -> None:
    """Clocks change on 29 March 2026; one time is taken out, one has an entry of its own."""
    found = read(SERIES)
    assert [(span(event.time), event.locator.path) for event in found.events] == [
        (("2026-03-09T09:00:00", "2026-03-09T17:00:00"), ""),
        (("2026-03-30T08:00:00", "2026-03-30T16:00:00"), "occurrence 4"),
        (("2026-04-06T08:00:00", "2026-04-06T16:00:00"), "occurrence 5"),
        (("2026-03-24T09:00:00", "2026-03-24T12:00:00"), ""),
    ]
    first, later = found.events[:2]
    assert (first.flags, later.flags) == ((), ("occurrence-of-series",))
    assert first.kind is later.kind is EventKind.ABSENCE
    assert first.id != later.id


@pytest.mark.parametrize(
    ("rule", "events", "flag"),
    [
        (b"FREQ=DAILY", 500, "entry-repeats-cut"),
        (b"FREQ=HOURLY", 1, "entry-repeats"),
        (b"FREQ=DAILY;COUNT=2", 2, ""),
    ],
)
def test_what_is_not_shown_of_a_series(read: Read, rule: bytes, events: int, flag: str) -> None:
    content = SERIES.replace(b"FREQ=WEEKLY;BYDAY=MO;UNTIL=20260406T080000Z", rule)
    content = content[: content.index(b"BEGIN:VEVENT\nUID:3@harbourvale.example\nREC")]
    found = read(content.replace(b"EXDATE;TZID=Europe/London:20260316T090000\n", b""))
    assert len(found.events) == events
    assert found.events[0].flags == ((flag,) if flag else ())


def test_a_long_entry_is_not_written_out_again_and_again(read: Read) -> None:
    long = SERIES.replace(b"UID:3", b"X-A:1\n" * 400 + b"UID:3", 1)
    found = read(long)
    assert len(found.events) == 2
    assert found.events[0].flags == ("entry-repeats-cut",)
