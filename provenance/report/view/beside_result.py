"""What a finding's card says of the comparison: that it chooses nothing, or what it assumes there.

The step that a kind of finding can carry is no step that this one carries: where its marks are the
same under every explanation, its card shows none.
"""

from __future__ import annotations

from typing import Any, Final

from provenance.reasoning import Comparison, Mark
from provenance.reasoning.compare import comparisons_of
from provenance.report.records import Report
from provenance.report.view.assumptions import needing
from provenance.report.view.common import t

Notes = dict[str, dict[str, Any]]
_NEEDS: Final = "report-outline.inferences.needs"
_EXCLUDES: Final = "report-outline.inferences.excludes"


def idle_findings(made: tuple[Comparison, ...]) -> tuple[str, ...]:
    """Findings that choose between no two explanations for any of the messages."""
    telling = {id_ for one in made for pair in one.leanings for id_ in (*pair.items, *pair.against)}
    found = dict.fromkeys(id_ for one in made for id_ in one.non_diagnostic)
    return tuple(id_ for id_ in found if len(made) < 2 or id_ not in telling)


def beside_result(report: Report) -> Notes:
    """By the id of a finding what its card says beside it, for those of which there is anything."""
    made = comparisons_of(report.reasoning)
    found: Notes = {}
    idle = frozenset(idle_findings(made))
    for one in report.reasoning.findings:
        if one.id in idle and one.strength:
            found[one.id] = {
                "strength": 0, "idle": t("report.scale.strength.idle", step=one.strength),
            }  # fmt: skip
    excluding = _excluding(report)
    for id_, numbers in needing(report, made).items():
        kind = _EXCLUDES if id_ in excluding else _NEEDS
        found.setdefault(id_, {})["needs"] = t(kind, numbers=tuple(map(str, numbers)))
    return found


def _excluding(report: Report) -> set[str]:
    """The findings by which a result excludes an explanation (step X)."""
    items = {
        id_ for one in comparisons_of(report.reasoning) if one.step == "X" for id_ in one.items
    }
    return {
        mark.finding
        for one in report.reasoning.explanations
        for mark in one.marks
        if mark.mark is Mark.EXCLUDED and mark.finding in items
    }
