"""A header quoted in a text: recognised where it stands, and not where somebody only writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.message.quoted_header import QuotedHeader, quoted_header
from tests.patience import must_end

NAMES = "From: Ms C <c@example.org>\nSent: 14 May 2026\nTo: All\nSubject: Briefing\n\nText\n"


def found(text: str, kind: str = "plain", encoding: str = "8bit") -> QuotedHeader | None:
    head = f"From: a@example.org\nContent-Type: text/{kind}; charset=utf-8\n"
    head += f"Content-Transfer-Encoding: {encoding}\n\n"
    data = (head + text).encode("utf-8", "replace")
    return quoted_header(
        read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    )


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (f"See below\n\n-----Original Message-----\n{NAMES}", "-----Original Message-----"),
        (f"Begin forwarded message:\n\n{NAMES}", "Begin forwarded message:"),
        (
            f"---------- Forwarded message ---------\n{NAMES}",
            "---------- Forwarded message ---------",
        ),
        (f"x\n________________________________\n{NAMES}", "________________________________"),
        (f"x\n{NAMES}", "From: Ms C <c@example.org>"),
        (
            f"> -----Original Message-----\n> {NAMES.replace(chr(10), chr(10) + '> ')}",
            "-----Original Message-----",
        ),
        ("Von: c\nGesendet: heute\nAn: alle\nBetreff: x\n", "Von: c"),
        (
            (
                "\u53d1\u4ef6\u4eba\uff1a c\n\u53d1\u9001\u65f6\u95f4: 1\n"
                "\u6536\u4ef6\u4eba: a\n\u4e3b\u9898: x\n"
            ),
            "\u53d1\u4ef6\u4eba\uff1a c",
        ),
    ],
)
def test_a_quoted_header(text: str, mark: str) -> None:
    one = found(text)
    assert one is not None
    assert one.mark == mark
    assert one.early


def test_its_bytes_are_those_of_the_mark() -> None:
    one = found(f"Hello\n\n-----Original Message-----\n{NAMES}")
    assert one is not None
    assert one.span.end - one.span.start == len("-----Original Message-----")


def test_in_html_and_late() -> None:
    names = NAMES.replace("<", "&lt;").replace("\n", "<br>")
    one = found(f"<html><body><p>Hi</p><hr><div>{names}</div></body></html>", "html")
    assert one is not None
    late = found("word\n" * 400 + NAMES)
    assert late is not None
    assert not late.early


@pytest.mark.parametrize(
    "text",
    [
        "Hello\n",
        "-----Original Message-----\nSee above.\n",
        "From: here we go\nto: there\n",
        "We write From: in a sentence, Sent: too, To: and Subject: as well.\n",
        "________________________________\nA list\n",
    ],
)
def test_no_quoted_header(text: str) -> None:
    assert found(text) is None


@given(st.text(max_size=300), st.sampled_from(["plain", "html"]))
def test_any_text(text: str, kind: str) -> None:
    found(text, kind)


@pytest.mark.parametrize("piece", ["From:\n", "-----Original Message-----\n", " > ", "<br>From:"])
def test_hostile_text_takes_linear_time(piece: str) -> None:
    with must_end():
        found(piece * 50_000, "html")
        found(piece * 50_000)
