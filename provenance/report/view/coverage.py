"""What the records cover, how each was kept, and which kinds nobody supplied.

The five questions on record keeping are those of amendment 68 to the Data (Use and Access) Bill
(House of Lords, 28 January 2025, proposed and not law): known errors, accuracy, protection against
access, the route from the originating system, outside audit.
"""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Interest, text
from provenance.case import AuditNote
from provenance.correlation import AuditSource
from provenance.report.records import Report
from provenance.report.view.common import ev, finding_link, joined, say, t
from provenance.report.view.stated import period_words

MOST_UNREAD: Final = 200
"""Unread rows of one export that are listed; ``report.json`` counts all."""
_MARKS = "export."


def coverage(report: Report) -> dict[str, Any]:
    """Return the chapter; it stands in every report, with records or without."""
    sources = report.audit.sources
    read = [one.coverage for one in sources if one.coverage is not None]
    return {
        "answer": t(
            "report-outline.coverage.answer",
            count=len(sources),
            rows=sum(one.rows for one in read),
            problems=sum(one.problems for one in read),
        )
        if sources
        else t("report-outline.coverage.none"),
        "mail": t(
            "report-outline.coverage.mail",
            messages=len(report.messages),
            fields=sum(len(one.message.fields) for one in report.messages),
            defects=sum(len(one.message.defects) for one in report.messages),
            unreadable=len(report.unreadable),
        ),
        "keeping": [_keeping(one, report) for one in sources],
        "on": [
            {
                "system": ev(one.system),
                "operations": joined([ev(name) for name in one.operations])
                if one.operations
                else t("report.stated.none"),
                "period": period_words(one.on_from, one.on_to),
                "source": ev(one.source) if one.source else t("report.stated.none"),
            }
            for one in report.case.auditing
        ],
        "missing": [say(one.what) for one in report.reasoning.requests if not one.supplied],
    }


def _keeping(source: AuditSource, report: Report) -> dict[str, Any]:
    note = report.case.audit_note(source.name, source.sha256) or AuditNote(file="")
    return {
        "id": source.evidence,
        "name": ev(source.name),
        "errors": _with_stated(_errors(source, report), note.known_errors),
        "accuracy": _stated(note.accuracy),
        "protection": _stated(note.protection),
        "route": _with_stated(_route(source), note.route),
        "outside": _stated(note.outside_audit),
    }


def _stated(value: str) -> Markup:
    return ev(value) if value else t("report-outline.coverage.not-supplied")


def _with_stated(known: list[Markup], value: str) -> list[Markup]:
    """Return what the program has, then what the case file says; without both, one set of words."""
    if value or not known:
        return [*known, _stated(value)]
    return [*known, t("report-outline.coverage.not-supplied.stated")]


def _errors(source: AuditSource, report: Report) -> list[Markup]:
    """What was counted and looked for here; what the keeper knows is another matter."""
    found: list[Markup] = []
    if source.coverage is not None:
        found.append(
            t(
                "report-outline.coverage.counted",
                problems=source.coverage.problems,
                rows=source.coverage.rows,
            )
        )
    marks = [
        finding_link(one.id)
        for one in report.reasoning.findings
        if one.name.startswith(_MARKS) and any(w.evidence == source.evidence for w in one.where)
    ]
    if marks:
        found.append(Markup("{} {}").format(t("report-outline.coverage.marks"), joined(marks[:8])))
    return found


def _route(source: AuditSource) -> list[Markup]:
    found: list[Markup] = []
    if source.supplied_by:
        found.append(t("report-outline.coverage.by", name=source.supplied_by))
    if source.interest is not Interest.UNKNOWN:
        interest = text(f"report.interest.{source.interest.value}")
        found.append(t("report-outline.coverage.interest", interest=interest))
    digest = Markup('<span class="hash">{}</span>').format(source.sha256)
    found.append(Markup("{} {}").format(t("report-outline.coverage.hash"), digest))
    return found


def unread_rows(report: Report) -> list[dict[str, Any]]:
    """Return the rows that gave no event, for each export that has any."""
    return [
        {
            "id": one.evidence,
            "name": ev(one.name),
            "rows": [
                {
                    "row": problem.locator.row,
                    "reason": ev(problem.reason),
                    "detail": ev(problem.detail) if problem.detail else None,
                }
                for problem in one.problems[:MOST_UNREAD]
            ],
            "more": max(0, len(one.problems) - MOST_UNREAD),
        }
        for one in report.audit.sources
        if one.problems
    ]
