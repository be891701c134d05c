"""Annex F lists the rates that the page prints, and sentences about rates point there."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from provenance.basics import text
from provenance.report import Report, to_html
from provenance.report.catalogue import linked, render, render_html, sentences, speaking
from provenance.report.view.rates import _OF_LOGS, rates

LINK = '<a href="#rates">annex F</a>'


def with_caution(report: Report, name: str) -> Report:
    """The report with one more caution at its first finding."""
    first, *rest = report.reasoning.findings
    first = replace(first, cautions=(*first.cautions, text(name)))
    return replace(report, reasoning=replace(report.reasoning, findings=(first, *rest)))


def annex(page: str) -> str:
    return page.partition('id="rates"')[2].partition("</section>")[0]


def test_every_sentence_with_a_rate_of_logs_has_its_row() -> None:
    said = {
        id_
        for id_, words in sentences("reasoning").items()
        if "annex F" in words and id_.startswith("reasoning.caution.")
    }
    assert said == set(_OF_LOGS)


def test_no_sentence_of_the_page_names_a_file_that_is_not_there() -> None:
    for room in ("reasoning", "report", "origin", "authentication"):
        assert [i for i, words in sentences(room).items() if "measurements.md" in words] == []


@pytest.mark.parametrize("name", sorted(_OF_LOGS))
def test_a_rate_of_logs_is_listed_where_it_is_printed(report: Report, name: str) -> None:
    row = f"report-outline.rates.counted.{_OF_LOGS[name]}"
    assert render(text(row)) not in annex(to_html(report).decode("utf-8"))
    page = to_html(with_caution(report, name)).decode("utf-8")
    assert render(text(row)) in annex(page)
    assert LINK in page


def test_the_words_point_to_a_place_that_is_there(report: Report) -> None:
    page = to_html(with_caution(report, next(iter(_OF_LOGS)))).decode("utf-8")
    assert len(re.findall(r'id="rates"', page)) == 1
    assert "None of these rates was counted on this case" in annex(page)
    assert "a weak guide for the mail of one organisation" in annex(page)


def test_forms_have_the_words_of_their_list(report: Report) -> None:
    measured = {
        one.source
        for each in report.messages
        for one in each.clocks.readings
        if one.grade == "measured"
    }
    shown = rates(report)
    listed = {re.sub(r"<[^>]+>", "", str(name)) for name, _ in (shown or {"forms": []})["forms"]}
    assert listed == measured


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_heading_of_the_annex_is_no_link_to_itself(language: str) -> None:
    with speaking(language), linked("rates"):
        assert "<a" not in render_html(text("report-outline.annex.F"))
        assert "<a" in render_html(text("reasoning.assumption.decoded-right"))


def test_words_are_a_link_on_the_page_alone() -> None:
    said = text("reasoning.assumption.decoded-right")
    assert "<a" not in render_html(said)
    with linked("rates"):
        assert LINK in render_html(said)
        assert "<a" not in render_html(text("report.audit.supplied", by="see annex F"))
