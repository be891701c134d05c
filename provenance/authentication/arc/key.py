"""The public key of one ARC signature: every record at hand is tried, as for DKIM.

ARC uses DKIM's keys (RFC 8617 §4.1.2); SHA-1 and keys below 1,024 bits do not count (RFC 8301).
"""

from __future__ import annotations

from provenance.authentication.arc.records import ArcReason
from provenance.authentication.changed import changed
from provenance.authentication.dkim.find_key import MAX_KEYS, is_published, key_of
from provenance.authentication.dkim.key import KeyRecord, parse_key
from provenance.authentication.dkim.recovered import Part, part_in
from provenance.authentication.dkim.rsa import verify_ed25519, verify_rsa
from provenance.authentication.dkim.signature import Signature
from provenance.authentication.records import (
    DnsAnswer,
    DnsSource,
    HeaderSignature,
    Key,
    KeyState,
)
from provenance.authentication.resolver import Resolver, ask_all
from provenance.basics.record import dataclass

_REASON_OF_STATE = {
    KeyState.NOT_ATTEMPTED: ArcReason.KEY_NOT_ATTEMPTED,
    KeyState.MISSING: ArcReason.KEY_MISSING,
    KeyState.TEMPORARY_ERROR: ArcReason.DNS_TEMPORARY_ERROR,
    KeyState.REVOKED: ArcReason.KEY_REVOKED,
    KeyState.UNREADABLE: ArcReason.KEY_UNREADABLE,
    KeyState.WRONG_TYPE: ArcReason.KEY_WRONG_TYPE,
    KeyState.TOO_SHORT: ArcReason.KEY_TOO_SHORT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One key record tried on one signature; ``reason`` is ``None`` where it may be used."""

    key: Key
    header: HeaderSignature
    reason: ArcReason | None


def try_keys(
    signature: Signature, signed: bytes | None, resolver: Resolver, message: bytes = b""
) -> Tried:
    """Find the key of a signature; the first record that verifies is the key.

    ``signed`` are the octets under the signature, ``None`` where they cannot be told; the key is
    then only looked up. ``message`` is the whole message, to know a key that was computed from it.
    """
    name = signature.key_name
    answers = ask_all(resolver, name, "TXT") if name else ()
    tried: list[Tried] = []
    for answer in answers:
        for record in answer.data if answer.rcode == "NOERROR" else ():
            if len(tried) >= MAX_KEYS:
                break
            one = _try(signature, signed, answer, record, name)
            tried.append(_not_its_own(one, message, signature.signature))
    if tried:
        best = min(tried, key=_rank)
        return _weighed(best, answers)
    decided = next((a for a in answers if a.rcode in {"NOERROR", "NXDOMAIN"}), None)
    state = KeyState.NOT_ATTEMPTED
    if answers:
        state = KeyState.MISSING if decided else KeyState.TEMPORARY_ERROR
    shown = decided or (answers[0] if answers else None)
    key = Key(
        state=state,
        name=name,
        source=shown.source.value if shown else "",
        server=shown.server if shown else "",
        asked_at=shown.asked_at if shown else "",
    )
    return Tried(key=key, header=HeaderSignature.NOT_TESTABLE, reason=_REASON_OF_STATE[state])


def _rank(one: Tried) -> tuple[bool, bool, bool]:
    """Order of records: one that verifies first, then a usable key; else as they came."""
    return (
        one.header is not HeaderSignature.VALID or one.reason is not None,
        one.header is not HeaderSignature.VALID,
        one.header is HeaderSignature.NOT_TESTABLE,
    )


def _try(
    signature: Signature, signed: bytes | None, answer: DnsAnswer, record: str, name: str
) -> Tried:
    parsed = parse_key(record)
    key = key_of(name, record, parsed, answer)
    header = HeaderSignature.NOT_TESTABLE
    if parsed.public is not None and parsed.type == signature.key_type and signed is not None:
        if parsed.type == "ed25519":
            valid = verify_ed25519(parsed.public, signature.signature, signed)
        else:
            valid = verify_rsa(parsed.public, signature.hash, signature.signature, signed)
        header = HeaderSignature.VALID if valid else HeaderSignature.INVALID
    return Tried(key=key, header=header, reason=_unusable(signature, parsed))


def _unusable(signature: Signature, record: KeyRecord) -> ArcReason | None:
    """Why the key may not be used for this signature, whatever the mathematics."""
    if record.state is not KeyState.FOUND:
        return _REASON_OF_STATE[record.state]
    if signature.key_type and record.type != signature.key_type:
        return ArcReason.KEY_WRONG_TYPE
    if record.hashes and signature.hash not in record.hashes:
        return ArcReason.KEY_WRONG_TYPE
    if record.services and not {"*", "email"}.intersection(record.services):
        return ArcReason.KEY_SERVICE_MISMATCH
    return None


def _not_its_own(one: Tried, message: bytes, signature: bytes) -> Tried:
    """Let a supplied key that was recovered from this very message not count for it."""
    if one.key.source != DnsSource.SUPPLIED:
        return one
    if part_in(one.key.server, message, signature) is not Part.ORIGIN:
        return one
    return changed(one, reason=ArcReason.KEY_FROM_THIS_MESSAGE)


def _weighed(used: Tried, answers: tuple[DnsAnswer, ...]) -> Tried:
    """Mark the key where its private half was published, or where another answer contradicts it."""
    own = parse_key(used.key.record).public
    held = [(a, any(parse_key(record).public == own for record in a.data)) for a in answers]
    if own is not None and any(has and is_published(a.grade) for a, has in held):
        used = changed(used, key=changed(used.key, published_private=True))
        if used.header is HeaderSignature.VALID and used.reason is None:
            used = changed(used, reason=ArcReason.KEY_PRIVATE_PUBLISHED)
    if all(has for a, has in held if a.rcode in {"NOERROR", "NXDOMAIN"}):
        return used
    return changed(used, key=changed(used.key, contradicted=True))
