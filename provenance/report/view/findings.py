"""First page and findings: the ladder, the strength scale, each finding with its places."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import State, Text
from provenance.reasoning import Comparison, Finding, Request, Rung
from provenance.report.records import Report
from provenance.report.view.common import Places, ev, finding_link, joined, say, t

STEPS = 5
_SHOWN_LINKS = 8


def first_page(report: Report) -> dict[str, Any]:
    """Return question, rungs, comparison and main limit."""
    case = report.case
    comparison = report.reasoning.comparison
    return {
        "question": ev(case.question) if case.question else t("report.first.default-question"),
        "rungs": [_rung(rung) for rung in report.reasoning.ladder],
        "comparison": (
            t("report.comparison.not-attempted")
            if isinstance(comparison, State)
            else _comparison(comparison)
        ),
    }


def _comparison(comparison: Comparison) -> Markup:
    return Markup("{}: {} / {}").format(
        t(f"report.scale.{comparison.step}"), ev(comparison.favoured), ev(comparison.over)
    )


def _links(ids: tuple[str, ...]) -> Markup:
    links = joined([finding_link(one) for one in ids[:_SHOWN_LINKS]])
    rest = len(ids) - _SHOWN_LINKS
    return Markup("{}, {}").format(links, t("report.value.more", count=rest)) if rest > 0 else links


def _rung(rung: Rung) -> dict[str, Any]:
    return {
        "number": rung.rung,
        "question": say(rung.question),
        "answer": say(rung.answer),
        "code": rung.code.value,
        "word": t(f"report.code.{rung.code.value}"),
        "findings": _links(rung.findings),
        "resolves_by": [say(one) for one in rung.resolves_by],
    }


def findings(report: Report, places: Places) -> list[dict[str, Any]]:
    """Return the findings in order of rung, within a rung in order of id."""
    asked = {rung.rung: say(rung.question) for rung in report.reasoning.ladder}
    by_rung: dict[int, list[dict[str, Any]]] = {}
    for finding in report.reasoning.findings:
        by_rung.setdefault(finding.rung, []).append(_finding(finding, places))
    return [
        {
            "title": asked.get(rung) or t("report.rung.none"),
            "number": rung,
            "findings": by_rung[rung],
        }
        for rung in sorted(by_rung, key=lambda one: (not 1 <= one <= 5, one))
    ]


def _sayings(texts: tuple[Text, ...]) -> list[Markup]:
    return [say(one) for one in texts]


def _finding(finding: Finding, places: Places) -> dict[str, Any]:
    return {
        "id": finding.id,
        "kind": t(f"report.kind.{finding.kind.value}"),
        "message": finding.message,
        "statement": say(finding.statement),
        "where": [places.link(where) for where in finding.where[:_SHOWN_LINKS]],
        "where_more": max(0, len(finding.where) - _SHOWN_LINKS),
        "cls": finding.attested_by.value,
        "attested_by": t(f"report.class.{finding.attested_by.value}"),
        "interest": t(f"report.interest.{finding.interest.value}"),
        "against_interest": finding.against_interest,
        "strength": finding.strength,
        "rule": None if isinstance(finding.rule, State) else ev(finding.rule),
        "assumptions": _sayings(finding.assumptions),
        "defeaters": _sayings(finding.defeaters),
        "cautions": _sayings(finding.cautions),
    }


def requests(report: Report) -> list[dict[str, Any]]:
    """Return what to ask for next, in the order of the record."""
    return [_request(request, report.as_of) for request in report.reasoning.requests]


def _ask_by(request: Request, as_of: str) -> Markup | str | None:
    if isinstance(request.ask_by, State):
        return None
    if request.ask_by < as_of:
        return t("report.request.ask-by.passed", by=request.ask_by)
    return request.ask_by


def _request(request: Request, as_of: str) -> dict[str, Any]:
    days = request.usually_kept_days
    return {
        "what": say(request.what),
        "holder": say(request.holder),
        "rung": request.decides_rung,
        "kept": t("report.request.kept.unknown")
        if isinstance(days, State)
        else t("report.request.days", days=days),
        "ask_by": _ask_by(request, as_of),
        "wording": say(request.wording),
    }
