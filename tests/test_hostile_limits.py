"""What one hostile message may cost, and how large its report may become."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from provenance.authentication import OfflineResolver
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import MAX_ATTACHED_PARTS, Context, analyze
from provenance.report import Report, to_html, to_json

HEAD = b"From: a@b.example\r\nReceived: from a.example by b.example; 1 Jan 2024 00:00:00 +0000\r\n"
NAMED = b'--x\r\nContent-Disposition: attachment; filename="' + b"\x80" * 30_000 + b'"\r\n\r\nx\r\n'
DIGEST = (
    b"Content-Type: multipart/digest; boundary=y\r\n\r\n" + b"--y\r\n\r\nA: b\r\n\r\nx\r\n" * 900
)
RESULTS = b"Authentication-Results: b.example; " + b"dkim=pass header.d=a.example; " * 100 + b"\r\n"
SIGNATURE = b"DKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s; h=from; bh=AAAA; b=AAAA\r\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"


def run(data: bytes) -> Report:
    intake = open_evidence([], stdin=data)
    context = Context(intake=intake, resolver=OfflineResolver(), as_of=date(2026, 1, 1))
    return analyze(Case(), context)


CASES: dict[str, Callable[[], bytes]] = {
    "long-subject": lambda: b"Subject: " + b"a " * 1_000_000 + b"\r\n" + HEAD + b"\r\nx",
    "subject-of-marks": lambda: b"Subject: " + b"\x80" * 1_000_000 + b"\r\n" + HEAD + b"\r\nx",
    "header-of-nul": lambda: HEAD + (b"X-A: " + b"\0" * 3_900 + b"\r\n") * 300 + b"\r\nx",
    "body-of-nul": lambda: HEAD + b"\r\n" + b"\0" * 1_000_000,
    "file-names": lambda: MIXED + NAMED * 100,
    "results": lambda: HEAD + RESULTS * 100 + b"\r\nx",
    "signatures": lambda: HEAD + SIGNATURE * 2_000 + b"\r\nx",
}


@pytest.mark.parametrize("case", CASES)
def test_the_report_stays_in_proportion(case: str) -> None:
    data = CASES[case]()
    report = run(data)
    made = to_json(report)
    page = to_html(report, findings=made)
    allowed = 2_500_000 + 5 * len(data)
    assert len(made) < allowed
    assert len(page) < allowed
    assert json.loads(made)["schema"]


def test_further_signatures_are_counted_not_hidden() -> None:
    report = run(HEAD + SIGNATURE * 300 + b"\r\nx")
    (message,) = report.messages
    checks = message.authentication.dkim
    assert len(checks) == 256
    note = checks[-1].notes[-1]
    assert note.id == "authentication.dkim.note.more-signatures"
    assert dict(note.params)["count"] == 44


def test_attached_messages_in_huge_number_end_at_a_limit() -> None:
    inner = b"--x\r\nContent-Type: message/rfc822\r\n\r\n" + HEAD + DIGEST
    report = run(MIXED + inner * 60)
    parts = sum(len(one.message.parts) for one in report.messages)
    assert parts < MAX_ATTACHED_PARTS + 5_000
    limits = [one for one in report.warnings if one.id == "evidence.attached-limit"]
    assert 0 < len(limits) < 200
