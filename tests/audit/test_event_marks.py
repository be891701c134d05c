"""Observations in exports that have everyday causes: each found where it is, and only there."""

from __future__ import annotations

import hashlib

import pytest

from provenance.audit import open_export, recognise
from provenance.audit.integrity import IntegrityWatch
from provenance.audit.integrity_tests import ALL, OBSERVED
from provenance.audit.records import Integrity
from provenance.audit.source.column_map import ColumnMap
from provenance.reasoning.compare.sources import HARMLESS
from provenance.reasoning.facts_log_marks import _SAVED_AGAIN
from provenance.report.editions.collect import mailboxes_in

MAP = ColumnMap(
    kind="door",
    columns=(("time", "When"), ("person", "Who"), ("card", "Card"), ("direction", "Way")),
    timezone="UTC",
)


def doors(*rows: str) -> Integrity:
    return look(("When,Who,Card,Way\n" + "\n".join(rows) + "\n").encode(), MAP)


def look(content: bytes, given: ColumnMap | None = None) -> Integrity:
    digest = hashlib.sha256(content).hexdigest()
    export = open_export(
        content, source="E1", sha256=digest, timezone="UTC", year=2026, column_map=given
    )
    found = recognise(export)
    assert found is not None
    watch = IntegrityWatch(export, found.layout, content)
    for item in found.reader.read(export, found.layout):
        watch.see(item)
    return watch.result()


def names(found: Integrity) -> dict[str, int]:
    return {sign.name: sign.count for sign in found.signs if sign.name in OBSERVED}


def result(found: Integrity, name: str) -> str:
    return next(one.result for one in found.tests if one.name == name)


def passage(day: int, hour: int, who: str, card: str, way: str) -> str:
    return f"2026-05-{day:02d}T{hour:02d}:00:00Z,{who},{card},{way}"


PLAIN = tuple(
    passage(day, hour, f"p{who}", f"c{who}", way)
    for day in (4, 5, 6, 7, 8, 11)
    for hour, way in ((8, "IN"), (17, "OUT"))
    for who in range(6)
)


def test_an_orderly_log_of_doors_shows_none() -> None:
    found = doors(*PLAIN)
    assert names(found) == {}
    assert result(found, "passage-unpaired") == "none"
    assert result(found, "day-holders") == "none"
    assert result(found, "numbers-whole") == "not-tested"


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ((passage(12, 9, "x", "c1", "IN"),), "card-two-holders"),
        ((passage(12, 9, "p1", "c9", "IN"),), "holder-two-cards"),
        ((passage(12, 9, "p1", "c1", "OUT"),), "passage-unpaired"),
        ((passage(12, 9, "x", "c8", "IN"), passage(12, 9, "y", "c9", "IN")), "day-holders"),
        ((passage(4, 7, "p1", "c1", "IN"),), "time-order"),
    ],
)
def test_each_is_found_with_its_row(rows: tuple[str, ...], name: str) -> None:
    found = doors(*PLAIN, *rows)
    sign = next(one for one in found.signs if one.name == name)
    assert sign.rows[0].line > len(PLAIN)
    assert result(found, name) == "found"


def test_a_weekend_is_no_working_day() -> None:
    rows = (passage(9, 9, "x", "c8", "IN"), passage(9, 9, "y", "c9", "IN"))
    assert "day-holders" not in names(doors(*PLAIN, *rows))


def windows(number: int, fraction: str, day: int, record: int) -> str:
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        '<Provider Name="Microsoft-Windows-Security-Auditing"/><EventID>4624</EventID>'
        f'<TimeCreated SystemTime="2026-05-{day:02d}T03:{number:02d}:02.{fraction}Z"/>'
        f"<EventRecordID>{record}</EventRecordID><Channel>Security</Channel>"
        "<Computer>PC-07.harbourvale.example</Computer></System><EventData>"
        '<Data Name="TargetUserName">msc</Data><Data Name="LogonType">2</Data>'
        "</EventData></Event>"
    )


def security(events: list[str]) -> Integrity:
    return look(f"<Events>{''.join(events)}</Events>".encode())


def test_one_fraction_in_all_times_is_found_and_free_running_ones_are_not() -> None:
    constant = [windows(n, "1234567", n + 1, 2000 + 7 * n) for n in range(6)]
    assert names(security(constant)) == {"fraction-constant": 6}
    free = [windows(n, f"{n}234567", n + 1, 2000 + 7 * n) for n in range(6)]
    found = security(free)
    assert names(found) == {}
    assert result(found, "fraction-constant") == "none"
    # Seconds that are only filled up with zeros are no clock's fraction.
    zeros = [windows(n, "0000000", n + 1, 2000 + 7 * n) for n in range(6)]
    assert names(security(zeros)) == {}


def test_numbers_without_a_gap_are_found_only_over_quiet_days() -> None:
    quiet = [windows(n, f"{n}34567", n + 1, 2000 + n) for n in range(12)]
    assert names(security(quiet)) == {"numbers-whole": 12}
    busy = [windows(n, f"{n}34567", 1, 2000 + n) for n in range(12)]
    assert names(security(busy)) == {}


def log_on(day: int, code: int, number: str, record: int) -> str:
    data = f'<Data Name="TargetUserName">msc</Data><Data Name="TargetLogonId">{number}</Data>'
    row = windows(record, str(record), day, 2000 + 7 * record)
    return row.replace("4624", str(code)).replace("<EventData>", f"<EventData>{data}")


def test_a_log_on_number_that_is_used_again_after_its_log_off_is_found() -> None:
    rows = [log_on(n // 2 + 1, (4624, 4634)[n % 2], "0x864eca", n) for n in range(6)]
    assert names(security(rows)) == {"log-on-number-again": 2}
    assert names(security(rows[::-1]))["log-on-number-again"] == 2, "newest first"
    other = [log_on(n // 2 + 1, (4624, 4634)[n % 2], f"0x86{n // 2}eca", n) for n in range(6)]
    assert result(security(other), "log-on-number-again") == "none"
    started = [*rows[:2], log_on(1, 4608, "0x0", 9), *rows[2:4]]
    assert "log-on-number-again" not in names(security(started))
    system = [log_on(n // 2 + 1, (4624, 4634)[n % 2], "0x3e7", n) for n in range(4)]
    assert "log-on-number-again" not in names(security(system))


def test_every_test_is_named_once_and_observations_take_no_weight() -> None:
    found = doors(*PLAIN)
    assert [one.name for one in found.tests] == sorted(ALL)
    assert len(set(ALL)) == len(ALL)
    assert OBSERVED <= HARMLESS
    assert OBSERVED <= _SAVED_AGAIN
    assert set(ALL) >= OBSERVED


def test_a_log_and_its_machine_are_no_mailbox() -> None:
    """An edition replaces whatever reads like an address: nothing of ours may read like one."""
    found = security([windows(0, "1", 1, 2000), windows(1, "2", 1, 2010)])
    (sign,) = [one for one in found.signs if one.name == "number-missing"]
    (value,) = [value for _, value in sign.values]
    assert value.endswith(": 2001-2009")
    assert "PC" in value
    assert list(mailboxes_in(value)) == []
