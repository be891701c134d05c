"""The short way reads what the long way reads, or leaves the line to it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.trace.dialects import DIALECTS
from provenance.trace.plain import split_plain
from provenance.trace.tokens import Split, split_received

DATE = "; Mon, 1 Jan 2024 10:00:00 +0000"
PARTS = (
    "from",
    "by",
    "With",
    "iD",
    "for",
    "via",
    "tls",
    "over",
    "a.example",
    "<a b>",
    "<x@y.example>",
    "(c)",
    "(a (b) c)",
    "(",
    ")",
    ";",
    '"',
    "\\",
    "\t",
    " ",
    "\x1c",
    "\xa0",
    "Received:",
    "",
)


def contents(split: Split) -> dict[str, Any]:
    return {
        "clauses": [
            (key, each.keyword, each.value, each.words, each.comments, each.after)
            for key, each in split.clauses.items()
        ],
        "repeated": [each.keyword for each in split.repeated],
        "rest": (split.leading, split.preamble, split.comments, split.remainder, split.remarks),
        "time": split.time,
        "segments": tuple(split.segments),
        "lead": split.lead,
    }


def same(value: str) -> bool:
    """Whether the short way takes the value; what it then gives is compared."""
    plain = split_plain(value)
    if plain is not None:
        assert contents(plain) == contents(split_received(value))
    return plain is not None


@given(
    st.lists(st.sampled_from(PARTS), max_size=14).map(" ".join),
    st.sampled_from(
        [DATE, DATE + " (PST)", DATE + " (a) (b)", DATE + " (a\\)", "; soon", "", DATE + ")"]
    ),
)
def test_both_ways_read_the_same(words: str, date: str) -> None:
    same(words + date)


def test_both_ways_read_the_examples_alike() -> None:
    taken = [same(line) for dialect in DIALECTS for line, _ in dialect.examples]
    assert sum(taken) > len(taken) / 3


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("from a (b [192.0.2.1]) by c with ESMTP id d for <e@f.example>" + DATE, True),
        ("from a by c with Microsoft SMTP Server (v (w))\tid d" + DATE + " (PST)", True),
        ("from a by b", False),
        ("(qmail 1 invoked)" + DATE, False),
        ("from a by b by c" + DATE, False),
        ("by b from a" + DATE, False),
        ("from a by b id c d" + DATE, False),
        ("from a by (x) id c" + DATE, False),
        ("from a (b (c (d))) by e" + DATE, False),
        ('from "a" by b' + DATE, False),
        ("from a (b) c by d" + DATE, False),
        ("from a by b over c" + DATE, False),
    ],
)
def test_only_the_plain_form_goes_the_short_way(value: str, plain: bool) -> None:
    assert same(value) is plain
