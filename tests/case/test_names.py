"""Spellings of one name, and names that only look like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.case.names import alike, skeleton


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("M. Carrow", "Mary Carrow", True),
        ("CARROW M.", "M. Carrow", True),
        ("Carrow", "M. Carrow", True),
        ("Ms C", "ms c", True),
        ("\u041c. \u0421arrow", "M. Carrow", True),
        ("M\u00fcller, Ina", "I. Muller", True),
        ("T. Carrow", "M. Carrow", False),
        ("M. Heath", "M. Carrow", False),
        ("Ms C", "Mr V", False),
        ("004999", "M. Carrow", False),
        ("", "M. Carrow", False),
    ],
)
def test_what_can_be_one_name(one: str, other: str, said: bool) -> None:
    assert alike(one, other) is alike(other, one) is said


def test_letters_that_look_alike_are_one() -> None:
    assert skeleton("\u041c. \u0421arrow") == skeleton("M. Carrow") != skeleton("M. Carrew")


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_texts_compare_alike_both_ways(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
