"""Characters that mislead become marks; everything else stays as it is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from provenance.report.marks import split, visible, visible_html

INVISIBLE = [
    ("\x00", "[U+0000]"),
    ("\x1b", "[U+001B]"),
    ("\x7f", "[U+007F]"),
    ("\u009b", "[U+009B]"),
    ("\u200b", "[U+200B]"),
    ("\u200d", "[U+200D]"),
    ("\u202e", "[U+202E]"),
    ("\u2028", "[U+2028]"),
    ("\u2066", "[U+2066]"),
    ("\ufeff", "[U+FEFF]"),
    ("\ufe0f", "[U+FE0F]"),
    ("\u3164", "[U+3164]"),
    ("\u2800", "[U+2800]"),
    ("\u034f", "[U+034F]"),
    ("\ue000", "[U+E000]"),
    ("\u0378", "[U+0378]"),
    ("\U000e0041", "[U+E0041]"),
    ("\U000e0101", "[U+E0101]"),
    ("\ud800", "[U+D800]"),
    ("\udc9f", "[byte 9F]"),
]


@pytest.mark.parametrize(("char", "mark"), INVISIBLE)
def test_an_invisible_character_becomes_a_mark(char: str, mark: str) -> None:
    assert visible(f"a{char}b") == f"a{mark}b"


@pytest.mark.parametrize("value", ["plain", "Grüße", "夏季简报", "Ελλάδα", "a\u00a0b", "e\u0301"])
def test_readable_text_stays(value: str) -> None:
    assert visible(value) == value


def test_a_stack_of_combining_marks_is_cut_open() -> None:
    assert visible("e" + "\u0301" * 6) == "e" + "\u0301" * 4 + "[U+0301]" * 2


def test_line_feeds_stay_only_in_blocks() -> None:
    assert visible("a\nb\tc") == "a[U+000A]b c"
    assert visible("a\r\nb\tc", multiline=True) == "a\nb\tc"
    assert visible("a\rb", multiline=True) == "a[U+000D]b"


def test_html_marks_are_elements_and_the_rest_is_escaped() -> None:
    shown = visible_html("<b>\u202e", lambda run: str(escape(run)))
    assert shown == '&lt;b&gt;<span class="mark">U+202E</span>'


@given(st.text(alphabet=st.characters(), max_size=80), st.booleans())
def test_nothing_unseen_is_left(value: str, multiline: bool) -> None:
    shown = visible(value, multiline=multiline)
    kept = "\t\n" if multiline else ""
    for char in shown:
        assert char in kept or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


@given(st.text(alphabet=st.characters(), max_size=80))
def test_no_character_is_lost(value: str) -> None:
    runs = list(split(value.replace("\t", " ")))
    assert sum(1 if mark else len(run) for mark, run in runs) == len(value)
