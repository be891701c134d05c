"""Starts and ends become stretches; what no row tells stays open."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from provenance.audit import AuditEvent, intervals, open_export, recognise
from provenance.audit.intervals import Interval
from provenance.audit.records import EventTime
from provenance.basics import State, Value

DATA = Path(__file__).resolve().parents[1] / "data/audit"


def read(content: bytes, year: int = 0) -> list[AuditEvent]:
    export = open_export(
        content,
        source="E1",
        sha256=hashlib.sha256(content).hexdigest(),
        timezone="Europe/London",
        year=year,
    )
    found = recognise(export)
    assert found is not None
    return [
        item for item in found.reader.read(export, found.layout) if isinstance(item, AuditEvent)
    ]


def clock(time: Value[EventTime]) -> str:
    return time.value if isinstance(time, State) else f"{time.start:%H:%M:%S}"


def told(one: Interval) -> tuple[str, str, str, str, tuple[str, ...]]:
    return one.holder, " ".join(one.inside), clock(one.start), clock(one.end), one.flags


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nps-database.log", [("HARBOURVALE\\msc", "192.0.2.66", "07:11:29", "16:02:10", ())]),
        ("vpn-pulse.log", [("msc", "192.0.2.66", "07:14:20", "16:02:10", ())]),
        ("dhcp-windows.log", [("005300ABCDEF", "192.0.2.77", "07:05:00", "16:10:00", ())]),
        ("vpn-openvpn.log", [("msc", "192.0.2.66", "07:11:27", "absent", ("end-not-logged",))]),
    ],
)
def test_stretches(name: str, expected: list[tuple[str, str, str, str, tuple[str, ...]]]) -> None:
    events = read((DATA / name).read_bytes())
    found = intervals(events)
    assert [told(one) for one in found.found] == expected
    assert not found.cut
    ids = {event.id for event in events}
    assert all(set(one.events) <= ids and one.events for one in found.found)


def test_an_end_alone_tells_its_start_by_its_duration() -> None:
    content = (DATA / "nps-database.log").read_bytes().splitlines(keepends=True)
    (one,) = intervals(read(content[3])).found
    assert told(one)[2:] == ("07:11:29", "16:02:10", ("start-from-duration",))
    without = content[3].replace(b",31841", b",")
    (one,) = intervals(read(without)).found
    assert told(one)[2:] == ("absent", "16:02:10", ("start-not-logged",))


def test_an_address_that_goes_to_another_ends_a_stretch() -> None:
    lines = b"".join(
        b"2026-05-11 %s %s/203.0.113.7:52234 MULTI: Learn: 192.0.2.66 -> x\n" % (at, who)
        for at, who in ((b"08:00:00", b"msc"), (b"09:00:00", b"msc"), (b"12:00:00", b"other"))
    )
    first, second = intervals(read(b"2026-05-11 07:00:00 OpenVPN 2.6.3 started\n" + lines)).found
    assert told(first)[2:] == ("07:00:00", "11:00:00", ("ended-by-next",))
    assert len(first.events) == 2
    assert told(second) == ("other", "192.0.2.66", "11:00:00", "absent", ("end-not-logged",))
