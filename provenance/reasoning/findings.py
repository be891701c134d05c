"""Collects the findings of all messages and gives them their numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from provenance.basics import Address, Instant, State, Text, text
from provenance.copies import CopyComparison
from provenance.correlation import AuditSide
from provenance.reasoning.claims import cap, weakest
from provenance.reasoning.facts_authentication import authentication_findings
from provenance.reasoning.facts_copy import copy_findings, disclosure_findings
from provenance.reasoning.facts_export import export_findings
from provenance.reasoning.facts_hidden import hidden_findings
from provenance.reasoning.facts_origin import origin_findings
from provenance.reasoning.facts_route import route_findings
from provenance.reasoning.inferences import parted
from provenance.reasoning.rates import rates_in_words
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.rules.engine import Match, evaluate
from provenance.reasoning.rules.facts import FactBase, fact_base
from provenance.reasoning.rules.load import Rule, Rules
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_fields, where_header, where_span
from provenance.trace import AttestationClass

MAX_SPANS: Final = 6
"""So many stretches of the content are named as the places of one finding."""
_TOPICS: Final = (
    copy_findings,
    export_findings,
    hidden_findings,
    route_findings,
    authentication_findings,
    origin_findings,
    disclosure_findings,
)


_NO_COPIES: Final = CopyComparison()


def collect(
    subjects: tuple[Subject, ...],
    rules: Rules,
    audit: AuditSide,
    copies: CopyComparison = _NO_COPIES,
    items: tuple[Subject, ...] = (),
) -> tuple[Finding, ...]:
    """All findings: facts in order of message and topic, then what the rules infer of them.

    ``items`` are Outlook items without a message: only their properties are looked at.
    """
    topics = list[Callable[[Subject], list[Finding]]](_TOPICS)
    if audit.sources:
        from provenance.reasoning.facts_audit import audit_findings

        topics.append(lambda subject: audit_findings(subject, audit))
    if any(one.exhibit.outlook is not None or one.beside for one in subjects):
        from provenance.reasoning.facts_mapi import mapi_findings

        topics.append(mapi_findings)
    if any(not isinstance(one.analysed.calibration, State) for one in subjects):
        from provenance.reasoning.facts_calibration import calibration_findings

        topics.append(calibration_findings)
    facts = [finding for subject in subjects for topic in topics for finding in topic(subject)]
    if copies.groups:
        from provenance.reasoning.facts_copies import copies_findings

        facts += copies_findings(
            copies, {s.analysed.message.id: s.analysed.message for s in subjects}
        )
    if audit.sources:
        from provenance.reasoning.facts_logs import log_file_findings

        facts += log_file_findings(audit)
    inferred = [finding for subject in subjects for finding in infer(subject, rules)]
    if items:
        from provenance.reasoning.facts_mapi import mapi_findings

        own = tuple(rule for rule in rules.rules if rule.id.startswith("outlook."))
        about = replace(rules, rules=own)
        facts += [finding for item in items for finding in mapi_findings(item)]
        inferred += [finding for item in items for finding in infer(item, about)]
    stated, follows = parted(facts)
    return (*_numbered("F", stated), *_numbered("I", [*follows, *inferred]))


def _numbered(letter: str, findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(
        replace(finding, id=f"{letter}-{number}") for number, finding in enumerate(findings, 1)
    )


def facts_of(subject: Subject) -> FactBase:
    """All facts that rules may ask about one message, those of its Outlook item too."""
    analysed = subject.analysed
    base = fact_base(
        analysed.message,
        analysed.trace,
        analysed.authentication,
        subject.attestations,
        analysed.clocks,
        analysed.client,
    )
    if subject.exhibit.outlook is not None or subject.beside:
        from provenance.reasoning.rules.mapi_facts import with_mapi

        base = with_mapi(base, subject)
    return base


def infer(subject: Subject, rules: Rules) -> list[Finding]:
    """Run every rule on one message; each match is one finding."""
    base = facts_of(subject)
    found: list[Finding] = []
    for rule in rules.rules:
        if rule.status == "deprecated":
            continue
        evaluation = evaluate(rule, base)
        found.extend(
            replace(_inference(subject, rule, match), rates=rates_in_words(rule, rules.counted_on))
            for match in evaluation.matches
        )
        if evaluation.capped:
            found.append(subject.capped_rule(rule.id))
    return found


def _inference(subject: Subject, rule: Rule, match: Match) -> Finding:
    message = subject.analysed.message
    where = (
        *where_fields(message, match.fields),
        *match.spots,
        *(where_span(message, span, "content") for span in match.spans[:MAX_SPANS]),
    )
    limit = min(
        (cap(cls) for cls in match.classes),
        default=1,
    )
    if AttestationClass.SIGNED in match.classes:
        limit = min(limit, subject.seal_limit())
    group = match.groups[0].partition(":")[2] if match.groups else ""
    return subject.finding(
        rule.id,
        FindingKind(rule.finding),
        rule.rung,
        _words(rule, match),
        fields=match.fields,
        where=where or (where_header(message),),
        cls=weakest(match.classes),
        strength=min(rule.strength, limit),
        group=group or ("" if match.fields else f"rule:{rule.id}"),
        rule=rule.id,
        assumptions=tuple(text(f"reasoning.assumption.{name}") for name in rule.assumptions),
        defeaters=tuple(
            text(f"rule.{rule.id}.false-positive.{number}")
            for number in range(1, rule.false_positives + 1)
        ),
        cautions=(text(f"rule.{rule.id}.caution"),),
        counted=len(where) + max(0, len(match.spans) - MAX_SPANS),
    )


def _words(rule: Rule, match: Match) -> Text:
    """The rule's explanation with the values that its placeholders name."""
    explanation = str(rule.logic["explanation"])
    shown = {
        name: value
        for name, value in match.values.items()
        if f"{{{name}}}" in explanation and isinstance(value, str | int | Instant | Address)
    }
    return text(f"rule.{rule.id}.explanation", **shown)
