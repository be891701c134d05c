"""A log and a message, end to end: joined rows, what they carry, and what they never show.

The log is synthetic, of the documented shape; names and addresses are reserved ones.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from provenance.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_messages"
SCHEMA = ROOT / "provenance/report/schema/report-1.schema.json"
MID = "<LO3P265MB442128C1E485AA974367B6719C072@LO3P265MB4421.GBRP265.PROD.OUTLOOK.COM>"
BASE: dict[str, Any] = {
    "RecordType": 2,
    "ResultStatus": "Succeeded",
    "UserType": 0,
    "Workload": "Exchange",
    "UserId": "msc@harbourvale.example",
    "ClientIP": "192.0.2.7:50100",
    "ClientInfoString": "Client=OWA;Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/124.0",
    "LogonType": 0,
    "MailboxOwnerUPN": "msc@harbourvale.example",
    "SessionId": "5e5510",
}
ITEM = {"InternetMessageId": MID, "Subject": "Summer briefing", "SizeInBytes": 90000}


def made(time: str, operation: str, number: int, **more: Any) -> dict[str, Any]:
    record = {**BASE, "CreationTime": time, "Id": f"id-{number}", "Operation": operation}
    return {**record, **more}


STORY = [
    made("2026-05-14T13:40:00", "UserLoggedIn", 1, RecordType=15),
    made("2026-05-14T13:58:00", "Create", 2, Item=ITEM),
    made("2026-05-14T14:02:10", "Send", 3, Item=ITEM),
    made("2026-05-14T15:05:10", "Send", 4, Item={"ItemClass": "IPM.Outlook.Recall"}),
    made("2026-05-13T09:09:10", "Send", 5, SessionId="zz", Item={"InternetMessageId": "<y@x>"}),
]


def log(records: list[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["RecordType", "CreationDate", "UserIds", "Operations", "AuditData"])
    for one in records:
        row = [one["RecordType"], one["CreationTime"], one["UserId"], one["Operation"]]
        table.writerow([*row, json.dumps(one)])
    return out.getvalue().encode()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def call(content: bytes, *more: str, case: str = "") -> tuple[dict[str, Any], str]:
        (tmp_path / "ual.csv").write_bytes(content)
        options = ["--dns", str(SAMPLES / "dns.jsonl"), "--as-of", "2026-06-01"]
        options += ["--no-cross-check", "--out", "out", "--force", "--audit", "ual.csv"]
        if case:
            (tmp_path / "case.yaml").write_text(case, "utf-8")
            options += ["--case", "case.yaml"]
        copy = str(SAMPLES / "mass-mailing-postfix.eml")
        found = CliRunner().invoke(app, ["analyze", copy, "--edition", "full", *options, *more])
        assert found.exit_code == 0, found.output
        page = (tmp_path / "out/report.html").read_text("utf-8")
        return json.loads((tmp_path / "out/report.json").read_bytes()), page

    return call


def names(report: dict[str, Any], prefix: str = "join.") -> list[str]:
    return [f["name"] for f in report["findings"] if f["name"].startswith(prefix)]


def test_the_story(run: Any, tmp_path: Path) -> None:
    content = log(STORY)
    report, page = run(content)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(report)
    assert [(j["tier"], j["agree"][0]) for j in report["audit"]["joins"]] == [
        ("S1", "message-id"),
        ("S1", "message-id"),
        ("L", "session aad-session"),
        ("L", "session aad-session"),
    ]
    assert names(report) == [
        "join.sent",
        "join.mode.owner",
        "join.address.client-port",
        "join.client",
        "join.session.recall",
        "join.session.sign-in",
    ]
    for finding in report["findings"]:
        if finding["kind"] == "join":
            assert finding["attested_by"] == "L"
            assert finding["cautions"]
            for place in finding["where"]:
                row = content[place["start"] : place["end"]]
                assert hashlib.sha256(row).hexdigest() == place["quote_sha256"]
    assert 'id="audit"' in page
    third, fourth, fifth = report["ladder"][2:]
    assert "Who used it, a log does not say." in third["answer"]
    assert "192.0.2.7" in fourth["answer"]
    assert fifth["code"] == "ND"
    exhibit = report["evidence"][-1]
    assert (exhibit["kind"], exhibit["sha256"]) == ("export", hashlib.sha256(content).hexdigest())


def test_the_users_own_log_is_a_claim(run: Any) -> None:
    case = "audit:\n  - {file: ual.csv, supplied_by: M. Carrow, interest: submitting}\n"
    report, _ = run(log(STORY), case=case)
    other, _ = run(log(STORY), case=case.replace("submitting", "other"))
    strengths = [
        [f["strength"] for f in one["findings"] if f["name"] == "join.sent"]
        for one in (report, other)
    ]
    assert strengths == [[1], [2]]
    assert report["audit"]["sources"][0]["supplied_by"] == "M. Carrow"


def test_sending_as_somebody_names_the_account_that_did(run: Any) -> None:
    record = made("2026-05-14T14:02:10", "SendAs", 3, Item=ITEM)
    report, _ = run(log([{**record, "UserId": "vh@harbourvale.example", "LogonType": 2}]))
    (finding,) = (f for f in report["findings"] if f["name"] == "join.send-as")
    assert "vh@harbourvale.example" in finding["text"]
    assert "msc@harbourvale.example" in finding["text"]
    assert report["ladder"][4]["code"] == "ND"


def test_a_providers_server_is_never_the_client(run: Any) -> None:
    report, _ = run(
        log([made("2026-05-14T14:02:10", "Send", 3, Item=ITEM, ClientIP="20.190.160.9")])
    )
    assert "join.address.provider" in names(report)
    assert "20.190.160.9" not in report["ladder"][3]["answer"]


@pytest.mark.parametrize(
    ("records", "case"),
    [
        ([made("2026-05-14T14:01:00", "Send", 1, Item={"InternetMessageId": "<a@x>"}),
          made("2026-05-14T14:03:00", "Send", 2, Item={"InternetMessageId": "<b@x>"})], "inside"),
        ([made("2026-05-15T14:01:00", "Send", 1, Item={"InternetMessageId": "<a@x>"})], "outside"),
    ],
)  # fmt: skip
def test_no_record_is_no_answer(run: Any, records: list[dict[str, Any]], case: str) -> None:
    report, _ = run(log(records))
    (finding,) = (f for f in report["findings"] if f["name"].startswith("join.absent"))
    assert finding["name"] == f"join.absent.{case}"
    assert finding["strength"] == 0
    assert report["audit"]["joins"] == []


def test_the_same_export_twice_raises_nothing(run: Any, tmp_path: Path) -> None:
    one, _ = run(log(STORY))
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy/ual.csv").write_bytes(log(STORY))
    two, _ = run(log(STORY), "--audit", "copy/ual.csv")
    assert one["findings"] == two["findings"]


def test_values_of_a_log_are_escaped(run: Any) -> None:
    bad = "Client=OWA;Mozilla/5.0 <script>alert(1)</script>"
    _, page = run(log([made("2026-05-14T14:02:10", "Send", 3, Item=ITEM, ClientInfoString=bad)]))
    assert "<script" not in page


def test_a_missing_export_is_misuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    copy = str(SAMPLES / "spoof-outside.eml")
    found = CliRunner().invoke(app, ["analyze", copy, "--offline", "--audit", "nowhere.csv"])
    assert found.exit_code == 2


def test_a_table_with_its_map_from_the_case_file(run: Any, tmp_path: Path) -> None:
    (tmp_path / "doors.yaml").write_text(
        "kind: door\ntime: When\ncard: Card\nplace: Door\ntimezone: UTC\n", "utf-8"
    )
    case = "audit:\n  - {file: ual.csv, kind: door, map: doors.yaml, interest: independent}\n"
    table = b"When;Card;Door\n2026-05-11 07:58:12;4711;Main\n"
    report, _ = run(table, case=case)
    (source,) = report["audit"]["sources"]
    assert (source["kind"], source["rows"], source["problems"]) == ("door", 1, 0)
    assert source["first"] == "2026-05-11T07:58:12Z"


def test_an_edited_row_is_pointed_to_and_shows_nobody(run: Any) -> None:
    content = log(STORY).replace(b"2,2026-05-14T14:02:10,msc@", b"2,2026-05-14T14:02:10,vh@", 1)
    report, page = run(content)
    (finding,) = (f for f in report["findings"] if f["name"] == "export.column-differs-user")
    assert (finding["kind"], finding["message"]) == ("export-integrity", None)
    assert finding["strength"] == 1
    (place,) = finding["where"]
    assert content[place["start"] : place["end"]].startswith(b"2,2026-05-14T14:02:10,vh@")
    assert finding["text"].startswith("In 1 of 5 rows of E2 the column names another account")
    assert finding["cautions"][0].startswith("Renamed accounts and re-exports change a column.")
    assert "State of an export" in page


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [
        ("b81ddbc8-6aec-498f-a872-9d368e47fcb8", "export.tenant-agrees"),
        ("00000000-0000-4000-8000-00000000000f", "export.tenant-differs"),
    ],
)
def test_the_tenant_of_records_against_that_of_the_copy(
    run: Any, organisation: str, expected: str
) -> None:
    report, _ = run(log([{**one, "OrganizationId": organisation} for one in STORY]))
    assert names(report, "export.tenant") == [expected]


ON = "auditing:\n  - {system: m365, on_from: 2026-03-02, source: E6}\n"


def test_no_sign_in_is_graded_and_never_read_as_none(run: Any) -> None:
    around = [made(f"2026-05-1{day}T09:00:00", "UserLoggedIn", day) for day in (2, 6)]
    report, page = run(log([*around, STORY[2]]), case=ON)
    (finding,) = (f for f in report["findings"] if f["name"] == "coverage.none.sign-in")
    assert (finding["kind"], finding["strength"]) == ("coverage", 1)
    assert any("No record is not no event" in caution for caution in finding["cautions"])
    assert "E6" in " ".join(finding["cautions"])
    unstated, _ = run(log([*around, STORY[2]]))
    assert names(unstated, "coverage.") == []
    grades = {one["act"]: one["grade"] for one in unstated["audit"]["coverage"]}
    assert grades["sign-in"] == "cannot-say"
    assert "A missing entry proves nothing by itself." in page
