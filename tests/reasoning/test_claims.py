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
from provenance.reasoning.claims import cap, is_verified, seal_strength, weakest
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


def test_a_lifted_line_keeps_its_hop(sample_pairs: dict[str, Pair]) -> None:
    """A seal says nothing of the server at which a line was stamped."""
    analysed = with_seal(sample_pairs["spoof-outside"], a_check(), D, E, C)
    stamped = tuple(replace(item, hop=2) for item in analysed.trace.attestations)
    analysed = replace(analysed, trace=replace(analysed.trace, attestations=stamped))
    assert [(item.cls, item.hop) for item in attest_fields(analysed)] == [(D, 2), (A, 2), (A, 2)]


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
    ("cls", "most"),
    [("A", 1), ("B", 1), ("C", 1), ("D", 1), ("E", 1), ("L", 2), ("P", 2), ("W", 0)],
)
def test_caps(cls: str, most: int) -> None:
    """Nothing in a copy carries more than a claim: its holder could have typed all of it."""
    assert cap(AttestationClass(cls)) == most


@given(st.lists(CLASSES, min_size=1, max_size=6), CLASSES)
def test_a_longer_chain_is_never_stronger(
    chain: list[AttestationClass], added: AttestationClass
) -> None:
    # Logs do not stand in copies; a chain that holds one is as weak as its weakest line.
    assert cap(weakest([*chain, added])) <= cap(weakest(chain))


def test_a_chain_without_any_voucher_is_a_claim() -> None:
    assert weakest([]) is E


@pytest.mark.parametrize(
    "reason", [DkimReason.KEY_PRIVATE_PUBLISHED, DkimReason.KEY_CHANGED, DkimReason.KEY_TOO_SHORT]
)
def test_nothing_rests_on_a_key_that_shows_nothing(
    sample_pairs: dict[str, Pair], reason: DkimReason
) -> None:
    """It may fit; whoever reads the published private key can make any signature fit."""
    key = Key(state=KeyState.FOUND, name="s._domainkey.a.example", published_private=True)
    check = a_check(reason=reason, result=DkimResult.NEUTRAL, key=key)
    assert not is_verified(check)
    assert seal_strength(check) == 0
    analysed = with_seal(sample_pairs["spoof-outside"], check, E, E, E)
    assert attest_fields(analysed) == analysed.trace.attestations
