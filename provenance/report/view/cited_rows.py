"""Which rows of each export a finding cites, and how many none cites: nothing goes unseen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from provenance.report.records import Report
from provenance.report.row_number import row_number
from provenance.report.view.common import t

MAX_STRETCHES: Final = 60
"""Stretches of numbers that are printed of one export."""


def cited_rows(report: Report) -> list[dict[str, Any]]:
    """Return one line for each export that was read: its rows, those cited, those not cited."""
    rows: dict[str, set[int]] = {one.evidence: set() for one in report.audit.sources}
    for finding in report.reasoning.findings:
        for place in finding.where:
            if place.evidence in rows and (number := row_number(place.locator)):
                rows[place.evidence].add(number)
    made = []
    for one in report.audit.sources:
        if one.coverage is None:
            continue
        cited = rows[one.evidence]
        stretches = list(_stretches(cited))
        made.append(
            {
                "id": one.evidence,
                "rows": one.coverage.rows,
                "cited": len(cited),
                "numbers": ", ".join(stretches[:MAX_STRETCHES]),
                "more": t("report.value.more", count=len(stretches) - MAX_STRETCHES)
                if len(stretches) > MAX_STRETCHES
                else None,
                "left": max(0, one.coverage.rows - len(cited)),
            }
        )
    return made


def _stretches(numbers: Iterable[int]) -> Iterable[str]:
    """Numbers in order, those that follow each other as one stretch."""
    first = last = None
    for number in sorted(numbers):
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None:
            yield _stretch(first, last or first)
        first = last = number
    if first is not None:
        yield _stretch(first, last or first)


def _stretch(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"
