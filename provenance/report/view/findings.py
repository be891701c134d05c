"""First page and findings: the ladder, the strength scale, each finding with its places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from provenance.basics import Interest, State, Text, Where
from provenance.reasoning import Finding, FindingKind, Rung
from provenance.reasoning.compare import comparisons_of
from provenance.reasoning.compare.carrying import fitting_over, resting, rests_on
from provenance.reasoning.inferences import rule_words
from provenance.report.badges import badge_id, badge_key
from provenance.report.columns import width
from provenance.report.records import Report
from provenance.report.view.because import because, skipped
from provenance.report.view.beside_result import Notes
from provenance.report.view.closing import (
    answer_lines,
    changes,
    copies,
    how_far,
    records,
    scale_words,
    visible_addresses,
)
from provenance.report.view.common import (
    Places,
    ev,
    finding_links,
    has_no_lines,
    joined,
    say,
    t,
)
from provenance.report.view.stated import is_stated
from provenance.report.view.supplied import against, interest, interests_of
from provenance.report.view.tall import is_tall

STEPS = 5
_SHOWN_LINKS = 8
_PERSON = 5
"""Findings that an answer of the summary names."""
_MOST_LINKS = 200
"""Findings and places that are named elsewhere: all of them, unless a message is made to flood."""
_LEADS = ("reasoning.short.person.open", "reasoning.short.person.unknown")
_ROOMY = 3_000
"""A summary of fewer letters (columns) leaves room on its sheet: it is printed larger."""
_PRINTED = ("short", "because", "answers", "main_limit", "comparisons", "change")
_INFERENCE = "I-"
_WHOLE_FILE = "copy.file"


def first_page(report: Report) -> dict[str, Any]:
    """Return question, short answer, steps in words, rungs, main limit, what would change it."""
    case = report.case
    reasoning = report.reasoning
    made = {
        "question": ev(case.question) if case.question else t("report.first.default-question"),
        "short": _short(reasoning.short),
        "because": because(report),
        "answers": [say(rung.answer) for rung in reasoning.ladder],
        "rungs": [_rung(rung, report) for rung in reasoning.ladder],
        "organisation": _organisation(report),
        "notes": _sayings(reasoning.notes),
        "stated": is_stated(case),
        "main_limit": say(reasoning.main_limit),
        "skipped": skipped(report),
        "comparisons": (
            how_far(report) if comparisons_of(reasoning) else [t("report.compare.not-compared")]
        ),
        "compared": bool(comparisons_of(reasoning)),
        "step_x": any(one.step == "X" for one in comparisons_of(reasoning)),
        "scale": scale_words(report),
        "copies": copies(report),
        "records": records(report),
        "visible": visible_addresses(report),
        "badges": [(say(word), say(meaning)) for word, meaning in badge_key(report)],
        "change": changes(report),
    }
    return made | {"roomy": _letters([made[name] for name in _PRINTED]) < _ROOMY}


def _letters(value: Any) -> int:
    """Columns that the words of a page take; a Han character takes two."""
    if isinstance(value, Markup):
        return width(value.striptags())
    if isinstance(value, dict):
        return sum(_letters(each) for each in value.values())
    return sum(_letters(each) for each in value) if isinstance(value, (list, tuple)) else 0


def _short(words: Text) -> Markup:
    """The short answer; whether it is decided who sent it stands first and in bold."""
    said = say(words)
    for id_ in _LEADS:
        lead = t(id_)
        if said.startswith(lead):
            return Markup("<b>{}</b>{}").format(lead, Markup(said[len(lead) :]))  # noqa: S704
    return said


def labels(report: Report) -> list[dict[str, Markup]]:
    """Return the labels of the answers of this report, each with what it means."""
    names = dict.fromkeys(badge_id(rung, report) for rung in report.reasoning.ladder)
    return [
        {"word": t(one), "means": t(f"report.badge.key.{one.rpartition('.')[2]}")} for one in names
    ]


def _organisation(report: Report) -> Markup | None:
    meant = report.reasoning.organisation
    if meant is None:
        return None
    domains = (meant.domain, *meant.others)
    if meant.named_by_case:
        return t("report.first.organisation", domain=domains)
    return t("report.first.organisation-guessed", domain=domains)


def _rung(rung: Rung, report: Report) -> dict[str, Any]:
    return {
        "number": rung.rung,
        "question": say(rung.question),
        "answer": say(rung.answer),
        "lines": answer_lines(rung.answer),
        "code": rung.code.value,
        "badge": rung.badge.value,
        "word": t(badge_id(rung, report)),
        "findings": finding_links(_once(rung, report), _SHOWN_LINKS),
        "resolves_by": [say(one) for one in rung.resolves_by],
    }


def _once(rung: Rung, report: Report) -> tuple[str, ...]:
    """The findings of an answer, of copies that say the same the first; of a person both sides'."""
    reasoning = report.reasoning
    ids = rung.findings
    if rung.rung == _PERSON:
        for one in comparisons_of(reasoning):
            other = fitting_over(one, reasoning.explanations, reasoning.findings)
            ids = (*ids, *(each.id for each in other))
    said = {one.id: one.statement for one in reasoning.findings}
    first: dict[Text | str, str] = {}
    for id_ in ids:
        first.setdefault(said.get(id_, id_), id_)
    return tuple(first.values())


def findings(report: Report, places: Places, notes: Notes) -> list[dict[str, Any]]:
    """Return the facts in order of rung, within a rung in order of id; every rung is there.

    ``notes`` are those of :func:`beside_result`, for the inferences too.
    """
    ladder = {rung.rung: rung for rung in report.reasoning.ladder}
    by_rung: dict[int, list[Finding]] = {number: [] for number in ladder}
    carried = resting(report.reasoning.findings)
    supplied = interests_of(report)
    for finding in report.reasoning.findings:
        if not finding.id.startswith(_INFERENCE):
            beside = finding.kind is FindingKind.DISCLOSURE
            by_rung.setdefault(0 if beside else finding.rung, []).append(finding)
    return [
        {
            "title": say(ladder[rung].question) if rung in ladder else t("report.rung.none"),
            "number": rung,
            "answer": _rung(ladder[rung], report) if rung in ladder else None,
            "findings": [
                _finding(one, places, supplied)
                | {"carried": _carried(one, carried, report)}
                | _noted(one, notes)
                for one in folded(by_rung[rung])
            ],
        }
        for rung in sorted(by_rung, key=lambda one: (not 1 <= one <= 5, one))
    ]


def inferences(report: Report, places: Places, notes: Notes) -> list[dict[str, Any]]:
    """Return the inferences in groups by rung, apart from the facts that they follow from."""
    asked = {rung.rung: say(rung.question) for rung in report.reasoning.ladder}
    facts = [one for one in report.reasoning.findings if not one.id.startswith(_INFERENCE)]
    groups: dict[int, list[Finding]] = {}
    supplied = interests_of(report)
    for finding in report.reasoning.findings:
        if finding.id.startswith(_INFERENCE):
            groups.setdefault(finding.rung, []).append(finding)
    return [
        {
            "title": asked.get(rung) or t("report.rung.none"),
            "number": rung,
            "findings": [
                _inference(one, facts, places, supplied) | _noted(one, notes)
                for one in folded(made)
            ],
        }
        for rung, made in sorted(groups.items(), key=lambda pair: (not 1 <= pair[0] <= 5, pair[0]))
    ]


def _inference(
    alike: list[Finding], facts: list[Finding], places: Places, supplied: Mapping[str, Interest]
) -> dict[str, Any]:
    beside = tuple(one.id for one in facts if any(_share_bytes(one, other) for other in alike))
    return _finding(alike, places, supplied) | {
        "beside": finding_links(beside, _MOST_LINKS) if beside else None
    }


def _noted(alike: list[Finding], notes: Notes) -> dict[str, Any]:
    """What the cards of findings that say one thing say of the comparison.

    One of several copies that chooses keeps the step on the card of all.
    """
    found: dict[str, Any] = {}
    for one in alike:
        found |= notes.get(one.id, {})
    if any("idle" not in notes.get(one.id, {}) for one in alike):
        return {name: value for name, value in found.items() if name == "needs"}
    return found


def _carried(
    alike: list[Finding], found: Mapping[tuple[str, str, str], list[str]], report: Report
) -> Markup | None:
    """What rests on a fact that weighs nothing by itself, such as a record behind a stay."""
    wanted = {id_ for one in alike for id_ in rests_on(one, found)}
    if not wanted:
        return None
    told: dict[Text, str] = {}
    for one in report.reasoning.findings:
        if one.id in wanted:
            told.setdefault(one.statement, one.id)
    return t("report.finding.carried", findings=tuple(told.values()))


def folded(findings: list[Finding]) -> list[list[Finding]]:
    """Findings of several copies that say one thing, in the order of the first of each.

    A row of a log concerns the message and not each of its copies: said once for all of them, it
    cannot be taken for several records. Whatever differs in a word, a class or a step stays apart.
    """
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        groups.setdefault(_said(one), []).append(one)
    return list(groups.values())


def _said(one: Finding) -> object:
    """All that a card shows of a finding but its id, its message and its places."""
    return (
        *(one.name, one.kind, one.statement, one.attested_by, one.strength, one.observed),
        *(one.interest, one.against_interest, one.rule, one.assumptions, one.defeaters),
        *(one.cautions, _claimed(one), _protection(one)),
    )


def _share_bytes(one: Finding, other: Finding) -> bool:
    """Whether both rest on bytes of the same lines; a whole file is nobody's line."""
    return any(
        (a.evidence, a.stream) == (b.evidence, b.stream) and a.start < b.end and b.start < a.end
        for a in one.where
        for b in other.where
        if one.name != _WHOLE_FILE
    )


def scale(report: Report) -> dict[str, bool]:
    """Tell which sentences about the scale this report needs."""
    return {
        "compared": any(one.leanings for one in comparisons_of(report.reasoning)),
        "inferences": any(one.id.startswith(_INFERENCE) for one in report.reasoning.findings),
    }


def _sayings(texts: tuple[Text, ...]) -> list[Markup]:
    return [say(one) for one in texts]


def _claimed(one: Finding) -> Interest | None:
    return None if isinstance(one.claim, State) else one.claim.interest


def _finding(
    alike: list[Finding], places: Places, supplied: Mapping[str, Interest]
) -> dict[str, Any]:
    made = _shown(alike, places, supplied)
    return made | {"tall": is_tall(made)}


def _shown(
    alike: list[Finding], places: Places, supplied: Mapping[str, Interest]
) -> dict[str, Any]:
    wheres = tuple(dict.fromkeys(where for one in alike for where in one.where))
    finding = replace(alike[0], where=wheres)
    return {
        "ids": [one.id for one in alike],
        "kind": t(f"report.kind.{finding.kind.value}"),
        "messages": list(dict.fromkeys(one.message for one in alike if one.message)),
        "statement": say(finding.statement),
        "where": [_place(where, places) for where in wheres[:_MOST_LINKS]],
        "where_more": max(0, len(wheres) - _MOST_LINKS),
        "where_of": _left_out(alike, len(wheres)),
        "cls": finding.attested_by.value,
        "attested_by": t(f"report.class.{finding.attested_by.value}"),
        "observed": t("report.class.own") if finding.observed else None,
        "interest": interest(finding, supplied),
        "protection": _protection(finding),
        "against_interest": against(finding, supplied),
        "strength": finding.strength,
        "beside": None,
        "carried": None,
        "rule": _rule(finding),
        "needs": None,
        "idle": None,
        "assumptions": _sayings(finding.assumptions),
        "defeaters": _sayings(finding.defeaters),
        "rates": _sayings(finding.rates),
        "cautions": _sayings(finding.cautions),
    }


def _left_out(alike: list[Finding], listed: int) -> Markup | None:
    """That a finding counts more places than it lists; rows that copies share count once."""
    own = {one.where: max(one.counted, len(one.where)) for one in alike}
    shared = sum(len(where) for where in own) - listed
    counted = sum(own.values()) - shared
    if counted <= listed:
        return None
    return t("report.finding.places-of", listed=listed, counted=counted)


def _rule(finding: Finding) -> Markup | None:
    """The rule by its id, with its words where no folder of rules holds them."""
    if isinstance(finding.rule, State):
        return None
    words = rule_words(finding.rule)
    shown = ev(finding.rule)
    return shown if words is None else t("report.finding.rule-words", id=shown, words=say(words))


def _place(where: Where, places: Places) -> Markup:
    """Return exhibit and lines as a link, and the bytes, which print as well."""
    if has_no_lines(where):
        return places.link(where)
    exact = t("report.where.bytes", start=where.start, end=where.end)
    return Markup('{} <small class="bytes">({})</small>').format(places.link(where), exact)


def _protection(finding: Finding) -> Markup | None:
    """What else than its holder's word keeps all that was cited as it was."""
    if isinstance(finding.claim, State):
        return None
    named = [_seal(one) for one in sorted(finding.claim.protection)]
    return joined(named) if named else t("report.finding.protection.none")


def _seal(name: str) -> Markup:
    kind, _, rest = name.partition(":")
    if kind == "arc":
        domain, _, number = rest.rpartition(":")
        return t("report.finding.protection.arc", domain=domain, number=int(number))
    return t("report.finding.protection.dkim", domain=rest)


def requests(report: Report) -> list[dict[str, Any]]:
    """Return what to ask for next, in the order of the record."""
    from provenance.report.view.requests import request_view

    return [request_view(request, report) for request in report.reasoning.requests]
