"""What a list of moments leaves out: rows that were read, and among them those that findings cite.

A list that is a selection and does not say so reads like everything; whoever stands in it then
seems to be the only one. So each finding whose rows are not all in the list is named.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance.basics.record import dataclass
from provenance.report.records import Report
from provenance.report.row_number import row_number
from provenance.report.timeline import Entry

MOST: Final = 12
"""Findings that are named, those with most rows left out first; the rest is counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Rows that were read and rows that are listed; then findings with cited rows left out."""

    read: int
    listed: int
    findings: tuple[tuple[str, int], ...] = ()
    more: int = 0


def left_out(report: Report, entries: Iterable[Entry]) -> LeftOut | None:
    """What of the exports does not stand among these entries; ``None`` without any export."""
    sources = {one.evidence: one for one in report.audit.sources}
    if not sources:
        return None
    rows = {(one.evidence, one.row) for one in entries if one.kind == "record"}
    counts: dict[str, int] = {}
    said: set[frozenset[tuple[str, int]]] = set()
    for finding in report.reasoning.findings:
        cited = frozenset(
            (place.evidence, number)
            for place in finding.where
            if place.evidence in sources and (number := row_number(place.locator))
        )
        # Copies of one message have the same finding each: it is named once.
        missing = cited - rows
        if missing and cited not in said:
            counts[finding.id] = len(missing)
            said.add(cited)
    ranked = sorted(counts.items(), key=lambda one: -one[1])
    return LeftOut(
        read=sum(one.coverage.rows for one in sources.values() if one.coverage is not None),
        listed=len(rows),
        findings=tuple(ranked[:MOST]),
        more=max(0, len(ranked) - MOST),
    )
