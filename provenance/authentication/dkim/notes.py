"""What is said of one signature beside its reason: whatever weakens or qualifies the answer."""

from __future__ import annotations

from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.dkim.find_key import Candidate
from provenance.authentication.dkim.recovered import recovered_notes
from provenance.authentication.dkim.signature import Signature
from provenance.authentication.names import is_subdomain
from provenance.authentication.records import (
    DkimReason,
    DnsSource,
    Expiry,
    HeaderSignature,
    Key,
    KeyState,
    SignatureCheck,
    UnsignedTail,
)
from provenance.basics import State, Text, text


def notes_of(
    check: SignatureCheck,
    signature: Signature,
    candidate: Candidate | None,
    prepared: SignedMessage,
) -> tuple[Text, ...]:
    """The reason in words first, then whatever weakens or qualifies the answer."""
    part = check.reason is DkimReason.VERIFIED and isinstance(check.tail, UnsignedTail)
    case = check.reason.value
    if part:
        case = "verified-part" if check.body_signed else "verified-header"
    notes = [
        text(
            f"authentication.dkim.reason.{case}",
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
    if prepared.repaired:
        notes.append(text("authentication.dkim.note.repaired"))
    notes += _coverage_notes(check, signature, prepared)
    if check.reason is DkimReason.BODY_HASH_MISMATCH:
        notes += _header_only_notes(check, prepared)
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


def _key_notes(candidate: Candidate) -> list[Text]:
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
    if key.published_private:
        notes.append(text("authentication.dkim.note.key-private-published"))
    if candidate.others and candidate.valid is False:
        notes.append(text("authentication.dkim.note.keys-none-fits", count=candidate.others + 1))
    if candidate.untried and candidate.valid is not True:
        notes.append(text("authentication.dkim.note.keys-untried", count=candidate.untried))
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


def _partial(signed: int, total: int) -> Text:
    if not signed:
        return text("authentication.dkim.note.length-none", total=total)
    return text("authentication.dkim.note.length-partial", signed=signed, total=total)


def _coverage_notes(
    check: SignatureCheck, signature: Signature, prepared: SignedMessage
) -> list[Text]:
    notes = []
    if isinstance(check.body_signed, int) and isinstance(check.body_total, int):
        if check.body_signed < check.body_total:
            notes.append(_partial(check.body_signed, check.body_total))
        if isinstance(check.tail, UnsignedTail):
            notes.append(
                text(
                    "authentication.dkim.note.tail",
                    octets=check.tail.end - check.tail.start,
                    first=check.tail.line_first,
                    last=check.tail.line_last,
                )
            )
        if signature.length is not None and signature.length > check.body_total:
            notes.append(
                text("authentication.dkim.note.length-beyond-body", total=check.body_total)
            )
    if len(prepared.by_name.get(b"from", ())) > 1:
        notes.append(text("authentication.dkim.note.from-repeated"))
    others = tuple(name for name in check.repeated if name.lower() != "from")
    if others:
        notes.append(text("authentication.dkim.note.repeated", names=others))
    if check.oversigned:
        notes.append(text("authentication.dkim.note.oversigned", names=check.oversigned))
    if check.header_signature is HeaderSignature.INVALID and check.missing:
        notes.append(text("authentication.dkim.note.missing-fields", names=check.missing))
    if signature.identity and not is_subdomain(signature.identity_domain, signature.domain):
        notes.append(text("authentication.dkim.note.identity", identity=signature.identity))
    return notes


_TELLING = (b"from", b"date", b"subject", b"message-id")


def _header_only_notes(check: SignatureCheck, prepared: SignedMessage) -> list[Text]:
    """Header signature good, body hash bad: what stands as sealed, and what does not."""
    sealed: list[str] = []
    open_: list[str] = []
    for name in _TELLING:
        found = prepared.by_name.get(name, ())
        if found:
            whole = set(found) <= set(check.covered_fields)
            (sealed if whole else open_).append(prepared.field(found[0]).written)
    notes = []
    if sealed:
        notes.append(text("authentication.dkim.note.fields-stand", names=tuple(sealed)))
    if open_:
        notes.append(text("authentication.dkim.note.fields-open", names=tuple(open_)))
    return [*notes, text("authentication.dkim.note.saved-copies")]
