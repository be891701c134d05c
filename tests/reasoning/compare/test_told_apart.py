"""Whom no record tells from anybody else with the same way into the account."""

from __future__ import annotations

from dataclasses import replace

from provenance.basics import text
from provenance.reasoning import Comparison, Leaning
from provenance.reasoning.compare.candidates import HOLDER, SOMEBODY
from provenance.reasoning.compare.told_apart import not_told_apart

OWN, ANYBODY, NAMED = (HOLDER, "a"), (SOMEBODY, ""), (SOMEBODY, "b")
ADMIN, ADMIN_NAMED = ("administrator", ""), ("administrator", "b")
KEYS = (OWN, ANYBODY, NAMED, ADMIN, ADMIN_NAMED)
ONE = Comparison(
    favoured=SOMEBODY, over=HOLDER, step="2", statement=text("x"),
    leanings=(
        Leaning(favoured=ANYBODY, over=OWN, step=2),
        Leaning(favoured=NAMED, over=OWN, step=2),
        Leaning(favoured=ADMIN_NAMED, over=NAMED, step=1),
    ),
)  # fmt: skip


def test_a_step_over_somebody_else_tells_nobody_from_anybody() -> None:
    assert not_told_apart(ONE, KEYS) == {NAMED, ADMIN_NAMED}


def test_a_step_beside_anybody_does_on_either_side() -> None:
    for pair in ((ANYBODY, NAMED), (NAMED, ANYBODY)):
        told = Leaning(favoured=pair[0], over=pair[1], step=1)
        made = replace(ONE, leanings=(*ONE.leanings, told))
        assert not_told_apart(made, KEYS) == {ADMIN_NAMED}


def test_without_a_step_the_holder_is_one_of_them() -> None:
    assert OWN in not_told_apart(replace(ONE, leanings=()), KEYS)
