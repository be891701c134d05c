"""Claims: minimum along a chain, maximum over independent ones, and what lifts a line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Interest, text
from provenance.reasoning import Claim
from provenance.reasoning.chains import (
    chain,
    claim_of_line,
    claim_of_source,
    confirms,
    independent,
    together,
)
from provenance.reasoning.claims import cap
from provenance.trace import Attestation, AttestationClass

CLASSES = st.sampled_from(AttestationClass)
CLAIMS = st.builds(
    Claim,
    cls=CLASSES,
    strength=st.integers(0, 2),
    groups=st.frozensets(st.sampled_from("abc"), min_size=1),
    systems=st.frozensets(st.sampled_from(["", "x", "y", "z"]), min_size=1),
    interest=st.sampled_from(Interest),
    protection=st.frozensets(st.sampled_from(["dkim:a", "arc:b:1"])),
    against_interest=st.booleans(),
)


def line(cls: AttestationClass, chosen: str = "", protection: str = "") -> Attestation:
    return Attestation(
        field=0,
        cls=cls,
        writer="w",
        reason=text("trace.attest"),
        interest=Interest.UNKNOWN,
        protection=protection,
        value_chosen_by=chosen,
    )


@pytest.mark.parametrize(
    ("cls", "chosen", "strength"),
    [
        (AttestationClass.SIGNED, "", 1),
        (AttestationClass.SIGNED, "sender", 1),
        (AttestationClass.RECEIVER, "", 1),
        (AttestationClass.INTERMEDIARY, "", 1),
        (AttestationClass.SENDER_SIDE, "", 1),
        (AttestationClass.CLIENT, "client", 1),
        (AttestationClass.WITNESS, "", 0),
    ],
)
def test_a_line_of_one_copy_is_a_claim(cls: AttestationClass, chosen: str, strength: int) -> None:
    assert claim_of_line(line(cls, chosen), supplier="a").strength == strength


def test_a_seal_that_counts_nothing_carries_nothing() -> None:
    made = claim_of_line(line(AttestationClass.SIGNED, protection="dkim:a"), supplier="a", seal=0)
    assert (made.strength, made.protected) == (0, True)


@pytest.mark.parametrize(
    ("interest", "against", "strength"),
    [
        (Interest.OTHER, False, 2),
        (Interest.INDEPENDENT, False, 2),
        (Interest.UNKNOWN, False, 2),
        (Interest.SUBMITTING, False, 1),
        (Interest.SUBMITTING, True, 2),
    ],
)
def test_a_log_in_the_hands_of_its_user(interest: Interest, against: bool, strength: int) -> None:
    made = claim_of_source(
        AttestationClass.LOG, supplier="a", system="x", interest=interest, against=against
    )
    assert made.strength == strength


def receiver(supplier: str, system: str, interest: Interest = Interest.UNKNOWN) -> Claim:
    return Claim(
        cls=AttestationClass.RECEIVER, strength=1, groups=frozenset({supplier}),
        systems=frozenset({system}), interest=interest,
    )  # fmt: skip


def log(supplier: str, interest: Interest) -> Claim:
    return claim_of_source(AttestationClass.LOG, supplier=supplier, system="l", interest=interest)


@pytest.mark.parametrize(
    ("claims", "strength"),
    [
        ([], 0),
        ([receiver("a", "x")], 1),
        ([receiver("a", "x"), receiver("a", "x")], 1),
        ([receiver("a", "x"), receiver("a", "y")], 1),
        ([receiver("a", "x"), receiver("b", "x")], 1),
        ([receiver("a", ""), receiver("b", "y")], 1),
        ([receiver("a", "x"), receiver("b", "y")], 2),
        ([receiver("a", "x", Interest.INDEPENDENT), log("b", Interest.OTHER)], 2),
        ([receiver("a", "x", Interest.OTHER), log("b", Interest.SUBMITTING)], 2),
    ],
)
def test_what_lifts_a_line_of_the_receiving_side(claims: list[Claim], strength: int) -> None:
    assert together(claims) == strength


def test_a_log_of_the_same_interest_or_hand_confirms_nothing() -> None:
    copy = receiver("a", "x", Interest.OTHER)
    assert not confirms(copy, log("b", Interest.OTHER))
    assert not confirms(copy, log("a", Interest.INDEPENDENT))
    assert not confirms(receiver("a", "x"), log("b", Interest.OTHER))
    assert confirms(copy, log("b", Interest.INDEPENDENT))


@given(st.lists(CLAIMS, min_size=1, max_size=6))
def test_a_chain_is_its_weakest_link_and_depends_on_all(claims: list[Claim]) -> None:
    made = chain(claims)
    assert made.strength == min(one.strength for one in claims)
    assert made.groups == frozenset().union(*(one.groups for one in claims))
    assert cap(made.cls) <= max(cap(one.cls) for one in claims)
    assert chain(list(reversed(claims))) == made


@given(st.lists(CLAIMS, max_size=6), CLAIMS)
def test_one_more_claim_never_lowers_and_the_same_never_raises(
    claims: list[Claim], more: Claim
) -> None:
    assert together([*claims, more]) >= together(claims)
    assert together([*claims, *claims]) == together(claims)


@given(CLAIMS, CLAIMS)
def test_independence_has_no_direction(one: Claim, other: Claim) -> None:
    assert independent(one, other) == independent(other, one)
    assert not independent(one, one)


def test_a_chain_of_nothing_carries_nothing() -> None:
    assert chain([]).strength == 0


@given(st.lists(CLAIMS, min_size=1, max_size=6), CLAIMS)
def test_a_further_link_never_raises_a_chain(claims: list[Claim], more: Claim) -> None:
    shorter, longer = chain(claims), chain([*claims, more])
    assert longer.strength <= shorter.strength
    assert cap(longer.cls) <= cap(shorter.cls)
    assert shorter.protected or not longer.protected
    assert longer.groups >= shorter.groups


@given(st.lists(CLAIMS, min_size=1, max_size=4), CLAIMS)
def test_a_copy_out_of_the_same_hand_raises_nothing(claims: list[Claim], more: Claim) -> None:
    """Whatever else one supplier adds of the same system carries no more than its best."""
    best = max(one.strength for one in claims)
    same = [replace(one, groups=frozenset("a"), systems=frozenset("x")) for one in (*claims, more)]
    assert together(same) <= max(best, more.strength)


SIDES = {
    "of nobody on a side": ((Interest.INDEPENDENT, False),),
    "harms its supplier": ((Interest.OTHER, True),),
    "serves its supplier": ((Interest.OTHER, False),),
    "not stated whose": ((Interest.UNKNOWN, False),),
    "harms one, the other has no interest": ((Interest.OTHER, True), (Interest.INDEPENDENT, False)),
    "harms one and serves the other": ((Interest.OTHER, True), (Interest.SUBMITTING, False)),
    "harms one, the other is not stated": ((Interest.OTHER, True), (Interest.UNKNOWN, False)),
}
AGAINST = {"harms its supplier", "harms one, the other has no interest"}


@pytest.mark.parametrize("name", SIDES)
def test_against_interest_along_a_chain(name: str) -> None:
    links = [
        replace(receiver("a", "x"), interest=interest, against_interest=against)
        for interest, against in SIDES[name]
    ]
    assert chain(links).against_interest is (name in AGAINST)
    assert chain(links[::-1]) == chain(links)


def test_a_chain_is_protected_where_each_link_is() -> None:
    sealed = replace(receiver("a", "x"), protection=frozenset({"dkim:a.example"}))
    service = replace(receiver("a", "x"), protection=frozenset({"arc:b.example:1"}))
    assert chain([sealed, service]).protection == {"dkim:a.example", "arc:b.example:1"}
    assert chain([sealed, receiver("a", "x")]).protection == frozenset()
