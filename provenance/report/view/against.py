"""What speaks against the favoured explanation, in a chapter of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from provenance.basics import State
from provenance.reasoning import Comparison, Finding
from provenance.reasoning.compare import comparisons_of, told
from provenance.reasoning.compare.carrying import resting, rests_on
from provenance.reasoning.compare.put_to import DURING_STAY, TESTED
from provenance.report.catalogue import joint
from provenance.report.records import Report
from provenance.report.view.assumptions import assumptions
from provenance.report.view.because import doubts, fits_better, shared_rows
from provenance.report.view.beside_result import idle_findings
from provenance.report.view.closing import pair_of
from provenance.report.view.common import ev, finding_link, joined, say, t
from provenance.report.view.compare import letters_of, listed_findings

Weigher = Callable[[str], Markup]
"""Says of a finding, by its id, what became of it in the comparison."""


def against(report: Report) -> dict[str, Any]:
    """Return items against, assumptions of the favoured explanation, and what stays open."""
    reasoning = report.reasoning
    made = comparisons_of(reasoning)
    chosen = [one for one in made if not isinstance(one.favoured, State)]
    favoured = bool(chosen)
    rows = [
        row
        | {
            "fits": _fits(report, chosen, row["ids"], fits_better),
            "shares": _fits(report, chosen, row["ids"], shared_rows),
        }
        for row in listed_findings(report, tuple(id_ for one in chosen for id_ in one.against))
    ]
    assumed = assumptions(report, made)
    answer: Markup | None
    if not made:
        answer = t("report.compare.not-compared")
    elif not favoured:
        answer = t("report.compare.against.no-favoured")
    else:
        answer = None
    return {
        "results": [say(one) for one in told(reasoning)],
        "answer": answer,
        "none": [] if rows else _none_better(chosen, report),
        "pairs": bool(made) and not favoured and any(one.leanings for one in made),
        "rows": rows,
        "favoured": favoured,
        "assumed": assumed,
        "doubts": doubts(report, made),
        "sides": _sides(report, _weigher(report, made, assumed)),
        "open": [say(one) for one in reasoning.open],
    }


def _fits(
    report: Report,
    chosen: list[Comparison],
    ids: tuple[str, ...],
    words_of: Callable[[Report, Comparison, str], Markup | None],
) -> Markup | None:
    """Why a finding stands among those against, or which rows it shares with the result."""
    return next(
        (
            words
            for one in chosen
            for id_ in ids
            if id_ in one.against and (words := words_of(report, one, id_)) is not None
        ),
        None,
    )


def _none_better(chosen: list[Comparison], report: Report) -> list[Markup]:
    """That nothing fits another explanation better than which one, and what fits as well."""
    names = {one.key: one.statement for one in report.reasoning.explanations}
    letters = letters_of(report)
    found: list[Markup] = []
    for one in chosen:
        favoured, _ = pair_of(one)
        found.append(t("report.compare.against.none", favoured=names[favoured]))
        level = [letters[key] for key in letters if key in one.not_separated]
        if level:
            found.append(t("report.compare.against.as-well", letters=joint().join(level)))
    return list(dict.fromkeys(found))


def _sides(report: Report, weighed: Weigher) -> dict[str, Any] | None:
    """What speaks against whom; ``None`` where the case file does not name the sides."""
    interests = report.reasoning.interests
    if isinstance(interests, State):
        return None
    against = (*interests.against_submitting, *interests.put_to_submitting)
    other = (*interests.against_other, *interests.put_to_other)
    both = frozenset(against) & frozenset(other)
    return {
        "submitting": _put(report, against, both, weighed),
        "stated": [say(one) for one in interests.stated],
        "other": _put(report, other, both, weighed),
        "supplier": listed_findings(report, interests.against_supplier),
        "combined": _combined(report, interests.against_supplier_combined),
    }


def _weigher(
    report: Report, made: tuple[Comparison, ...], assumed: dict[str, Any] | None
) -> Weigher:
    """Whether a finding stands in the comparison, carries something there, or bears on it."""
    findings = {one.id: one for one in report.reasoning.findings}
    carried, idle = resting(findings.values()), set(idle_findings(made))
    marked = {mark.finding for one in report.reasoning.explanations for mark in one.marks}
    bearing = assumed["bearing"] if assumed else frozenset()

    def weighed(id_: str) -> Markup:
        if rests_on(findings[id_], carried):
            return t("report.compare.sides.carried")
        if id_ in idle:
            return t("report.compare.sides.idle")
        if id_ in marked:
            return t("report.compare.sides.weighed")
        return t(f"report.compare.sides.{'bears' if id_ in bearing else 'outside'}")

    return weighed


def _put(
    report: Report, ids: tuple[str, ...], both: frozenset[str], weighed: Weigher
) -> list[dict[str, Any]]:
    """What is put to one side, with the reason where it is put to the other one as well."""
    names = {one.id: one.name for one in report.reasoning.findings}
    return [
        row
        | {
            "both": _both(names[row["ids"][0]]) if both & set(row["ids"]) else None,
            "weighed": weighed(row["ids"][0]),
        }
        for row in listed_findings(report, ids)
    ]


def _both(name: str) -> Markup | None:
    if name.startswith(DURING_STAY):
        return t("report.compare.sides.both.stay")
    return t("report.compare.sides.both.test") if name in TESTED else None


def _combined(report: Report, ids: tuple[str, ...]) -> Markup | None:
    """What speaks against whoever supplied it only beside the stay of another exhibit."""
    wanted = set(ids)
    told: dict[object, Finding] = {}
    for one in report.reasoning.findings:
        if one.id in wanted:
            told.setdefault(one.statement, one)
    if not told:
        return None
    stays = dict.fromkeys(one.stated_in for one in told.values())
    return t(
        "report-outline.against.harm.combined",
        exhibits=joined([ev(one) for one in stays]),
        findings=joined([finding_link(one.id) for one in told.values()]),
    )
