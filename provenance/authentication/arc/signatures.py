"""Verifies one ARC-Message-Signature or ARC-Seal (RFC 8617 §4.1.2, §4.1.3, §5.1.1)."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime, timedelta

from provenance.authentication.arc.chain import ArcSet
from provenance.authentication.arc.key import Tried, try_keys
from provenance.authentication.arc.records import ArcReason, ArcSignature
from provenance.authentication.changed import changed
from provenance.authentication.dkim.canonical import relaxed_field
from provenance.authentication.dkim.fields import SignedMessage, without_signature
from provenance.authentication.dkim.signature import MAX_NAMES, MODES, Signature
from provenance.authentication.dkim.tags import without_space
from provenance.authentication.names import ascii_name
from provenance.authentication.records import BodyHash, HeaderSignature, Key, KeyState
from provenance.authentication.resolver import Resolver
from provenance.basics import Instant, State, Value

STATUSES = ("none", "pass", "fail")
_MESSAGE_TAGS = ("i", "a", "b", "bh", "d", "s")
_SEAL_TAGS = ("i", "a", "b", "cv", "d", "s")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def check_message_signature(
    prepared: SignedMessage, index: int, signature: Signature, resolver: Resolver
) -> ArcSignature:
    """Verify an ARC-Message-Signature: the header fields of ``h=`` and the body, two answers.

    Without ``c=`` DKIM's rule is simple/simple (RFC 6376 §3.5), but the test suite of ARC's
    authors and their signers mean relaxed/relaxed: both are tried, DKIM's first.
    """
    found = _message_signature(prepared, index, signature, resolver)
    if "c" in signature.tags or found.reason is ArcReason.VERIFIED:
        return found
    relaxed = changed(
        signature,
        canonicalization="relaxed/relaxed",
        header_mode="relaxed",
        body_mode="relaxed",
    )
    other = _message_signature(prepared, index, relaxed, resolver)
    return other if other.header_signature is HeaderSignature.VALID else found


def _message_signature(
    prepared: SignedMessage, index: int, signature: Signature, resolver: Resolver
) -> ArcSignature:
    reason, detail = _message_form(signature)
    selection = prepared.select(signature, index)
    body = BodyHash.NOT_TESTABLE
    if prepared.message.body_available and signature.body_mode and signature.body_hash:
        hash_ = signature.hash or "sha256"
        digest = prepared.hasher.digest(signature.body_mode, hash_, signature.length)
        body = BodyHash.MATCH if digest == signature.body_hash else BodyHash.MISMATCH
    can_try = bool(signature.key_type and signature.header_mode and signature.signature)
    signed = prepared.signed_bytes(signature, selection, index) if can_try else None
    tried = try_keys(signature, signed, resolver, prepared.message.raw)
    total: Value[int] = State.NOT_APPLICABLE
    hashed: Value[int] = State.NOT_APPLICABLE
    if body is not BodyHash.NOT_TESTABLE:
        total = len(prepared.hasher.canonical(signature.body_mode))
        hashed = total if signature.length is None else min(signature.length, total)
    return ArcSignature(
        field=index,
        header=prepared.field(index).written,
        domain=signature.domain,
        selector=signature.selector,
        algorithm=signature.algorithm,
        canonicalization=signature.canonicalization,
        reason=_message_reason(reason, tried, body),
        header_signature=tried.header,
        body_hash=body,
        key=tried.key,
        signed_at=_instant(signature),
        covered=selection.present,
        covered_fields=tuple(sorted(selection.indexes)),
        missing=selection.missing,
        body_signed=hashed,
        body_total=total,
        expires="x" in signature.tags,
        detail=detail,
    )


def check_seal(
    prepared: SignedMessage,
    index: int,
    signature: Signature,
    under: tuple[ArcSet, ...],
    resolver: Resolver,
) -> ArcSignature:
    """Verify an ARC-Seal over the sets ``under`` it, oldest first, its own set last.

    Each set gives its results, its message signature and its seal, in the relaxed form, the
    newest seal with ``b=`` emptied (§5.1.1). A seal of ``cv=fail`` covers only its own set
    (§5.1.2).
    """
    reason, detail = _seal_form(signature)
    if signature.tags.get("cv") == "fail":
        under = under[-1:]
    fields = _sealed_fields(under)
    can_try = bool(signature.key_type and signature.signature)
    signed = _sealed_bytes(prepared, fields, index) if can_try else None
    tried = try_keys(signature, signed, resolver, prepared.message.raw)
    return ArcSignature(
        field=index,
        header=prepared.field(index).written,
        domain=signature.domain,
        selector=signature.selector,
        algorithm=signature.algorithm,
        canonicalization="relaxed",
        reason=reason or _key_reason(tried) or ArcReason.VERIFIED,
        header_signature=tried.header,
        body_hash=BodyHash.NOT_TESTABLE,
        key=tried.key,
        signed_at=_instant(signature),
        covered=tuple(
            dict.fromkeys(prepared.message.fields[i].lname for i in fields if i != index)
        ),
        covered_fields=tuple(sorted(i for i in fields if i != index)),
        expires="x" in signature.tags,
        detail=detail,
    )


def not_checked(prepared: SignedMessage, index: int, signature: Signature) -> ArcSignature:
    """An entry for a signature that a limit kept from being verified."""
    return ArcSignature(
        field=index,
        header=prepared.field(index).written,
        domain=signature.domain,
        selector=signature.selector,
        algorithm=signature.algorithm,
        canonicalization=signature.canonicalization,
        reason=ArcReason.LIMIT_EXCEEDED,
        header_signature=HeaderSignature.NOT_TESTABLE,
        body_hash=BodyHash.NOT_TESTABLE,
        key=Key(state=KeyState.NOT_ATTEMPTED, name=signature.key_name),
        signed_at=_instant(signature),
    )


def _sealed_fields(under: tuple[ArcSet, ...]) -> tuple[int, ...]:
    return tuple(
        index
        for one in under
        for kind in (one.results, one.message_signatures, one.seals)
        for index in kind[:1]
    )


def _sealed_bytes(prepared: SignedMessage, fields: tuple[int, ...], own: int) -> bytes:
    pieces = []
    for index in fields:
        field = prepared.field(index)
        if index != own:
            pieces.append(relaxed_field(field.name, field.value) + b"\r\n")
    field = prepared.field(own)
    pieces.append(relaxed_field(field.name, without_signature(field.value)))
    return b"".join(pieces)


def _key_reason(tried: Tried) -> ArcReason | None:
    """What keeps a signature from counting, key and header; ``None`` if nothing does."""
    if tried.header is HeaderSignature.INVALID:
        return ArcReason.HEADER_SIGNATURE_MISMATCH
    if tried.reason is not None:
        return tried.reason
    return None if tried.header is HeaderSignature.VALID else ArcReason.SYNTAX


def _message_reason(form: ArcReason | None, tried: Tried, body: BodyHash) -> ArcReason:
    if form is not None:
        return form
    found = _key_reason(tried)
    if found is ArcReason.HEADER_SIGNATURE_MISMATCH and body is BodyHash.MISMATCH:
        return ArcReason.BOTH_MISMATCH
    if found is ArcReason.HEADER_SIGNATURE_MISMATCH:
        return found
    if body is BodyHash.MISMATCH:
        # Whatever the key: a body that differs cannot fit (§5.2 step 4).
        return ArcReason.BODY_HASH_MISMATCH
    if found is not None:
        return found
    return ArcReason.VERIFIED if body is BodyHash.MATCH else ArcReason.BODY_NOT_AVAILABLE


def _message_form(signature: Signature) -> tuple[ArcReason | None, str]:
    """First fault in the form of a message signature (RFC 8617 §4.1.2)."""
    tags = signature.tags
    names = signature.names
    if "h" not in tags:
        return ArcReason.SYNTAX, "missing-h"
    if len(names) >= MAX_NAMES:
        return ArcReason.LIMIT_EXCEEDED, "h-names"
    if b"arc-seal" in names:
        return ArcReason.SYNTAX, "h-arc-seal"
    if not (signature.header_mode in MODES and signature.body_mode in MODES):
        return ArcReason.SYNTAX, "c"
    return _form(signature, _MESSAGE_TAGS, ("b", "bh"))


def _seal_form(signature: Signature) -> tuple[ArcReason | None, str]:
    """First fault in the form of a seal (RFC 8617 §4.1.3)."""
    tags = signature.tags
    if "h" in tags:
        return ArcReason.SYNTAX, "h"
    if tags.get("cv") and tags.get("cv") not in STATUSES:
        return ArcReason.SYNTAX, "cv"
    return _form(signature, _SEAL_TAGS, ("b",))


def _form(
    signature: Signature, required: tuple[str, ...], encoded: tuple[str, ...]
) -> tuple[ArcReason | None, str]:
    tags = signature.tags
    if tags.problem:
        return ArcReason.SYNTAX, f"tags-{tags.problem}"
    missing = next((name for name in required if not tags.get(name)), "")
    if missing:
        return ArcReason.SYNTAX, f"missing-{missing}"
    if not signature.key_type or signature.hash == "sha1":
        return ArcReason.UNSUPPORTED_ALGORITHM, "a"
    for name in encoded:
        if not _is_base64(tags.get(name)):
            return ArcReason.SYNTAX, f"base64-{name}"
    for name in ("t", "x", "l"):
        if name in tags and not (tags.get(name).isascii() and tags.get(name).isdigit()):
            return ArcReason.SYNTAX, f"number-{name}"
    for name in ("d", "s"):
        if not ascii_name(tags.get(name)) or len(tags.get(name).split()) != 1:
            return ArcReason.SYNTAX, f"name-{name}"
    return None, ""


def _is_base64(text: str) -> bool:
    try:
        return bool(base64.b64decode(without_space(text), validate=True))
    except (binascii.Error, ValueError):
        return False


def _instant(signature: Signature) -> Value[Instant]:
    written, seconds = signature.tags.get("t"), signature.signed_at
    if not written:
        return State.ABSENT
    if seconds is None:
        return State.UNPARSABLE
    try:
        return Instant(text=written, utc=_EPOCH + timedelta(seconds=seconds), offset_minutes=0)
    except OverflowError:
        return State.UNPARSABLE
