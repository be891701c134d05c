"""Puts the reasoning together: findings, rules, ladder, requests."""

from __future__ import annotations

from datetime import date

from provenance.case import Case
from provenance.evidence import Exhibit
from provenance.reasoning.findings import collect
from provenance.reasoning.ladder import climb
from provenance.reasoning.records import AnalysedMessage, Reasoning, RuleSet
from provenance.reasoning.requests import make_requests
from provenance.reasoning.rules import load_rules
from provenance.reasoning.subject import make_subjects


def reason(
    messages: tuple[AnalysedMessage, ...],
    exhibits: tuple[Exhibit, ...],
    case: Case,
    *,
    as_of: date,
) -> Reasoning:
    """Conclude from all messages of a case; a pure function of its arguments and the rules.

    The comparison of explanations is not attempted yet. No person is ever named from copies.
    """
    rules = load_rules()
    subjects = make_subjects(messages, exhibits, case)
    findings = collect(subjects, rules)
    requests = make_requests(subjects, as_of=as_of)
    return Reasoning(
        findings=findings,
        ladder=climb(subjects, findings, requests, account=case.account),
        rules=RuleSet(version=rules.version, sha256=rules.sha256, count=len(rules.rules)),
        requests=requests,
    )
