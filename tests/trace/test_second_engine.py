from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.trace import second_readings, trace_message
from provenance.trace.records import SecondReading


def readings(*lines: str) -> tuple[SecondReading, ...]:
    data = "".join(f"Received: {line}\r\n" for line in lines) + "\r\nbody\r\n"
    stream = MessageStream(name="file", data=data.encode("utf-8", "surrogateescape"))
    message = read_message(stream, id="M1", evidence="E1")
    return second_readings(message, trace_message(message).route)


def test_agreement_is_stated_for_every_line() -> None:
    """Ordinary lines are read alike by both; comments and brackets do not count."""
    found = readings(
        "from a.example (a.example [192.0.2.1]) by mx.friend.example (Postfix) with ESMTPS"
        " id 4Q1 for <x@friend.example>; Thu, 14 May 2026 14:02:14 +0000",
        "by mail.example with SMTP id 77; Thu, 14 May 2026 14:02:10 +0000",
    )
    assert [one.agrees for one in found] == [True, True]
    assert {one.engine for one in found} == {"mail-parser"}


def test_a_difference_names_the_clause() -> None:
    """mail-parser keeps the cipher of an Exim line in `with`; ours does not. Both are shown."""
    (one,) = readings(
        "from [192.0.2.1] (port=5000 helo=pc) by mx.example with esmtpsa (TLS1.2) tls TLS_X"
        " (Exim 4.96) id 1qRjuq-00A9Xw-0M; Thu, 14 May 2026 14:02:14 +0000"
    )
    assert one.agrees is False
    assert one.differs == ("with",)


@pytest.mark.parametrize(
    "line", ["from a by b (open; Thu, 14 May 2026 14:02:14 +0000", "x" * 30000]
)
def test_what_it_cannot_read_is_said(line: str) -> None:
    """A line that the second engine refuses is no agreement and no difference."""
    (one,) = readings(line)
    assert one.agrees is State.NOT_APPLICABLE
    assert one.detail


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=80),
        max_size=3,
    )
)
def test_any_lines_give_one_reading_each(lines: list[str]) -> None:
    """Whatever stands in a Received line, the second reading is a record."""
    assert len(readings(*lines)) == len(lines)
