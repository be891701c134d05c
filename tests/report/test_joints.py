"""Joints between pieces of a sentence: none stands twice, and quoted words have their marks."""

from __future__ import annotations

import pytest

from provenance.basics import State, text
from provenance.report.catalogue import LANGUAGE, render
from provenance.report.view.annexes import obtained_words


def test_the_rest_of_a_chinese_list_has_no_joint_before_it() -> None:
    before = LANGUAGE.set("zh")
    try:
        rows = render(text("reasoning.rows.list.more", first="E1", count=8))
        days = render(text("reasoning.usage.crossed.on.more", first="E1", count=8))
    finally:
        LANGUAGE.reset(before)
    assert "、" not in rows + days
    assert rows.endswith("8条")
    assert days.endswith("8天")


@pytest.mark.parametrize(("said", "marked"), [("kept by me", True), ("outlook-msg", False)])
def test_a_way_in_the_words_of_the_case_file_is_quoted(said: str, *, marked: bool) -> None:
    assert ("“" in obtained_words(said)) is marked
    assert "“" not in obtained_words(State.ABSENT)
