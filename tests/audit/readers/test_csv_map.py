"""Tables read by a column map; data are synthetic, no public sample of a door log is known."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit import open_export, propose_map, recognise
from provenance.audit.records import EventKind, EventTime, Outcome, TimeBasis
from provenance.audit.source.column_map import NAMES, parse_map
from provenance.basics import MisuseError, State
from tests.audit.readers.conftest import Read

DATA = Path(__file__).resolve().parents[2] / "data/audit"
DOORS = (DATA / "doors.csv").read_bytes()
CONSOLE = (DATA / "console-zh.csv").read_bytes()
DOOR_MAP = """\
kind: door
time: Timestamp (local)
person: Cardholder
card: Card  number
place: Reader
direction: Direction
result: Result
date_format: '%d/%m/%Y %H:%M:%S'
timezone: Europe/London
"""


def proposal(content: bytes) -> str:
    return propose_map(open_export(content, source="", sha256=""))


def test_doors(read: Read) -> None:
    found = read(DOORS, column_map=parse_map(DOOR_MAP.encode()))
    assert (found.kind, found.coverage.rows, found.coverage.problems) == ("door", 3, 0)
    first, _, denied = found.events
    assert isinstance(first.time, EventTime)
    assert first.time.start.isoformat() == "2026-05-11T07:58:12+00:00"
    assert (first.time.basis, first.time.raw) == (TimeBasis.USER_STATED, "11/05/2026 08:58:12")
    assert (first.kind, first.operation) == (EventKind.BADGE, "Main entrance IN")
    assert (first.actor.account, first.flags) == ("004711", ("holder-named",))
    assert ("person", "M. Schmidt") in first.params
    assert first.unmapped == (("firmware", "7.1"),)
    assert (denied.outcome, denied.outcome_native) == (Outcome.FAILURE, "Access denied")


def test_without_a_map_it_stays_unknown() -> None:
    assert recognise(open_export(DOORS, source="", sha256="")) is None


def test_without_a_zone_every_zone_is_open(read: Read) -> None:
    stated = DOOR_MAP.replace("timezone: Europe/London\n", "")
    found = read(DOORS, column_map=parse_map(stated.encode()))
    event, last = found.events[0], found.events[-1]
    assert isinstance(event.time, EventTime)
    assert event.time.flags == ("zone-unknown",)
    assert (event.time.end - event.time.start).total_seconds() == 26 * 3600 + 1
    # The period of the export is as wide as its times are: its end is no sharp moment either.
    assert isinstance(last.time, EventTime)
    assert (found.coverage.first, found.coverage.last) == (event.time.start, last.time.end)


def test_proposals_are_maps() -> None:
    assert yaml.safe_load(proposal(DOORS)) == {
        "kind": "door",
        "time": "Timestamp (local)",
        "person": "Cardholder",
        "card": "Card Number",
        "place": "Reader",
        "direction": "Direction",
        "result": "Result",
    }
    assert yaml.safe_load(proposal(CONSOLE)) == {
        "kind": "login",
        "time": "登录时间",
        "account": "账号",
        "ip": "IP地址",
        "action": "登录方式",
        "result": "状态",
    }
    german = "Datum/Uhrzeit;Karteninhaber;Tür;Richtung\n".encode("cp1252")
    assert yaml.safe_load(proposal(german))["place"] == "Tür"
    assert proposal(b"a,b,c\n1,2,3\n") == ""


def test_a_proposal_reads_its_table(read: Read) -> None:
    found = read(
        CONSOLE, column_map=parse_map(proposal(CONSOLE).encode()), timezone="Asia/Shanghai"
    )
    good, bad = found.events
    assert (good.kind, bad.kind) == (EventKind.SIGN_IN, EventKind.SIGN_IN_FAILED)
    assert isinstance(good.time, EventTime)
    assert good.time.start.isoformat() == "2026-05-11T10:31:02+00:00"
    assert good.ips[0].address == "203.0.113.7"
    assert good.actor.account == "msc@harbourvale.example"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("time: When", "no column `When` for `time`"),
        ("person: Cardholder", "has to name the column of the `time`"),
        ("time: Timestamp (local)\ncolour: red", "`colour` is nothing that a column map names"),
        ("time: 3", "`time` has to be a text"),
        ("time: x\nkind: window", "`window` is no kind of table"),
        ("- a\n- b", "no list of `name: column`"),
        ("time: [", "no valid YAML"),
        ("a: &x [1]\nb: *x", "may not hold aliases"),
        ("time: Reader\ntimezone: Moon/Sea", "`Moon/Sea` is no time zone"),
        ("[" * 5000, "no valid YAML"),
    ],
)
def test_refused_maps(read: Read, text: str, told: str) -> None:
    with pytest.raises(MisuseError) as error:
        read(DOORS, column_map=parse_map(text.encode(), name="m.yaml"))
    assert told in str(error.value)


def test_the_remedy_lists_the_columns(read: Read) -> None:
    with pytest.raises(MisuseError) as error:
        read(DOORS, column_map=parse_map(b"time: When", name="m.yaml"))
    assert error.value.place.startswith("m.yaml")
    assert "Card Number, Reader, Direction" in error.value.remedy


def test_a_known_table_is_not_taken_by_a_map(read: Read) -> None:
    known = (
        b"Request ID,Username,IP address,Date (UTC)\n1,a@b.example,192.0.2.1,2026-05-11T10:00:00Z\n"
    )
    assert read(known, column_map=parse_map(b"time: Date (UTC)")).kind == "entra-signin"


def test_a_cell_that_does_not_fit_its_format(read: Read) -> None:
    bad = DOORS.replace(b"25/05/2026 07:02:09", b"yesterday")
    found = read(bad, column_map=parse_map(DOOR_MAP.encode()))
    assert found.events[2].time is State.UNPARSABLE
    assert "time-unparsable" in found.coverage.flags


@given(st.binary(max_size=400))
def test_any_map_ends(data: bytes) -> None:
    try:
        found = parse_map(data)
    except MisuseError:
        return
    assert {name for name, _ in found.columns} <= set(NAMES)


@given(st.binary(max_size=300), st.sampled_from(["time", "a", "Zeit"]))
def test_any_table_ends(data: bytes, column: str) -> None:
    content = b"time,a,Zeit\n" + data
    digest = hashlib.sha256(content).hexdigest()
    given_map = parse_map(f"time: {column}\nip: a\nmessage_id: a".encode())
    export = open_export(content, source="E1", sha256=digest, column_map=given_map)
    found = recognise(export)
    assert found is not None
    for item in found.reader.read(export, found.layout):
        assert 0 <= item.locator.start < item.locator.end <= len(content)
