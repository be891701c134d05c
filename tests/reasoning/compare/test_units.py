"""Units: what never adds up, whose hand is named, and what is left without an exhibit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from provenance.basics import Text
from provenance.reasoning.compare.sources import Hand
from provenance.reasoning.compare.steps import leaning
from provenance.reasoning.compare.units import Marked, Unit
from provenance.reasoning.records import Mark
from provenance.trace import AttestationClass

INSIDE, OUTSIDE = ("person-with-access", ""), ("outside-system", "")
HOLDER, NAMED = ("account-holder", "a"), ("person-with-access", "b")


def line(hand: str, weight: int = 1, **changes: Any) -> Unit:
    """A receiving side's recorded pass in the copy of one holder."""
    made = Unit(
        name="recorded.dkim.pass", findings=(f"F-{hand}",), cls=AttestationClass.RECEIVER,
        weight=weight, sources=frozenset({hand}), needs=(frozenset({hand}),), person="",
        about_person=False, assumed=False, contradicts=False, reason="r",
        marks={INSIDE: Marked(mark=Mark.EXPECTED), OUTSIDE: Marked(mark=Mark.UNEXPECTED)},
    )  # fmt: skip
    return replace(made, **changes)


@pytest.mark.parametrize("hands", [("a",), ("a", "b"), ("a", "b", "c", "d")])
def test_items_of_one_step_never_add_up(hands: tuple[str, ...]) -> None:
    """However many copies of however many hands say it: none may carry step 2 itself."""
    found = leaning(tuple(line(hand) for hand in hands), INSIDE, OUTSIDE)
    assert found.step == 1
    assert [cap.id for cap in found.caps] == ["reasoning.compare.cap.slight-items"]


@pytest.mark.parametrize("who", [HOLDER, INSIDE, NAMED])
def test_inside_over_outside_is_no_sentence_about_a_person(who: tuple[str, str]) -> None:
    """The same marks come to the same step, whoever is meant to have used the account."""
    marks = {who: Marked(mark=Mark.EXPECTED), OUTSIDE: Marked(mark=Mark.UNEXPECTED)}
    items = tuple(line(hand, 2, marks=marks, assumed=True) for hand in "ab")
    assert leaning(items, who, OUTSIDE).step == 3


def test_one_hand_is_named_with_its_exhibits() -> None:
    hand = Hand(source="a", name="Harbour & Vale Ltd", exhibits=frozenset({"E8", "E5"}))
    items = (line("a", 2, hands=(hand,)),)
    (cap,) = leaning(items, INSIDE, OUTSIDE).caps
    assert cap.id == "reasoning.compare.cap.one-source"
    told = dict(cap.params)["hand"]
    assert isinstance(told, Text)
    assert dict(told.params) == {"hand": "Harbour & Vale Ltd", "exhibits": ("E5", "E8")}


@pytest.mark.parametrize(
    ("needs", "anchor", "without", "stands"),
    [
        ((frozenset({"E1"}),), frozenset(), "E1", False),
        ((frozenset({"E1"}),), frozenset(), "E2", True),
        ((frozenset({"E1"}), frozenset({"E2"})), frozenset(), "E1", True),
        ((frozenset({"E1"}),), frozenset({"E6"}), "E6", False),
        ((frozenset({"E1"}),), frozenset({"E6", "E7"}), "E6", True),
    ],
)
def test_what_is_left_without_an_exhibit(
    needs: tuple[frozenset[str], ...], anchor: frozenset[str], without: str, stands: bool
) -> None:
    """A record about what stands around a sending is not made without the sending's own row."""
    made = replace(line("a"), needs=needs, anchor=anchor)
    assert made.stands_without(without) is stands
