"""Whose hand supplied a record: names over labels, and what the side that gains could make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Interest, State, Value
from provenance.case import Case, Organisation, Person
from provenance.reasoning.cited import OPPOSITE
from provenance.reasoning.compare.hands import could_be_made, hand_by_name, interest_of_hand
from provenance.reasoning.records import Party

SUBMITTING, OTHER, INDEPENDENT, UNKNOWN = (
    Interest.SUBMITTING, Interest.OTHER, Interest.INDEPENDENT, Interest.UNKNOWN,
)  # fmt: skip


def case(side: str, prepared_by: str = "Advice LLP") -> Case:
    return Case(
        side=side, prepared_by=prepared_by, account="c@x.example",
        organisation=Organisation(name="Harbour & Vale"),
        people=(
            Person(id="holder", name="Ms C", accounts=("c@x.example",)),
            Person(id="b", name="Mr V", accounts=("v@x.example",)),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("side", "by", "stated", "is_"),
    [
        ("employee", "", INDEPENDENT, INDEPENDENT),
        ("employee", "An Airline", INDEPENDENT, INDEPENDENT),
        ("employee", "ADVICE  LLP", INDEPENDENT, SUBMITTING),
        ("", "Advice LLP", UNKNOWN, SUBMITTING),
        ("employee", "Ms C", INDEPENDENT, SUBMITTING),
        ("employer", "ms c", INDEPENDENT, OTHER),
        ("employer", "c@x.example", UNKNOWN, OTHER),
        ("employer", "c@x.example", SUBMITTING, SUBMITTING),
        ("employee", "Harbour & Vale", INDEPENDENT, OTHER),
        ("employer", "Harbour & Vale", UNKNOWN, SUBMITTING),
        ("", "Harbour & Vale", INDEPENDENT, UNKNOWN),
        ("", "Harbour & Vale", OTHER, OTHER),
        ("employee", "Mr V", INDEPENDENT, UNKNOWN),
        ("employee", "Mr V", OTHER, OTHER),
    ],
)
def test_names_override_labels(side: str, by: str, stated: Interest, is_: Interest) -> None:
    assert interest_of_hand(case(side), by, stated) is is_


@pytest.mark.parametrize(
    ("side", "by", "stated", "is_"),
    [
        ("employer", "Harbour & Vale", OTHER, SUBMITTING),
        ("employee", "Harbour & Vale", SUBMITTING, OTHER),
        ("employer", "c@x.example", SUBMITTING, OTHER),
        ("employee", "Advice LLP", OTHER, SUBMITTING),
        ("employee", "", OTHER, OTHER),
        ("employee", "An Airline", OTHER, OTHER),
    ],
)
def test_a_name_weighs_more_than_the_label_of_a_side(
    side: str, by: str, stated: Interest, is_: Interest
) -> None:
    assert hand_by_name(case(side), by, stated) is is_
    assert interest_of_hand(case(side), by, stated) is stated


HOLDER, ORGANISATION = Party.HOLDER, Party.ORGANISATION


@pytest.mark.parametrize(
    ("interests", "harmed", "submitting", "maker"),
    [
        ({INDEPENDENT}, HOLDER, HOLDER, None),
        ({SUBMITTING}, HOLDER, HOLDER, None),
        ({SUBMITTING}, ORGANISATION, HOLDER, SUBMITTING),
        ({OTHER}, ORGANISATION, HOLDER, None),
        ({OTHER}, HOLDER, HOLDER, OTHER),
        ({OTHER, INDEPENDENT}, HOLDER, HOLDER, OTHER),
        ({OTHER}, HOLDER, State.ABSENT, OTHER),
        ({OTHER}, State.ABSENT, HOLDER, None),
        ({SUBMITTING}, State.ABSENT, HOLDER, None),
        ({SUBMITTING}, State.ABSENT, State.ABSENT, SUBMITTING),
        ({UNKNOWN}, HOLDER, HOLDER, UNKNOWN),
        ({UNKNOWN, INDEPENDENT}, State.ABSENT, HOLDER, UNKNOWN),
    ],
)
def test_who_could_have_made_it(
    interests: set[Interest], harmed: Value[Party], submitting: Value[Party], maker: Interest | None
) -> None:
    assert could_be_made(frozenset(interests), harmed, submitting) is maker


SIDES = st.sampled_from([HOLDER, ORGANISATION])


@given(SIDES, SIDES, SIDES)
def test_the_same_record_counts_the_same_whichever_side_hands_it_in(
    supplier: Party, harmed: Party, submitting: Party
) -> None:
    def label(side: Party) -> Interest:
        return SUBMITTING if supplier is side else OTHER

    one = could_be_made(frozenset({label(submitting)}), harmed, submitting)
    other = could_be_made(frozenset({label(OPPOSITE[submitting])}), harmed, OPPOSITE[submitting])
    assert (one is None) == (other is None)


@given(
    st.sampled_from(Interest),
    st.sampled_from([HOLDER, ORGANISATION, State.ABSENT]),
    st.sampled_from([HOLDER, ORGANISATION, State.ABSENT]),
)
def test_saying_nothing_carries_no_more_than_saying_it(
    stated: Interest, harmed: Value[Party], submitting: Value[Party]
) -> None:
    if could_be_made(frozenset({stated}), harmed, submitting) is not None:
        assert could_be_made(frozenset({UNKNOWN}), harmed, submitting) is not None
