"""A message with winmail.dat from its file to the report: exhibits, clocks, findings, the page."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
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
from tests.evidence import tnef_file as w

SCHEMA = Path(provenance.report.__file__).parent / "schema" / "report-1.schema.json"
SUBMIT = 134_232_229_300_000_000
"""14 May 2026, 09:02:10 UTC."""
COMMON = "00062008-0000-0000-C000-000000000046"
MAIL = """\
Received: from mail.harbourvale.example (mail.harbourvale.example [192.0.2.7])
 by mx.friend.example with ESMTPS id 1; Thu, 14 May 2026 09:02:12 +0000
From: Ms C <msc@harbourvale.example>
To: ann@friend.example
Subject: Recall: Plan
Date: Thu, 14 May 2026 09:02:10 +0000
Message-ID: <a@harbourvale.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Ms C would like to recall the message, "Plan".
--b
Content-Type: application/ms-tnef; name="winmail.dat"
Content-Transfer-Encoding: base64

{}
--b--
"""


ENCLOSED = w.tnef(
    w.attribute(
        "attMsgProps",
        w.properties(
            [
                w.text(0x001A, "IPM.Note"),
                w.text(
                    0x007D,
                    "Received: from a.example by b.example; Wed, 13 May 2026 08:00:00 +0000\r\n"
                    "From: x@a.example\r\nDate: Wed, 13 May 2026 07:59:00 +0000\r\n\r\n",
                ),
            ]
        ),
    )
)


def winmail(message_id: str = "<a@harbourvale.example>", submit: int = SUBMIT) -> bytes:
    found = w.tnef(
        w.attribute("attOemCodepage", struct.pack("<II", 1252, 0)),
        w.attribute("attDateSent", w.date(2026, 5, 14, 11, 2, 10, 4)),
        w.attribute(
            "attMsgProps",
            w.properties(
                [
                    w.text(0x001A, "IPM.Outlook.Recall"),
                    w.time(0x0039, submit),
                    w.variable(0x007F, 0x0102, message_id.encode() + b"\0"),
                    w.named(0x8001, COMMON, 0x8554, w.text(0, "16.0")),
                ]
            ),
        ),
        *w.attachment("plan.txt", b"plan of today"),
        *w.enclosed(ENCLOSED),
    )
    assert isinstance(found, bytes)
    return found


def report_of(data: bytes, folder: Path, name: str = "m.eml") -> Report:
    (folder / name).write_bytes(data)
    context = Context(
        intake=open_evidence([folder / name]), resolver=OfflineResolver(), as_of=date(2026, 6, 3)
    )
    return analyze(Case(), context)


def mail(held: bytes) -> bytes:
    return MAIL.format(base64.encodebytes(held).decode()).replace("\n", "\r\n").encode()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return report_of(mail(winmail()), tmp_path_factory.mktemp("winmail"))


@pytest.fixture(scope="module")
def written(report: Report) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(to_json(report))
    return found


def test_the_json_is_as_the_schema_says(written: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(written)


def test_winmail_and_what_is_in_it_are_exhibits(written: dict[str, Any]) -> None:
    shown = [(e["id"], e["kind"], e["parent"], e["locator"]) for e in written["evidence"]]
    assert shown == [
        ("E1", "eml", None, ""),
        ("E2", "tnef", "E1", "1.2"),
        ("E3", "tnef", "E2", "tnef:attachment/1"),
    ]
    assert written["evidence"][1]["sha256"] == hashlib.sha256(winmail()).hexdigest()
    assert written["evidence"][2]["sha256"] == hashlib.sha256(ENCLOSED).hexdigest()
    held = written["evidence"][1]["outlook"]["attachments"][0]
    assert held["sha256"] == hashlib.sha256(b"plan of today").hexdigest()
    assert [m["evidence"] for m in written["messages"]] == ["E1", "E3"]


def test_findings_speak_of_the_sending_side(written: dict[str, Any]) -> None:
    found = {f["name"]: f for f in written["findings"] if f["message"] == "M1"}
    assert found["winmail.class.recall"]["kind"] == "recall"
    assert "UTC+02:00" in found["winmail.zone"]["text"].replace("\u2068", "").replace("\u2069", "")
    assert found["winmail.named.program-version"]["attested_by"] == "D"
    assert "outlook.kind" not in found
    (place,) = found["winmail.class.recall"]["where"]
    assert place["evidence"] == "E2"
    raw = winmail()[place["start"] : place["end"]]
    assert raw.decode("utf-16-le") == "IPM.Outlook.Recall\0"
    assert place["quote_sha256"] == hashlib.sha256(raw).hexdigest()


def test_its_times_stand_in_the_clock_table(written: dict[str, Any]) -> None:
    clocks = [c for c in written["messages"][0]["clocks"] if c["place"] == "property"]
    assert [(c["source"], c["utc"], c["written_by"], c["attested_by"]) for c in clocks] == [
        ("mapi.submit", "2026-05-14T09:02:10Z", "author", "D")
    ]
    assert clocks[0]["where"]["evidence"] == "E2"


def test_nothing_contradicts(written: dict[str, Any]) -> None:
    assert [f["name"] for f in written["findings"] if "outlook.winmail" in f["name"]] == []


@pytest.mark.parametrize(
    ("held", "rule"),
    [
        (winmail("<b@harbourvale.example>"), "outlook.winmail-of-another-message"),
        (winmail(submit=SUBMIT - 36_000_000_000), "outlook.winmail-time-differs"),
    ],
)
def test_a_file_of_another_message_is_told(held: bytes, rule: str, tmp_path: Path) -> None:
    found = report_of(mail(held), tmp_path).reasoning.findings
    assert rule in {one.name for one in found}


def test_the_page_shows_them(report: Report) -> None:
    page = to_html(report).decode("utf-8")
    assert "winmail.dat" in page
    assert "IPM.<wbr>Outlook.<wbr>Recall" in page


def test_a_damaged_winmail_is_a_warning(tmp_path: Path) -> None:
    found = report_of(mail(b"\0" * 40), tmp_path)
    assert "evidence.warning.tnef-signature" in {one.id for one in found.warnings}
    assert len(found.messages) == 1


def test_a_winmail_by_itself_is_read(tmp_path: Path) -> None:
    found = report_of(winmail(), tmp_path, "winmail.dat")
    assert [e.item.kind.value for e in found.exhibits] == ["tnef", "tnef"]
    assert [m.message.evidence for m in found.messages] == ["E2"]


def test_a_recall_is_recognised_by_the_class_in_its_winmail(tmp_path: Path) -> None:
    """The old internet form of a recall: its class stands in winmail.dat alone."""
    original = (
        b"From: Ms C <msc@harbourvale.example>\r\nSubject: Plan\r\n"
        b"Message-ID: <original@harbourvale.example>\r\n\r\nplan\r\n"
    )
    (tmp_path / "original.eml").write_bytes(original)
    (tmp_path / "recall.eml").write_bytes(mail(winmail()))
    context = Context(
        intake=open_evidence([tmp_path]), resolver=OfflineResolver(), as_of=date(2026, 6, 3)
    )
    found = analyze(Case(), context).related
    assert [(one.kind.value, one.marks, one.to) for one in found] == [
        ("recall", ("winmail.dat",), "M1")
    ]
