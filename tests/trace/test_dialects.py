from __future__ import annotations

import pytest

from provenance.basics import Instant, State
from provenance.trace import TraceField, parse_received
from provenance.trace.dialects import DIALECTS

CASES = [
    pytest.param(line, expected, id=f"{dialect.NAME}-{number}")
    for dialect in DIALECTS
    for number, (line, expected) in enumerate(dialect.EXAMPLES, 1)
]


def value_of(field: TraceField, name: str) -> object:
    """Value of an example's key: a field, ``tls.*``, ``time.utc`` or the remarks as one text."""
    if name == "time.utc":
        assert isinstance(field.time, Instant)
        return field.time.utc.isoformat()
    if name.startswith("tls."):
        return getattr(field.tls, name.removeprefix("tls."))
    if name == "remarks":
        return " ".join(field.remarks)
    return getattr(field, name)


@pytest.mark.parametrize(("line", "expected"), CASES)
def test_examples(line: str, expected: dict[str, object]) -> None:
    field = parse_received(line, field=7, name="X-Received")
    assert {name: value_of(field, name) for name in expected} == expected
    assert (field.field, field.name) == (7, "X-Received")
    assert "".join(line[s.start : s.end] for s in field.segments) == line


@pytest.mark.parametrize("dialect", DIALECTS, ids=[dialect.NAME for dialect in DIALECTS])
def test_each_dialect_has_examples_that_it_reads_itself(dialect: object) -> None:
    named = [line for line, _ in dialect.EXAMPLES]  # type: ignore[attr-defined]  # modules stand in for the protocol
    assert len(named) >= 5
    assert len(set(named)) == len(named)


HELO_TRAPS = [
    ("from x ([192.0.2.8]) (helo [198.51.100.9]) by mx.example; {date}", "192.0.2.8"),
    (
        "from unknown (HELO [198.51.100.190]) ([203.0.113.183]) by mx.example; {date}",
        "203.0.113.183",
    ),
    ("from [198.51.100.9] ([192.0.2.8]) by mx.example; {date}", "192.0.2.8"),
    ("from [198.51.100.9] (unknown [192.0.2.8]) by mx.example (Postfix); {date}", "192.0.2.8"),
    ("from 198.51.100.9 (h.example. [192.0.2.8]) by mx.google.com with SMTP; {date}", "192.0.2.8"),
    (
        "from [198.51.100.9] (192.0.2.8) by h.example with Microsoft SMTP Server; {date}",
        "192.0.2.8",
    ),
    ("from h.example ([192.0.2.8] helo=[198.51.100.9]) by mx.example; {date}", "192.0.2.8"),
    ("from [198.51.100.9] by mx.example with HTTP; {date}", State.UNPARSABLE),
    ("from 198.51.100.9 by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from 198.51.100.9 (192.0.2.8) by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from x (EHLO y) [192.0.2.8] by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from x ([192.0.2.8]) ([198.51.100.9]) by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from x (a) (192.0.2.8) by h.example with Microsoft SMTP Server; {date}", State.UNPARSABLE),
    ("from x (y [192.0.2.8]) (z [192.0.2.9]) by mx.google.com with SMTP; {date}", State.UNPARSABLE),
    ("from x by mx.example with SMTP; {date}", State.ABSENT),
    ("from x (user@192.0.2.8) by mx.example with SMTP; {date}", State.ABSENT),
    ("from x ([300.1.2.3]) by mx.example with SMTP; {date}", State.UNPARSABLE),
    ("from x (y [1.2.3]) by mx.example (Postfix); {date}", State.UNPARSABLE),
]


@pytest.mark.parametrize(("line", "ip"), HELO_TRAPS)
def test_an_address_counts_only_where_the_receiver_writes_it(line: str, ip: str | State) -> None:
    assert parse_received(line.format(date="1 Jan 2024 10:00:00 +0000")).ip == ip


def test_unknown_form_is_named_unknown_and_keeps_its_text() -> None:
    field = parse_received("something else entirely")
    assert (field.dialect, field.dialect_reason) == ("unknown", "")
    assert field.remainder == "something else entirely"
    assert field.by is State.ABSENT


def test_dialect_names_its_mark() -> None:
    field = parse_received(
        "from a (b [192.0.2.1]) by c (Postfix) with SMTP id 1; 1 Jan 2024 10:00:00 +0000"
    )
    assert (field.dialect, field.dialect_reason) == ("postfix", "by-comment Postfix")
