"""What the receiving side recorded that speaks against a seal which fits this copy."""

from __future__ import annotations

from typing import Final

from provenance.authentication import SignatureCheck
from provenance.basics import known
from provenance.reasoning.rules.facts import is_about, reported_domain
from provenance.reasoning.subject import Subject
from provenance.trace import ReportedResult

_METHODS: Final = frozenset(("dkim", "dmarc"))


def recorded_against(subject: Subject, check: SignatureCheck) -> tuple[str, ...]:
    """Failures that the receiving side recorded and that contradict this seal (RFC 8601).

    A failure of SPF alone contradicts no seal (forwarding causes it), so it is named only beside
    one that does. Where a pass of the same domain is recorded too, the failure is another seal's.
    """
    message = subject.analysed.message
    believed = [one for one in subject.analysed.trace.reported if one.believed]
    about = [one for one in believed if is_about(message, check, one)]
    failed = [one for one in about if one.result == "fail"]
    if any(one.result == "pass" for one in about):
        failed = []
    for one in believed:
        domain = known(reported_domain(one)) or ""
        if one.method == "dmarc" and one.result == "fail" and _related(check.domain, domain):
            failed.append(one)
    if not failed:
        return ()
    for one in believed:
        domain = known(reported_domain(one)) or ""
        if one.method == "spf" and one.result == "fail" and _related(check.domain, domain):
            failed.append(one)
    return tuple(dict.fromkeys(f"{one.method}=fail" for one in failed))


def pass_and_fail(subject: Subject) -> tuple[ReportedResult, ...]:
    """Results of DKIM, SPF or DMARC that the reading of the journey set aside as contradictory."""
    return tuple(
        one
        for one in subject.analysed.trace.reported
        if one.why.id == "trace.reported.contradictory" and one.method in {*_METHODS, "spf"}
    )


def passed_without_seal(subject: Subject) -> str:
    """Domain of a recorded DKIM pass whose seal this copy does not carry, "" if there is none."""
    carried = {check.domain.lower() for check in subject.analysed.authentication.dkim}
    for one in subject.analysed.trace.reported:
        domain = known(reported_domain(one))
        if not (one.believed and one.method == "dkim" and one.result == "pass" and domain):
            continue
        if domain not in carried:
            return domain
    return ""


def _related(one: str, other: str) -> bool:
    left, right = one.lower().rstrip("."), other.lower().rstrip(".")
    return bool(right) and (
        left == right or left.endswith(f".{right}") or right.endswith(f".{left}")
    )
