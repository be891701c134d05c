"""Step X: only where one full record excludes, under named assumptions, and nothing disputes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from provenance.basics import Text
from provenance.reasoning.compare.exclusion import all_of, each_of, excluded_if, excluded_words
from provenance.reasoning.compare.steps import leaning
from provenance.reasoning.compare.units import Marked, Unit
from provenance.reasoning.records import Mark
from provenance.trace import AttestationClass
from tests.reasoning.compare.test_steps import AGAINST_A, A, B, unit

E, L, P = AttestationClass.CLIENT, AttestationClass.LOG, AttestationClass.PRESENCE
K = "rule.explanations.presence.if.keyboard"


def excluding(**changes: Any) -> Unit:
    made = unit({}, **{"cls": P, "person": "a", "assumed": True, **changes})
    marks = {A: Marked(mark=Mark.EXCLUDED, conditions=(K,)), B: Marked(mark=Mark.EXPECTED)}
    return replace(made, marks=marks)


def x_of(*units: Unit) -> tuple[Text, ...]:
    return excluded_if(units, B, A, leaning(units, B, A).step)


def test_the_assumption_is_named() -> None:
    assert x_of(excluding()) == (Text(id=K),)
    assert x_of(excluding(cls=L)) == (Text(id=K),)


@pytest.mark.parametrize(
    ("name", "units"),
    [
        ("a bare statement, a marked export, a record of one's own", [excluding(weight=1)]),
        ("typed by the sender", [excluding(cls=E)]),
        ("about somebody else", [excluding(person="b"), unit(AGAINST_A, cls=P, person="a")]),
        ("a second source: the step says more", [excluding(), unit(AGAINST_A, group="h")]),
        (
            "a record that disputes",
            [
                excluding(),
                unit({A: Mark.EXPECTED, B: Mark.POSSIBLE}, weight=1, group="h", contradicts=True),
            ],
        ),
        (
            "a clear record for the other",
            [excluding(), unit({A: Mark.EXPECTED, B: Mark.UNEXPECTED}, weight=1, group="h")],
        ),
        ("no exclusion", [unit(AGAINST_A, cls=P, person="a")]),
    ],
)
def test_where_no_x_is_printed(name: str, units: list[Unit]) -> None:
    assert x_of(*units) == (), name


def test_every_assumption_is_named_and_the_sentence_counts_them() -> None:
    several = replace(
        excluding(),
        marks={
            A: Marked(mark=Mark.EXCLUDED, conditions=("weak", K)),
            B: Marked(mark=Mark.POSSIBLE),
        },
    )
    found = x_of(several)
    assert found == (Text(id="weak"), Text(id=K))
    assert each_of(all_of(found)) == found
    words = dict(excluded_words(Text(id="a"), found).params)
    assert (words["count"], "condition" in words) == (2, False)
    # One alone is quoted: there is nothing to count.
    assert dict(excluded_words(Text(id="a"), found[:1]).params)["condition"] == Text(id="weak")


def test_a_slight_difference_for_the_other_disputes_nothing() -> None:
    assert x_of(excluding(), unit({A: Mark.EXPECTED, B: Mark.POSSIBLE}, weight=1, group="h")) == (
        Text(id=K),
    )


def test_it_is_mirrored() -> None:
    turned = replace(
        excluding(person="b"),
        marks={
            ("person-with-access", "b"): Marked(mark=Mark.EXCLUDED, conditions=(K,)),
            A: Marked(mark=Mark.EXPECTED),
        },
    )
    named = ("person-with-access", "b")
    about_holder = unit({A: Mark.EXPECTED, named: Mark.UNEXPECTED}, cls=P, person="a")
    step = leaning((turned, about_holder), A, named).step
    assert (step, excluded_if((turned,), A, ("person-with-access", "b"), step)) == (
        2,
        (Text(id=K),),
    )
