"""Which messages of a case the page shows whole: of many copies a few stand for all.

``report.json`` has every message. The page has the first copy of each group, every odd one and
those that a finding of the whole case names first, up to a limit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.report.records import Report

WHOLE: Final = 12
"""So many messages are shown whole; of more, a selection of so many."""


def shown_ids(report: Report) -> tuple[str, ...]:
    """Ids of the messages that the page shows whole, in order."""
    every = [one.message.id for one in report.messages]
    if len(every) <= WHOLE:
        return tuple(every)
    wanted = [group.members[0] for group in report.copies.groups if len(group.members) > 1]
    wanted += [odd.member for group in report.copies.groups for odd in group.odd]
    wanted += [group.members[0] for group in report.copies.groups]
    wanted = wanted or every
    chosen = set(list(dict.fromkeys(wanted))[:WHOLE])
    return tuple(id_ for id_ in every if id_ in chosen)


def for_page(report: Report) -> Report:
    """The report with the messages, and the findings on them, that the page shows."""
    ids = set(shown_ids(report))
    if len(ids) == len(report.messages):
        return report
    reasoning = report.reasoning
    findings = tuple(one for one in reasoning.findings if not one.message or one.message in ids)
    held = {one.id for one in findings}
    ladder = tuple(
        replace(rung, findings=tuple(id_ for id_ in rung.findings if id_ in held))
        for rung in reasoning.ladder
    )
    return replace(
        report,
        messages=tuple(one for one in report.messages if one.message.id in ids),
        reasoning=replace(reasoning, findings=findings, ladder=ladder),
    )


def further_copies(report: Report) -> frozenset[str]:
    """Ids of shown messages that are like one before them: their chapters stand in annex A.

    A copy that differs from the others stays where it is read; so does one of another message.
    """
    found: set[str] = set()
    shown = [one.message.id for one in report.messages]
    for group in report.copies.groups:
        odd = {one.member for one in group.odd}
        alike = [id_ for id_ in shown if id_ in group.members and id_ not in odd]
        found |= set(alike[1:])
    return frozenset(found)
