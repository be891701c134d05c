"""Line ends, marks, escapes and ends of a file: counted exactly, and never a raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.message.line_form import MAX_PLACES, LineForm, line_form

HEAD = b"From: a@example.org\r\n\r\n"


def form(data: bytes) -> LineForm:
    return line_form(read_message(MessageStream(name="file", data=data), id="M1", evidence="E1"))


@pytest.mark.parametrize(
    ("data", "crlf", "lf", "bare", "blocks"),
    [
        (HEAD + b"one\r\ntwo\r\n", 4, 0, 0, 0),
        (HEAD + b"one\ntwo\r\n", 3, 1, 0, 1),
        (HEAD + b"one\ntwo\nthree\r\nfour\n", 3, 3, 0, 2),
        (HEAD.replace(b"\r", b"") + b"one\r\ntwo\n", 1, 3, 0, 1),
        (HEAD + b"one\rtwo\r\n", 3, 0, 1, 0),
        (HEAD + b"one\r\r\n", 3, 0, 1, 0),
    ],
)
def test_line_ends(data: bytes, crlf: int, lf: int, bare: int, blocks: int) -> None:
    seen = form(data)
    assert (seen.crlf, seen.lf, seen.bare_cr, seen.blocks) == (crlf, lf, bare, blocks)
    for span in seen.rarer:
        assert data[span.start : span.end].endswith(b"\n")
    for span in seen.bare:
        assert data[span.start : span.end] == b"\r"


def test_the_rarer_lines_are_named() -> None:
    data = HEAD + b"one\r\nchanged\nthree\r\n"
    (span,) = form(data).rarer
    assert data[span.start : span.end] == b"changed\n"


@pytest.mark.parametrize(
    ("data", "escapes", "open_end", "blank"),
    [
        (HEAD + b"x\r\n", 0, b"", 0),
        (HEAD + b"x", 0, b"x", 0),
        (HEAD + b">From here\r\n>>From there\r\n> From me\r\n", 2, b"", 0),
        (b"From: a@example.org\r\nX-A:\r\n >From no\r\n\r\nx\r\n\r\n\r\n", 0, b"", 2),
        (HEAD + b"x\n\n", 0, b"", 1),
        (HEAD, 0, b"", 1),
    ],
)
def test_the_end_of_the_file(data: bytes, escapes: int, open_end: bytes, blank: int) -> None:
    seen = form(data)
    assert (seen.escapes, seen.blank_lines) == (escapes, blank)
    assert b"".join(data[one.start : one.end] for one in seen.open_end) == open_end
    for span in seen.blank_end:
        assert not data[span.start : span.end].strip(b"\r\n")


def test_the_mark_of_an_editor() -> None:
    (span,) = form(b"\xef\xbb\xbf" + HEAD + b"x\r\n").mark
    assert (span.start, span.end) == (0, 3)
    assert form(HEAD).mark == ()


PIECES = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"x", b">From ", b": "]), max_size=60)


@given(PIECES.map(b"".join))
def test_counts_add_up(data: bytes) -> None:
    seen = form(data)
    assert seen.crlf + seen.lf == data.count(b"\n")
    assert seen.crlf + seen.bare_cr == data.count(b"\r")
    assert len(seen.rarer) <= min(MAX_PLACES, seen.crlf, seen.lf) or not seen.blocks
    for span in (*seen.rarer, *seen.bare, *seen.escaped, *seen.open_end, *seen.blank_end):
        assert 0 <= span.start <= span.end <= len(data)
