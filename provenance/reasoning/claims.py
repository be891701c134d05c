"""How much a line may carry: who vouches for it, what a seal adds, and every cap.

One finding is one item of one dependency group, so it never gets beyond strength 2; steps 3 and
4 need several independent groups and belong to the comparison (report standard §1.5).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance.authentication import (
    Authentication,
    DkimReason,
    DkimResult,
    DnsSource,
    HeaderSignature,
    KeyState,
    SignatureCheck,
)
from provenance.basics import Interest, text
from provenance.reasoning.records import AnalysedMessage
from provenance.trace import Attestation, AttestationClass

SINGLE: Final = 2
CLAIM: Final = 1
_LIFTED: Final = frozenset(
    (AttestationClass.INTERMEDIARY, AttestationClass.SENDER_SIDE, AttestationClass.CLIENT)
)
_COUNTING: Final = frozenset(
    (DkimReason.VERIFIED, DkimReason.BODY_HASH_MISMATCH, DkimReason.BODY_NOT_AVAILABLE)
)
# From the strongest to the weakest voucher of a header line.
_ORDER: Final = (
    AttestationClass.SIGNED,
    AttestationClass.LOG,
    AttestationClass.PRESENCE,
    AttestationClass.RECEIVER,
    AttestationClass.INTERMEDIARY,
    AttestationClass.SENDER_SIDE,
    AttestationClass.CLIENT,
    AttestationClass.WITNESS,
)


def is_verified(check: SignatureCheck) -> bool:
    """Whether the sealed header lines of this copy fit a signature that counts (RFC 6376 §6.1).

    The key was found, and nothing else voids it: a From field left open, a foreign ``i=``, a key
    for another service. Such a signature is ``permerror`` however well it fits.
    """
    return (
        check.header_signature is HeaderSignature.VALID
        and check.key.state is KeyState.FOUND
        and check.reason in _COUNTING
        and check.result is not DkimResult.PERMERROR
    )


def key_disputed(check: SignatureCheck) -> bool:
    """Whether another answer at hand for the key's name holds another key, or none.

    Typically a key file against DNS. Whichever of the two is right, a seal that only one of them
    bears out is a conflict until the difference is explained.
    """
    return check.key.contradicted


def seal_strength(check: SignatureCheck) -> int:
    """What a seal that fits may carry, by where its key came from (report standard §1.5).

    Whoever made up a whole message could have made up its key too. So only a live DNS answer
    reaches 2, and only one that names its day and server; a key out of a file, recorded or
    supplied, is an untested assumption, which caps at 1. A key that another answer contradicts
    carries nothing until the difference is explained.
    """
    if not is_verified(check) or key_disputed(check):
        return 0
    live = check.key.source == DnsSource.LIVE.value and check.key.dated
    late = check.signed_after_delivery_seconds > 0
    whole = check.result is DkimResult.PASS and not check.key.testing and not late
    return SINGLE if live and whole else CLAIM


def attest_fields(analysed: AnalysedMessage) -> tuple[Attestation, ...]:
    """Attestations of a message, lifted to class A where a verified signature covers the field.

    A signature whose key another answer contradicts lifts nothing.
    A lifted line keeps who chose its words: the signature shows who sealed them and that they
    did not change since, it never makes them true. Lines of the receiving side stay class B:
    they were written after the sealing.
    """
    seals = _seals(analysed.authentication)
    if not seals:
        return analysed.trace.attestations
    return tuple(
        _lift(item, seals[item.field]) if item.field in seals and item.cls in _LIFTED else item
        for item in analysed.trace.attestations
    )


def _seals(authentication: Authentication) -> dict[int, str]:
    """Signing domain by header field; the first verified signature in order counts."""
    seals: dict[int, str] = {}
    for check in authentication.dkim:
        if is_verified(check) and not key_disputed(check):
            for index in check.covered_fields:
                seals.setdefault(index, check.domain)
    return seals


def _lift(item: Attestation, domain: str) -> Attestation:
    return Attestation(
        field=item.field,
        cls=AttestationClass.SIGNED,
        writer=item.writer,
        reason=text("reasoning.attest.sealed", domain=domain),
        interest=item.interest,
        protection=f"dkim:{domain}",
        value_chosen_by=item.value_chosen_by or "sender",
    )


def cap(cls: AttestationClass, *, interest: Interest, chosen_by_sender: bool = False) -> int:
    """Largest strength of one finding that rests on a line of this class, 0..2.

    Whoever held a file could have written all of it, so lines of the receiving side carry more
    than a claim only in a copy that an independent party handed over.
    """
    if cls is AttestationClass.WITNESS:
        return 0
    if chosen_by_sender or cls in _LIFTED:
        return CLAIM
    if cls is AttestationClass.RECEIVER and interest is not Interest.INDEPENDENT:
        return CLAIM
    return SINGLE


def weakest(classes: Iterable[AttestationClass]) -> AttestationClass:
    """The weakest voucher of a chain; a chain without any rests on a typed claim."""
    found = list(classes)
    return max(found, key=_ORDER.index) if found else AttestationClass.CLIENT
