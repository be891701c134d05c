"""First page and findings: the ladder, the strength scale, each finding with its places."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import Interest, State, Text, Where
from provenance.reasoning import Finding, FindingKind, Rung
from provenance.reasoning.compare import comparisons_of
from provenance.report.badges import badge_id, badge_key
from provenance.report.records import Report
from provenance.report.view.closing import (
    answer_lines,
    changes,
    copies,
    how_far,
    scale_words,
    visible_addresses,
)
from provenance.report.view.common import Places, ev, finding_link, has_no_lines, joined, say, t
from provenance.report.view.stated import is_stated
from provenance.trace import AttestationClass

STEPS = 5
_SHOWN_LINKS = 5
"""Findings that an answer of the summary names."""
_MOST_LINKS = 200
"""Findings and places that are named elsewhere: all of them, unless a message is made to flood."""
_INFERENCE = "I-"
_WHOLE_FILE = "copy.file"
_OWN_STATEMENT = frozenset({AttestationClass.SENDER_SIDE, AttestationClass.CLIENT})


def first_page(report: Report) -> dict[str, Any]:
    """Return question, short answer, steps in words, rungs, main limit, what would change it."""
    case = report.case
    reasoning = report.reasoning
    return {
        "question": ev(case.question) if case.question else t("report.first.default-question"),
        "short": say(reasoning.short),
        "rungs": [_rung(rung, report) for rung in reasoning.ladder],
        "organisation": _organisation(report),
        "notes": _sayings(reasoning.notes),
        "stated": is_stated(case),
        "main_limit": say(reasoning.main_limit),
        "comparisons": (
            how_far(report) if comparisons_of(reasoning) else [t("report.compare.not-compared")]
        ),
        "compared": bool(comparisons_of(reasoning)),
        "scale": scale_words(report),
        "copies": copies(report),
        "visible": visible_addresses(report),
        "badges": [(say(word), say(meaning)) for word, meaning in badge_key(report)],
        "change": changes(report),
    }


def _organisation(report: Report) -> Markup | None:
    meant = report.reasoning.organisation
    if meant is None:
        return None
    domains = (meant.domain, *meant.others)
    if meant.named_by_case:
        return t("report.first.organisation", domain=domains)
    return t("report.first.organisation-guessed", domain=domains)


def _links(ids: tuple[str, ...], most: int = _MOST_LINKS) -> Markup:
    links = joined([finding_link(one) for one in ids[:most]])
    rest = len(ids) - most
    return Markup("{}, {}").format(links, t("report.value.more", count=rest)) if rest > 0 else links


def _rung(rung: Rung, report: Report) -> dict[str, Any]:
    return {
        "number": rung.rung,
        "question": say(rung.question),
        "answer": say(rung.answer),
        "lines": answer_lines(rung.answer),
        "code": rung.code.value,
        "badge": rung.badge.value,
        "word": t(badge_id(rung, report)),
        "findings": _links(rung.findings, _SHOWN_LINKS),
        "resolves_by": [say(one) for one in rung.resolves_by],
    }


def findings(report: Report, places: Places) -> list[dict[str, Any]]:
    """Return the facts in order of rung, within a rung in order of id; every rung is there."""
    ladder = {rung.rung: rung for rung in report.reasoning.ladder}
    by_rung: dict[int, list[dict[str, Any]]] = {number: [] for number in ladder}
    for finding in report.reasoning.findings:
        if not finding.id.startswith(_INFERENCE):
            beside = finding.kind is FindingKind.DISCLOSURE
            by_rung.setdefault(0 if beside else finding.rung, []).append(_finding(finding, places))
    return [
        {
            "title": say(ladder[rung].question) if rung in ladder else t("report.rung.none"),
            "number": rung,
            "answer": _rung(ladder[rung], report) if rung in ladder else None,
            "findings": by_rung[rung],
        }
        for rung in sorted(by_rung, key=lambda one: (not 1 <= one <= 5, one))
    ]


def inferences(report: Report, places: Places) -> list[dict[str, Any]]:
    """Return the inferences in groups by rung, apart from the facts that they follow from."""
    asked = {rung.rung: say(rung.question) for rung in report.reasoning.ladder}
    facts = [one for one in report.reasoning.findings if not one.id.startswith(_INFERENCE)]
    groups: dict[int, list[dict[str, Any]]] = {}
    for finding in report.reasoning.findings:
        if finding.id.startswith(_INFERENCE):
            beside = tuple(one.id for one in facts if _share_bytes(one, finding))
            made = _finding(finding, places) | {"beside": _links(beside) if beside else None}
            groups.setdefault(finding.rung, []).append(made)
    return [
        {"title": asked.get(rung) or t("report.rung.none"), "number": rung, "findings": made}
        for rung, made in sorted(groups.items(), key=lambda pair: (not 1 <= pair[0] <= 5, pair[0]))
    ]


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


def _finding(finding: Finding, places: Places) -> dict[str, Any]:
    return {
        "id": finding.id,
        "kind": t(f"report.kind.{finding.kind.value}"),
        "message": finding.message,
        "statement": say(finding.statement),
        "where": [_place(where, places) for where in finding.where[:_MOST_LINKS]],
        "where_more": max(0, len(finding.where) - _MOST_LINKS),
        "cls": finding.attested_by.value,
        "attested_by": t(f"report.class.{finding.attested_by.value}"),
        "observed": t("report.class.own") if finding.observed else None,
        "interest": _interest(finding),
        "protection": _protection(finding),
        "against_interest": _against(finding),
        "strength": finding.strength,
        "beside": None,
        "rule": None if isinstance(finding.rule, State) else ev(finding.rule),
        "assumptions": _sayings(finding.assumptions),
        "defeaters": _sayings(finding.defeaters),
        "cautions": _sayings(finding.cautions),
    }


def _place(where: Where, places: Places) -> Markup:
    """Return exhibit and lines as a link, and the bytes, which print as well."""
    if has_no_lines(where):
        return places.link(where)
    exact = t("report.where.bytes", start=where.start, end=where.end)
    return Markup('{} <small class="bytes">({})</small>').format(places.link(where), exact)


def _interest(finding: Finding) -> tuple[Markup, Markup] | None:
    """Return whose interest it is, and which; the sending side's own lines are never independent.

    What this program saw in the file depends on nobody's word but on whoever kept the copy.
    """
    supplied = finding.interest
    if supplied is Interest.UNKNOWN and not isinstance(finding.claim, State):
        supplied = finding.claim.interest
    value = t(f"report.interest.{finding.interest.value}")
    if finding.attested_by in _OWN_STATEMENT and not finding.observed:
        if finding.interest is Interest.UNKNOWN:
            value = t("report.interest.sender-side")
        return t("report.finding.interest.writer"), value
    return t("report.finding.interest"), t(f"report.interest.{supplied.value}")


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


def _against(finding: Finding) -> Markup | None:
    """Whether it harms whoever supplied it; ``None`` where it chooses between nobody."""
    if finding.against_interest is State.ABSENT:
        return t("report.finding.against.not-stated")
    if isinstance(finding.against_interest, State):
        return None
    return t(f"report.finding.against.{'yes' if finding.against_interest else 'no'}")


def requests(report: Report) -> list[dict[str, Any]]:
    """Return what to ask for next, in the order of the record."""
    from provenance.report.view.requests import request_view

    return [request_view(request, report) for request in report.reasoning.requests]
