"""Annex F lists the rates that the page prints, and sentences about rates point there."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest

from provenance.basics import State, text
from provenance.decoders.identifiers.registry import decoders
from provenance.decoders.identifiers.repeated import LISTS, SAMPLES, UNWANTED, repeated
from provenance.origin import ClockReading
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


def with_form(report: Report, form: str) -> Report:
    """The report with one more reading of a form in its first table of clocks."""
    first, *rest = report.messages
    reading = ClockReading(source=form, time=State.ABSENT, field=0, place="field", grade="measured")
    clocks = replace(first.clocks, readings=(*first.clocks.readings, reading))
    return replace(report, messages=(replace(first, clocks=clocks), *rest))


def shown_of(report: Report, form: str) -> dict[str, str]:
    """The row of a form in annex F: the sample, or ``before``, to its words."""
    (row,) = [
        one for one in (rates(with_form(report, form)) or {})["forms"] if plain(one["name"]) == form
    ]
    again = {name: " ".join(map(plain, row["again"][at])) for at, name in enumerate(SAMPLES)}
    return {**again, "before": plain(row["before"])}


def plain(words: object) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", str(words)))


def test_the_repeatable_count_stands_before_the_older_one(report: Report) -> None:
    shown = shown_of(report, "thread-index.server")
    assert "within 60 s: 23" in shown[UNWANTED]
    assert "Held against Date: 89. Within 2 s: 18; within 60 s: 30" in shown[LISTS]
    assert "163 of 167" in shown["before"]
    part = annex(to_html(with_form(report, "thread-index.server")).decode("utf-8"))
    assert part.index("within 60 s: 30") < part.index("163 of 167")


def test_the_long_number_of_postfix_is_not_said_to_be_before_its_line(report: Report) -> None:
    shown = shown_of(report, "received-id.postfix-long")
    assert "before the line" not in shown["before"]
    assert "Held against its line: 42." in shown[UNWANTED]
    assert all("Earlier: 0; later" in shown[one] for one in SAMPLES)
    again = [one for name in SAMPLES if (one := repeated(name, "received-id.postfix-long"))]
    lines = [held for one in again for held in one.held if held.against == "line"]
    assert f"of {sum(held.compared for held in lines)} counted again" in shown["before"]
    assert [held.earlier for held in lines] == [0, 0]


def test_a_form_that_a_sample_has_not_or_that_has_no_clock_says_so(report: Report) -> None:
    assert shown_of(report, "received-id.ecelerity")[LISTS] == "None of this form."
    assert "no time to compare" in shown_of(report, "boundary.phpmailer")[UNWANTED]
    assert "the same day: 75" in shown_of(report, "message-id.exchange-online")[LISTS]


BEFORE = "report-outline.rates.before."


def test_the_catalogue_has_the_older_count_of_each_decoder_word_for_word() -> None:
    counts = {f"{BEFORE}{id_}": one.measured for id_, one in decoders().items() if one.measured}
    words = sentences("report-outline")
    assert {id_: said for id_, said in words.items() if id_.startswith(BEFORE)} == counts


@pytest.mark.parametrize("form", sorted(id_ for id_, one in decoders().items() if one.measured))
def test_the_older_count_is_chinese_on_a_chinese_page_with_the_same_figures(
    report: Report, form: str
) -> None:
    shown = shown_of(report, form)["before"]
    with speaking("zh"):
        chinese = shown_of(report, form)["before"]
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    # What stays Latin is the name of a field or a standard.
    assert set(re.findall(r"[A-Za-z-]{2,}", chinese)) <= {"Date", "Message-ID", "UTC", "UUID"}
    assert figures(chinese) == figures(shown)


def figures(words: str) -> list[str]:
    return sorted(re.findall(r"\d+(?:,\d{3})*", words))


def test_no_number_stands_beside_a_clock_without_its_material() -> None:
    words = sentences("report")
    assert [id_ for id_ in words if id_.startswith("report.grade.") and "{" in words[id_]] == []


def test_a_log_that_nobody_can_count_again_has_no_rate() -> None:
    for room in ("reasoning", "report-outline"):
        for words in sentences(room).values():
            assert not re.search(r"9,608|4,235|16 of 25\b", words), words


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
