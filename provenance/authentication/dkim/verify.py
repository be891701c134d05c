"""Verifies DKIM signatures again (RFC 6376, 8301, 8463): each question its own answer.

The clock is never asked: ``x=`` is judged at the time of delivery and at the date of the
report, and never keeps a signature from being verified.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from provenance.authentication.changed import changed
from provenance.authentication.dkim.fields import Selection, SignedMessage
from provenance.authentication.dkim.find_key import REASON_OF_KEY, Candidate, find_key, no_key
from provenance.authentication.dkim.notes import notes_of
from provenance.authentication.dkim.signature import Signature, parse_signature
from provenance.authentication.dkim.tail import unsigned_tail
from provenance.authentication.records import (
    BodyHash,
    DkimReason,
    DkimResult,
    Expiry,
    HeaderSignature,
    KeyState,
    SignatureCheck,
    UnsignedTail,
)
from provenance.authentication.resolver import Resolver
from provenance.basics import Instant, State, Value, text
from provenance.basics.record import dataclass
from provenance.message import Message

CLOCK_TOLERANCE = 300
"""Seconds by which clocks of two systems may differ before a signature's date is worth a note."""
MAX_SIGNATURES = 64
MAX_LISTED = 256
"""Signature fields that get an entry; mail has a handful, and every further one costs a page."""
MAX_HEADER_WORK = 64 * 1024 * 1024
"""Octets of header fields that all signatures of one message may hash together."""

RESULT_OF = {
    DkimReason.VERIFIED: DkimResult.PASS,
    DkimReason.BODY_HASH_MISMATCH: DkimResult.FAIL,
    DkimReason.HEADER_SIGNATURE_MISMATCH: DkimResult.FAIL,
    DkimReason.BOTH_MISMATCH: DkimResult.FAIL,
    # The header fields hold; nothing can be said of the body: neither pass nor fail.
    DkimReason.BODY_NOT_AVAILABLE: DkimResult.NEUTRAL,
    DkimReason.KEY_NOT_ATTEMPTED: DkimResult.NOT_TESTED,
    DkimReason.KEY_FROM_THIS_MESSAGE: DkimResult.NOT_TESTED,
    DkimReason.DNS_TEMPORARY_ERROR: DkimResult.TEMPERROR,
    DkimReason.LIMIT_EXCEEDED: DkimResult.NEUTRAL,
    # For a verifier of today the signature fails (RFC 8017 §8.2.2, step 1); the reason says that
    # another key made it, or that it was damaged.
    DkimReason.KEY_CHANGED: DkimResult.FAIL,
    # It fits, but anybody could have made it fit.
    DkimReason.KEY_PRIVATE_PUBLISHED: DkimResult.NEUTRAL,
}
"""Every other reason is ``permerror``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Times at which expiry is judged; ``delivered`` is ``None`` if no trusted line has one."""

    delivered: datetime | None
    as_of: date


def verify_signatures(
    message: Message,
    resolver: Resolver,
    moments: Moments,
    *,
    header: str = "DKIM-Signature",
) -> tuple[SignatureCheck, ...]:
    """Verify every field of that name, in the order of the message; never raises."""
    return verify_prepared(SignedMessage(message), resolver, moments, header=header)


def verify_bytes(
    raw: bytes, resolver: Resolver, moments: Moments, *, header: str = "DKIM-Signature"
) -> tuple[SignatureCheck, ...]:
    """Do the same for a message that nobody has read yet, and read no more than is needed."""
    return verify_prepared(SignedMessage.of_bytes(raw), resolver, moments, header=header)


def verify_prepared(
    prepared: SignedMessage,
    resolver: Resolver,
    moments: Moments,
    *,
    header: str = "DKIM-Signature",
) -> tuple[SignatureCheck, ...]:
    """Verify the signatures of a message that was made ready; all body hashes in one pass."""
    budget = MAX_HEADER_WORK
    taken = []
    found = prepared.by_name.get(header.lower().encode(), ())
    for number, index in enumerate(found[:MAX_LISTED]):
        signature = parse_signature(prepared.field(index).value)
        selection = prepared.select(signature, index)
        for covered in selection.indexes:
            budget -= prepared.size(covered)
        if number >= MAX_SIGNATURES or budget < 0:
            signature = changed(signature, reason=DkimReason.LIMIT_EXCEEDED, detail="signatures")
        elif _has_body_hash(prepared, signature):
            prepared.hasher.plan(signature.body_mode, signature.hash, signature.length)
        taken.append((index, signature, selection))
    checks = [_check(prepared, *one, resolver, moments) for one in taken]
    if len(found) > MAX_LISTED:
        more = text("authentication.dkim.note.more-signatures", count=len(found) - MAX_LISTED)
        checks[-1] = changed(checks[-1], notes=(*checks[-1].notes, more))
    return tuple(checks)


def _check(
    prepared: SignedMessage,
    index: int,
    signature: Signature,
    selection: Selection,
    resolver: Resolver,
    moments: Moments,
) -> SignatureCheck:
    if signature.reason is DkimReason.LIMIT_EXCEEDED:
        body = BodyHash.NOT_TESTABLE
        candidate = None
    else:
        body = _body_hash(prepared, signature)
        candidate = find_key(prepared, index, signature, selection, resolver)
    header = _header_signature(candidate)
    reason = _reason(signature, candidate, header, body)
    total: Value[int] = State.NOT_APPLICABLE
    signed: Value[int] = State.NOT_APPLICABLE
    if body is not BodyHash.NOT_TESTABLE:
        total = prepared.hasher.length(signature.body_mode)
        signed = total if signature.length is None else min(signature.length, total)
    tail: Value[UnsignedTail] = State.NOT_APPLICABLE
    if isinstance(signed, int) and isinstance(total, int) and signed < total:
        tail = unsigned_tail(prepared, signature.body_mode, signed)
    check = SignatureCheck(
        field=index,
        header=prepared.field(index).written,
        domain=signature.domain,
        selector=signature.selector,
        identity=signature.identity,
        algorithm=signature.algorithm,
        canonicalization=signature.canonicalization,
        result=RESULT_OF.get(reason, DkimResult.PERMERROR),
        reason=reason,
        header_signature=header,
        body_hash=body,
        key=candidate.key if candidate else no_key(signature, KeyState.NOT_ATTEMPTED),
        expiry_at_delivery=_expiry(signature, moments.delivered),
        expiry_as_of=_expiry(signature, _midnight(moments.as_of)),
        signed_at=_instant(signature.tags.get("t"), signature.signed_at),
        expires_at=_instant(signature.tags.get("x"), signature.expires_at),
        covered=selection.present,
        covered_fields=tuple(sorted(selection.indexes)),
        missing=selection.missing,
        uncovered=prepared.uncovered(selection),
        body_signed=signed,
        body_total=total,
        tail=tail,
        oversigned=selection.oversigned,
        repeated=prepared.repeated(),
        signed_after_delivery_seconds=_ahead(signature, moments.delivered),
    )
    return changed(check, notes=notes_of(check, signature, candidate, prepared))


def _has_body_hash(prepared: SignedMessage, signature: Signature) -> bool:
    if not prepared.body_available:
        return False
    return bool(signature.body_mode and signature.hash and signature.body_hash)


def _body_hash(prepared: SignedMessage, signature: Signature) -> BodyHash:
    if not _has_body_hash(prepared, signature):
        return BodyHash.NOT_TESTABLE
    digest = prepared.hasher.digest(signature.body_mode, signature.hash, signature.length)
    return BodyHash.MATCH if digest == signature.body_hash else BodyHash.MISMATCH


def _header_signature(candidate: Candidate | None) -> HeaderSignature:
    if candidate is None or candidate.valid is None:
        return HeaderSignature.NOT_TESTABLE
    return HeaderSignature.VALID if candidate.valid else HeaderSignature.INVALID


def _reason(
    signature: Signature,
    candidate: Candidate | None,
    header: HeaderSignature,
    body: BodyHash,
) -> DkimReason:
    """The one cause: the form first, then the key, then what does not fit."""
    if signature.reason is not None:
        return signature.reason
    if candidate is None or header is HeaderSignature.NOT_TESTABLE:
        if candidate is not None and candidate.policy is not None:
            return candidate.policy
        state = candidate.key.state if candidate else KeyState.NOT_ATTEMPTED
        return REASON_OF_KEY.get(state, DkimReason.KEY_NOT_ATTEMPTED)
    if header is HeaderSignature.INVALID:
        both = body is BodyHash.MISMATCH
        return DkimReason.BOTH_MISMATCH if both else DkimReason.HEADER_SIGNATURE_MISMATCH
    if candidate.policy is not None:
        return candidate.policy
    if body is BodyHash.MISMATCH:
        return DkimReason.BODY_HASH_MISMATCH
    return DkimReason.VERIFIED if body is BodyHash.MATCH else DkimReason.BODY_NOT_AVAILABLE


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _expiry(signature: Signature, moment: datetime | None) -> Expiry:
    if signature.expires_at is None:
        return Expiry.NONE
    if moment is None:
        return Expiry.UNKNOWN
    return Expiry.EXPIRED if moment.timestamp() > signature.expires_at else Expiry.NOT_EXPIRED


def _ahead(signature: Signature, delivered: datetime | None) -> int:
    """Seconds by which the signature's date (``t=``) is after delivery, 0 up to the tolerance."""
    if signature.signed_at is None or delivered is None:
        return 0
    ahead = signature.signed_at - int(delivered.timestamp())
    return ahead if ahead > CLOCK_TOLERANCE else 0


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _instant(written: str, seconds: int | None) -> Value[Instant]:
    if not written:
        return State.ABSENT
    if seconds is None:
        return State.UNPARSABLE
    try:
        utc = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return State.UNPARSABLE
    return Instant(text=written, utc=utc, offset_minutes=0)
