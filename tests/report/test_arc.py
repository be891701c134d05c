"""A message with a chain: its JSON is as the schema says, its page shows each set."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from provenance.authentication import OfflineResolver
from provenance.case import Case
from provenance.evidence import open_evidence
from provenance.pipeline import Context, analyze
from provenance.report import to_html, to_json

SCHEMA = Path(__file__).parents[2] / "provenance/report/schema/report-1.schema.json"
HEAD = """\
ARC-Seal: i=1; a=rsa-sha256; t=1778767400; cv=none; d=google.com; s=s1; b=QUJD
ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=google.com; s=s1; t=1778767400;
 h=from:subject; bh=QUJD; b=QUJD
ARC-Authentication-Results: i=1; mx.google.com; dkim=pass header.d=a.example; bimi=skipped
Authentication-Results: spf=pass smtp.mailfrom=a.example; compauth=fail reason=601
"""
REST = "From: a@a.example\nSubject: x\nDate: Thu, 14 May 2026 15:02:08 +0100\n\nhi\n"


@pytest.mark.parametrize("head", [HEAD, HEAD * 60, HEAD.replace("i=1", "i=0"), "ARC-Seal: i=1\n"])
def test_json_and_page(head: str, tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    path.write_text(head + REST, encoding="utf-8")
    context = Context(
        intake=open_evidence([path]),
        resolver=OfflineResolver(),
        as_of=date(2026, 11, 26),
        cross_check=True,
    )
    report = analyze(Case(), context)
    written = json.loads(to_json(report))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text("utf-8"))).validate(written)
    found = written["messages"][0]["authentication"]
    assert found["arc"]["result"] in {"fail", "not-tested"}
    page = to_html(report).decode("utf-8")
    assert "Seals of services on the way" in page
    if head == HEAD:
        (one,) = found["arc"]["instances"]
        assert one["sealer"]["domain"] == "google.com"
        assert [item["method"] for item in one["recorded"]] == ["dkim", "bimi"]
        assert {fact["kind"] for fact in found["facts"]} == {"compauth", "bimi"}
        assert "mx.google.com" in page
        assert "601" in page
