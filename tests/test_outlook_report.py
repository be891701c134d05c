"""An Outlook item from its file to the report: children, recipients, parts, tables."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import provenance.report
from provenance.authentication import OfflineResolver
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.report import Report, to_html, to_json
from provenance.report.addresses import shown_addresses
from tests.evidence import compound_file as cfb

SCHEMA = Path(provenance.report.__file__).parent / "schema" / "report-1.schema.json"


WIDE, LONG, TIME, BOOL = 0x1F, 0x3, 0x40, 0xB
HEADERS = (
    "Received: from a.example (a.example [192.0.2.1]) by b.example;"
    " Mon, 1 Jun 2026 10:00:00 +0000\r\n"
    "From: ann@a.example\r\nDate: Mon, 1 Jun 2026 09:59:00 +0000\r\nSubject: {}\r\n{}\r\n"
)
MAIL = HEADERS.format("File", "To: eve@e.example\r\n").encode() + b"Text.\r\n"


def properties(subject: str, more: str = "") -> dict[tuple[int, int], Any]:
    return {
        (0x001A, WIDE): "IPM.Note",
        (0x007D, WIDE): HEADERS.format(subject, more),
        (0x1000, WIDE): "Hello.\r\n",
    }


ROWS = [
    cfb.recipient("Bob", "bob@b.example"),
    cfb.recipient("Cid", "cid@c.example", 2),
    cfb.recipient("Dan", "dan@d.example", 3),
]
SHEET = {
    (0x3705, LONG): 1,
    (0x3707, WIDE): "people.xlsx",
    (0x370E, WIDE): "application/vnd.ms-excel",
    (0x3007, TIME): 134_000_000_000_000_001,
    (0x7FFE, BOOL): True,
}
INNER = cfb.Item(
    properties=properties("Inner", "To: fay@f.example\r\n"),
    attachments=[({(0x3707, WIDE): "deep.eml"}, MAIL)],
)
OUTER = cfb.Item(
    properties=properties("Outer"),
    recipients=ROWS,
    attachments=[
        (SHEET, b"data" * 3_000),
        ({(0x3705, LONG): 5, (0x3001, WIDE): "Inner"}, INNER),
        ({(0x3707, WIDE): "not-a-mail.eml"}, b"\x89PNG\r\n\x1a\n"),
    ],
)


def run(content: bytes, tmp_path: Path) -> Report:
    path = tmp_path / "item.msg"
    path.write_bytes(content)
    context = Context(
        intake=open_evidence([path]),
        resolver=OfflineResolver(),
        as_of=date(2026, 7, 1),
        cross_check=False,
    )
    return analyze(Case(), context)


@pytest.fixture
def made(tmp_path: Path) -> dict[str, Any]:
    data = json.loads(to_json(run(cfb.outlook_file(OUTER), tmp_path)))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(data)
    return dict(data)


def test_embedded_items_and_attached_files_are_exhibits(made: dict[str, Any]) -> None:
    rows = [(e["id"], e["kind"], e["name"], e["parent"]) for e in made["evidence"]]
    assert rows == [
        ("E1", "msg", "item.msg", None),
        ("E2", "attached-message", "Inner", "E1"),
        ("E3", "attached-message", "deep.eml", "E2"),
    ]
    assert made["evidence"][1]["locator"].endswith("/__substg1.0_3701000D")
    assert made["evidence"][2]["locator"].endswith("/__substg1.0_37010102")
    assert "list of these parts" in " ".join(made["evidence"][1]["losses"])


def test_each_of_them_goes_through_the_same_trace(made: dict[str, Any]) -> None:
    subjects = [(m["evidence"], m["subject"], len(m["hops"])) for m in made["messages"]]
    assert subjects == [("E1", "Outer", 1), ("E2", "Inner", 1), ("E3", "File", 1)]
    assert all(m["hops"][0]["from"]["ip"] == "192.0.2.1" for m in made["messages"])


def test_recipients_come_from_the_table_only_where_the_header_has_no_field(
    made: dict[str, Any],
) -> None:
    outer, inner, _ = (m["recipients"] for m in made["messages"])
    assert outer["from_table"] == ["to", "cc"]
    assert [one["address"] for one in outer["to"] + outer["cc"]] == [
        "bob@b.example",
        "cid@c.example",
    ]
    assert outer["visible_unique"] == 2
    assert "from_table" not in inner
    assert [one["address"] for one in inner["to"]] == ["fay@f.example"]


def test_bodies_and_attachments_are_parts(made: dict[str, Any]) -> None:
    parts = [(p["path"], p["filename"], p["attachment"]) for p in made["messages"][0]["parts"]]
    assert parts == [
        ("__substg1.0_1000001F", None, False),
        ("__attach_version1.0_#00000000/__substg1.0_37010102", "people.xlsx", True),
        ("__attach_version1.0_#00000001/__substg1.0_3701000D", "Inner", True),
        ("__attach_version1.0_#00000002/__substg1.0_37010102", "not-a-mail.eml", True),
    ]
    assert made["messages"][0]["parts"][2]["sha256"] == made["evidence"][1]["sha256"]


def test_the_tables_say_where_they_are_from(made: dict[str, Any]) -> None:
    item = made["evidence"][0]["outlook"]
    assert [one["type"] for one in item["recipients"]] == ["to", "cc", "bcc"]
    assert item["recipients"][0]["place"]["stream"].startswith("__recip_version1.0_#00000000/")
    sheet = item["attachments"][0]
    created = next(one for one in sheet["properties"] if one["tag"] == "3007")
    assert created["value"] == sheet["created"] == "2025-08-18T14:13:20.0000001Z"
    assert created["end"] - created["start"] == 8


def test_a_property_without_a_value_is_there_and_empty(tmp_path: Path) -> None:
    """A blind-copy field that the item keeps empty is no field that the item lacks."""
    made = cfb.Item(properties={**properties("Empty"), (0x0E02, WIDE): ""})
    report = run(cfb.outlook_file(made), tmp_path)
    page = to_html(report, findings=to_json(report)).decode()
    row = page[page.index("PR_DISPLAY_BCC") :].partition("</tr>")[0]
    assert "(empty)" in row
    assert "not in the evidence" not in row


def test_the_page_shows_them(tmp_path: Path) -> None:
    report = run(cfb.outlook_file(OUTER), tmp_path)
    page = to_html(report, findings=to_json(report)).decode()
    for shown in (
        "people.xlsx",
        "2025-08-18T14:13:20.0000001Z",
        "marked as hidden",
        "bob@b.example",
    ):
        assert shown in page.replace("<wbr>", "")
    assert "Recipients in the table of the Outlook item" in page
    assert "recipient table of the Outlook item" in page
    assert shown_addresses(report) == 6


def test_the_tables_of_many_items_stand_in_the_data_only(tmp_path: Path) -> None:
    attached = [({(0x3705, LONG): 5}, cfb.Item(properties=properties(f"S{n}"))) for n in range(25)]
    made = cfb.Item(properties=properties("Many"), attachments=attached)
    report = run(cfb.outlook_file(made), tmp_path)
    data = to_json(report)
    page = to_html(report, findings=data).decode()
    assert page.count("Properties of the Outlook item") == 20
    assert page.count("stand in report.json") == 6
    assert len([e for e in json.loads(data)["evidence"] if e["mapi"]]) == 26


def test_an_item_without_transport_headers_is_nothing_to_verify(tmp_path: Path) -> None:
    inner = properties("Inner")
    made = cfb.Item(properties={(0x001A, WIDE): "IPM.Outlook.Recall"}, recipients=ROWS,
                    attachments=[({(0x3705, LONG): 5}, cfb.Item(properties=inner))])  # fmt: skip
    report = run(cfb.outlook_file(made), tmp_path)
    data = json.loads(to_json(report))
    assert [m["evidence"] for m in data["messages"]] == ["E2"]
    assert "nothing to verify" in " ".join(data["warnings"])
    assert data["evidence"][0]["outlook"]["message_class"] == "IPM.Outlook.Recall"


def test_deeply_embedded_items_end_with_a_warning(tmp_path: Path) -> None:
    made = cfb.Item(properties=properties("Core"))
    for _ in range(50):
        made = cfb.Item(properties=properties("Shell"), attachments=[({(0x3705, LONG): 5}, made)])
    data = json.loads(to_json(run(cfb.outlook_file(made), tmp_path)))
    assert len(data["evidence"]) == 9
    assert any("were not analysed" in one for one in data["warnings"])


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    content = cfb.outlook_file(OUTER)
    assert to_json(run(content, tmp_path)) == to_json(run(content, tmp_path))


def test_places_of_the_header_stream_are_named_by_it(tmp_path: Path) -> None:
    """The container has bytes and no lines; the header inside it has lines of its own."""
    outer = run(cfb.outlook_file(OUTER), tmp_path)
    page = to_html(outer).decode("utf-8")
    assert "E1/msg:007D line" in page
    assert not re.search(r"\bE1 lines? \d", page)
    whole = [
        where
        for one in outer.reasoning.findings
        for where in one.where
        if (where.evidence, where.stream) == ("E1", "file")
    ]
    assert whole
    assert {(where.line_first, where.line_last) for where in whole} == {(0, 0)}
