"""Counts over real messages outside the repository; texts of third parties are never shown."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from provenance.basics import Instant, State
from provenance.evidence.records import MessageStream
from provenance.message import Message, read_message
from provenance.trace import parse_authentication_results, parse_received, trace_message

FOLDERS = (
    "phishing_pot-sample",
    "lore-sample",
    "spamassassin-tdata",
    "rspamd",
    "parsedmarc-samples",
)
NOT_MAIL = {".md", ".tsv", ".jsonl", ".yml", ".toml", ".json"}

pytestmark = pytest.mark.corpus


@cache
def messages(shared: Path) -> tuple[tuple[str, Message], ...]:
    found = []
    for folder in FOLDERS:
        for path in sorted((shared / "corpus" / folder).rglob("*")):
            if path.is_file() and path.suffix not in NOT_MAIL:
                # The header section is enough here, and parts cost time.
                data = path.read_bytes()[:200_000]
                stream = MessageStream(name="file", data=data, body=False)
                found.append((folder, read_message(stream, id="M1", evidence="E1")))
    return tuple(found)


def test_no_character_is_lost_and_most_is_understood(shared: Path) -> None:
    count: Counter[str] = Counter()
    for _, message in messages(shared):
        for field in message.fields:
            if field.lname not in {"received", "x-received"}:
                continue
            line = parse_received(field.value)
            assert "".join(field.value[s.start : s.end] for s in line.segments) == field.value
            count["all"] += 1
            count["dated"] += isinstance(line.time, Instant)
            count["recognised"] += line.dialect != "unknown"
            count["remainder"] += bool(line.remainder)
    assert count["all"] > 4_000
    assert count["dated"] / count["all"] > 0.997
    assert count["recognised"] / count["all"] > 0.99
    assert count["remainder"] / count["all"] < 0.005


def test_authentication_results_are_read(shared: Path) -> None:
    count: Counter[bool] = Counter()
    for _, message in messages(shared):
        for field in message.fields:
            name = field.lname
            if name in {"authentication-results", "arc-authentication-results"}:
                read = parse_authentication_results(field.value, arc=name.startswith("arc"))
                count[bool(read.results) or read.explicit_none] += 1
    assert count[True] > 1_000
    assert count[True] / count.total() > 0.998


def test_boundary_is_the_address_that_microsoft_wrote_down(shared: Path) -> None:
    """Outlook.com notes the handing-over address in its results: an independent answer."""
    count: Counter[str] = Counter()
    for folder, message in messages(shared):
        if folder != "phishing_pot-sample":
            continue
        read = trace_message(message)
        boundary = read.route.boundary
        believed = [r for r in read.reported if r.believed and r.method == "spf" and r.comments]
        noted = [c.rpartition(" ")[2] for r in believed for c in r.comments if "sender IP is" in c]
        if noted and not isinstance(boundary.ip, State):
            count["same" if noted[0] == boundary.ip else "different"] += 1
    assert count["same"] > 200
    assert count["different"] == 0


def test_list_copies_end_at_the_archive(shared: Path) -> None:
    for folder, message in messages(shared):
        if folder == "lore-sample":
            boundary = trace_message(message).route.boundary
            assert boundary.operator in {"mail.lfdr.de", "lfdr"}
            assert boundary.reason.id == "trace.boundary.outside"
