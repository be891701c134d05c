"""Steps between two explanations: sources, caps, contradictions, and the mirror."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.reasoning.compare.choose import Choice, choose
from provenance.reasoning.compare.steps import leaning
from provenance.reasoning.compare.units import Marked, Unit
from provenance.reasoning.records import Mark
from provenance.trace import AttestationClass

A, B, C = ("account-holder", "a"), ("person-with-access", ""), ("person-with-access", "b")
D = ("delegate", "")
L, P, E, W = (
    AttestationClass.LOG,
    AttestationClass.PRESENCE,
    AttestationClass.CLIENT,
    AttestationClass.WITNESS,
)


def unit(
    marks: dict[tuple[str, str], Mark],
    *,
    cls: AttestationClass = L,
    weight: int = 2,
    group: str = "g",
    person: str = "",
    assumed: bool = False,
    contradicts: bool = False,
    number: int = 1,
) -> Unit:
    return Unit(
        name="x", findings=(f"F-{number}",), cls=cls, weight=weight,
        sources=frozenset(group.split("+")),
        needs=(frozenset({"E1"}),), person=person, about_person=bool(person) and weight > 0,
        assumed=assumed, contradicts=contradicts, reason="r",
        marks={key: Marked(mark=mark) for key, mark in marks.items()},
    )  # fmt: skip


AGAINST_A = {A: Mark.UNEXPECTED, B: Mark.EXPECTED, C: Mark.EXPECTED}
SLIGHT = {A: Mark.POSSIBLE, B: Mark.EXPECTED}
SLIGHT_C = {A: Mark.POSSIBLE, C: Mark.EXPECTED}
AGAINST_D = {A: Mark.EXPECTED, B: Mark.EXPECTED, D: Mark.UNEXPECTED}

TABLE: list[tuple[str, list[Unit], tuple[str, str], tuple[str, str], int]] = [
    ("nothing", [], B, A, 0),
    ("a log, no person", [unit(AGAINST_A)], B, A, 1),
    ("a record about the person", [unit(AGAINST_A, cls=P, person="a")], B, A, 2),
    ("weight 1 stays 1", [unit(AGAINST_A, cls=P, person="a", weight=1)], B, A, 1),
    ("a statement alone", [unit(AGAINST_A, cls=P, person="a", weight=0)], B, A, 0),
    ("slight stays 1", [unit(SLIGHT, cls=P, person="a")], B, A, 1),
    ("one source twice", [unit(AGAINST_A, person="a"), unit(AGAINST_A, person="a")], B, A, 2),
    (
        "two sources",
        [unit(AGAINST_A, person="a", assumed=True), unit(AGAINST_A, group="h", assumed=True)],
        B, A, 3,
    ),
    (
        "two sources, one typed by the sender",
        [unit(AGAINST_A, person="a"), unit(AGAINST_A, group="h", cls=E)],
        B, A, 2,
    ),
    (
        "every assumption shown",
        [unit(AGAINST_A, cls=P, person="a"), unit(AGAINST_A, group="h")],
        B, A, 4,
    ),
    (
        "two sources and no record about a person",
        [unit(AGAINST_A), unit(AGAINST_A, group="h")],
        B, A, 1,
    ),
    (
        "a contradiction",
        [unit(AGAINST_A, cls=P, person="a"),
         unit({A: Mark.EXPECTED, B: Mark.UNEXPECTED}, weight=1, group="h")],
        B, A, 1,
    ),
    (
        "a slight difference is no contradiction",
        [unit(AGAINST_A, cls=P, person="a"),
         unit({A: Mark.EXPECTED, B: Mark.POSSIBLE}, weight=1, group="h")],
        B, A, 2,
    ),
    (
        "a record that disputes",
        [unit(AGAINST_A, cls=P, person="a"),
         unit({A: Mark.EXPECTED, B: Mark.POSSIBLE}, weight=1, group="h", contradicts=True)],
        B, A, 1,
    ),
    (
        "balance",
        [unit(AGAINST_A, person="a"), unit({A: Mark.EXPECTED, B: Mark.UNEXPECTED}, group="h")],
        B, A, 0,
    ),
    ("a name without a record about it", [unit(AGAINST_A, cls=P, person="a")], C, A, 1),
    ("two ways of one account need no person", [unit(AGAINST_D)], B, D, 2),
    ("a record about the name that is slight",
        [unit(AGAINST_A, cls=P, person="a"), unit(SLIGHT_C, cls=P, weight=1, person="b")],
        C, A, 1),
    ("a record of weight 1 about the name",
        [unit(AGAINST_A, cls=P, person="a"), unit(AGAINST_A, weight=1, person="b")], C, A, 1),
    ("weight 1 is no second source",
        [unit(AGAINST_A, person="a"), unit(AGAINST_A, group="h", weight=1)], B, A, 2),
    ("one row held against two custodians",
        [unit(AGAINST_A, person="a", group="log+airline", assumed=True),
         unit(AGAINST_A, person="a", group="log+hotel", assumed=True)], B, A, 2),
    ("two rows and two custodians",
        [unit(AGAINST_A, person="a", group="log+airline", assumed=True),
         unit(AGAINST_A, person="a", group="doors+hotel", assumed=True)], B, A, 3),
    ("nothing is said of the other", [unit({A: Mark.UNEXPECTED}, person="a")], B, A, 0),
    ("nothing is said of this one", [unit({B: Mark.EXPECTED}, person="a")], B, A, 0),
    ("the holder is a name too", [unit(AGAINST_D)], A, D, 1),
]  # fmt: skip


@pytest.mark.parametrize(
    ("units", "one", "other", "step"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE]
)
def test_steps(units: list[Unit], one: tuple[str, str], other: tuple[str, str], step: int) -> None:
    assert leaning(tuple(units), one, other).step == step
    assert leaning(tuple(units), other, one).step == 0


UNITS = st.lists(
    st.builds(
        unit,
        st.dictionaries(st.sampled_from([A, C]), st.sampled_from(Mark)),
        cls=st.sampled_from([L, P, E]),
        weight=st.integers(0, 2),
        group=st.sampled_from("ghi"),
        person=st.sampled_from(["", "a", "b"]),
        assumed=st.booleans(),
    ),
    max_size=6,
)
KEYS = {A: ("person-with-access", "a"), C: ("person-with-access", "b")}


def turned(one: Unit) -> Unit:
    """The same record with both people swapped."""
    people = {"a": "b", "b": "a", "": ""}
    swap = {KEYS[A]: KEYS[C], KEYS[C]: KEYS[A]}
    return replace(
        one,
        person=people[one.person],
        marks={swap[key]: mark for key, mark in one.marks.items()},
    )


@given(UNITS)
def test_swapping_two_people_gives_the_mirrored_step(units: list[Unit]) -> None:
    own = tuple(
        replace(one, marks={KEYS[key]: mark for key, mark in one.marks.items()}) for one in units
    )
    other = tuple(turned(one) for one in own)
    assert leaning(own, KEYS[A], KEYS[C]).step == leaning(other, KEYS[C], KEYS[A]).step
    assert leaning(own, KEYS[C], KEYS[A]).step == leaning(other, KEYS[A], KEYS[C]).step


@given(UNITS)
def test_never_both_ways_and_never_by_repetition(units: list[Unit]) -> None:
    one, other = leaning(tuple(units), A, C), leaning(tuple(units), C, A)
    assert not (one.step and other.step)
    assert leaning(tuple(units + units), A, C).step == one.step
    assert leaning(tuple(reversed(units)), A, C).step == one.step


@given(UNITS, st.integers(0, 5))
def test_a_record_less_raises_nothing_but_by_taking_something_against(
    units: list[Unit], at: int
) -> None:
    whole = leaning(tuple(units), A, C)
    left = units[:at] + units[at + 1 :]
    less = leaning(tuple(left), A, C)
    if less.step > whole.step:
        assert len(less.against) < len(whole.against)


def test_excluding_one_person_favours_nobody_by_name() -> None:
    units = (unit(AGAINST_A, cls=P, person="a"),)
    keys = (A, B, D, C)
    leanings = {(x, y): leaning(units, x, y) for x in keys for y in keys if x != y}
    choice = choose(keys, leanings)
    assert (choice.favoured, choice.over, choice.step) == (B, A, 2)
    assert C in choice.open


def chosen(units: list[Unit], keys: tuple[tuple[str, str], ...]) -> Choice:
    made = tuple(units)
    leanings = {(x, y): leaning(made, x, y) for x in keys for y in keys if x != y}
    return choose(keys, leanings, made)


def test_a_way_is_named_no_further_than_it_is_told_from_other_ways() -> None:
    """The stay excludes the holder; only a slight record tells the administrator from others."""
    admin = ("administrator", "")
    away = unit({**AGAINST_A, admin: Mark.EXPECTED}, cls=P, person="a")
    reset = unit({A: Mark.POSSIBLE, B: Mark.POSSIBLE, admin: Mark.EXPECTED}, weight=1, group="h")
    choice = chosen([away, reset], (A, B, admin))
    assert (choice.favoured, choice.over, choice.step) == (B, A, 2)
    assert choice.open == (admin,)


def test_somebody_else_names_no_way_and_keeps_the_step() -> None:
    """A slight record that tells somebody from an administrator takes nothing from the stay."""
    admin = ("administrator", "")
    away = unit({**AGAINST_A, admin: Mark.EXPECTED}, cls=P, person="a")
    slight = unit({A: Mark.EXPECTED, B: Mark.EXPECTED, admin: Mark.POSSIBLE}, weight=1, group="h")
    choice = chosen([away, slight], (A, B, admin))
    assert (choice.favoured, choice.over, choice.step) == (B, A, 2)


def test_a_way_that_its_own_record_tells_from_all_others_keeps_its_step() -> None:
    admin = ("administrator", "")
    own = unit({A: Mark.UNEXPECTED, B: Mark.UNEXPECTED, D: Mark.POSSIBLE, admin: Mark.EXPECTED})
    choice = chosen([own], (A, B, D, admin))
    assert (choice.favoured, choice.over, choice.step) == (admin, A, 2)


def test_a_way_apart_from_somebody_else_has_its_least_step() -> None:
    admin = ("administrator", "")
    own = unit({A: Mark.UNEXPECTED, B: Mark.UNEXPECTED, D: Mark.EXPECTED, admin: Mark.EXPECTED})
    slight = unit({D: Mark.EXPECTED, admin: Mark.POSSIBLE}, weight=1, group="h")
    choice = chosen([own, slight], (A, B, D, admin))
    assert (choice.favoured, choice.over, choice.step) == (D, A, 1)


def test_holder_and_others_side_by_side_are_no_choice() -> None:
    keys = (A, B, D)
    leanings = {(x, y): leaning((unit(AGAINST_D),), x, y) for x in keys for y in keys if x != y}
    choice = choose(keys, leanings)
    assert (choice.favoured, choice.step, choice.open) == (None, 0, (A, B))


def test_an_assumed_record_more_does_not_lower_what_others_carry() -> None:
    against_c = {A: Mark.EXPECTED, C: Mark.UNEXPECTED}
    firm = (
        unit(against_c, cls=P, group="g", person="a"),
        unit(against_c, cls=L, group="h", person="a"),
    )
    assumed = unit(against_c, cls=L, group="h", assumed=True)
    assert leaning(firm, A, C).step == 4
    assert leaning((*firm, assumed), A, C).step == 4


def test_what_fits_a_little_better_does_not_outweigh_what_speaks_against() -> None:
    clear = unit({A: Mark.EXPECTED, B: Mark.UNEXPECTED}, weight=1, number=1)
    slight = unit({A: Mark.POSSIBLE, B: Mark.EXPECTED}, weight=1, group="h", number=2)
    for units in ((clear, slight), (slight, clear)):
        assert leaning(units, A, B).step == 1
        assert leaning(units, B, A).step == 0
        assert "F-2" in leaning(units, A, B).against
    other = unit({A: Mark.UNEXPECTED, B: Mark.EXPECTED}, weight=1, group="h", number=2)
    assert leaning((clear, other), A, B).step == leaning((clear, other), B, A).step == 0


def test_two_explanations_of_the_copy_side_by_side_are_favoured_together() -> None:
    outside, altered = ("outside-system", ""), ("copy-altered", "")
    marks = dict.fromkeys((A, B, D), Mark.UNEXPECTED)
    units = (unit({**marks, outside: Mark.EXPECTED, altered: Mark.EXPECTED}, weight=1),)
    keys = (A, B, D, outside, altered)
    leanings = {(x, y): leaning(units, x, y) for x in keys for y in keys if x != y}
    choice = choose(keys, leanings)
    assert (choice.favoured, choice.over, choice.step) == (outside, A, 1)
    assert choice.open == (altered,)


def test_two_ways_into_the_account_side_by_side_are_no_choice() -> None:
    admin = ("administrator", "")
    units = (
        unit({A: Mark.UNEXPECTED, B: Mark.UNEXPECTED, D: Mark.EXPECTED, admin: Mark.EXPECTED}),
    )
    keys = (A, B, D, admin)
    leanings = {(x, y): leaning(units, x, y) for x in keys for y in keys if x != y}
    assert choose(keys, leanings).favoured is None
