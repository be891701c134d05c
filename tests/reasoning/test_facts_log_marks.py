"""Findings about an export itself: the finding first, places exact, strength low."""

from __future__ import annotations

import hashlib

import pytest

from provenance.audit.records import Integrity, IntegritySign, Layout, Locator
from provenance.basics import Where
from provenance.correlation import AuditSide, AuditSource
from provenance.correlation.records import ExportMarks
from provenance.reasoning import FindingKind
from provenance.reasoning.facts_log_marks import export_findings
from provenance.report.catalogue import render, sentences

NAMES = sorted(
    name.removeprefix("reasoning.caution.integrity.")
    for name in sentences("reasoning")
    if name.startswith("reasoning.caution.integrity.")
    and not name.removeprefix("reasoning.caution.integrity.").startswith("tenant")
)


def side(*signs: IntegritySign, whole: bool = True) -> AuditSide:
    source = AuditSource(
        evidence="E3",
        name="ual.csv",
        sha256="0" * 64,
        size=99,
        layout=Layout(kind="m365-ual", wrapper="", encoding="utf-8"),
        coverage=None,
    )
    place = Where(
        evidence="E3", stream="file", locator="row 2", line_first=2, line_last=2, start=5, end=9,
        quote_sha256=hashlib.sha256(b"rows").hexdigest(),
    )  # fmt: skip
    marks = ExportMarks(
        integrity=Integrity(source="E3", examined=7, whole=whole, signs=signs),
        places=tuple((sign.name, (place,)) for sign in signs if sign.rows),
    )
    return AuditSide(sources=(source,), marks=(marks,))


@pytest.mark.parametrize("name", NAMES)
def test_each_mark_has_words_a_place_and_a_low_strength(name: str) -> None:
    rows = (Locator(row=2, line=2, start=5, end=9),)
    sign = IntegritySign(name=name, count=1, of=7, rows=rows, values=(("value", "x-1"),))
    (found,) = export_findings(side(sign))
    assert found.kind is FindingKind.EXPORT_INTEGRITY
    assert found.strength <= 1
    assert (found.where[0].start, found.where[0].end) == (5, 9)
    assert found.cautions[-1].id == "reasoning.caution.integrity"
    words = render(found.statement)
    assert "E3" in words
    assert "{" not in words + render(found.cautions[0])


def test_a_repetition_is_said_in_words_and_its_causes_come_after_it() -> None:
    """What was found is no sum, and the harmless cause is no part of it."""
    rows = (Locator(row=5, line=5, start=5, end=9),)
    values = (("rows", "5 = 4"), ("rows", "9 = 7"))
    sign = IntegritySign(name="id-repeated", count=2, of=7, rows=rows, values=values)
    (found,) = export_findings(side(sign))
    words = render(found.statement)
    assert words.startswith("Rows of E3 repeat an earlier record as it is.")
    assert words.endswith("row 5 repeats row 4, row 9 repeats row 7.")
    assert render(found.cautions[0]).startswith("Searches return records twice. A row that was")


@pytest.mark.parametrize("name", NAMES)
def test_no_statement_of_a_mark_begins_with_a_cause(name: str) -> None:
    said = sentences("reasoning")[f"reasoning.integrity.{name}"]
    assert ": " not in said.split("Number of")[0].split("The first")[0], said


def test_no_mark_says_that_none_was_found_and_what_that_is_worth() -> None:
    (found,) = export_findings(side())
    assert (found.name, found.strength) == ("export.none", 0)
    assert "care" in render(found.cautions[0])
    assert found.where[0].end == 99


def test_an_export_that_was_looked_at_in_part_says_so() -> None:
    found = export_findings(side(whole=False))
    assert [one.name for one in found] == ["export.none", "limit.export-part"]
