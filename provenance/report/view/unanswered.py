"""What nobody answered about this case, in one place: a limit of whatever the report comes to."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import State
from provenance.report.records import Report
from provenance.report.view.common import t
from provenance.report.view.stated import is_stated


def unanswered(report: Report) -> list[dict[str, Any]]:
    """Return a sentence for each: who asked, how and when files came, what was left out.

    Files are named by their ids. That the case file's statements were not examined stands here too.
    """
    case = report.case
    items = [one.item for one in report.exhibits if not one.item.parent]
    how = [one.id for one in items if isinstance(one.obtained, State) or not one.obtained]
    when = [one.id for one in items if isinstance(one.received_on, State)]
    found: list[dict[str, Any]] = []
    if not case.asked_by.strip():
        found.append(_row(t("report-outline.unanswered.asked-by")))
    if not case.left_out.strip():
        found.append(_row(t("report-outline.unanswered.left-out")))
    if how:
        found.append(_row(t("report-outline.unanswered.obtained"), how))
    if when:
        found.append(_row(t("report-outline.unanswered.received"), when))
    if report.audit.sources:
        exports = list(dict.fromkeys(one.evidence for one in report.audit.sources))
        found.append(_row(t("report-outline.unanswered.exports"), exports))
    if is_stated(case):
        found.append(_row(t("report-outline.unanswered.stated")))
    return found


def _row(words: Markup, ids: list[str] | None = None) -> dict[str, Any]:
    return {"words": words, "ids": ids or [], "findings": []}
