"""Rung 1: is this copy unaltered? From the seals and the form of the copy."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.authentication import (
    BodyHash,
    DkimReason,
    DkimResult,
    HeaderSignature,
    KeyState,
    SignatureCheck,
)
from provenance.basics import known, text
from provenance.reasoning.answer import (
    Answer,
    Found,
    answer,
    followed,
    ids_of,
    key_words,
    rules_of,
)
from provenance.reasoning.records import Badge, Code, FindingKind
from provenance.reasoning.subject import Subject

_IMPORTANT: Final = frozenset(("from", "to", "cc", "subject", "date"))
_KEY_GONE: Final = frozenset(
    (KeyState.MISSING, KeyState.REVOKED, KeyState.WRONG_TYPE, KeyState.UNREADABLE)
)
_UNREAD: Final = frozenset(
    (
        DkimReason.SYNTAX,
        DkimReason.UNSUPPORTED_VERSION,
        DkimReason.UNSUPPORTED_ALGORITHM,
        DkimReason.UNSUPPORTED_CANONICALIZATION,
    )
)


def copy_unaltered(subject: Subject, found: Found) -> Answer:
    """Answer rung 1 for one copy; the best seal answers."""
    ids = ids_of(found, "dkim.", "copy.pasted", "copy.no-body") + rules_of(found, 1)
    if any(item.kind is FindingKind.ALTERATION for item in found):
        for check in subject.verified():
            if check.body_hash is BodyHash.MISMATCH:
                return _by_seal(check, "changed", Badge.ANSWERED, ids)
    verified = sorted(
        subject.verified(), key=lambda check: (_rank(check), not subject.aligned(check.domain))
    )
    if verified:
        return _sealed(subject, verified[0], ids)
    if subject.disputed():
        return answer(
            1,
            "key-conflict",
            Code.CONFLICTING,
            Badge.CONFLICTING,
            ids,
            domain=subject.disputed()[0].domain,
        )
    checks = subject.analysed.authentication.dkim
    if subject.analysed.message.repaired and not untested(checks):
        return answer(1, "pasted", Code.LOW_QUALITY, Badge.LOW_QUALITY, ids)
    return _not_verified(checks, ids)


def untested(checks: tuple[SignatureCheck, ...]) -> bool:
    """Whether a seal was not checked for want of an answer, and could be in another run."""
    return any(
        check.key.state in {KeyState.NOT_ATTEMPTED, KeyState.TEMPORARY_ERROR}
        and check.reason in {DkimReason.KEY_NOT_ATTEMPTED, DkimReason.DNS_TEMPORARY_ERROR}
        for check in checks
    )


def _rank(check: SignatureCheck) -> int:
    order = {BodyHash.MATCH: 0, BodyHash.NOT_TESTABLE: 1, BodyHash.MISMATCH: 2}
    return order[check.body_hash] * 2 + (check.result is not DkimResult.PASS)


def _sealed(subject: Subject, check: SignatureCheck, ids: tuple[str, ...]) -> Answer:
    gaps = tuple(name for name in check.uncovered if name.lower() in _IMPORTANT)
    signed, total = known(check.body_signed), known(check.body_total)
    if check.body_hash is BodyHash.MISMATCH:
        case = "text-differs"
    elif check.body_hash is BodyHash.NOT_TESTABLE:
        case = "header-only"
    elif signed is not None and total is not None and signed < total:
        case = "part"
    elif not subject.aligned(check.domain):
        case = "sealed-other"
    else:
        case = "sealed-gaps" if gaps else "sealed"
    # A key that only a file names leaves open whose key it is: one part of the answer.
    whole = case == "sealed" and check.key.source != "supplied"
    badge = Badge.ANSWERED if whole else Badge.IN_PART
    made = _by_seal(check, case, badge, ids)
    if not gaps or case == "sealed-gaps":
        return made
    unsealed = text("reasoning.rung1.not-sealed", fields=gaps)
    return replace(made, statement=followed(made.statement, unsealed))


def _by_seal(check: SignatureCheck, case: str, badge: Badge, ids: tuple[str, ...]) -> Answer:
    statement = text(f"reasoning.rung1.{case}", domain=check.domain)
    if case == "part":
        signed, total = known(check.body_signed) or 0, known(check.body_total) or 0
        statement = text("reasoning.rung1.part", domain=check.domain, signed=signed, total=total)
    elif case == "sealed-gaps":
        gaps = tuple(name for name in check.uncovered if name.lower() in _IMPORTANT)
        statement = text("reasoning.rung1.sealed-gaps", domain=check.domain, fields=gaps)
    return Answer(
        case=case,
        code=Code.ANSWERED,
        badge=badge,
        statement=statement,
        findings=ids,
        key=key_words(check),
    )


def _not_verified(checks: tuple[SignatureCheck, ...], ids: tuple[str, ...]) -> Answer:
    """No seal holds: say which of the very different reasons it is, the most telling first."""
    if not checks:
        return answer(1, "unsigned", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids)
    invalid = [check for check in checks if check.header_signature is HeaderSignature.INVALID]
    if invalid:
        return answer(
            1,
            "does-not-verify",
            Code.NOT_DETERMINABLE,
            Badge.NOT_DETERMINABLE,
            ids,
            domain=invalid[0].domain,
        )
    domain = checks[0].domain
    if untested(checks):
        return answer(1, "not-tested", Code.NOT_TESTED, Badge.NOT_TESTED, ids)
    if {check.key.state for check in checks} & _KEY_GONE:
        return answer(1, "key-gone", Code.NOT_AVAILABLE, Badge.RECORD_NEEDED, ids, domain=domain)
    if all(check.reason in _UNREAD for check in checks):
        return answer(1, "unusable", Code.UNPARSED, Badge.UNPARSED, ids, domain=domain)
    return answer(1, "not-counted", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids, domain=domain)
