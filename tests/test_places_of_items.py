"""Every place in a report of real Outlook items and winmail.dat: the bytes are those hashed."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from provenance.authentication import OfflineResolver
from provenance.basics import Where
from provenance.case import Case
from provenance.evidence import Kind, item_file, open_evidence
from provenance.evidence.outlook_msg import streams_of
from provenance.pipeline import Context, analyze
from provenance.report import Report

FOLDERS = ("msg-msg-extractor", "msg-msgreader-js", "msg-outlook-message-parser", "msg-poi",
           "msg-ruby", "tnef-tnefparse")  # fmt: skip


def read(report: Report, where: Where) -> bytes:
    """The stream that a place is in, read anew."""
    held = {one.item.id: one for one in report.exhibits}
    exhibit = held[where.evidence]
    if where.stream == "file":
        return exhibit.content
    for one in report.messages:
        if (one.message.evidence, one.message.stream) == (where.evidence, where.stream):
            return one.message.raw
    content = item_file(exhibit, held)
    if exhibit.item.kind is Kind.TNEF:
        return content
    return streams_of(content, (where.stream,))[where.stream]


@pytest.mark.corpus
@pytest.mark.parametrize("folder", FOLDERS)
def test_places_of_real_items(shared: Path, folder: str) -> None:
    seen = 0
    for path in sorted((shared / "corpus" / folder).rglob("*")):
        intake = open_evidence([path]) if path.is_file() else None
        if intake is None or not intake.exhibits:
            continue
        context = Context(
            intake=intake,
            resolver=OfflineResolver(),
            as_of=date(2026, 11, 22),
            cross_check=False,
        )
        report = analyze(Case(), context)
        for finding in report.reasoning.findings:
            assert finding.rung < 5 or finding.strength == 0, (path.name, finding.name)
            for where in finding.where:
                stream = read(report, where)
                assert 0 <= where.start <= where.end <= len(stream), (path.name, finding.name)
                quote = stream[where.start : where.end]
                assert hashlib.sha256(quote).hexdigest() == where.quote_sha256, path.name
                seen += 1
    assert seen
