"""What one copy says on each rung of the ladder, before several copies are put together.

Every answer is a case name, which is also the id of its sentence: ``reasoning.rung1.sealed``.
"""

from __future__ import annotations

from typing import Final

from provenance.authentication import (
    BodyHash,
    DkimReason,
    DkimResult,
    HeaderSignature,
    KeyState,
    SignatureCheck,
)
from provenance.basics import Address, Param, State, Text, known, text
from provenance.basics.record import dataclass
from provenance.origin import OriginFact, sender_differs
from provenance.reasoning.records import Code, Finding, FindingKind
from provenance.reasoning.rules.facts import reported_domain
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of one copy on one rung."""

    code: Code
    statement: Text
    findings: tuple[str, ...] = ()


Found = tuple[Finding, ...]
_INSIDE: Final = frozenset(("private", "loopback", "link-local"))
_IMPORTANT: Final = frozenset(("from", "to", "cc", "subject", "date"))
_KEY_GONE: Final = frozenset(
    (KeyState.MISSING, KeyState.REVOKED, KeyState.WRONG_TYPE, KeyState.UNREADABLE)
)


def _ids(found: Found, *prefixes: str) -> tuple[str, ...]:
    """Ids of findings whose names start with one of these."""
    return tuple(item.id for item in found if item.name.startswith(prefixes))


def _rules_of(found: Found, rung: int) -> tuple[str, ...]:
    return tuple(
        item.id for item in found if item.rung == rung and not isinstance(item.rule, State)
    )


def _answer(rung: int, case: str, code: Code, ids: tuple[str, ...], **params: Param) -> Answer:
    return Answer(code=code, statement=text(f"reasoning.rung{rung}.{case}", **params), findings=ids)


# -- rung 1: is this copy unaltered ------------------------------------------------------------


def copy_unaltered(subject: Subject, found: Found) -> Answer:
    """Rung 1, from the seals and the form of the copy."""
    ids = _ids(found, "dkim.", "copy.pasted", "copy.no-body") + _rules_of(found, 1)
    if any(item.kind is FindingKind.ALTERATION for item in found):
        for check in subject.verified():
            if check.body_hash is BodyHash.MISMATCH:
                return _answer(1, "changed", Code.ANSWERED, ids, domain=check.domain)
    verified = sorted(
        subject.verified(), key=lambda check: (_rank(check), not subject.aligned(check.domain))
    )
    if verified:
        return _sealed(subject, verified[0], ids)
    if subject.analysed.message.repaired:
        return _answer(1, "pasted", Code.LOW_QUALITY, ids)
    return _not_verified(subject.analysed.authentication.dkim, ids)


def _rank(check: SignatureCheck) -> int:
    order = {BodyHash.MATCH: 0, BodyHash.NOT_TESTABLE: 1, BodyHash.MISMATCH: 2}
    return order[check.body_hash] * 2 + (check.result is not DkimResult.PASS)


def _sealed(subject: Subject, check: SignatureCheck, ids: tuple[str, ...]) -> Answer:
    if check.body_hash is BodyHash.MISMATCH:
        return _answer(1, "text-differs", Code.ANSWERED, ids, domain=check.domain)
    if check.body_hash is BodyHash.NOT_TESTABLE:
        return _answer(1, "header-only", Code.ANSWERED, ids, domain=check.domain)
    signed, total = known(check.body_signed), known(check.body_total)
    if signed is not None and total is not None and signed < total:
        return _answer(
            1, "part", Code.ANSWERED, ids, domain=check.domain, signed=signed, total=total
        )
    if not subject.aligned(check.domain):
        return _answer(1, "sealed-other", Code.ANSWERED, ids, domain=check.domain)
    gaps = tuple(name for name in check.uncovered if name.lower() in _IMPORTANT)
    if gaps:
        return _answer(1, "sealed-gaps", Code.ANSWERED, ids, domain=check.domain, fields=gaps)
    return _answer(1, "sealed", Code.ANSWERED, ids, domain=check.domain)


def _not_verified(checks: tuple[SignatureCheck, ...], ids: tuple[str, ...]) -> Answer:
    """No seal holds: say which of the very different reasons it is, the most telling first."""
    if not checks:
        return _answer(1, "unsigned", Code.NOT_AVAILABLE, ids)
    invalid = [check for check in checks if check.header_signature is HeaderSignature.INVALID]
    if invalid:
        return _answer(1, "does-not-verify", Code.NOT_DETERMINABLE, ids, domain=invalid[0].domain)
    states = {check.key.state for check in checks}
    if states & {KeyState.NOT_ATTEMPTED, KeyState.TEMPORARY_ERROR}:
        return _answer(1, "not-tested", Code.NOT_TESTED, ids)
    if any(check.reason is DkimReason.KEY_NOT_ATTEMPTED for check in checks):
        return _answer(1, "not-tested", Code.NOT_TESTED, ids)
    if states & _KEY_GONE:
        return _answer(1, "key-gone", Code.NOT_AVAILABLE, ids, domain=checks[0].domain)
    return _answer(1, "unusable", Code.UNPARSED, ids, domain=checks[0].domain)


# -- rung 2: did it pass through the organisation's system -------------------------------------


def through_system(subject: Subject, found: Found) -> Answer:
    """Rung 2: a seal of the organisation, else what the receiving server wrote down."""
    ids = _ids(found, "dkim.", "recorded.", "spf.", "dmarc.", "route.handover")
    if not subject.domains:
        return _answer(2, "no-domain", Code.NOT_DETERMINABLE, ids)
    own = [check for check in subject.verified() if subject.aligned(check.domain)]
    if own:
        whole = any(check.body_hash is BodyHash.MATCH for check in own)
        case = "sealed" if whole else "header-sealed"
        return _answer(2, case, Code.ANSWERED, _ids(found, "dkim."), domain=own[0].domain)
    if subject.analysed.message.repaired:
        return _answer(2, "pasted", Code.LOW_QUALITY, ids)
    recorded = _recorded_domain(subject)
    if recorded and _contradicted(subject):
        return _answer(2, "conflict", Code.CONFLICTING, ids, domain=recorded)
    if recorded:
        return _answer(2, "recorded", Code.ANSWERED, ids, domain=recorded)
    permitted = _permitted_domain(subject)
    if permitted:
        return _answer(2, "permitted", Code.ANSWERED, ids, domain=permitted)
    checks = subject.analysed.authentication.dkim
    if any(check.key.state is KeyState.NOT_ATTEMPTED for check in checks):
        return _answer(2, "not-tested", Code.NOT_TESTED, ids, domain=subject.domains[0])
    case = "checks-failed" if _checks_failed(subject) else "not-shown"
    return _answer(2, case, Code.NOT_AVAILABLE, ids, domain=subject.domains[0])


def _checks_failed(subject: Subject) -> bool:
    """Whether SPF or DMARC of the organisation's domain failed, computed or believed."""
    analysed = subject.analysed
    computed = [(check.domain, check.result) for check in analysed.authentication.spf]
    computed += [(check.domain, check.result) for check in analysed.authentication.dmarc]
    recorded = [
        (reported_domain(result), result.result)
        for result in analysed.trace.reported
        if result.believed and result.method in {"spf", "dmarc"}
    ]
    return any(
        result == "fail" and subject.aligned(known(domain) or "")
        for domain, result in (*computed, *recorded)
    )


def _contradicted(subject: Subject) -> bool:
    """Whether a seal of the organisation was checked with its key and does not fit this copy."""
    return any(
        check.header_signature is HeaderSignature.INVALID and subject.aligned(check.domain)
        for check in subject.analysed.authentication.dkim
    )


def _recorded_domain(subject: Subject) -> str:
    """The organisation's domain in a believed pass of DKIM, of DMARC or of SPF, in this order."""
    for method in ("dkim", "dmarc", "spf"):
        for result in subject.analysed.trace.reported:
            if result.believed and result.method == method and result.result == "pass":
                domain = known(reported_domain(result))
                if domain and subject.aligned(domain):
                    return domain
    return ""


def _permitted_domain(subject: Subject) -> str:
    for check in subject.analysed.authentication.spf:
        domain = known(check.domain)
        if check.result == "pass" and domain and subject.aligned(domain):
            return domain.lower()
    return ""


# -- rung 3: which account, in which mode ------------------------------------------------------


def account_used(subject: Subject, found: Found) -> Answer:
    """Rung 3: what is named, and that the way of use is not shown unless a line shows it."""
    ids = _ids(found, "identity.", "origin.account", "origin.representing", "origin.submission")
    identity, origin = subject.analysed.trace.identity, subject.analysed.origin
    login = known(origin.account.value)
    if login:
        vouched = _vouched(subject, origin.account)
        return _answer(
            3,
            "login" if vouched else "login-claimed",
            Code.ANSWERED if vouched else Code.NOT_AVAILABLE,
            ids,
            account=Address(spec=login),
        )
    if not identity.from_:
        return _answer(3, "no-from", Code.NOT_AVAILABLE, ids)
    author, sender = identity.from_[0], known(identity.sender)
    # The Sender field of a mailing list names the list, not somebody who acted for the author.
    is_list = bool(subject.analysed.message.named("list-id"))
    if sender is not None and sender_differs(subject.analysed.trace) and not is_list:
        return _answer(3, "sender", Code.NOT_AVAILABLE, ids, author=author, sender=sender)
    sealed = [
        check
        for check in subject.verified()
        if subject.aligned(check.domain) and _covers_from(subject, check)
    ]
    if sealed:
        return _answer(
            3, "sealed", Code.NOT_AVAILABLE, ids, account=author, domain=sealed[0].domain
        )
    return _answer(3, "claim", Code.NOT_AVAILABLE, ids, account=author)


def _covers_from(subject: Subject, check: SignatureCheck) -> bool:
    return any(
        subject.analysed.message.fields[index].lname == "from"
        for index in check.covered_fields
        if index < len(subject.analysed.message.fields)
    )


# -- rung 4: which client, device, network -----------------------------------------------------


def network_used(subject: Subject, found: Found) -> Answer:
    """Rung 4: an address of submission that the header shows, or that none is shown."""
    ids = _ids(found, "origin.ip", "origin.submission", "client.")
    origin = subject.analysed.origin
    ip = known(origin.ip.value)
    if ip is None:
        case = "removed" if origin.provider in {"exchange-online", "icloud"} else "not-shown"
        return _answer(4, case, Code.NOT_AVAILABLE, ids)
    if origin.ip_class in _INSIDE:
        return _answer(4, "inside", Code.NOT_AVAILABLE, ids, ip=ip)
    if not _vouched(subject, origin.ip):
        return _answer(4, "claimed", Code.NOT_AVAILABLE, ids, ip=ip)
    return _answer(4, "shown", Code.ANSWERED, ids, ip=ip)


def _vouched(subject: Subject, fact: OriginFact) -> bool:
    """Whether the receiving side wrote it: anybody can add a line below the trust boundary."""
    return bool(fact.fields) and subject.cls(*fact.fields) is AttestationClass.RECEIVER


# -- rung 5: which person ----------------------------------------------------------------------


def person(_subject: Subject, found: Found) -> Answer:
    """Rung 5: copies alone never decide it, whatever else is known (architecture §4)."""
    return _answer(5, "copies-only", Code.NOT_DETERMINABLE, _ids(found, "identity.from"))


ANSWERS: Final = {
    1: copy_unaltered,
    2: through_system,
    3: account_used,
    4: network_used,
    5: person,
}
