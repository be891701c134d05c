"""Rung 2: did the message pass through the organisation's mail system?

A seal of the domain asked about answers. A line in which the receiving side noted a pass is a
record that nothing here has checked and that the holder of the copy could have typed, so the
question stays open; where the domain's own seals were merely not tested, the honest word is
*not tested*.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.authentication import HeaderSignature, SignatureCheck
from provenance.basics import Text, known, text
from provenance.reasoning.against import pass_and_fail
from provenance.reasoning.answer import (
    Answer,
    Found,
    answer,
    followed,
    holder_words,
    ids_of,
    key_words,
)
from provenance.reasoning.claims import is_late, is_weak
from provenance.reasoning.records import Badge, Code
from provenance.reasoning.rules.facts import reported_domain
from provenance.reasoning.rung_copy import conflict, covers_text, untested, weakness
from provenance.reasoning.subject import Subject

_RECORDED: Final = frozenset(("recorded", "permitted", "host-named"))


def through_system(subject: Subject, found: Found) -> Answer:
    """Answer rung 2 for one copy: a seal of the domain, else what the receiver wrote."""
    made = _through(subject, found)
    for more in _ground(subject, made):
        made = replace(made, statement=followed(made.statement, more))
    return made


def _ground(subject: Subject, made: Answer) -> list[Text]:
    """Where the domain was taken from, and who calls the holder of the copy independent."""
    words = []
    if made.case in _RECORDED:
        holder = holder_words(subject)
        words += [holder] if holder is not None else []
    if subject.domains and not subject.named_by_case:
        words.append(text("reasoning.ground.domain-from-line"))
    return words


def _through(subject: Subject, found: Found) -> Answer:
    ids = ids_of(found, "dkim.", "recorded.", "spf.", "dmarc.", "route.handover", "route.names")
    if not subject.domains:
        return answer(2, "no-domain", Code.NOT_DETERMINABLE, Badge.NOT_DETERMINABLE, ids)
    own = _own(subject, subject.verified())
    if own:
        return _own_seal(subject, own, found, ids)
    disputed = _own(subject, subject.disputed())
    if disputed:
        domain = disputed[0].domain
        return answer(2, "key-conflict", Code.CONFLICTING, Badge.CONFLICTING, ids, domain=domain)
    not_tested = untested(_own(subject, subject.analysed.authentication.dkim))
    if subject.analysed.message.repaired and not not_tested:
        return answer(2, "pasted", Code.LOW_QUALITY, Badge.LOW_QUALITY, ids)
    recorded = _by_record(subject, ids, not_tested=not_tested)
    if recorded is not None:
        return recorded
    return _open(subject, ids, not_tested=not_tested)


def _open(subject: Subject, ids: tuple[str, ...], *, not_tested: bool) -> Answer:
    """Neither a seal nor a record of the receiving side: what there is instead."""
    domain = subject.domains[0]
    if not_tested:
        return answer(2, "not-tested", Code.NOT_TESTED, Badge.NOT_TESTED, ids, domain=domain)
    if _checks_failed(subject):
        return answer(2, "checks-failed", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids, domain=domain)
    hosts = named_hosts(subject)
    if hosts:
        return answer(
            2,
            "host-named",
            Code.NOT_AVAILABLE,
            Badge.CLAIMED,
            ids,
            domain=domain,
            host=hosts[0][1],
        )
    return answer(2, "not-shown", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids, domain=domain)


def _by_record(subject: Subject, ids: tuple[str, ...], *, not_tested: bool) -> Answer | None:
    """What the receiving side wrote down, or that its lines contradict each other or the seal."""
    both = [
        domain
        for one in pass_and_fail(subject)
        if subject.aligned(domain := known(reported_domain(one)) or "")
    ]
    if both:
        return answer(2, "pass-and-fail", Code.CONFLICTING, Badge.CONFLICTING, ids, domain=both[0])
    recorded = _recorded_domain(subject)
    if recorded and _contradicted(subject):
        return answer(2, "conflict", Code.CONFLICTING, Badge.CONFLICTING, ids, domain=recorded)
    if subject.analysed.message.repaired:
        return None
    code = Code.NOT_TESTED if not_tested else Code.NOT_AVAILABLE
    if recorded:
        return answer(2, "recorded", code, Badge.RECORDED, ids, domain=recorded)
    permitted = _permitted_domain(subject)
    if permitted:
        return answer(2, "permitted", code, Badge.CLAIMED, ids, domain=permitted)
    return None


def _own(subject: Subject, checks: tuple[SignatureCheck, ...]) -> tuple[SignatureCheck, ...]:
    return tuple(check for check in checks if subject.aligned(check.domain))


def _own_seal(
    subject: Subject, own: tuple[SignatureCheck, ...], found: Found, ids: tuple[str, ...]
) -> Answer:
    """The seal that covers the text goes first; in part only, as no key was tested."""
    ordered = sorted(own, key=lambda one: (not covers_text(one), is_late(one) or is_weak(one)))
    against = conflict(2, subject, ordered, ids)
    if against is not None:
        return against
    check = ordered[0]
    case = "sealed" if covers_text(check) else "header-sealed"
    made = answer(
        2, case, Code.ANSWERED, Badge.IN_PART, ids_of(found, "dkim."), domain=check.domain
    )
    for more in weakness(check):
        made = replace(made, statement=followed(made.statement, more))
    return replace(made, key=key_words(check))


def named_hosts(subject: Subject) -> tuple[tuple[int, str], ...]:
    """Hosts of the domain that a Received line names, with the line's field, oldest first.

    Only the name under which a server wrote the line, at or below the trust boundary, and the
    name that a server looked up for its peer; never the name that the peer gave itself.
    """
    route = subject.analysed.trace.route
    last = known(route.boundary.position)
    found = []
    for hop in route.hops:
        if last is not None and hop.position > last:
            continue
        names = (known(hop.trace.by), known(hop.trace.rdns))
        found += [(hop.trace.field, name) for name in names if name and subject.aligned(name)]
    return tuple(found)


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
