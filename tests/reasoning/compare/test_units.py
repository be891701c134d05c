"""Units: what lifts a line of a receiving side, and what is left of a unit without an exhibit."""

from __future__ import annotations

from dataclasses import replace

import pytest

from provenance.reasoning.compare.steps import leaning
from provenance.reasoning.compare.units import Marked, Unit, lifted
from provenance.reasoning.records import Mark
from provenance.trace import AttestationClass

INSIDE, OUTSIDE = ("person-with-access", ""), ("outside-system", "")


def line(hand: str, system: str, *, sealed: bool = False) -> Unit:
    """A receiving side's recorded pass in the copy of one holder."""
    return Unit(
        name="recorded.dkim.pass", findings=(f"F-{hand}",), cls=AttestationClass.RECEIVER, weight=1,
        sources=frozenset({hand}), needs=(frozenset({hand}),), person="", about_person=False,
        assumed=False, contradicts=False, reason="r", systems=frozenset({system}), liftable=True,
        marks={INSIDE: Marked(mark=Mark.EXPECTED), OUTSIDE: Marked(mark=Mark.UNEXPECTED)},
        sealed=sealed,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "step"),
    [
        (line("a", "x.example"), line("b", "y.example"), 1),
        (line("a", "x.example", sealed=True), line("b", "y.example"), 3),
        (line("a", "x.example"), line("b", "y.example", sealed=True), 3),
        (line("a", "x.example", sealed=True), line("a", "y.example", sealed=True), 1),
        (line("a", "x.example", sealed=True), line("b", "x.example", sealed=True), 1),
        (line("a", "", sealed=True), line("b", "y.example", sealed=True), 1),
    ],
)
def test_two_files_written_by_hand_confirm_nothing(one: Unit, other: Unit, step: int) -> None:
    assert leaning(lifted((one, other)), INSIDE, OUTSIDE).step == step


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
    made = replace(line("a", "x.example"), needs=needs, anchor=anchor)
    assert made.stands_without(without) is stands
