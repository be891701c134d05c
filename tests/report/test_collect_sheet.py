"""The sheet for recipients: every sentence of the catalogue, one page, nothing loaded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from provenance.report import collect_sheet
from provenance.report.catalogue import sentences
from provenance.report.lint import lint_html

RUN = CliRunner()


def test_the_sheet_holds_every_sentence_once_and_no_unknown_one() -> None:
    page = collect_sheet().decode()
    for id_, words in sentences("report-collect").items():
        assert page.count(f">{words}<") == (2 if id_ == "report-collect.title" else 1), id_
    assert "[report-collect" not in page


def test_its_words_pass_the_linter() -> None:
    assert [str(one) for one in lint_html(collect_sheet().decode())] == []


def test_it_is_self_contained_and_says_so() -> None:
    page = collect_sheet().decode()
    assert "default-src 'none'" in page
    assert not re.search(r"https?:|<script|<img|<link|url\(", page)
    assert '<html lang="en">' in page


def test_it_is_short_enough_for_one_sheet() -> None:
    """Looked at as a picture it fills an A4 page; more words would run over."""
    assert sum(len(words.split()) for words in sentences("report-collect").values()) < 560


def test_the_command_prints_or_writes_it(tmp_path: Path) -> None:
    out = tmp_path / "sheet.html"
    assert RUN.invoke(app, ["collect-sheet"]).stdout_bytes == collect_sheet()
    assert RUN.invoke(app, ["collect-sheet", "--out", str(out)]).exit_code == 0
    assert out.read_bytes() == collect_sheet()
    assert RUN.invoke(app, ["collect-sheet", "--out", str(out)]).exit_code == 2
    assert RUN.invoke(app, ["collect-sheet", "--out", str(out), "--force"]).exit_code == 0


@pytest.mark.parametrize("lang", ["xx", "en+xx", "../en", ""])
def test_a_language_that_is_not_there_is_refused(lang: str) -> None:
    done = RUN.invoke(app, ["collect-sheet", "--lang", lang])
    assert done.exit_code == 2
    assert "there is no language" in done.output
    assert "en, zh" in done.output


def test_two_languages_on_one_sheet_are_refused() -> None:
    done = RUN.invoke(app, ["collect-sheet", "--lang", "en+zh"])
    assert done.exit_code == 2
    assert "one language at a time" in done.output


def test_the_chinese_sheet_is_all_chinese() -> None:
    page = RUN.invoke(app, ["collect-sheet", "--lang", "zh"]).stdout_bytes.decode()
    assert '<html lang="zh-Hans">' in page
    assert 'lang="en"' not in page
    assert [str(one) for one in lint_html(page, language="zh")] == []
