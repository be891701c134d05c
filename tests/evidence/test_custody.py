"""Custody log: canonical lines, a chain that shows every change, the injected clock."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence import CustodyLog, verify_log

START = datetime(2026, 6, 1, 12, 0, 0, tzinfo=timezone(timedelta(hours=2)))


def log(count: int = 3) -> CustodyLog:
    made = CustodyLog(actor="A. Lee", tool="provenance 0", clock=lambda: START)
    for number in range(count):
        made.add("received", f"{number}.eml", b"x" * number, detail="é")
    return made


def test_a_line_is_canonical_and_carries_the_hash_of_the_line_before() -> None:
    first, second, third = log().lines().splitlines()
    assert json.loads(first) == {
        "seq": 1,
        "at_utc": "2026-06-01T10:00:00.000Z",
        "event": "received",
        "actor": "A. Lee",
        "object": "0.eml",
        "sha256": hashlib.sha256(b"").hexdigest(),
        "sha512": hashlib.sha512(b"").hexdigest(),
        "size": 0,
        "detail": "é",
        "tool": "provenance 0",
        "prev": "",
    }
    assert first.startswith(b'{"actor":"A. Lee","at_utc":"2026')
    assert json.loads(second)["prev"] == hashlib.sha256(first).hexdigest()
    assert log().head() == hashlib.sha256(third).hexdigest()


def test_an_untouched_log_is_whole() -> None:
    check = verify_log(log().lines())
    assert (check.events, check.head, check.problems) == (3, log().head(), ())
    assert verify_log(b"").events == 0
    assert CustodyLog(clock=lambda: START).head() == ""


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        (lambda lines: [lines[0].replace(b"received", b"rendered"), *lines[1:]],
         ["broken-chain"]),
        (lambda lines: [lines[0], lines[2]], ["wrong-number"]),
        (lambda lines: [lines[1], lines[0], lines[2]],
         ["wrong-number", "wrong-number", "broken-chain"]),
        (lambda lines: [lines[0].replace(b'":', b'": ', 1), *lines[1:]],
         ["not-canonical", "broken-chain"]),
        (lambda lines: [b"[]", *lines[1:]], ["unreadable", "broken-chain"]),
        (lambda lines: [b'{"a":1}', *lines[1:]], ["not-canonical", "broken-chain"]),
        (lambda lines: [*lines[:2], b"\xff"], ["unreadable"]),
        (lambda lines: [*lines[:2], b"[" * 100_000], ["unreadable"]),
        (lambda lines: lines[:2], []),
    ],
)  # fmt: skip
def test_a_change_is_noticed(change: object, problems: list[str]) -> None:
    assert callable(change)
    lines = change(log().lines().splitlines())
    check = verify_log(b"".join(line + b"\n" for line in lines))
    assert [p.id.removeprefix("evidence.custody.") for p in check.problems] == problems


def test_a_cut_end_is_noticed_by_its_head_only_or_by_the_missing_line_end() -> None:
    whole = log()
    shorter = b"".join(whole.lines().splitlines(keepends=True)[:2])
    assert verify_log(shorter).head != whole.head()
    assert [p.id for p in verify_log(whole.lines()[:-1]).problems] == [
        "evidence.custody.unfinished"
    ]


@given(st.binary(max_size=200) | st.text(alphabet='{}[]":,\n0a', max_size=80).map(str.encode))
def test_any_bytes_are_checked(data: bytes) -> None:
    verify_log(data)


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_is_written_verifies(actor: str, name: str) -> None:
    made = CustodyLog(actor=actor, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    made.add("received", name + "\udcff", b"x")
    assert verify_log(made.lines()).problems == ()


def test_a_log_goes_on_behind_an_earlier_one() -> None:
    """Events keep their times; the actor is written where none was known at the opening."""
    hours = iter(range(1, 9))

    def clock() -> datetime:
        return datetime(2026, 1, 1, next(hours), tzinfo=UTC)

    first = CustodyLog(actor="A", clock=clock)
    first.add("opened-read-only", "a.eml", b"x")
    second = CustodyLog(clock=clock)
    second.add("opened-read-only", "a.eml", b"x")
    joined = second.after(first.lines(), actor="B")
    joined.add("rendered", "report.json", b"{}")
    assert verify_log(joined.lines()).problems == ()
    assert joined.lines().startswith(first.lines())
    assert joined.earlier == 1
    assert [(e.seq, e.actor, e.at_utc[11:13]) for e in joined.events] == [
        (2, "B", "02"),
        (3, "B", "03"),
    ]
