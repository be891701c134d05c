"""What speaks against the favoured explanation, in a chapter of its own."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import State, Text
from provenance.reasoning import Comparison
from provenance.reasoning.compare import comparisons_of, told
from provenance.report.records import Report
from provenance.report.view.closing import pair_of, step_without
from provenance.report.view.common import finding_link, joined, say, t
from provenance.report.view.compare import listed_findings


def against(report: Report) -> dict[str, Any]:
    """Return items against, assumptions of the favoured explanation, and what stays open."""
    reasoning = report.reasoning
    made = comparisons_of(reasoning)
    chosen = [one for one in made if not isinstance(one.favoured, State)]
    favoured = bool(chosen)
    rows = listed_findings(report, tuple(id_ for one in chosen for id_ in one.against))
    answer: Markup | None
    if not made:
        answer = t("report.compare.not-compared")
    elif not favoured:
        answer = t("report.compare.against.no-favoured")
    else:
        answer = None if rows else t("report.compare.against.none")
    supports = frozenset(id_ for one in chosen for id_ in one.items)
    assumed: dict[Text, list[str]] = {}
    for finding in reasoning.findings:
        if finding.id in supports:
            for one in finding.assumptions:
                assumed.setdefault(one, []).append(finding.id)
    return {
        "results": [say(one) for one in told(reasoning)],
        "without": _without(made, report),
        "answer": answer,
        "rows": rows,
        "favoured": favoured,
        "assumptions": [
            {"words": say(one), "links": joined([finding_link(id_) for id_ in ids[:8]])}
            for one, ids in assumed.items()
        ],
        "sides": _sides(report),
        "open": [say(one) for one in reasoning.open],
    }


def _without(made: tuple[Comparison, ...], report: Report) -> list[Markup]:
    """What is left of each exclusion without its assumption, by name."""
    names = {one.key: one.statement for one in report.reasoning.explanations}
    return [
        t("report-outline.against.without", favoured=names[favoured], over=names[over], step=step)
        for one in made
        if one.step == "X" and (step := step_without(one))
        for favoured, over in [pair_of(one)]
    ]


def _sides(report: Report) -> dict[str, Any] | None:
    """What speaks against whom; ``None`` where the case file does not name the sides."""
    interests = report.reasoning.interests
    if isinstance(interests, State):
        return None
    return {
        "submitting": listed_findings(report, interests.against_submitting),
        "supplier": listed_findings(report, interests.against_supplier),
    }
