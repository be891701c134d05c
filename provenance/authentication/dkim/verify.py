"""Verifies DKIM signatures again (RFC 6376, 8301, 8463): each question its own answer.

The clock is never asked: ``x=`` is judged at the time of delivery and at the date of the
report, and never keeps a signature from being verified.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from provenance.authentication.changed import changed
from provenance.authentication.dkim.fields import Selection, SignedMessage
from provenance.authentication.dkim.key import MAX_RECORD, KeyRecord, parse_key
from provenance.authentication.dkim.recovered import not_its_own, recovered_notes
from provenance.authentication.dkim.rsa import verify_ed25519, verify_rsa
from provenance.authentication.dkim.signature import Signature, parse_signature
from provenance.authentication.dkim.tags import parse_tags, without_space
from provenance.authentication.names import is_subdomain, same_name
from provenance.authentication.records import (
    BodyHash,
    DkimReason,
    DkimResult,
    DnsAnswer,
    DnsSource,
    Expiry,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
)
from provenance.authentication.resolver import Resolver, ask_all
from provenance.basics import Instant, State, Text, Value, text
from provenance.basics.record import dataclass
from provenance.message import Message

CLOCK_TOLERANCE = 300
"""Seconds by which clocks of two systems may differ before a signature's date is worth a note."""
MAX_SIGNATURES = 64
MAX_LISTED = 256
"""Signature fields that get an entry; mail has a handful, and every further one costs a page."""
MAX_KEYS = 16
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
}
"""Every other reason is ``permerror``."""

_REASON_OF_KEY = {
    KeyState.NOT_ATTEMPTED: DkimReason.KEY_NOT_ATTEMPTED,
    KeyState.MISSING: DkimReason.KEY_MISSING,
    KeyState.TEMPORARY_ERROR: DkimReason.DNS_TEMPORARY_ERROR,
    KeyState.REVOKED: DkimReason.KEY_REVOKED,
    KeyState.UNREADABLE: DkimReason.KEY_UNREADABLE,
    KeyState.WRONG_TYPE: DkimReason.KEY_WRONG_TYPE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Times at which expiry is judged; ``delivered`` is ``None`` if no trusted line has one."""

    delivered: datetime | None
    as_of: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """One key record that was found for a signature, and what it says of it."""

    key: Key
    record: KeyRecord
    policy: DkimReason | None
    valid: bool | None


def verify_signatures(
    message: Message,
    resolver: Resolver,
    moments: Moments,
    *,
    header: str = "DKIM-Signature",
) -> tuple[SignatureCheck, ...]:
    """Verify every field of that name, in the order of the message; never raises."""
    prepared = SignedMessage(message)
    budget = MAX_HEADER_WORK
    checks = []
    found = prepared.by_name.get(header.lower().encode(), ())
    for number, index in enumerate(found[:MAX_LISTED]):
        signature = parse_signature(prepared.field(index).value)
        selection = prepared.select(signature, index)
        budget -= sum(len(message.fields[i].span) for i in selection.indexes)
        if number >= MAX_SIGNATURES or budget < 0:
            signature = changed(signature, reason=DkimReason.LIMIT_EXCEEDED, detail="signatures")
        checks.append(_check(prepared, index, signature, selection, resolver, moments))
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
        candidate = _find_key(prepared, index, signature, selection, resolver)
    header = _header_signature(candidate)
    reason = _reason(signature, candidate, header, body)
    total: Value[int] = State.NOT_APPLICABLE
    signed: Value[int] = State.NOT_APPLICABLE
    if body is not BodyHash.NOT_TESTABLE:
        total = len(prepared.hasher.canonical(signature.body_mode))
        signed = total if signature.length is None else min(signature.length, total)
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
        key=candidate.key if candidate else _no_key(signature, KeyState.NOT_ATTEMPTED),
        expiry_at_delivery=_expiry(signature, moments.delivered),
        expiry_as_of=_expiry(
            signature,
            datetime(moments.as_of.year, moments.as_of.month, moments.as_of.day, tzinfo=UTC),
        ),
        signed_at=_instant(signature.tags.get("t"), signature.signed_at),
        expires_at=_instant(signature.tags.get("x"), signature.expires_at),
        covered=selection.present,
        covered_fields=tuple(sorted(selection.indexes)),
        missing=selection.missing,
        uncovered=prepared.uncovered(selection),
        body_signed=signed,
        body_total=total,
        signed_after_delivery_seconds=_ahead(signature, moments.delivered),
    )
    return changed(check, notes=_notes(check, signature, candidate, prepared))


def _body_hash(prepared: SignedMessage, signature: Signature) -> BodyHash:
    if not prepared.message.body_available:
        return BodyHash.NOT_TESTABLE
    if not (signature.body_mode and signature.hash and signature.body_hash):
        return BodyHash.NOT_TESTABLE
    digest = prepared.hasher.digest(signature.body_mode, signature.hash, signature.length)
    return BodyHash.MATCH if digest == signature.body_hash else BodyHash.MISMATCH


def _no_key(signature: Signature, state: KeyState, answer: DnsAnswer | None = None) -> Key:
    return Key(
        state=state,
        name=signature.key_name,
        source=answer.source.value if answer else "",
        server=answer.server if answer else "",
        asked_at=answer.asked_at if answer else "",
    )


_NO_RECORD = KeyRecord(state=KeyState.NOT_ATTEMPTED)


def _find_key(
    prepared: SignedMessage,
    index: int,
    signature: Signature,
    selection: Selection,
    resolver: Resolver,
) -> _Candidate:
    """Try every record that is held under the key's name; the first that verifies is the key."""
    name = signature.key_name
    answers = ask_all(resolver, name, "TXT") if name else ()
    if not answers:
        key = _no_key(signature, KeyState.NOT_ATTEMPTED)
        return _Candidate(key=key, record=_NO_RECORD, policy=None, valid=None)
    can_try = bool(signature.key_type and signature.header_mode and signature.signature)
    signed = prepared.signed_bytes(signature, selection, index) if can_try else b""
    tried: list[_Candidate] = []
    for answer in answers:
        for record in answer.data[:MAX_KEYS]:
            if len(tried) < MAX_KEYS and answer.rcode == "NOERROR":
                one = _try_key(signature, answer, record, signed if can_try else None)
                tried.append(not_its_own(one, prepared.message.raw, signature.signature))
                if tried[-1].valid and tried[-1].policy is None:
                    return _weighed(tried[-1], answers)
    if tried:
        return _weighed(min(tried, key=_rank), answers)
    missing = next((a for a in answers if a.rcode in {"NOERROR", "NXDOMAIN"}), None)
    state = KeyState.MISSING if missing else KeyState.TEMPORARY_ERROR
    key = _no_key(signature, state, missing or answers[0])
    return _Candidate(key=key, record=_NO_RECORD, policy=None, valid=None)


def _weighed(used: _Candidate, answers: tuple[DnsAnswer, ...]) -> _Candidate:
    """Say at the key whether another answer for its name contradicts it, whatever their source.

    An answer contradicts if it does not hold this key: another one, a withdrawn one, or none.
    No answer (SERVFAIL, TIMEOUT) contradicts nothing.
    """
    ours = _meaning(used.key.record)
    decided = [a for a in answers if a.rcode in {"NOERROR", "NXDOMAIN"}]
    if all(any(_meaning(record) == ours for record in a.data) for a in decided):
        return used
    return changed(used, key=changed(used.key, contradicted=True))


def _meaning(record: str) -> tuple[str, str]:
    """Type and data of a key record: the same key may be written with other blanks or tags."""
    tags = parse_tags(record[:MAX_RECORD])
    if "p" not in tags:
        return "", without_space(record)
    return tags.get("k", "rsa"), without_space(tags.get("p"))


def _rank(candidate: _Candidate) -> tuple[bool, bool, bool]:
    """Order of failed candidates: one that verifies but for policy, then a usable key."""
    return (not candidate.valid, candidate.valid is None, candidate.policy is not None)


def _try_key(
    signature: Signature, answer: DnsAnswer, record: str, signed: bytes | None
) -> _Candidate:
    parsed = parse_key(record)
    key = Key(
        state=parsed.state,
        name=signature.key_name,
        record=record,
        type=parsed.type,
        bits=parsed.bits,
        testing="y" in parsed.flags,
        source=answer.source.value,
        server=answer.server,
        asked_at=answer.asked_at,
        grade=answer.grade,
    )
    valid: bool | None = None
    if parsed.public is not None and parsed.type == signature.key_type and signed is not None:
        if parsed.type == "ed25519":
            valid = verify_ed25519(parsed.public, signature.signature, signed)
        else:
            valid = verify_rsa(parsed.public, signature.hash, signature.signature, signed)
    return _Candidate(key=key, record=parsed, policy=_policy(signature, parsed), valid=valid)


def _policy(signature: Signature, record: KeyRecord) -> DkimReason | None:
    """Why a key may not be used for this signature, whatever the mathematics (§6.1.2)."""
    reason = _REASON_OF_KEY.get(record.state)
    if reason is not None:
        return reason
    if signature.key_type and record.type != signature.key_type:
        return DkimReason.KEY_WRONG_TYPE
    if record.hashes and signature.hash not in record.hashes:
        return DkimReason.KEY_WRONG_TYPE
    if record.services and not {"*", "email"}.intersection(record.services):
        return DkimReason.KEY_SERVICE_MISMATCH
    if "s" in record.flags and not same_name(signature.identity_domain, signature.domain):
        return DkimReason.KEY_STRICT_DOMAIN_MISMATCH
    if record.state is KeyState.TOO_SHORT:
        return DkimReason.KEY_TOO_SHORT
    return None


def _header_signature(candidate: _Candidate | None) -> HeaderSignature:
    if candidate is None or candidate.valid is None:
        return HeaderSignature.NOT_TESTABLE
    return HeaderSignature.VALID if candidate.valid else HeaderSignature.INVALID


def _reason(
    signature: Signature,
    candidate: _Candidate | None,
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
        return _REASON_OF_KEY.get(state, DkimReason.KEY_NOT_ATTEMPTED)
    if header is HeaderSignature.INVALID:
        both = body is BodyHash.MISMATCH
        return DkimReason.BOTH_MISMATCH if both else DkimReason.HEADER_SIGNATURE_MISMATCH
    if candidate.policy is not None:
        return candidate.policy
    if body is BodyHash.MISMATCH:
        return DkimReason.BODY_HASH_MISMATCH
    return DkimReason.VERIFIED if body is BodyHash.MATCH else DkimReason.BODY_NOT_AVAILABLE


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


def _notes(
    check: SignatureCheck,
    signature: Signature,
    candidate: _Candidate | None,
    prepared: SignedMessage,
) -> tuple[Text, ...]:
    """The reason in words first, then whatever weakens or qualifies the answer."""
    notes = [
        text(
            f"authentication.dkim.reason.{check.reason.value}",
            domain=check.domain,
            selector=check.selector,
        )
    ]
    if signature.detail:
        notes.append(text("authentication.dkim.note.detail", detail=signature.detail))
    notes += _time_notes(check, signature)
    if check.algorithm == "rsa-sha1":
        notes.append(text("authentication.dkim.note.sha1"))
    if candidate is not None:
        notes += _key_notes(candidate)
        notes += recovered_notes(candidate.key, prepared.message.raw, signature.signature)
    if prepared.line_ends_changed:
        notes.append(text("authentication.dkim.note.line-ends"))
    if prepared.message.repaired:
        notes.append(text("authentication.dkim.note.repaired"))
    notes += _coverage_notes(check, signature, prepared)
    return tuple(notes)


def _time_notes(check: SignatureCheck, signature: Signature) -> list[Text]:
    notes = []
    if check.expiry_at_delivery is Expiry.EXPIRED:
        notes.append(text("authentication.dkim.note.expired-at-delivery"))
    elif check.expiry_as_of is Expiry.EXPIRED:
        notes.append(text("authentication.dkim.note.expired-since"))
    signed, expires = signature.signed_at, signature.expires_at
    if signed is not None and expires is not None and expires < signed:
        notes.append(text("authentication.dkim.note.expires-before-signing"))
    if check.signed_after_delivery_seconds:
        seconds = check.signed_after_delivery_seconds
        notes.append(text("authentication.dkim.note.signed-after-delivery", seconds=seconds))
    return notes


def _key_notes(candidate: _Candidate) -> list[Text]:
    notes = []
    key, record = candidate.key, candidate.record
    if key.state is KeyState.TOO_SHORT:
        notes.append(text("authentication.dkim.note.key-short", bits=key.bits))
    if key.testing:
        notes.append(text("authentication.dkim.note.key-testing"))
    if key.source == DnsSource.SUPPLIED:
        notes.append(
            text(
                "authentication.dkim.note.key-supplied",
                origin=key.server or State.ABSENT,
                seen=key.asked_at or State.ABSENT,
            )
        )
    elif key.record:
        notes.append(_answer_note(key))
    if key.contradicted:
        notes.append(text("authentication.dkim.note.key-conflict"))
    if record.problem:
        notes.append(text("authentication.dkim.note.key-problem", problem=record.problem))
    return notes


def _answer_note(key: Key) -> Text:
    """What the answer says of itself. A live run and its replay read the same: so it says both."""
    if not key.dated:
        return text("authentication.dkim.note.key-undated")
    case = "live" if key.source == DnsSource.LIVE else "recorded"
    return text(
        f"authentication.dkim.note.key-answer-{case}", asked=key.asked_at, server=key.server
    )


def _coverage_notes(
    check: SignatureCheck, signature: Signature, prepared: SignedMessage
) -> list[Text]:
    notes = []
    if isinstance(check.body_signed, int) and isinstance(check.body_total, int):
        if check.body_signed < check.body_total:
            notes.append(
                text(
                    "authentication.dkim.note.length-partial",
                    signed=check.body_signed,
                    total=check.body_total,
                )
            )
        if signature.length is not None and signature.length > check.body_total:
            notes.append(
                text("authentication.dkim.note.length-beyond-body", total=check.body_total)
            )
    if len(prepared.by_name.get(b"from", ())) > 1:
        notes.append(text("authentication.dkim.note.from-repeated"))
    if check.header_signature is HeaderSignature.INVALID and check.missing:
        notes.append(text("authentication.dkim.note.missing-fields", names=check.missing))
    if signature.identity and not is_subdomain(signature.identity_domain, signature.domain):
        notes.append(text("authentication.dkim.note.identity", identity=signature.identity))
    return notes
