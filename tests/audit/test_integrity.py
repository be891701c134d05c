"""Marks of an edited, cut or re-saved export; synthetic rows of the documented shape."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.audit import integrity, open_export, recognise
from provenance.audit.integrity import IntegrityWatch
from provenance.audit.records import Integrity, IntegritySign

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared/audit-samples"
COLUMNS = ["RecordType", "CreationDate", "UserIds", "Operations", "AuditData"]
COLUMNS += ["ResultIndex", "ResultCount"]


def record(number: int, **more: Any) -> dict[str, Any]:
    return {
        "CreationTime": f"2026-05-14T13:{number:02d}:10",
        "Id": f"{number:08d}-0000-4000-8000-000000000001",
        "Operation": "Send",
        "OrganizationId": "c7d6f05c-fc84-4710-8bc0-07cb9d84c690",
        "RecordType": 2,
        "UserKey": "1003200000000001",
        "UserType": 0,
        "UserId": "msc@harbourvale.example",
        **more,
    }


def rows(count: int = 5) -> list[list[str]]:
    found = []
    for number in range(1, count + 1):
        one = record(number)
        cells = ["2", one["CreationTime"], one["UserId"], "Send", dense(one)]
        found.append([*cells, str(number), str(count)])
    return found


def dense(one: dict[str, Any]) -> str:
    return json.dumps(one, separators=(",", ":"))


def write(table: list[list[str]], delimiter: str = ",", end: str = "\r\n") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([COLUMNS, *table])
    return out.getvalue().encode()


def look(content: bytes) -> Integrity:
    digest = hashlib.sha256(content).hexdigest()
    export = open_export(content, source="E1", sha256=digest, timezone="UTC", year=2026)
    found = recognise(export)
    assert found is not None
    watch = IntegrityWatch(export, found.layout, content)
    for item in found.reader.read(export, found.layout):
        watch.see(item)
    return watch.result()


def signs(content: bytes) -> dict[str, IntegritySign]:
    return {sign.name: sign for sign in look(content).signs}


def test_an_export_as_written_has_no_sign() -> None:
    found = look(write(rows()))
    assert found.signs == ()
    assert found.examined == 5
    assert found.organisations == (("c7d6f05c-fc84-4710-8bc0-07cb9d84c690", 5),)


def put(row: int, column: int, value: str) -> Callable[[list[list[str]]], None]:
    def change(table: list[list[str]]) -> None:
        table[row][column] = value

    return change


def member(row: int, **more: Any) -> Callable[[list[list[str]]], None]:
    def change(table: list[list[str]]) -> None:
        table[row][4] = dense({**json.loads(table[row][4]), **more})

    return change


def without(row: int, name: str) -> Callable[[list[list[str]]], None]:
    def change(table: list[list[str]]) -> None:
        one = json.loads(table[row][4])
        del one[name]
        table[row][4] = dense(one)

    return change


def respaced(table: list[list[str]]) -> None:
    table[2][4] = json.dumps(json.loads(table[2][4]))


def all_respaced(table: list[list[str]]) -> None:
    for row in table:
        row[4] = json.dumps(json.loads(row[4]))


CASES: list[tuple[str, Callable[[list[list[str]]], Any], tuple[int, list[int]]]] = [
    ("column-differs-time", put(1, 1, "2026-05-14T14:02:10"), (1, [3])),
    ("column-differs-user", put(1, 2, "vh@harbourvale.example"), (1, [3])),
    ("column-differs-operation", put(1, 3, "Create"), (1, [3])),
    ("index-missing", lambda table: table.pop(1), (1, [5])),
    ("id-two-contents", member(3, Id=record(1)["Id"]), (1, [5])),
    ("mixed-details", respaced, (1, [4])),
    ("details-spaced", all_respaced, (5, [2, 3, 4, 5, 6])),
    ("member-missing", without(0, "UserKey"), (1, [2])),
    ("form-id", member(4, Id="7"), (1, [6])),
    ("form-creationtime", member(4, CreationTime="2026-05-14 13:05:10"), (1, [6])),
    ("number-as-power", put(0, 0, "1,23E+15"), (1, [2])),
    ("number-rounded", put(0, 0, "123456789012345000"), (1, [2])),
    ("date-without-seconds", put(0, 1, "14.05.2026 13:01"), (1, [2])),
    ("cell-limit", put(0, 4, dense(record(1, Filler="x" * 32_600))[:32_767]), (1, [2])),
    ("organisations-several", member(0, OrganizationId="f" * 8), (2, [])),
]


@pytest.mark.parametrize(("name", "change", "expected"), CASES, ids=[case[0] for case in CASES])
def test_each_change_leaves_its_mark(
    name: str, change: Callable[[list[list[str]]], Any], expected: tuple[int, list[int]]
) -> None:
    table = rows()
    change(table)
    sign = signs(write(table))[name]
    assert (sign.count, [place.row for place in sign.rows]) == expected


def test_a_cell_longer_than_a_spreadsheet_allows_is_no_mark() -> None:
    table = rows()
    table[0][4] = dense(record(1, Filler="x" * 40_000))
    assert "cell-limit" not in signs(write(table))


def test_the_place_of_a_sign_is_its_row() -> None:
    table = rows()
    table[1][2] = "vh@harbourvale.example"
    content = write(table)
    (place,) = signs(content)["column-differs-user"].rows
    assert b"vh@harbourvale.example" in content[place.start : place.end]
    assert content[place.start : place.end].count(b"\n") == 0


def test_a_row_with_another_line_end_and_other_quotes_stands_out() -> None:
    lines = write(rows()).split(b"\r\n")
    lines[2] = lines[2].replace(b'"2"', b"2", 1)
    content = b"\r\n".join(lines[:3]) + b"\n" + b"\r\n".join(lines[3:])
    found = signs(content)
    assert [place.row for place in found["mixed-line-ends"].rows] == [3]
    assert [place.row for place in found["mixed-quoting"].rows] == [3]


def test_another_delimiter_and_a_row_cap() -> None:
    assert signs(write(rows(), ";"))["delimiter"].count == 5
    assert signs(write(rows(1000)))["row-cap"].count == 1000
    assert "row-cap" not in signs(write(rows(999)))


def test_two_searches_of_one_count_are_two_searches() -> None:
    assert "index-missing" not in signs(write([*rows(), *rows()]))
    assert signs(write([*rows(), *rows()[1:]]))["index-missing"].values == (("search", "5: 1"),)


def test_utf16_is_looked_at_as_well() -> None:
    table = rows()
    table[1][2] = "vh@harbourvale.example"
    content = write(table).decode().encode("utf-16")
    (place,) = signs(content)["column-differs-user"].rows
    assert "vh@harbourvale" in content[place.start : place.end].decode("utf-16-le")
    assert "mixed-line-ends" not in signs(content)


def test_a_limit_that_cuts_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(integrity, "MAX_ROWS", 3)
    found = look(write([*rows()[:2], *rows()[3:]]))
    assert (found.examined, found.whole) == (3, False)
    assert found.signs == ()
    assert look(write(rows()[:3])).whole


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400))
def test_nothing_in_a_file_makes_it_raise(noise: bytes, at: int) -> None:
    content = write(rows())
    look_if_known(content[: 120 + at] + noise + content[120 + at :])


def look_if_known(content: bytes) -> None:
    export = open_export(content, source="E1", sha256="0" * 64)
    found = recognise(export)
    if found is None:
        return
    watch = IntegrityWatch(export, found.layout, content)
    for item in found.reader.read(export, found.layout):
        watch.see(item)
    for sign in watch.result().signs:
        assert sign.count > 0
        for place in sign.rows:
            assert 0 <= place.start <= place.end <= len(content)


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="needs ../shared/audit-samples")
def test_genuine_exports_show_only_that_they_are_parts() -> None:
    name = "m365-ual/invictus_part_searchunifiedauditlog.csv"
    found = look((SAMPLES / name).read_bytes())
    # Repetitions and want of order are what such a search gives; see docs/measurements.md.
    assert [(sign.name, sign.count) for sign in found.signs] == [
        ("id-repeated", 175),
        ("index-missing", 2059),
        ("time-order", 84),
    ]
