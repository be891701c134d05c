from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from provenance.basics import Instant, State
from provenance.trace import SegmentKind, parse_received
from provenance.trace.tokens import LONGEST, scan, split_received

WORDS = st.sampled_from(
    [
        "from",
        "by",
        "via",
        "with",
        "id",
        "for",
        ";",
        "(",
        ")",
        "\\",
        '"',
        '"a b"@x.example',
        "[192.0.2.1]",
        "([192.0.2.1])",
        "(HELO x)",
        "mx.example",
        "(Postfix)",
        "ESMTP",
        "Microsoft SMTP Server",
        "\t",
        "  ",
        "1 Jan 2024 10:00:00 +0000",
        "; Mon, 1 Jan 2024 10:00:00 +0000 (PST)",
        "<a@b.example>",
        "mapi",
        "2024-01-01 10:00:00 +0000 UTC m=+1.5",
        "unknown",
        "by 2002:a05::1 with SMTP id abcde; (PST)",
        "ü",
        "\udc80",
        "mx.google.com",
        "15.20.1.1",
        "(using TLSv1.3 with cipher X (256/256 bits))",
        "named unknown",
    ]
)
VALUES = st.lists(WORDS, max_size=25).map(" ".join) | st.lists(WORDS, max_size=25).map("".join)


def tiles(value: str) -> None:
    position = 0
    for segment in parse_received(value).segments:
        assert segment.start == position
        assert segment.end > segment.start
        position = segment.end
    assert position == len(value)


@given(VALUES | st.text(max_size=200))
@example("")
@example("((((")
@example("))))")
@example("from (a (b) by c; 1 Jan 2024 10:00:00 +0000")
def test_segments_tile_and_nothing_raises(value: str) -> None:
    tiles(value)


@given(VALUES)
def test_no_word_is_lost(value: str) -> None:
    """Each character that is neither blank nor punctuation is in a value, a comment, a date..."""
    field = parse_received(value)
    kinds = {segment.kind for segment in field.segments}
    remainder = " ".join(
        value[s.start : s.end] for s in field.segments if s.kind is SegmentKind.REMAINDER
    )
    assert field.remainder == remainder
    assert (SegmentKind.COMMENT in kinds) == bool(field.comments)


@given(VALUES)
def test_same_value_same_record(value: str) -> None:
    assert parse_received(value) == parse_received(value)


def test_clauses_stand_at_clause_position_only() -> None:
    split = split_received(
        "from by.with.example (id from by) by for.example with Microsoft SMTP Server (version=X)"
        " id 1 via Frontend Transport for <with@by.example>; 1 Jan 2024 10:00:00 +0000"
    )
    assert {word: clause.value for word, clause in split.clauses.items()} == {
        "from": "by.with.example",
        "by": "for.example",
        "with": "Microsoft SMTP Server",
        "id": "1",
        "via": "Frontend Transport",
        "for": "<with@by.example>",
    }
    assert split.remainder == []
    assert split.remarks == []


def test_words_around_clauses_are_kept_apart() -> None:
    split = split_received(
        "from a (HELO b) by c over TLS secured channel with ESMTP id d envelope-from <e@f.example>"
        " convert rfc822-to-8bit for <g@h.example>, <i@j.example>; 1 Jan 2024 10:00:00 +0000"
    )
    assert split.text("by") == "c"
    assert split.text("id") == "d"
    assert split.text("envelope-from") == "<e@f.example>"
    assert split.text("for") == "<g@h.example>, <i@j.example>"
    assert split.remainder == ["convert", "rfc822-to-8bit"]


def test_clause_behind_the_date_counts() -> None:
    split = split_received("from a by b; Fri, 10 Dec 2010 13:21:19 +0900 (JST) id c.d")
    assert (split.text("id"), split.comments) == ("c.d", ["JST"])


def test_only_the_first_of_two_fields_counts() -> None:
    field = parse_received(
        "from a by b id c; 1 Jan 2024 10:00:00 +0000 Received: from ([192.0.2.9]) by d;"
        " 2 Jan 2024 10:00:00 +0000"
    )
    assert (field.by, field.ip, field.id) == ("b", State.ABSENT, "c")
    assert isinstance(field.time, Instant)
    assert field.time.utc.day == 1


def test_segments_are_made_when_looked_at_and_compare_as_a_tuple() -> None:
    one, two = parse_received("from a by b; x").segments, parse_received("from a by b; x").segments
    assert one == two
    assert one == tuple(two)
    assert hash(one) == hash(two)
    assert one[0].kind is SegmentKind.KEYWORD
    assert one.__eq__("from a by b; x") is NotImplemented
    assert len(one) == len(list(one))
    assert repr(one[:1]).startswith("(Segment(")


def test_nested_comment_is_one() -> None:
    split = split_received("from a (b (c (d)) \\) e) by f; 1 Jan 2024 10:00:00 +0000")
    assert split.comments == ["b (c (d)) \\) e"]


def test_quotation_does_not_swallow_the_line() -> None:
    split = split_received(
        'from "evil ([192.0.2.9]) by mx.example with SMTP for <"b c"@x.example>;'
        " 1 Jan 2024 10:00:00 +0000"
    )
    assert split.text("from") == '"evil'
    assert split.text("by") == "mx.example"
    assert split.text("for") == '<"b c"@x.example>'


@pytest.mark.parametrize(
    ("value", "remark"),
    [
        ("from a by b id c Fri, 28 Jul 2023 19:32:25.608 +0000 (UTC)", "no-semicolon"),
        ("by b with SMTP id c 2023-10-25 17:40:23.2 +0000 UTC m=+1.5", "no-semicolon"),
        ("from a by b; 1 Jan 2024 10:00:00 +0000; x=y", "date-not-last"),
        ("from a by b; 1 Jan 2024 10:00:00 +0000 id c", "text-after-date"),
        ("from a by b; 1 Jan 2024 10:00:00 +0000 Received: from x by y", "second-field-inside"),
        ("from a (b by c; 1 Jan 2024 10:00:00 +0000", "unbalanced-parenthesis"),
        ("from a by b by c; 1 Jan 2024 10:00:00 +0000", "repeated-clause"),
        ("by b from c; 1 Jan 2024 10:00:00 +0000", "clause-order"),
        ("from by b; 1 Jan 2024 10:00:00 +0000", "empty-clause"),
    ],
)
def test_oddities_are_remarks(value: str, remark: str) -> None:
    split = split_received(value)
    assert remark in split.remarks
    if remark in {"no-semicolon", "date-not-last", "text-after-date", "second-field-inside"}:
        assert isinstance(split.time, Instant)
    tiles(value)


def test_missing_and_unreadable_dates_differ() -> None:
    assert split_received("from a by b").time is State.ABSENT
    assert split_received("from a by b;").time is State.ABSENT
    assert split_received("from a by b; soon").time is State.UNPARSABLE
    assert split_received("from a by b; 1 Jan 2024 10:00:00 CET").time is State.UNPARSABLE


def test_repeated_by_host_is_not_believed() -> None:
    field = parse_received(
        "from x by fake.example ([192.0.2.9]) by mx.example; 1 Jan 2024 10:00:00 +0000"
    )
    assert field.by is State.REPEATED
    assert field.remainder == "by mx.example"


def steps(function: Callable[[str], Any], value: str) -> int:
    """Count executed lines of our own code: a measure that does not depend on the machine."""
    count = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "provenance" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(value)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        *("(", ")", "()", '"', '\\"', ";", "a ", "by ", "from ", "with a ", "(a)b ", "[", "a;"),
        *("(\\", '"a"@'),
    ],
)
def test_work_grows_no_faster_than_the_input(unit: str) -> None:
    small = steps(parse_received, "from a " + unit * 1_000)
    large = steps(parse_received, "from a " + unit * 2_000)
    assert large <= 2.2 * small + 100


@pytest.mark.parametrize(
    "unit", ["(", "()", '"', " ", "a", "using ", "(x y) ", "Authenticated sender: "]
)
def test_a_megabyte_is_read(unit: str) -> None:
    value = ("from a (" + unit * (1_000_000 // len(unit)) + ") by b (Postfix); x")[:1_000_000]
    if unit == "(x y) ":
        value = value[:200_000]
    tiles(value)


def test_the_rest_of_an_endless_line_is_kept_unread() -> None:
    value = "from a by b id " + "x" * LONGEST + "; 1 Jan 2024 10:00:00 +0000"
    field = parse_received(value)
    assert "too-long" in field.remarks
    assert field.by == "b"
    assert field.remainder.endswith("; 1 Jan 2024 10:00:00 +0000")
    tiles(value)


def test_scan_tiles() -> None:
    value = 'a (b) ; "c d"@e )('
    assert "".join(value[start:end] for _, start, end in scan(value)) == value
