"""Every place in a log that a report names is read again: its bytes, its hash, its line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app

SAMPLES = Path(__file__).resolve().parents[2] / "sample_messages"
HOSTILE = "=HYPERLINK(1)<script>x</script><img src=x>\\u202e\\u0007\\u200b"


def places(found: object) -> Iterator[dict[str, Any]]:
    """All places, however deep."""
    if isinstance(found, dict):
        if "quote_sha256" in found:
            yield found
        for inner in found.values():
            yield from places(inner)
    elif isinstance(found, list):
        for inner in found:
            yield from places(inner)


def analyzed(folder: Path, log: bytes) -> tuple[dict[str, Any], str, str]:
    """The report, the page and what the terminal shows."""
    path = folder / "audit-log.csv"
    path.write_bytes(log)
    words = ["analyze", str(SAMPLES / "mass-mailing-outlook.msg")]
    words += ["--case", str(SAMPLES / "case.yaml"), "--audit", str(path)]
    words += ["--dns", str(SAMPLES / "dns.jsonl"), "--as-of", "2026-06-01"]
    found = CliRunner().invoke(app, [*words, "--out", str(folder / "out"), "--json"])
    assert found.exit_code == 0, found.output
    page = (folder / "out/report.html").read_text("utf-8")
    return json.loads(found.stdout), page, found.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_each_place_holds_what_was_hashed(tmp_path: Path, encoding: str) -> None:
    log = (SAMPLES / "audit-log.csv").read_text("utf-8").encode(encoding)
    report, _, _ = analyzed(tmp_path, log)
    digest = hashlib.sha256(log).hexdigest()
    (own,) = [one["id"] for one in report["evidence"] if one["sha256"] == digest]
    found = [one for one in places(report) if one["evidence"] == own]
    assert len(found) > 10
    wide = encoding == "utf-16"
    for one in found:
        quote = log[one["start"] : one["end"]]
        assert hashlib.sha256(quote).hexdigest() == one["quote_sha256"]
        if one.get("line_first"):
            before = log[: one["start"]].decode("utf-16" if wide else "utf-8")
            assert before.count("\n") + 1 == one["line_first"]


def test_what_a_log_says_stays_text(tmp_path: Path) -> None:
    agent = b"Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
    log = (SAMPLES / "audit-log.csv").read_bytes()
    assert agent in log
    report, page, shown = analyzed(tmp_path, log.replace(agent, HOSTILE.encode()))
    assert "=HYPERLINK(1)" in json.dumps(report)
    assert "=HYPERLINK(1)" in page
    assert "<script>x" not in page
    assert "<img src=x" not in page
    for text in (page, shown):
        assert not {"\u202e", "\u0007", "\u200b"} & set(text)
