"""Order of fields, stated sizes, places of the thread: each sign and its absence."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import Message, read_message
from provenance.origin.field_order import FieldOrder, field_order
from provenance.origin.stated_sizes import stated_sizes
from provenance.origin.thread_links import thread_links
from provenance.trace import trace_message

RECEIVED = (
    "Received: from a.example (a.example [192.0.2.1]) by mx.friend.example with ESMTPS id 1;"
    " Thu, 14 May 2026 14:02:10 +0000"
)
MADE_HERE = "Message-ID: <1@friend.example>"
AUTHOR = ("From: a@example.org", "To: b@friend.example", "Subject: x")


def read(*lines: str, body: str = "x\r\n") -> Message:
    data = ("\r\n".join((*lines, "", "")) + body).encode()
    return read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")


def order(*lines: str) -> FieldOrder:
    message = read(*lines)
    return field_order(message, trace_message(message, receivers=("mx.friend.example",)))


@pytest.mark.parametrize(
    ("lines", "judged", "above", "resorted"),
    [
        ((RECEIVED, *AUTHOR), True, 0, False),
        (("Return-Path: <a@example.org>", RECEIVED, *AUTHOR), True, 0, False),
        (("Subject: y", RECEIVED, *AUTHOR), True, 1, False),
        ((*AUTHOR, RECEIVED), True, 3, True),
        (AUTHOR, False, 0, False),
        ((MADE_HERE, RECEIVED.replace("with ESMTPS id 1", "via HTTP"), *AUTHOR), False, 0, False),
        ((MADE_HERE, RECEIVED.replace("ESMTPS", "ESMTPSA"), *AUTHOR), False, 0, False),
        ((MADE_HERE, RECEIVED, *AUTHOR), True, 1, False),
    ],
)
def test_order(lines: tuple[str, ...], judged: bool, above: int, resorted: bool) -> None:
    seen = order(*lines)
    assert (seen.judged, len(seen.above), seen.resorted) == (judged, above, resorted)


@pytest.mark.parametrize(
    ("field", "body", "fits"),
    [
        ("Content-Length: 10", "one\r\ntwo\r\n", True),
        ("Content-Length: 8", "one\r\ntwo\r\n", True),
        ("Content-Length: 100", "one\r\ntwo\r\n", False),
        ("Lines: 2", "one\r\ntwo\r\n", True),
        ("Lines: 20", "one\r\ntwo\r\n", False),
        ("Content-Disposition: attachment; size=5", "one\r\n", True),
        ("Content-Disposition: attachment; size=300", "one\r\n", True),
        ("Content-Disposition: attachment; size=1", "one\r\n", False),
        ("Content-Disposition: attachment; size=99999", "one\r\n", False),
    ],
)
def test_stated_sizes(field: str, body: str, fits: bool) -> None:
    (one,) = stated_sizes(read(*AUTHOR, field, body=body))
    assert one.fits is fits


def test_sizes_that_cannot_be_compared() -> None:
    assert stated_sizes(read(*AUTHOR, "Content-Length: ten")) == ()
    assert stated_sizes(read(*AUTHOR, "Lines: 1", "Lines: 2")) == ()


def index(replies: int) -> str:
    data = bytes.fromhex("01d5b7a1b2c3") + bytes(16) + bytes(5 * replies)
    return "Thread-Index: " + base64.b64encode(data).decode()


PARENT = "In-Reply-To: <p@example.org>"


@pytest.mark.parametrize(
    ("lines", "listed", "fits"),
    [
        ((PARENT, "References: <o@example.org> <p@example.org>"), True, State.NOT_APPLICABLE),
        ((PARENT, "References: <o@example.org>"), False, State.NOT_APPLICABLE),
        ((PARENT,), State.NOT_APPLICABLE, State.NOT_APPLICABLE),
        ((PARENT, index(1)), State.NOT_APPLICABLE, True),
        ((PARENT, index(0)), State.NOT_APPLICABLE, False),
        ((index(0),), State.NOT_APPLICABLE, True),
        ((index(2),), State.NOT_APPLICABLE, False),
        ((index(2), index(2)), State.NOT_APPLICABLE, State.NOT_APPLICABLE),
        (("Thread-Index: AAAA",), State.NOT_APPLICABLE, State.NOT_APPLICABLE),
    ],
)
def test_thread(lines: tuple[str, ...], listed: object, fits: object) -> None:
    seen = thread_links(read(*AUTHOR, *lines))
    assert (seen.parent_listed, seen.index_fits) == (listed, fits)


@given(st.text(max_size=80))
def test_values_never_raise(value: str) -> None:
    clean = value.replace("\r", " ").replace("\n", " ").encode("utf-8", "replace").decode()
    message = read(
        *AUTHOR, f"Thread-Index: {clean}", f"References: {clean}", f"Content-Length: {clean}"
    )
    thread_links(message)
    stated_sizes(message)
    field_order(message, trace_message(message))
