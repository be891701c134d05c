"""Doubts about a row stand at whatever rests on that row, and at nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from provenance.basics import Text, Where, text
from provenance.reasoning.doubted import (
    doubts_of,
    example_addresses,
    raises_doubt,
    said_of,
    with_doubts,
)
from provenance.reasoning.records import Finding, FindingKind
from provenance.report.catalogue import render
from provenance.trace import AttestationClass


def row(number: int, locator: str = "") -> Where:
    return Where(
        evidence="E3", stream="file", locator=locator or f"row {number}", line_first=number,
        line_last=number, start=number, end=number + 1, quote_sha256="",
    )  # fmt: skip


def finding(id_: str, name: str, *where: Where, **changes: Any) -> Finding:
    made = Finding(
        id=id_, name=name, kind=FindingKind.JOIN, rung=4,
        statement=text("reasoning.rung3.log", exhibit="E3", row=1, account="a"),
        attested_by=AttestationClass.LOG, where=where, strength=1, group="g", message="M1",
    )  # fmt: skip
    return replace(made, **changes)


MARK = finding(
    "F-31", "export.client-words", row(12), row(23), kind=FindingKind.EXPORT_INTEGRITY,
    strength=0, message="", cautions=(text("reasoning.caution.integrity.client-words"),),
)  # fmt: skip
PAIRS = finding(
    "F-28", "usage.pairs.sign-in", row(12), row(33), kind=FindingKind.COVERAGE, strength=0,
    statement=text("reasoning.usage.pairs.sign-in", exhibit="E3", other="E4", count=17, seen=16,
                   rows="E3 row 12"),
)  # fmt: skip
SECONDS = finding(
    "F-36", "usage.seconds.same", row(12), row(23), kind=FindingKind.COVERAGE, strength=0,
    statement=text("reasoning.usage.seconds.same", exhibit="E3", at="02:10", moments=2, count=9,
                   rows="E3 row 12"),
)  # fmt: skip
ON_ROW = finding("I-2", "usage.device.listed", row(10), row(12))


def cautions(*found: Finding) -> dict[str, tuple[Text, ...]]:
    return {one.id: doubts_of(one) for one in with_doubts(found)}


def test_what_rests_on_a_doubted_row_says_so() -> None:
    told = cautions(ON_ROW, MARK, PAIRS)["I-2"]
    assert [said_of(one)["finding"] for one in told] == ["F-31", "F-28"]
    words = render(told[0])
    assert "E3 row 12" in words
    assert "F-31" in words
    # What such a row does not tell follows.
    assert "such a row does not tell" in words


def test_a_row_at_the_second_of_the_sending_is_a_doubt_where_something_rests_on_it() -> None:
    told = cautions(ON_ROW, SECONDS, finding("F-1", "join.sent", row(10)))
    assert [said_of(one)["finding"] for one in told["I-2"]] == ["F-36"]
    assert told["F-1"] == told["F-36"] == ()


def test_another_row_and_another_message_stay_as_they_are() -> None:
    beside = finding("F-1", "join.sent", row(10))
    other = replace(PAIRS, message="M2")
    assert cautions(beside, MARK) == {"F-1": (), "F-31": ()}
    assert cautions(ON_ROW, other)["I-2"] == ()
    # Of two lists only the rows that one lacks are in doubt, and not those that it has.
    assert cautions(finding("F-2", "x", row(33)), PAIRS)["F-2"] == ()


def test_what_carries_nothing_and_a_whole_file_have_no_doubted_row() -> None:
    assert cautions(replace(ON_ROW, strength=0), MARK)["I-2"] == ()
    whole = replace(MARK, where=(row(12, "file"),))
    assert cautions(ON_ROW, whole)["I-2"] == ()


def test_an_export_without_marks_raises_no_doubt() -> None:
    assert raises_doubt(MARK)
    assert raises_doubt(PAIRS)
    assert not raises_doubt(replace(MARK, name="export.none"))
    assert not raises_doubt(replace(MARK, name="export.tenant-agrees"))
    assert not raises_doubt(ON_ROW)


def test_addresses_of_ranges_for_examples_are_found_wherever_a_sentence_has_them() -> None:
    inner = text("reasoning.rung4.log", exhibit="E3", row=1, ip="192.0.2.7")
    one = replace(ON_ROW, statement=text("x", words=inner, of=("203.0.113.88/29", "9.9.9.9")))
    assert example_addresses((one, one)) == {"192.0.2.7": ["I-2"], "203.0.113.88/29": ["I-2"]}
