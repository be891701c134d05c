"""Who vouches for a line, what a seal lifts, and the caps."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.authentication import (
    BodyHash,
    DkimReason,
    DkimResult,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
)
from provenance.basics import Interest, text
from provenance.evidence import Exhibit
from provenance.reasoning import AnalysedMessage, attest_fields
from provenance.reasoning.claims import cap, is_verified, weakest
from provenance.trace import Attestation, AttestationClass

Pair = tuple[AnalysedMessage, Exhibit]
CLASSES = st.sampled_from(AttestationClass)
INTERESTS = st.sampled_from(Interest)


def a_check(**changes: object) -> SignatureCheck:
    check = SignatureCheck(
        field=0,
        header="DKIM-Signature",
        domain="harbourvale.example",
        selector="s",
        identity="",
        algorithm="rsa-sha256",
        canonicalization="relaxed/relaxed",
        result=DkimResult.PASS,
        reason=DkimReason.VERIFIED,
        header_signature=HeaderSignature.VALID,
        body_hash=BodyHash.MATCH,
        key=Key(state=KeyState.FOUND, name="s._domainkey.harbourvale.example"),
        covered_fields=(1, 2),
    )
    return replace(check, **changes)  # type: ignore[arg-type]


def with_seal(pair: Pair, check: SignatureCheck, *classes: AttestationClass) -> AnalysedMessage:
    """The message with this one check, its first lines vouched for by these classes."""
    analysed = pair[0]
    attestations = tuple(
        Attestation(field=index, cls=cls, writer="w", reason=text("trace.test"))
        for index, cls in enumerate(classes)
    )
    return replace(
        analysed,
        trace=replace(analysed.trace, attestations=attestations),
        authentication=replace(analysed.authentication, dkim=(check,)),
    )


A, B, C, D, E = list(AttestationClass)[:5]


def test_a_verified_seal_lifts_what_it_covers(sample_pairs: dict[str, Pair]) -> None:
    analysed = with_seal(sample_pairs["spoof-outside"], a_check(), D, E, C, E)
    lifted = attest_fields(analysed)
    assert [item.cls for item in lifted] == [D, A, A, E]
    assert lifted[1].protection == "dkim:harbourvale.example"
    assert lifted[1].value_chosen_by == "sender"
    assert lifted[3].protection == ""


def test_lines_of_the_receiving_side_stay_theirs(sample_pairs: dict[str, Pair]) -> None:
    analysed = with_seal(sample_pairs["spoof-outside"], a_check(), E, B, E)
    assert [item.cls for item in attest_fields(analysed)] == [E, B, A]


@pytest.mark.parametrize(
    "check",
    [
        a_check(header_signature=HeaderSignature.INVALID, reason=DkimReason.BOTH_MISMATCH),
        a_check(header_signature=HeaderSignature.NOT_TESTABLE),
        a_check(key=Key(state=KeyState.NOT_ATTEMPTED, name="")),
        a_check(key=Key(state=KeyState.TOO_SHORT, name="")),
        a_check(reason=DkimReason.FROM_NOT_SIGNED),
    ],
)
def test_a_seal_that_does_not_hold_lifts_nothing(
    sample_pairs: dict[str, Pair], check: SignatureCheck
) -> None:
    analysed = with_seal(sample_pairs["spoof-outside"], check, E, E, E)
    assert not is_verified(check)
    assert attest_fields(analysed) == analysed.trace.attestations


def test_a_changed_text_leaves_the_sealed_header_lines_sealed(
    sample_pairs: dict[str, Pair],
) -> None:
    check = a_check(body_hash=BodyHash.MISMATCH, reason=DkimReason.BODY_HASH_MISMATCH)
    analysed = with_seal(sample_pairs["spoof-outside"], check, E, E, E)
    assert [item.cls for item in attest_fields(analysed)] == [E, A, A]


@pytest.mark.parametrize(
    ("cls", "interest", "by_sender", "most"),
    [
        ("A", "unknown", False, 2),
        ("A", "submitting", False, 2),
        ("A", "independent", True, 1),
        ("B", "independent", False, 2),
        ("B", "submitting", False, 1),
        ("B", "other", False, 1),
        ("B", "unknown", False, 1),
        ("C", "independent", False, 1),
        ("D", "independent", False, 1),
        ("E", "independent", False, 1),
        ("L", "other", False, 2),
        ("P", "independent", False, 2),
        ("W", "independent", False, 0),
    ],
)
def test_caps(cls: str, interest: str, by_sender: bool, most: int) -> None:
    assert (
        cap(AttestationClass(cls), interest=Interest(interest), chosen_by_sender=by_sender) == most
    )


@given(CLASSES, st.booleans())
def test_the_cap_does_not_ask_which_side_holds_the_copy(cls: AttestationClass, own: bool) -> None:
    """Mirror: the submitting side and the other side are treated alike."""
    submitting = cap(cls, interest=Interest.SUBMITTING, chosen_by_sender=own)
    assert submitting == cap(cls, interest=Interest.OTHER, chosen_by_sender=own)


@given(CLASSES, INTERESTS)
def test_words_of_the_sender_never_carry_more(cls: AttestationClass, interest: Interest) -> None:
    assert cap(cls, interest=interest, chosen_by_sender=True) <= 1
    assert cap(cls, interest=interest, chosen_by_sender=True) <= cap(cls, interest=interest)


@given(st.lists(CLASSES, max_size=6), CLASSES)
def test_a_longer_chain_is_never_stronger(
    chain: list[AttestationClass], added: AttestationClass
) -> None:
    for interest in Interest:
        if chain:
            assert cap(weakest([*chain, added]), interest=interest) <= cap(
                weakest(chain), interest=interest
            )


def test_a_chain_without_any_voucher_is_a_claim() -> None:
    assert weakest([]) is E
