"""Assumptions that are about one matter, said together: how each differs from the others."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from provenance.basics import Text
from provenance.report.view.common import joined, t

_WHERE: Final = {
    "rule.explanations.presence.if.away": "report-outline.assumed.where.moment",
    "rule.explanations.presence.if.no-return": "report-outline.assumed.where.no-return",
    "rule.explanations.presence.if.there": "report-outline.assumed.where.no-remote",
    "rule.explanations.presence.if.nowhere-else": "report-outline.assumed.where.nowhere-else",
    "reasoning.presence.assumes": "report-outline.assumed.where.stated",
    "reasoning.presence.assumes.by": "report-outline.assumed.where.stated",
    "reasoning.presence.assumes.source": "report-outline.assumed.where.stated",
    "reasoning.rule-assumes.usage.stay": "report-outline.assumed.where.rows",
}
_ROWS: Final = {
    "rule.explanations.presence.if.rows-kept": "report-outline.assumed.kept.exclusion",
    "rule.explanations.sending.if.row-kept": "report-outline.assumed.kept.sending",
    "reasoning.assumed.rows-kept.others": "report-outline.assumed.kept.others",
}


def matters(numbers: dict[Text, int]) -> list[Markup]:
    """A sentence for each matter that several numbered assumptions are about; none for one."""
    found = []
    for table, words in (
        (_WHERE, "report-outline.assumed.where"),
        (_ROWS, "report-outline.assumed.kept"),
    ):
        parts = [
            t(table[one.id], number=number) for one, number in numbers.items() if one.id in table
        ]
        if len(parts) > 1:
            found.append(t(words, parts=joined(parts)))
    return found
