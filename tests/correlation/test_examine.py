"""The third look at exports: rows about the case, with their bytes; limits are said."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from provenance.case import Case, Person
from provenance.correlation import AuditSide, GivenExport, examine_exports, read_exports
from provenance.correlation import examine as module
from provenance.correlation.keys import MessageKeys
from provenance.evidence import open_exports

NOON = datetime(2026, 5, 14, 14, 2, tzinfo=UTC)
KEYS = MessageKeys(
    message="M1",
    message_id="a@b.example",
    network_ids=frozenset(),
    hops=(),
    accounts=frozenset({"msc@harbourvale.example"}),
    subject="",
    date=NOON,
    first_hop=NOON,
    recipients=frozenset(),
    client_ips=frozenset(),
)
CASE = Case(
    account="msc@harbourvale.example",
    people=(Person(id="b", name="Mr V", accounts=("vh@harbourvale.example",)),),
)


def record(number: int, **more: Any) -> dict[str, Any]:
    return {
        "CreationTime": f"2026-05-14T13:{number:02d}:00",
        "Id": f"{number:08d}-0000-4000-8000-000000000001",
        "Operation": "UserLoggedIn",
        "OrganizationId": "o",
        "RecordType": 15,
        "UserKey": "k",
        "UserType": 0,
        "UserId": "vh@harbourvale.example",
        **more,
    }


def look(folder: Path, records: list[dict[str, Any]]) -> tuple[AuditSide, bytes]:
    content = "".join(json.dumps(one) + "\n" for one in records).encode()
    path = folder / "ual.json"
    path.write_bytes(content)
    given = [GivenExport(evidence="E2", file=open_exports([path])[0])]
    return examine_exports(given, CASE, [KEYS], read_exports(given, [KEYS])), content


def test_rows_about_people_are_kept_with_their_bytes(tmp_path: Path) -> None:
    records = [
        record(1),
        record(2, UserId="stranger@harbourvale.example"),
        record(3, CreationTime="2026-05-20T13:00:00"),
        record(4, Operation="Reset user password.", ObjectId="msc@harbourvale.example",
               UserId="it@harbourvale.example"),
        record(1),
    ]  # fmt: skip
    side, content = look(tmp_path, records)
    assert [event.locator.row for event in side.about] == [1, 4]
    places = dict(side.places)
    for event in side.about:
        place = places[event.id]
        row = content[place.start : place.end]
        assert hashlib.sha256(row).hexdigest() == place.quote_sha256
        assert str(event.native_id).encode() in row
    assert not side.about_cut


def test_more_rows_than_are_kept_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("provenance.correlation.examine.MAX_ABOUT", 2)
    side, _ = look(tmp_path, [record(number) for number in range(1, 6)])
    assert (len(side.about), side.about_cut) == (2, True)


def test_a_long_export_is_looked_at_in_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provenance.audit.integrity.MAX_ROWS", 2)
    monkeypatch.setattr("provenance.correlation.examine.MAX_ROWS", 2)
    side, _ = look(tmp_path, [record(number) for number in range(1, 6)])
    assert not side.marks[0].integrity.whole
    assert side.marks[0].integrity.examined == 2


def table(folder: Path, records: list[dict[str, Any]]) -> AuditSide:
    rows = io.StringIO(newline="")
    made = csv.writer(rows)
    made.writerow(("CreationDate", "UserIds", "Operations", "AuditData"))
    made.writerows(
        (one["CreationTime"], one["UserId"], one["Operation"], json.dumps(one)) for one in records
    )
    path = folder / "ual.csv"
    path.write_bytes(rows.getvalue().encode())
    given = [GivenExport(evidence="E2", file=open_exports([path])[0])]
    return examine_exports(given, CASE, [KEYS], read_exports(given, [KEYS]))


def test_the_rest_of_a_long_table_is_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [
        record(1),
        record(2, UserId="stranger@harbourvale.example"),
        record(3, UserId="stranger@harbourvale.example"),
        record(4),
        record(1),
        record(5, Operation="Reset user password.", ObjectId="MSC@harbourvale.example",
               UserId="it@harbourvale.example"),
        record(6, UserId="stranger@harbourvale.example"),
        record(7, CreationTime="2026-05-24T13:00:00"),
    ]  # fmt: skip
    whole = table(tmp_path, records)
    assert [event.locator.row for event in whole.about] == [2, 5, 7]
    assert whole.marks[0].nearest
    monkeypatch.setattr("provenance.audit.integrity.MAX_ROWS", 2)
    monkeypatch.setattr("provenance.correlation.examine.MAX_ROWS", 2)
    part = table(tmp_path, records)
    assert part.about == whole.about
    assert part.places == whole.places
    assert part.marks[0].searched
    assert not part.marks[0].integrity.whole
    assert part.marks[0].nearest == ()


def test_the_module_is_not_hidden_by_its_function() -> None:
    assert callable(examine_exports)
    assert module.examine_exports is examine_exports
