"""What an ARC chain protects: named at the line, never lifted to another class."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from provenance.authentication import (
    ArcCheck,
    ArcInstance,
    ArcReason,
    ArcResult,
    ArcSignature,
    BodyHash,
    HeaderSignature,
    Key,
    KeyState,
    Sealer,
)
from provenance.basics import State, text
from provenance.evidence import Exhibit
from provenance.reasoning import AnalysedMessage, attest_fields
from provenance.trace import Attestation, AttestationClass

Pair = tuple[AnalysedMessage, Exhibit]


def signature(field: int, covered: tuple[int, ...], **changes: Any) -> ArcSignature:
    made = ArcSignature(
        field=field,
        header="ARC-Seal",
        domain="google.com",
        selector="s",
        algorithm="rsa-sha256",
        canonicalization="relaxed/relaxed",
        reason=ArcReason.VERIFIED,
        header_signature=HeaderSignature.VALID,
        body_hash=BodyHash.NOT_TESTABLE,
        key=Key(state=KeyState.FOUND, name="s._domainkey.google.com"),
        covered_fields=covered,
    )
    return replace(made, **changes)


def chain(**changes: Any) -> ArcInstance:
    made = ArcInstance(
        number=1,
        results_field=2,
        recorded=State.ABSENT,
        message_signature=signature(1, (4, 5)),
        seal=signature(0, (1, 2)),
        chain_status="none",
        sealer=Sealer(domain="google.com", operator="G", grade="x", source="x", read_on="x"),
    )
    return replace(made, **changes)


def protections(pair: Pair, one: ArcInstance, *, result: ArcResult = ArcResult.PASS) -> list[str]:
    analysed = pair[0]
    lines = tuple(
        Attestation(field=i, cls=AttestationClass.CLIENT, writer="", reason=text("t"))
        for i in range(6)
    )
    arc = ArcCheck(result=result, reason=ArcReason.VERIFIED, instances=(one,), fields=3)
    analysed = replace(
        analysed,
        trace=replace(analysed.trace, attestations=lines),
        authentication=replace(analysed.authentication, arc=arc, dkim=()),
    )
    found = attest_fields(analysed, ("harbourvale.example",))
    assert {item.cls for item in found} == {AttestationClass.CLIENT}
    return [item.protection for item in found]


def test_a_known_services_seal_names_what_it_keeps_from_change(
    sample_pairs: dict[str, Pair],
) -> None:
    seal = "arc:google.com:1"
    found = protections(sample_pairs["spoof-outside"], chain())
    assert found == ["", seal, seal, "", seal, seal]


def test_an_older_message_signature_that_fails_keeps_nothing(sample_pairs: dict[str, Pair]) -> None:
    failed = signature(1, (4, 5), reason=ArcReason.BODY_HASH_MISMATCH)
    found = protections(sample_pairs["spoof-outside"], chain(message_signature=failed))
    assert found == ["", "arc:google.com:1", "arc:google.com:1", "", "", ""]


CONTRADICTED = Key(state=KeyState.FOUND, name="s", contradicted=True)


@pytest.mark.parametrize(
    "one",
    [
        chain(sealer=State.ABSENT),
        chain(own_domain=True),
        chain(says_nothing=True),
        chain(seal=State.ABSENT),
        chain(seal=signature(0, (1, 2), key=CONTRADICTED)),
        chain(
            seal=signature(0, (1, 2), key=replace(CONTRADICTED, contradicted=False, testing=True))
        ),
        chain(seal=signature(0, (1, 2), domain="mail.harbourvale.example")),
    ],
    ids=["unlisted", "author", "outgoing", "none", "contradicted", "testing", "organisation"],
)
def test_other_seals_keep_nothing(sample_pairs: dict[str, Pair], one: ArcInstance) -> None:
    assert protections(sample_pairs["spoof-outside"], one) == [""] * 6


@pytest.mark.parametrize("result", [ArcResult.FAIL, ArcResult.NOT_TESTED, ArcResult.NONE])
def test_a_chain_that_does_not_hold_keeps_nothing(
    sample_pairs: dict[str, Pair], result: ArcResult
) -> None:
    assert protections(sample_pairs["spoof-outside"], chain(), result=result) == [""] * 6
