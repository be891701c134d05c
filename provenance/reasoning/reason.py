"""Puts the reasoning together: findings, rules, ladder, requests, first page."""

from __future__ import annotations

from datetime import date

from provenance.basics import State
from provenance.case import Case
from provenance.copies import CopyComparison
from provenance.correlation import AuditSide
from provenance.evidence import Exhibit
from provenance.reasoning.cited import Cited
from provenance.reasoning.compare import (
    all_explanations,
    compare_messages,
    speaks_against,
    with_claims,
)
from provenance.reasoning.compare.assumption_tests import tested_by
from provenance.reasoning.compare.contradicted import with_contradicted
from provenance.reasoning.compare.hands import subjects_with_hands, with_hands
from provenance.reasoning.compare.tested import with_tested
from provenance.reasoning.conclusion import conclude
from provenance.reasoning.doubted import with_doubts
from provenance.reasoning.findings import collect
from provenance.reasoning.ladder import ask_all, climb, gaps_of
from provenance.reasoning.records import AnalysedMessage, Badge, Reasoning, RuleSet
from provenance.reasoning.requests import make_requests, order_requests
from provenance.reasoning.rules import load_rules
from provenance.reasoning.rung_logs import fifth_rung
from provenance.reasoning.scope import find_organisation, find_scope
from provenance.reasoning.subject import Subject, make_subjects

_NO_EXPORTS = AuditSide()
_NO_COPIES = CopyComparison()


def reason(
    messages: tuple[AnalysedMessage, ...],
    exhibits: tuple[Exhibit, ...],
    case: Case,
    *,
    as_of: date,
    audit: AuditSide = _NO_EXPORTS,
    copies: CopyComparison = _NO_COPIES,
    aside: frozenset[str] = frozenset(),
) -> Reasoning:
    """Conclude from all messages of a case; a pure function of its arguments and the rules.

    Findings are made of every message; the ladder and the requests are about those in dispute.
    The messages ``aside`` (recalls, receipts, answers) are not in dispute.
    Explanations are compared for each message in dispute, with its copies and never with another
    message: those without a name always, for people only if the case file names them. No person is
    ever named from copies.
    """
    rules = load_rules()
    subjects = subjects_with_hands(make_subjects(messages, exhibits, case), case)
    audit = with_hands(audit, case)
    items = _items(messages, exhibits, case)
    found = with_tested(collect(subjects, rules, audit, copies, items), case, audit)
    found = with_doubts(with_contradicted(found, case, audit))
    scope = find_scope(subjects, case, aside)
    harmed = speaks_against(found, rules.marks, case, audit, scope.asked)
    findings, interests = with_claims(
        found, harmed, Cited(case, audit, (*subjects, *items)), case, frozenset(scope.ids)
    )
    organisation = find_organisation(scope, case)
    around = tuple(one for one in subjects if one.analysed.message.id in aside)
    asking = make_requests(scope.asked, as_of=as_of, audit=audit, around=around, case=case)
    answers = ask_all(scope.asked, findings)
    compared = compare_messages(
        findings,
        rules.marks,
        case,
        audit,
        scope.asked,
        order_requests(asking),
        copies,
        gaps_of(answers),
    )
    made = tuple(one.comparison for one in compared)
    # The limits name the assumptions of an exclusion in the order of their list.
    rests_on = dict.fromkeys(
        test
        for one in made
        for words in (*one.caps, *one.would_change)
        if (test := tested_by(words))
    )
    requests = order_requests(asking, tuple(rests_on))
    explanations = all_explanations(compared)
    *lower, fifth = climb(answers, requests)
    asked = tuple(one for one in findings if one.message in scope.ids)
    ladder = (*lower, fifth_rung(fifth, made, asked))
    page = conclude(
        scope,
        subjects,
        answers,
        organisation,
        case,
        made,
        audit=audit,
        copies=copies,
        disputed=ladder[-1].badge is Badge.CONFLICTING,
    )
    return Reasoning(
        findings=findings,
        ladder=ladder,
        rules=RuleSet(version=rules.version, sha256=rules.sha256, count=len(rules.rules)),
        explanations=explanations,
        comparison=made[0] if made else State.NOT_APPLICABLE,
        comparisons=made if len(made) > 1 else (),
        interests=interests if scope.asked else State.NOT_APPLICABLE,
        requests=requests,
        organisation=organisation,
        carriers=scope.carriers,
        asked=scope.ids,
        short=page.short,
        open=page.open,
        main_limit=page.main_limit,
        notes=page.notes,
    )


def _items(
    messages: tuple[AnalysedMessage, ...], exhibits: tuple[Exhibit, ...], case: Case
) -> tuple[Subject, ...]:
    """Outlook items that no message stands for."""
    spoken_for = frozenset(one.message.evidence for one in messages)
    if all(one.outlook is None or one.item.id in spoken_for for one in exhibits):
        return ()
    from provenance.reasoning.lone_items import lone_subjects

    return lone_subjects(exhibits, spoken_for, case)
