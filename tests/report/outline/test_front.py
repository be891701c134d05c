"""R01 to R12: what stands before the limits, from the cover to coverage."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from provenance.report import Report, to_html
from provenance.report.pdf import PAPERS
from tests.report.outline.shown import (
    SAMPLES,
    STATED_OF_THE_EXPORT,
    Analyse,
    asked,
    chapter,
    cover,
    words,
)


def test_r01_title_id_version_time_pages_edition(page: str, found: dict[str, object]) -> None:
    shown = words(cover(page))
    assert "Technical examination report" in shown
    assert str(found["report_id"]) in shown
    for one in (
        "version 1",
        "day and time of the run stand in run.json",
        "it need not be the day of making",
        "Full edition",
    ):
        assert one in shown, one
    assert 'counter(page) " / " counter(pages)' in page


def test_r02_who_ran_it_for_whom_on_which_question(page: str) -> None:
    for shown in (words(cover(page)), words(chapter(page, "instructions"))):
        for one in ("Rowan & Pike LLP", "solicitors of M. Carrow", "J. Doe", "an investigator"):
            assert one in shown.replace("&amp;", "&"), one
    assert "Who sent the e-mail" in words(chapter(page, "instructions"))


def test_r03_the_notice(page: str) -> None:
    shown = words(cover(page))
    assert "A computer program made this report" in shown
    assert "only after a person adopts it" in shown
    assert "may also need the tribunal’s permission" in shown


def test_r04_the_summary_has_every_rung_step_limit_and_what_would_change_it(page: str) -> None:
    first = chapter(page, "first")
    for number in range(1, 6):
        rung = first[first.index(f'value="{number}"') :]
        rung = rung[: rung.index("</li>")]
        assert 'class="answer"' in rung
        assert 'class="fid"' in rung, number
    shown = words(first)
    assert "(step 0 of 4)" in shown
    # What the step means stands before the first answer, and what it is not.
    scale = shown.index("Step 0: the records fit the explanations equally well")
    assert scale < shown.index("Is this copy unaltered?")
    assert "They are no probabilities." in shown
    assert "Main limit" in shown
    assert "What would change this" in shown


@pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("pdftotext")), reason="needs a browser"
)
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_r04_the_summary_fits_one_sheet(page: str, tmp_path: Path, paper: str) -> None:
    size = f"<style>@page{{size:{PAPERS[paper]}}}</style></head>"
    (tmp_path / "page.html").write_text(page.replace("</head>", size, 1), "utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={tmp_path / 'profile'}", f"--print-to-pdf={tmp_path / 'page.pdf'}",
         str(tmp_path / "page.html")],
        check=True, capture_output=True, timeout=120,
        env={**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config"),
             "XDG_CACHE_HOME": str(tmp_path / "cache")},
    )  # fmt: skip
    sheets = subprocess.run(
        ["pdftotext", "-l", "4", str(tmp_path / "page.pdf"), "-"],
        check=True, capture_output=True, timeout=60,
    ).stdout.decode("utf-8").split("\f")  # fmt: skip
    assert "Summary\n" in sheets[1]
    assert "What would change this" in sheets[1]
    assert "The whole list:" in sheets[1]
    # The words that it uses head the next sheet, before the contents.
    assert sheets[2].lstrip().startswith("Words used in this summary")
    assert "Contents\n" in sheets[2]


def test_r05_r06_exhibits_with_source_day_size_hashes_and_how_obtained(page: str) -> None:
    raw = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    for id_ in ("exhibits", "hashes"):
        shown = words(chapter(page, id_))
        for one in (
            "mass-mailing-postfix.eml", "A. Field", "20 May 2026", f"{len(raw):,} bytes",
            hashlib.sha256(raw).hexdigest(),
        ):  # fmt: skip
            assert one in shown, one
    assert hashlib.sha512(raw).hexdigest() in words(chapter(page, "hashes"))
    assert "copied from the mail server" in words(chapter(page, "exhibits"))


def test_an_export_is_named_by_what_it_holds(page: str) -> None:
    names = "Export of records: Microsoft 365 unified audit log"
    assert names in words(chapter(page, "exhibits"))
    assert names in words(chapter(page, "hashes"))
    assert names in words(page[page.index('id="form-cn-list"') :])


@pytest.mark.parametrize(
    ("timezone", "said"),
    [
        ("Europe/London", "local time of the case ( Europe/London , which is UTC +01:00 on"),
        ("Asia/Shanghai", "local time of the case ( Asia/Shanghai , which is UTC +08:00 on"),
        ("", "How times are written in UTC"),
    ],
)
def test_the_cover_says_how_times_are_written(report: Report, timezone: str, said: str) -> None:
    case = replace(report.case, timezone=timezone)
    page = to_html(replace(report, case=case)).decode("utf-8")
    assert said in words(cover(page))


def test_r07_every_fact_names_exhibit_line_byte_and_who_wrote_it(page: str) -> None:
    cards = re.findall(r'<article class="finding.*?</article>', page, re.DOTALL)
    assert len(cards) > 20
    for card in cards:
        assert re.search(r'href="#E\d[^"]*" title="bytes [\d,]+ to [\d,]+"', card), card[:80]
        assert re.search(r"\(bytes [\d,]+ to [\d,]+\)", words(card))
        assert re.search(r'class="cls c-[A-Z]"|observed by this program', card)


def test_r08_facts_and_inferences_never_mix(page: str, found: dict[str, object]) -> None:
    facts = set(
        re.findall(r'<article class="finding[^"]*" id="([\w-]+)"', chapter(page, "findings"))
    )
    drawn = set(
        re.findall(r'<article class="finding[^"]*" id="([\w-]+)"', chapter(page, "inferences"))
    )
    ids = {one["id"] for one in found["findings"]}  # type: ignore[attr-defined]
    assert facts == {one for one in ids if one.startswith("F-")}
    assert drawn == {one for one in ids if one.startswith("I-")} != set()
    for one in re.findall(
        r'<article class="finding.*?</article>', chapter(page, "inferences"), re.DOTALL
    ):
        assert "Rule" in words(one)
        assert "Would fall if" in words(one)
        assert re.search(r"Facts on the same lines F-\d", words(one))
    assert 'id="O-1"' in chapter(page, "compare")
    assert found["comparison"]["id"] == "O-1"  # type: ignore[index]


def test_r09_explanations_in_their_best_words_and_what_speaks_against(page: str) -> None:
    shown = words(chapter(page, "compare"))
    assert "In its own best words" in shown
    assert "the account holder, M. Carrow , used the account" in shown
    against = chapter(page, "against")
    assert "The result: The records do not help to choose" in words(against)
    assert "What stays open, for both sides" in words(against)
    assert "The copies alone leave open: the account holder" in words(against)


def test_r10_the_scale_stands_beside_the_strength(page: str) -> None:
    shown = words(chapter(page, "findings"))
    assert 'href="#marks"' in chapter(page, "findings")
    assert "This is not a probability and not a likelihood ratio." in shown
    assert "at most step 2 of 4" in shown


def test_letters_squares_and_labels_are_explained_before_their_first_use(page: str) -> None:
    """The key stands in the first chapter after the summary; no letter stands before it."""
    body = page[page.index('class="chapters"') :]
    key = body.index('id="marks"')
    assert "Scale of strength used in this report" in words(body[key : key + 9000])
    assert 'class="cls' not in body[:key]
    labels = set(re.findall(r'<p class="code"><span>(.*?)</span>', page))
    told = set(re.findall(r'<th scope="row">(.*?)</th>', body[key : body.index('id="exhibits"')]))
    assert labels
    assert labels <= told


def test_r11_the_timeline_has_text_offset_utc_local_source_precision(page: str) -> None:
    shown = words(chapter(page, "timeline"))
    for one in (
        "Thu, 14 May 2026 15:02:14 +0100", "marked: +01:00 from UTC",
        "14 May 2026, 14:02:10 UTC (15:02:10, Europe/London)",
        "no zone written; UTC by the system",
        "written to the second", "the receiving side", "a log",
    ):  # fmt: skip
        assert one in shown, one
    assert "exact to 0 s" not in shown


def test_timeline_and_coverage_stand_without_any_export(analyse: Analyse, report: Report) -> None:
    page, data = analyse(audit=False)
    shown = words(chapter(page, "timeline"))
    assert "Moments in the long list after it: " in shown
    assert "rows of exports" not in shown
    assert "Date field" in shown
    assert data["audit"]["timeline"] == []  # type: ignore[index]
    assert "No record of a system was supplied." in words(chapter(page, "coverage"))
    assert "No export of records was supplied." in words(chapter(page, "audit"))
    assert data["people"]["basis"] == "date"  # type: ignore[index]
    empty = words(chapter(to_html(replace(report, messages=())).decode("utf-8"), "timeline"))
    assert "No moment could be read" in empty


def test_r12_coverage_and_the_five_questions_of_record_keeping(page: str, analyse: Analyse) -> None:
    part = chapter(page, "coverage")
    keeping = part[part.index("keeping") :]
    row = keeping[keeping.index("<tbody") : keeping.index("</tbody>")]
    cells = [words(one) for one in re.findall(r"<td.*?</td>", row, re.DOTALL)]
    assert len(cells) == 5
    assert all("not supplied" in one for one in cells)
    assert "counted here: 0 of 23 rows could not be read" in cells[0]
    stated = asked("party") + STATED_OF_THE_EXPORT
    told, data = analyse(case=stated)
    part = chapter(told, "coverage")
    for one in ("KE", "AC", "PR", "RO", "OA"):
        assert f">{one}</bdi>" in part, one
    assert "handed over by IT" in words(part)
    note = data["case"]["stated"]["audit"][0]  # type: ignore[index]
    assert [note[name] for name in ("accuracy", "outside_audit")] == ["AC", "OA"]
