"""How much a line may carry: who vouches for it, what a seal adds, and every cap.

A copy and the key that its seal is checked with both come out of files that somebody handed in,
so one finding never gets beyond strength 1. Step 2 and above need something that the holder of the
copy could not have made, and belong to the comparison of several sources (report standard §1.5).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance.authentication import (
    ArcReason,
    ArcResult,
    Authentication,
    DkimReason,
    DkimResult,
    DmarcCheck,
    HeaderSignature,
    KeyState,
    SignatureCheck,
)
from provenance.basics import known, text
from provenance.reasoning.records import AnalysedMessage
from provenance.trace import Attestation, AttestationClass

CLAIM: Final = 1
RECORD: Final = 2
_LIFTED: Final = frozenset(
    (AttestationClass.INTERMEDIARY, AttestationClass.SENDER_SIDE, AttestationClass.CLIENT)
)
_COUNTING: Final = frozenset(
    (DkimReason.VERIFIED, DkimReason.BODY_HASH_MISMATCH, DkimReason.BODY_NOT_AVAILABLE)
)
# From the strongest to the weakest voucher, in the order of what each may carry (``cap``): a chain
# must never gain by a further link.
_ORDER: Final = (
    AttestationClass.LOG,
    AttestationClass.PRESENCE,
    AttestationClass.SIGNED,
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

    Whoever made up a whole message could have made up its key too. A live answer is replayed from
    a file of the same bytes, so it cannot be told from one that somebody typed: every key is an
    untested assumption, which caps at 1. Nothing is carried by a key that another answer
    contradicts, by a seal dated after delivery, by one of SHA-1, which may no longer be relied on
    (RFC 8301 §3.1), and by a key under test, which counts as no seal (RFC 6376 §3.6.1).
    """
    if not is_verified(check) or key_disputed(check) or is_late(check) or is_weak(check):
        return 0
    return CLAIM


def is_late(check: SignatureCheck) -> bool:
    """Whether the seal is dated after the delivery that the receiving side recorded."""
    return check.signed_after_delivery_seconds > 0


def is_weak(check: SignatureCheck) -> bool:
    """Whether the seal uses SHA-1, or a key that its domain marks as under test."""
    return check.key.testing or check.algorithm.lower() == "rsa-sha1"


def is_aligned(name: str, domains: tuple[str, ...], dmarc: tuple[DmarcCheck, ...]) -> bool:
    """Whether a domain is one of these: the same, or under the same registered name.

    RFC 7489 §3.1 relaxed alignment. Where the registered name is not known, only the same
    domain and names below it: a parent could be a public suffix.
    """
    host = name.lower().rstrip(".")
    if not host:
        return False
    return any(_pair(host, own, dmarc) for own in domains)


def _pair(host: str, own: str, dmarc: tuple[DmarcCheck, ...]) -> bool:
    if host == own or host.endswith(f".{own}"):
        return True
    registered = _registered(own, dmarc)
    return bool(registered) and (host == registered or host.endswith(f".{registered}"))


def _registered(own: str, dmarc: tuple[DmarcCheck, ...]) -> str:
    for check in dmarc:
        domain, registered = known(check.domain), known(check.organisational_domain)
        if domain and registered and domain.lower() == own:
            return registered.lower()
    return ""


def attest_fields(
    analysed: AnalysedMessage, domains: tuple[str, ...] = ()
) -> tuple[Attestation, ...]:
    """Attestations of a message, lifted to class A where a verified signature covers the field.

    A signature whose key another answer contradicts lifts nothing, nor does one of a domain that
    is neither in the From field nor among ``domains``: anybody has a domain to seal with.
    A lifted line keeps who chose its words: the signature shows who sealed them and that they
    did not change since, it never makes them true. Lines of the receiving side stay class B:
    they were written after the sealing.
    """
    authors = analysed.trace.identity.from_
    named = tuple(author.domain.rstrip(".") for author in authors if author.domain)
    seals = _seals(analysed.authentication, (*named, *domains))
    chain = _chain_seals(analysed.authentication, (*named, *domains))
    if not seals and not chain:
        return analysed.trace.attestations
    return tuple(
        _lift(item, seals[item.field])
        if item.field in seals and item.cls in _LIFTED
        else _protected(item, chain.get(item.field, ""))
        for item in analysed.trace.attestations
    )


def _seals(authentication: Authentication, domains: tuple[str, ...]) -> dict[int, str]:
    """Signing domain by header field; the first verified signature in order counts."""
    seals: dict[int, str] = {}
    for check in authentication.dkim:
        if seal_strength(check) and is_aligned(check.domain, domains, authentication.dmarc):
            for index in check.covered_fields:
                seals.setdefault(index, check.domain)
    return seals


def _chain_seals(authentication: Authentication, domains: tuple[str, ...]) -> dict[int, str]:
    """What an ARC set protects from later change, by header field: ``arc:<domain>:<instance>``.

    Only of a chain that holds, only seals of a listed service that is neither the author's nor the
    organisation's, and not those that services put on outgoing mail of their own customers. The
    oldest seal over a field counts. No class is lifted by it: a seal shows who recorded something
    and that it stands as it was, never that it is true.
    """
    arc = known(authentication.arc)
    found: dict[int, str] = {}
    if arc is None or arc.result is not ArcResult.PASS:
        return found
    for one in arc.instances:
        seal, signature = known(one.seal), known(one.message_signature)
        if seal is None or known(one.sealer) is None or one.own_domain or one.says_nothing:
            continue
        if seal.key.contradicted or seal.key.testing:
            continue
        if is_aligned(seal.domain, domains, authentication.dmarc):
            continue
        fields = list(seal.covered_fields)
        # The body under a message signature is not among the header fields that are attested.
        if signature is not None and signature.reason is ArcReason.VERIFIED:
            fields += signature.covered_fields
        for index in fields:
            found.setdefault(index, f"arc:{seal.domain}:{one.number}")
    return found


def _protected(item: Attestation, protection: str) -> Attestation:
    """The same attestation with its protection named, where it had none."""
    if not protection or item.protection:
        return item
    return Attestation(
        field=item.field,
        cls=item.cls,
        writer=item.writer,
        reason=item.reason,
        interest=item.interest,
        protection=protection,
        value_chosen_by=item.value_chosen_by,
        hop=item.hop,
    )


def _lift(item: Attestation, domain: str) -> Attestation:
    return Attestation(
        field=item.field,
        cls=AttestationClass.SIGNED,
        writer=item.writer,
        reason=text("reasoning.attest.sealed", domain=domain),
        interest=item.interest,
        protection=f"dkim:{domain}",
        value_chosen_by=item.value_chosen_by or "sender",
        hop=item.hop,
    )


def cap(cls: AttestationClass) -> int:
    """Largest strength of one finding that rests on a line of this class, 0..2.

    Whoever held a file could have written all of it. That a holder is independent is itself only
    a statement of the case file (class W): it lifts nothing. Logs and presence records do not
    stand in copies.
    """
    if cls is AttestationClass.WITNESS:
        return 0
    return RECORD if cls in {AttestationClass.LOG, AttestationClass.PRESENCE} else CLAIM


def weakest(classes: Iterable[AttestationClass]) -> AttestationClass:
    """The weakest voucher of a chain; a chain without any rests on a typed claim."""
    found = list(classes)
    return max(found, key=_ORDER.index) if found else AttestationClass.CLIENT
