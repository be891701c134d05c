"""Against whom a finding speaks: by its marks, mirrored, and what it opens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import State, Value
from provenance.reasoning.compare.interests import harmed_by
from provenance.reasoning.compare.steps import leaning
from provenance.reasoning.compare.units import RANK, Marked, Unit
from provenance.reasoning.records import Mark, Party
from provenance.trace import AttestationClass

HOLDER, SOMEBODY, NAMED, ALTERED = (
    ("account-holder", "a"), ("person-with-access", ""), ("person-with-access", "b"),
    ("copy-altered", ""),
)  # fmt: skip
KEYS = (HOLDER, SOMEBODY, NAMED, ALTERED)
E, P, N, U, X = Mark.EXPECTED, Mark.POSSIBLE, Mark.NEUTRAL, Mark.UNEXPECTED, Mark.EXCLUDED


def unit(*marks: Mark, against: bool = False, group: str = "g", person: str = "a") -> Unit:
    return Unit(
        name="x", findings=("F-1",), cls=AttestationClass.LOG, weight=2, sources=frozenset({group}),
        needs=(frozenset({"E1"}),), person=person, about_person=bool(person), assumed=False,
        contradicts=False, reason="r", against_interest=against,
        marks={key: Marked(mark=mark) for key, mark in zip(KEYS, marks, strict=True)},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("marks", "party"),
    [
        ((E, E, E, E), State.ABSENT),
        ((N, N, N, N), State.ABSENT),
        ((P, N, N, N), State.ABSENT),
        ((E, E, E, X), State.ABSENT),
        ((E, U, U, U), Party.HOLDER),
        ((E, U, U, P), Party.HOLDER),
        ((P, U, U, X), Party.HOLDER),
        ((U, E, P, P), Party.ORGANISATION),
        ((X, U, U, U), Party.ORGANISATION),
        ((P, P, P, E), Party.ORGANISATION),
        ((U, U, U, N), State.ABSENT),
        ((U, N, N, N), State.ABSENT),
        ((U, P, N, N), Party.ORGANISATION),
    ],
)
def test_who_is_harmed(marks: tuple[Mark, ...], party: Value[Party]) -> None:
    assert harmed_by(unit(*marks), KEYS) is party


MARKS = st.lists(st.sampled_from(Mark), min_size=4, max_size=4)


@given(MARKS)
def test_swapped_marks_harm_the_other_side(marks: list[Mark]) -> None:
    """Mirror: the best of the others in the holder's place, and the holder's in theirs."""
    said = [mark for mark in marks[1:] if mark is not N]
    best = max(said, key=lambda mark: RANK[mark], default=N)
    mirror = {Party.HOLDER: Party.ORGANISATION, Party.ORGANISATION: Party.HOLDER}
    turned = harmed_by(unit(best, *[marks[0]] * 3), KEYS)
    harmed = harmed_by(unit(*marks), KEYS)
    assert turned is (mirror[harmed] if isinstance(harmed, Party) else harmed)


@given(MARKS, st.permutations(range(1, 4)))
def test_the_order_of_the_explanations_decides_nothing(marks: list[Mark], order: list[int]) -> None:
    made = unit(*marks)
    keys = (*(KEYS[at] for at in order), HOLDER)
    assert harmed_by(made, keys) is harmed_by(made, KEYS)


@pytest.mark.parametrize(
    ("against", "person", "step"),
    [(False, "a", 3), (True, "a", 4), (True, "", 3)],
)
def test_step_four_needs_a_record_about_a_person_that_harms_its_supplier(
    against: bool, person: str, step: int
) -> None:
    """Or one of an outside custodian (report standard §1.5)."""
    about = unit(U, E, E, E, against=against, person=person)
    other = replace(unit(U, E, E, E, group="h"), about_person=True, findings=("F-2",))
    assert leaning((about, other), SOMEBODY, HOLDER).step == step


def test_one_source_against_interest_stays_at_two() -> None:
    about = unit(U, E, E, E, against=True)
    assert leaning((about, replace(about, findings=("F-2",))), SOMEBODY, HOLDER).step == 2
