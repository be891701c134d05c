"""Mailbox files: separators are told from lines of a letter; every byte has a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence.containers.mbox import pieces, split_mbox

LINE = b"From a@a.example Mon Jun  1 10:00:00 2026\n"
ONE = b"Subject: one\n\nHello\n"
TWO = b"Subject: two\n\nBye\n"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (LINE + ONE + b"\n" + LINE + TWO + b"\n", [ONE, TWO]),
        (LINE + ONE + b"\n" + LINE + TWO, [ONE, TWO]),
        (b"\n\n" + LINE + ONE, [ONE]),
        # A line of a letter: no header field behind it, or no empty line before it.
        (LINE + b"A: b\n\nHi\n\nFrom 10:00 on I was away.\nYours\n", None),
        (LINE + b"A: b\n\nHi\nFrom b 10:00\nSubject: x\n", None),
        (LINE + b"A: b\n\nHi\n\nFrom now on\nSubject: x\n", None),
        (LINE + b"A: b\n\n>From me\n\n" + LINE + TWO, [b"A: b\n\n>From me\n", TWO]),
        # What Thunderbird and Takeout write.
        (b"From - Mon Jun 01 10:00:00 2026\r\nA: b\r\n\r\nx\r\n\r\nFrom \r\nC: d\r\n\r\ny\r\n",
         [b"A: b\r\n\r\nx\r\n", b"C: d\r\n\r\ny\r\n"]),
        (b"From 18@xxx Mon Jun 01 10:00:00 +0000 2026\r\nX-GM-THRID: 1\r\n\r\nx\r\n",
         [b"X-GM-THRID: 1\r\n\r\nx\r\n"]),
        (ONE, []),
        (b"", []),
        (LINE, []),
    ],
)  # fmt: skip
def test_messages(content: bytes, expected: list[bytes] | None) -> None:
    found = [content[one.start : one.end] for one in split_mbox(content)]
    assert found == ([content[len(LINE) :]] if expected is None else expected)


BODY = st.lists(
    st.binary(max_size=30).map(lambda b: b.replace(b"\n", b" ").replace(b"\r", b" ")), max_size=5
)


@given(st.lists(BODY, min_size=1, max_size=5))
def test_what_was_put_in_comes_out(bodies: list[list[bytes]]) -> None:
    messages = [
        b"Subject: x\n\n" + b"".join(b"-" + line + b"\n" for line in body) for body in bodies
    ]
    content = b"".join(LINE + message + b"\n" for message in messages)
    found = split_mbox(content)
    # A message without a body ends with the empty line behind its header section.
    assert [content[one.start : one.end] for one in found] == messages
    assert [one.separator for one in found[1:]] == [one.end + 1 for one in found[:-1]]


@given(st.binary(max_size=400).map(lambda b: LINE + b"A: b\n\n" + b))
def test_any_bytes_are_kept_in_order(content: bytes) -> None:
    found = split_mbox(content)
    assert found
    assert found[0].separator == 0
    edges = [edge for one in found for edge in (one.separator, one.start, one.end)]
    assert edges == sorted(edges)
    assert edges[-1] >= len(content) - 2


def test_places_and_marks_are_said() -> None:
    content = LINE + b"A: b\n\n>From x\n>>From y\n\n" + LINE + ONE
    first, second = pieces(content, limit=10)
    assert [loss.id for loss in first.losses] == [
        "evidence.loss.mbox-place",
        "evidence.loss.mbox-escaped",
    ]
    assert dict(first.losses[1].params)["count"] == 2
    place = dict(second.losses[0].params)
    start = content.index(ONE)
    assert (place["start"], place["end"]) == (start, start + len(ONE))


def test_what_lies_beyond_the_limit_is_named() -> None:
    found = list(pieces((LINE + ONE + b"\n") * 5, limit=3))
    assert [one.problem for one in found] == ["", "", "", "too-many-contained"]
    assert found[-1].locator == "4"
