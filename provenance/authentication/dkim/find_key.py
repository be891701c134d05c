"""Which key record a signature is tried with, and what each of them says (RFC 6376 §6.1.2).

Several records may be held under one name (Microsoft uses selector1 and selector2 again and again):
all are tried, the first that verifies is the key.
"""

from __future__ import annotations

from functools import lru_cache

from provenance.authentication.changed import changed
from provenance.authentication.dkim.fields import Selection, SignedMessage
from provenance.authentication.dkim.key import MAX_RECORD, KeyRecord, parse_key
from provenance.authentication.dkim.recovered import not_its_own
from provenance.authentication.dkim.rsa import verify_ed25519, verify_rsa
from provenance.authentication.dkim.signature import Signature
from provenance.authentication.dkim.tags import parse_tags, without_space
from provenance.authentication.names import same_name
from provenance.authentication.records import (
    DkimReason,
    DnsAnswer,
    Key,
    KeyState,
)
from provenance.authentication.resolver import Resolver, ask_all
from provenance.basics.record import dataclass

MAX_KEYS = 16
PUBLISHED = "published-private"
DROPPED_ZEROS = 8
"""Leading zero octets that a signer may have dropped; one more is rarer than 1 in 2^64."""

REASON_OF_KEY = {
    KeyState.NOT_ATTEMPTED: DkimReason.KEY_NOT_ATTEMPTED,
    KeyState.MISSING: DkimReason.KEY_MISSING,
    KeyState.TEMPORARY_ERROR: DkimReason.DNS_TEMPORARY_ERROR,
    KeyState.REVOKED: DkimReason.KEY_REVOKED,
    KeyState.UNREADABLE: DkimReason.KEY_UNREADABLE,
    KeyState.WRONG_TYPE: DkimReason.KEY_WRONG_TYPE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One key record that was found for a signature, and what it says of it.

    ``others`` counts further keys under the name that were tried and do not fit either,
    ``untried`` records beyond :data:`MAX_KEYS` that were not tried.
    """

    key: Key
    record: KeyRecord
    policy: DkimReason | None
    valid: bool | None
    others: int = 0
    untried: int = 0


def no_key(signature: Signature, state: KeyState, answer: DnsAnswer | None = None) -> Key:
    """A key that is not there, and what the answer says of itself."""
    return Key(
        state=state,
        name=signature.key_name,
        source=answer.source.value if answer else "",
        server=answer.server if answer else "",
        asked_at=answer.asked_at if answer else "",
    )


def key_of(name: str, record: str, parsed: KeyRecord, answer: DnsAnswer) -> Key:
    """A key record as it was read, with what its answer says of where it comes from."""
    return Key(
        state=parsed.state,
        name=name,
        record=record,
        type=parsed.type,
        bits=parsed.bits,
        testing="y" in parsed.flags,
        source=answer.source.value,
        server=answer.server,
        asked_at=answer.asked_at,
        grade=answer.grade,
    )


_NO_RECORD = KeyRecord(state=KeyState.NOT_ATTEMPTED)


def find_key(
    prepared: SignedMessage,
    index: int,
    signature: Signature,
    selection: Selection,
    resolver: Resolver,
) -> Candidate:
    """Try every record that is held under the key's name; the first that verifies is the key."""
    name = signature.key_name
    answers = ask_all(resolver, name, "TXT") if name else ()
    if not answers:
        key = no_key(signature, KeyState.NOT_ATTEMPTED)
        return Candidate(key=key, record=_NO_RECORD, policy=None, valid=None)
    can_try = bool(signature.key_type and signature.header_mode and signature.signature)
    signed = prepared.signed_bytes(signature, selection, index) if can_try else b""
    tried: list[Candidate] = []
    for answer in answers:
        for record in answer.data[:MAX_KEYS]:
            if len(tried) < MAX_KEYS and answer.rcode == "NOERROR":
                one = _try_key(signature, answer, record, signed if can_try else None)
                tried.append(not_its_own(one, prepared.message.raw, signature.signature))
                if tried[-1].valid and tried[-1].policy is None:
                    return _weighed(tried[-1], answers)
    if tried:
        best = min(tried, key=_rank)
        others = {key_meaning(one.key.record) for one in tried} - {key_meaning(best.key.record)}
        held = sum(len(answer.data) for answer in answers if answer.rcode == "NOERROR")
        return changed(
            _weighed(best, answers), others=len(others), untried=max(0, held - len(tried))
        )
    missing = next((a for a in answers if a.rcode in {"NOERROR", "NXDOMAIN"}), None)
    state = KeyState.MISSING if missing else KeyState.TEMPORARY_ERROR
    key = no_key(signature, state, missing or answers[0])
    return Candidate(key=key, record=_NO_RECORD, policy=None, valid=None)


def _weighed(used: Candidate, answers: tuple[DnsAnswer, ...]) -> Candidate:
    """Say at the key whether another answer for its name contradicts it, whatever their source.

    An answer contradicts if it does not hold this key: another one, a withdrawn one, or none.
    No answer (SERVFAIL, TIMEOUT) contradicts nothing.
    """
    ours = key_meaning(used.key.record)
    marked = [
        a for a in answers if is_published(a.grade) and ours in {key_meaning(r) for r in a.data}
    ]
    if marked:
        used = changed(used, key=changed(used.key, published_private=True))
        if used.valid and used.policy is None:
            used = changed(used, policy=DkimReason.KEY_PRIVATE_PUBLISHED)
    decided = [a for a in answers if a.rcode in {"NOERROR", "NXDOMAIN"}]
    if all(any(key_meaning(record) == ours for record in a.data) for a in decided):
        return used
    return changed(used, key=changed(used.key, contradicted=True))


def is_published(grade: str) -> bool:
    """Whether the grade of a row says that the private key was published (dkim-rotate does that).

    The grade may hold several words, as in ``archive, published-private``.
    """
    return PUBLISHED in grade.lower().replace(",", " ").replace(";", " ").split()


@lru_cache(maxsize=512)
def key_meaning(record: str) -> tuple[str, str]:
    """Type and data of a key record: the same key may be written with other blanks or tags."""
    tags = parse_tags(record[:MAX_RECORD])
    if "p" not in tags:
        return "", without_space(record)
    return tags.get("k", "rsa"), without_space(tags.get("p"))


def _rank(candidate: Candidate) -> tuple[bool, bool, bool]:
    """Order of failed candidates: one that verifies but for policy, then a usable key."""
    return (not candidate.valid, candidate.valid is None, candidate.policy is not None)


def _try_key(
    signature: Signature, answer: DnsAnswer, record: str, signed: bytes | None
) -> Candidate:
    parsed = parse_key(record)
    key = key_of(signature.key_name, record, parsed, answer)
    valid: bool | None = None
    policy = _policy(signature, parsed)
    if parsed.public is not None and parsed.type == signature.key_type and signed is not None:
        if not _same_size(signature, parsed):
            # Also where the key at hand is too short: it is not the one to judge.
            weak = policy in {None, DkimReason.KEY_TOO_SHORT}
            policy = DkimReason.KEY_CHANGED if weak else policy
        elif parsed.type == "ed25519":
            valid = verify_ed25519(parsed.public, signature.signature, signed)
        else:
            valid = verify_rsa(parsed.public, signature.hash, signature.signature, signed)
    return Candidate(key=key, record=parsed, policy=policy, valid=valid)


def _same_size(signature: Signature, record: KeyRecord) -> bool:
    """Whether a signature can be of this key: RSA signatures are as long as the key.

    RFC 8017 §8.2. Another length says for certain that this key did not make it, whatever became
    of the message.
    """
    if record.type != "rsa":
        return True
    short = (record.bits + 7) // 8 - len(signature.signature)
    return 0 <= short <= DROPPED_ZEROS


def _policy(signature: Signature, record: KeyRecord) -> DkimReason | None:
    """Why a key may not be used for this signature, whatever the mathematics (§6.1.2)."""
    reason = REASON_OF_KEY.get(record.state)
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
