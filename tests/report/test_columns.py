"""Lines are broken by columns, and nothing is lost in breaking them."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.report.columns import head, width, wrap

WORDS = st.text(st.sampled_from("ab, 字符宽度，。（）「é-…"), max_size=120)


@pytest.mark.parametrize(
    ("words", "columns"),
    [("", 0), ("abc", 3), ("字", 2), ("字a", 3), ("é", 1), ("e\u0301", 1), ("ＡＢ", 4), ("。", 2)],
)
def test_columns_of_words(words: str, columns: int) -> None:
    assert width(words) == columns


def test_chinese_breaks_anywhere_but_before_a_closing_mark() -> None:
    assert wrap("见到（附件）", 6) == ["见到", "（附", "件）"]
    assert wrap("没有记录，也没有说明。", 8) == ["没有记", "录，也没", "有说明。"]
    assert wrap("见（附件）之后", 6) == ["见（附", "件）之", "后"]


def test_latin_words_in_chinese_stay_whole() -> None:
    assert wrap("邮件由 Outlook 发出", 12) == ["邮件由", "Outlook 发出"]


def test_a_piece_that_is_too_long_is_cut_or_stands_alone() -> None:
    assert wrap("a " + "b" * 12, 5) == ["a", "bbbbb", "bbbbb", "bb"]
    assert wrap("a " + "b" * 12 + " c", 5, split=False) == ["a", "b" * 12, "c"]


@given(WORDS, st.integers(4, 30))
def test_no_line_is_too_long_and_no_character_is_lost(words: str, room: int) -> None:
    lines = wrap(words, room)
    assert all(width(line) <= room for line in lines)
    assert "".join("".join(lines).split()) == "".join(words.split())


@given(st.text(st.sampled_from("abcdefgh "), max_size=200), st.integers(4, 30))
def test_words_without_wide_characters_break_as_they_always_did(words: str, room: int) -> None:
    plain = textwrap.wrap(
        " ".join(words.split()), room, break_long_words=False, break_on_hyphens=False
    )
    assert wrap(words, room, split=False) == (plain or [""])


@given(WORDS, st.integers(1, 30))
def test_the_head_fits(words: str, room: int) -> None:
    at = head(words, room)
    assert width(words[:at]) <= max(room, 2)
    assert at == len(words) or at >= 1
