"""A list of moments says how many rows it leaves out, and names the findings that cite them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from provenance.report.left_out import left_out
from provenance.report.records import Report
from provenance.report.timeline import Entry


def place(exhibit: str, locator: str) -> Any:
    return SimpleNamespace(evidence=exhibit, locator=locator)


def report(*findings: Any, exhibits: tuple[str, ...] = ("E4",)) -> Report:
    sources = [SimpleNamespace(evidence=one, coverage=SimpleNamespace(rows=40)) for one in exhibits]
    side, reasoning = SimpleNamespace(sources=sources), SimpleNamespace(findings=findings)
    return cast("Report", SimpleNamespace(audit=side, reasoning=reasoning))


def finding(id_: str, *where: Any) -> Any:
    return SimpleNamespace(id=id_, where=where)


def entry(row: int, kind: str = "record") -> Entry:
    return cast("Entry", SimpleNamespace(kind=kind, evidence="E4", row=row))


def test_findings_with_rows_left_out_are_named_once_with_their_number() -> None:
    found = left_out(
        report(
            finding("F-1", place("E4", "row 1"), place("E1", "row 9")),
            finding("F-2", place("E4", "row 2 /a"), place("E4", "row 3"), place("E4", "file")),
            finding("F-3", place("E4", "row 4")),
            finding("F-9", place("E4", "row 2"), place("E4", "row 3")),  # the same of another copy
        ),
        [entry(1), entry(2, "clock"), entry(4)],
    )
    assert found is not None
    assert (found.read, found.listed, found.findings, found.more) == (40, 2, (("F-2", 2),), 0)


def test_without_exports_nothing_is_left_out() -> None:
    assert left_out(report(exhibits=()), []) is None
