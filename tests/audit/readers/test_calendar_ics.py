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
