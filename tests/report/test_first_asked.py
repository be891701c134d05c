"""The record that bears on most of the open questions is named before one that is only older."""

from __future__ import annotations

from dataclasses import replace

from provenance.basics import Text
from provenance.reasoning import Request
from provenance.report import Report
from provenance.report.first_asked import first_asked


def asked(name: str, rungs: tuple[int, ...], *, tests: bool = False) -> Request:
    words = Text(id=f"report.glossary.{name}.term")
    return Request(
        what=words, holder=words, wording=words, decides_rung=rungs[0], rungs=rungs,
        tests=(words,) if tests else (),
    )  # fmt: skip


def test_what_tests_the_result_comes_first_then_what_bears_on_most(report: Report) -> None:
    one, several = asked("copy", (5,)), asked("audit-record", (3, 4, 5))
    test = asked("sending-side", (5,), tests=True)
    given = replace(report, reasoning=replace(report.reasoning, requests=(one, several, test)))
    assert first_asked(given) == (test, several, one)
