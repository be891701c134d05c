"""Rung 1: is this copy unaltered? From the seals and the form of the copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from provenance.authentication import (
    BodyHash,
    DkimReason,
    DkimResult,
    HeaderSignature,
    KeyState,
    Repair,
    RepairOutcome,
    SignatureCheck,
)
from provenance.basics import Address, Param, Text, known, text
from provenance.message import Message
from provenance.reasoning.against import recorded_against
from provenance.reasoning.answer import (
    Answer,
    Found,
    answer,
    bare,
    followed,
    ids_of,
    key_words,
    rules_of,
)
from provenance.reasoning.claims import is_late, is_weak
from provenance.reasoning.records import Badge, Code, FindingKind
from provenance.reasoning.subject import Subject

_IMPORTANT: Final = frozenset(("from", "to", "cc", "subject", "date"))
_BODY_RULE: Final = "authentication.body-changed-after-pass"
# What decides how the bytes of the text are shown (RFC 2045).
_FORM: Final = frozenset(("content-type", "content-transfer-encoding", "mime-version"))
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
    """Answer rung 1 for one copy: the seal of the domain asked about, else why none answers.

    A seal of another domain never answers: anybody has a domain to seal a copy with.
    """
    ids = ids_of(
        found, "dkim.", "copy.pasted", "copy.no-body", "copy.hidden-text", "copy.export-route"
    ) + rules_of(found, 1)
    own = tuple(check for check in subject.verified() if subject.aligned(check.domain))
    if own:
        return _own_seal(subject, sorted(own, key=_rank), found, ids)
    disputed = subject.disputed()
    if disputed:
        domain = disputed[0].domain
        return answer(1, "key-conflict", Code.CONFLICTING, Badge.CONFLICTING, ids, domain=domain)
    checks = subject.analysed.authentication.dkim
    foreign = subject.verified()
    ours = tuple(check for check in checks if subject.aligned(check.domain))
    if foreign and (not ours or any(_invalid(check) for check in ours)):
        return _foreign(foreign[0], next((check for check in ours if _invalid(check)), None), ids)
    if subject.analysed.message.repaired and not untested(checks):
        return answer(1, "pasted", Code.LOW_QUALITY, Badge.LOW_QUALITY, ids)
    return _not_verified(ours or checks, ids)


def _own_seal(
    subject: Subject, own: list[SignatureCheck], found: Found, ids: tuple[str, ...]
) -> Answer:
    """A seal of the domain asked about fits; records that contradict it are named first."""
    against = conflict(1, subject, own, ids)
    if against is not None:
        return against
    by_rule = any(item.kind is FindingKind.ALTERATION and item.name == _BODY_RULE for item in found)
    if own[0].body_hash is BodyHash.MISMATCH and by_rule:
        changed = followed_all(_changed(own[0]), _route_cause(subject))
        return replace(_sealed(subject, own[0], ids), case="changed", statement=changed)
    return _sealed(subject, own[0], ids)


def conflict(
    rung: int, subject: Subject, own: Sequence[SignatureCheck], ids: tuple[str, ...]
) -> Answer | None:
    """The answer where a record contradicts the seal: both are named, none is preferred."""
    check = own[0]
    recorded = recorded_against(subject, check)
    if recorded:
        case, more = "seal-conflict", {"recorded": recorded}
    elif all(is_late(one) for one in own):
        case, more = "late", {}
    else:
        return None
    return replace(
        answer(rung, case, Code.CONFLICTING, Badge.CONFLICTING, ids, domain=check.domain, **more),
        key=key_words(check),
    )


def _route_cause(subject: Subject) -> tuple[Text, ...]:
    """The way of copying, where it alone explains that the text is another one."""
    way = subject.analysed.export_route.explains("body-hash")
    if not isinstance(way, str):
        return ()
    return (text("reasoning.rung1.route", way=text(f"origin.export.name.{way}")),)


def followed_all(statement: Text, more: tuple[Text, ...]) -> Text:
    """A statement with further sentences behind it."""
    for one in more:
        statement = followed(statement, one)
    return statement


def _changed(check: SignatureCheck) -> Text:
    return text("reasoning.rung1.changed", domain=check.domain)


def _invalid(check: SignatureCheck) -> bool:
    return check.header_signature is HeaderSignature.INVALID


def _foreign(check: SignatureCheck, own: SignatureCheck | None, ids: tuple[str, ...]) -> Answer:
    """Only a seal of another domain fits: the own seal that does not is named first."""
    if own is None:
        made = answer(
            1, "sealed-other", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids, domain=check.domain
        )
    else:
        made = answer(
            1,
            "own-does-not-fit",
            Code.NOT_DETERMINABLE,
            Badge.NOT_DETERMINABLE,
            ids,
            domain=own.domain,
            other=check.domain,
        )
    return replace(made, key=key_words(check))


def untested(checks: tuple[SignatureCheck, ...]) -> bool:
    """Whether a seal was not checked for want of an answer, and could be in another run."""
    return any(
        check.key.state in {KeyState.NOT_ATTEMPTED, KeyState.TEMPORARY_ERROR}
        and check.reason in {DkimReason.KEY_NOT_ATTEMPTED, DkimReason.DNS_TEMPORARY_ERROR}
        for check in checks
    )


def repaired(check: SignatureCheck) -> bool:
    """Whether a failing seal fits once a known harmless change is undone."""
    found = check.repair
    return isinstance(found, Repair) and found.outcome is RepairOutcome.VERIFIED


def open_bytes(check: SignatureCheck) -> int:
    """How many bytes of the text the seal leaves open (RFC 6376 §8.2, ``l=``)."""
    signed, total = known(check.body_signed), known(check.body_total)
    return 0 if signed is None or total is None else max(0, total - signed)


def covers_text(check: SignatureCheck) -> bool:
    """Whether the seal fits the text and covers all of it."""
    return check.body_hash is BodyHash.MATCH and not open_bytes(check)


def _rank(check: SignatureCheck) -> tuple[int, bool, bool]:
    order = {BodyHash.MATCH: 0, BodyHash.NOT_TESTABLE: 2, BodyHash.MISMATCH: 3}
    at = 1 if check.body_hash is BodyHash.MATCH and open_bytes(check) else order[check.body_hash]
    return at, is_late(check) or is_weak(check), check.result is not DkimResult.PASS


def _gaps(check: SignatureCheck) -> tuple[str, ...]:
    """Names of the fields that matter and that the seal leaves open, wholly or in part.

    Content-Type and its kin decide what of the sealed bytes a reader sees.
    """
    return tuple(name for name in check.uncovered if name.lower() in _IMPORTANT | _FORM)


def _sealed(subject: Subject, check: SignatureCheck, ids: tuple[str, ...]) -> Answer:
    """What the seal covers, then what it leaves open, then what weakens it.

    Always in part: that the key is the domain's own was not tested.
    """
    gaps = _gaps(check)
    signed, total = known(check.body_signed) or 0, known(check.body_total) or 0
    if check.body_hash is BodyHash.MISMATCH:
        case = "text-differs"
    elif check.body_hash is BodyHash.NOT_TESTABLE:
        case = "header-only"
    elif open_bytes(check):
        case = "part" if signed else "no-text"
    else:
        case = "sealed-gaps" if gaps else "sealed"
    params: dict[str, Param] = {"domain": check.domain}
    if case == "part":
        params.update(signed=signed, total=total)
    made = answer(1, case, Code.ANSWERED, Badge.IN_PART, ids, **params)
    statement = made.statement
    undone: tuple[Text, ...] = (text("reasoning.rung1.repaired"),) if repaired(check) else ()
    if case == "text-differs":
        undone += _route_cause(subject)
    for more in (*undone, *_open_words(subject, check, gaps), *weakness(check)):
        statement = followed(statement, more)
    return replace(made, statement=statement, key=key_words(check))


def _open_words(subject: Subject, check: SignatureCheck, gaps: tuple[str, ...]) -> list[Text]:
    words = [text("reasoning.rung1.not-sealed", fields=gaps)] if gaps else []
    form = tuple(name for name in gaps if name.lower() in _FORM)
    if form and check.body_hash is not BodyHash.NOT_TESTABLE:
        words.append(text("reasoning.rung1.view-open", fields=form))
    if "from" in {name.lower() for name in gaps}:
        sealed, loose = authors_by_seal(subject.analysed.message, check)
        words.append(text("reasoning.rung1.two-from", sealed=sealed, open=loose))
    return words


def weakness(check: SignatureCheck) -> tuple[Text, ...]:
    """What takes weight from a seal that fits."""
    found = []
    if check.algorithm.lower() == "rsa-sha1":
        found.append(text("reasoning.weak.sha1"))
    if check.key.testing:
        found.append(text("reasoning.weak.testing"))
    return tuple(found)


def authors_by_seal(
    message: Message, check: SignatureCheck
) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """Addresses of the From fields that the seal covers, and of those that it does not."""
    from provenance.message import parse_addresses

    covered = frozenset(check.covered_fields)
    sealed: list[Address] = []
    loose: list[Address] = []
    for field in message.named("from"):
        found = sealed if field.index in covered else loose
        found.extend(bare(one) for one in parse_addresses(field.value))
    return tuple(sealed), tuple(loose)


def _not_verified(checks: tuple[SignatureCheck, ...], ids: tuple[str, ...]) -> Answer:
    """No seal holds: say which of the very different reasons it is, the most telling first."""
    if not checks:
        return answer(1, "unsigned", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids)
    invalid = [check for check in checks if check.header_signature is HeaderSignature.INVALID]
    if invalid:
        made = answer(
            1,
            "does-not-verify",
            Code.NOT_DETERMINABLE,
            Badge.NOT_DETERMINABLE,
            ids,
            domain=invalid[0].domain,
        )
        if any(repaired(check) for check in invalid):
            added = followed(made.statement, text("reasoning.rung1.repaired"))
            return replace(made, statement=added)
        return made
    domain = checks[0].domain
    if untested(checks):
        return answer(1, "not-tested", Code.NOT_TESTED, Badge.NOT_TESTED, ids)
    changed = any(check.reason is DkimReason.KEY_CHANGED for check in checks)
    if changed or {check.key.state for check in checks} & _KEY_GONE:
        return answer(1, "key-gone", Code.NOT_AVAILABLE, Badge.RECORD_NEEDED, ids, domain=domain)
    if all(check.reason in _UNREAD for check in checks):
        return answer(1, "unusable", Code.UNPARSED, Badge.UNPARSED, ids, domain=domain)
    if all(check.reason is DkimReason.LIMIT_EXCEEDED for check in checks):
        return answer(1, "limit", Code.NOT_TESTED, Badge.NOT_TESTED, ids)
    return answer(1, "not-counted", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids, domain=domain)
