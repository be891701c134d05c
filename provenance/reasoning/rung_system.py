"""Rung 2: did the message pass through the organisation's mail system?

A seal of the organisation answers. A line in which the receiving side noted a pass is a record
that nothing here has checked: it answers only out of an independent person's copy, and where the
organisation's own seals were merely not tested, the honest word is *not tested*.
"""

from __future__ import annotations

from provenance.authentication import BodyHash, HeaderSignature, SignatureCheck
from provenance.basics import known, text
from provenance.reasoning.answer import Answer, Found, answer, by_line, ids_of, key_words
from provenance.reasoning.records import Badge, Code
from provenance.reasoning.rules.facts import reported_domain
from provenance.reasoning.rung_copy import untested
from provenance.reasoning.subject import Subject


def through_system(subject: Subject, found: Found) -> Answer:
    """Answer rung 2 for one copy: a seal of the organisation, else what the receiver wrote."""
    ids = ids_of(found, "dkim.", "recorded.", "spf.", "dmarc.", "route.handover")
    if not subject.domains:
        return answer(2, "no-domain", Code.NOT_DETERMINABLE, Badge.NOT_DETERMINABLE, ids)
    own = _own(subject, subject.verified())
    if own:
        return _sealed(own, ids_of(found, "dkim."))
    disputed = _own(subject, subject.disputed())
    if disputed:
        domain = disputed[0].domain
        return answer(2, "key-conflict", Code.CONFLICTING, Badge.CONFLICTING, ids, domain=domain)
    not_tested = untested(_own(subject, subject.analysed.authentication.dkim))
    if subject.analysed.message.repaired and not not_tested:
        return answer(2, "pasted", Code.LOW_QUALITY, Badge.LOW_QUALITY, ids)
    recorded = _recorded_domain(subject)
    if recorded and _contradicted(subject):
        return answer(2, "conflict", Code.CONFLICTING, Badge.CONFLICTING, ids, domain=recorded)
    noted = recorded or _permitted_domain(subject)
    if noted and not subject.analysed.message.repaired:
        code, badge = by_line(subject)
        case = "recorded" if recorded else "permitted"
        return answer(2, case, Code.NOT_TESTED if not_tested else code, badge, ids, domain=noted)
    domain = subject.domains[0]
    if not_tested:
        return answer(2, "not-tested", Code.NOT_TESTED, Badge.NOT_TESTED, ids, domain=domain)
    case = "checks-failed" if _checks_failed(subject) else "not-shown"
    return answer(2, case, Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids, domain=domain)


def _own(subject: Subject, checks: tuple[SignatureCheck, ...]) -> tuple[SignatureCheck, ...]:
    return tuple(check for check in checks if subject.aligned(check.domain))


def _sealed(own: tuple[SignatureCheck, ...], ids: tuple[str, ...]) -> Answer:
    """The seal that fits the text as well goes first; a supplied key answers in part only."""
    check = min(own, key=lambda one: (one.body_hash is not BodyHash.MATCH, _supplied(one)))
    case = "sealed" if check.body_hash is BodyHash.MATCH else "header-sealed"
    whole = case == "sealed" and not _supplied(check)
    return Answer(
        case=case,
        code=Code.ANSWERED,
        badge=Badge.ANSWERED if whole else Badge.IN_PART,
        statement=text(f"reasoning.rung2.{case}", domain=check.domain),
        findings=ids,
        key=key_words(check),
    )


def _supplied(check: SignatureCheck) -> bool:
    return check.key.source == "supplied"


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
