"""The page holds what the report standard asks of it (R01 to R25), on a rendered sample case."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import provenance
from provenance.basics import MisuseError
from provenance.case import Access, Case, Person, parse_case
from provenance.cli.app import app
from provenance.reasoning import FindingKind
from provenance.reasoning.rules import load_rules
from provenance.report import Report, to_html, to_json
from provenance.report.catalogue import sentence, sentences
from provenance.report.duties import REGIMES, regimes_of
from provenance.report.former import difference, parse_former, read_former
from provenance.report.forms import (
    CHAPTERS,
    COVER,
    FORMS,
    JURISDICTIONS,
    NOTES,
    read_jurisdictions,
)
from provenance.report.lint import lint_html, our_words
from provenance.report.pdf import PAPERS
from provenance.report.people import people_of
from provenance.report.validation import read_validation
from provenance.report.view.terms import explained, names_of_terms
from provenance.selftest import Failure, Group, Installed, SelfTest
from provenance.selftest.annex import to_json as selftest_json

SAMPLES = Path(__file__).parents[2] / "sample_messages"
ANNEXES = "ABCDEFGHI"
VENDOR_NAMES = {"AuditData", "HighCompleteness", "MessageTraceDetail"}
"""Names of fields and options of vendors, quoted in requests for records."""
COUNTRIES = {"EU", "UK"}
STATED_OF_THE_EXPORT = """\
audit:
  - file: audit-log.csv
    supplied_by: IT
    known_errors: KE
    accuracy: AC
    protection: PR
    route: RO
    outside_audit: OA
"""
PLAIN = re.compile(r"<[^>]*>")

Analyse = Callable[..., tuple[str, dict[str, object]]]


@pytest.fixture(scope="module")
def analyse(tmp_path_factory: pytest.TempPathFactory) -> Analyse:
    """Runs the program over the sample story; gives the page and the findings file."""

    def run(
        *options: str, case: str | None = None, audit: bool = True
    ) -> tuple[str, dict[str, object]]:
        place = tmp_path_factory.mktemp("outline")
        written = SAMPLES.joinpath("case.yaml").read_text("utf-8") if case is None else case
        (place / "case.yaml").write_text(written, "utf-8")
        arguments = [
            *("analyze", str(SAMPLES / "mass-mailing-postfix.eml")),
            *("--case", str(place / "case.yaml"), "--dns", str(SAMPLES / "dns.jsonl")),
            *(("--audit", str(SAMPLES / "audit-log.csv")) if audit else ()),
            *("--as-of", "2026-06-05"),
            *(() if "--edition" in options else ("--edition", "full")),
            *("--out", str(place / "out"), *options),
        ]
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == 0, done.output
        page = (place / "out" / "report.html").read_text("utf-8")
        return page, json.loads((place / "out" / "report.json").read_text("utf-8"))

    return run


@pytest.fixture(scope="module")
def made(analyse: Analyse) -> tuple[str, dict[str, object]]:
    return analyse("--jurisdiction", ",".join(JURISDICTIONS), case=asked("investigator"))


@pytest.fixture(scope="module")
def page(made: tuple[str, dict[str, object]]) -> str:
    return made[0]


@pytest.fixture(scope="module")
def found(made: tuple[str, dict[str, object]]) -> dict[str, object]:
    return made[1]


def asked(role: str) -> str:
    """The sample case with who asked, who answers for it, and what was left out."""
    case = SAMPLES.joinpath("case.yaml").read_text("utf-8")
    more = "  asked_by: Rowan & Pike LLP\n  asked_role: solicitors of M. Carrow\n"
    more += '  responsible: J. Doe\n  left_out: "one voicemail"\n'
    return case.replace("  role: party\n", f"  role: {role}\n{more}")


def words(html: str) -> str:
    return " ".join(PLAIN.sub(" ", html).split())


def chapter(page: str, id_: str) -> str:
    """A chapter from its opening tag to the next chapter."""
    start = page.index(f'id="{id_}" class="chapter')
    end = re.search(r'<section id="[\w-]+" class="chapter|<section class="chapter', page[start:])
    return page[start : start + end.start()] if end else page[start:]


def cover(page: str) -> str:
    return page[: page.index("<main")]


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
    assert sheets[2].lstrip().startswith("Contents")


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
    assert "moments stand here, from" in shown
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


def test_r13_what_was_not_supplied(page: str) -> None:
    assert "Kinds of records that nobody supplied" in words(chapter(page, "coverage"))
    assert "What to ask for next" in words(chapter(page, "requests"))
    assert "Usually kept" in words(chapter(page, "requests"))


def test_r14_limits_of_every_report_and_of_this_case(page: str) -> None:
    shown = words(chapter(page, "limitations"))
    assert "In this case" in shown
    assert "In every report of this kind" in shown


def test_r15_r16_versions_and_one_command_with_its_hash(
    page: str, made: tuple[str, dict[str, object]]
) -> None:
    shown = words(chapter(page, "method"))
    assert "provenance analyze mass-mailing-postfix.eml" in shown
    assert "--jurisdiction uk-et,uk-cpr35,us-902,cn,eu,au" in shown
    assert re.search(r"Expected SHA-256 of report.json: [0-9a-f]{64}", shown)
    assert "SHA-256 of the rules" in shown
    assert "cryptography " in shown
    assert "which differ from this list, stands in run.json" in shown
    assert made[1]["repeat"][-1] == "2026-06-05"  # type: ignore[index]


def test_r16_the_expected_hash_is_that_of_the_findings_file(report: Report) -> None:
    shown = words(chapter(to_html(report).decode("utf-8"), "method"))
    assert (
        f"Expected SHA-256 of report.json: {hashlib.sha256(to_json(report)).hexdigest()}" in shown
    )


def test_r17_validation_says_that_it_was_not_run(page: str) -> None:
    shown = words(chapter(page, "validation"))
    assert "No record of a self-test was handed over with this report." in shown
    assert "provenance selftest --annex" in shown
    assert "No error rate has been measured" in shown


@pytest.mark.parametrize("same", [True, False])
def test_r17_a_recorded_self_test_is_printed_with_what_it_speaks_of(
    analyse: Analyse, made: tuple[str, dict[str, object]], tmp_path: Path, same: bool
) -> None:
    rules = made[1]["rules"]
    assert isinstance(rules, dict)
    path = tmp_path / "selftest.json"
    path.write_bytes(recorded(rules["sha256"] if same else "0" * 64))
    page, data = analyse("--selftest", str(path))
    shown = words(chapter(page, "validation"))
    assert "The known answers were run apart from this report: 5. With another answer: 1." in shown
    assert "rfc8463-a" in shown
    assert "<script" not in page
    assert ("names the version and the rules of this report" in shown) is same
    assert ("says nothing about this one" in shown) is not same
    assert "were not run with this report" not in shown
    assert data["validation"]["failed"] == 1  # type: ignore[index]
    assert "--selftest selftest.json" in words(chapter(page, "method"))


def recorded(rules: str, **changes: object) -> bytes:
    """A self-test as the command writes it, with one vector that came out otherwise."""
    bad = Failure(vector="rfc8463-a", expected="pass", found="<script>")
    test = SelfTest(
        version=provenance.__version__, program="1" * 64, program_files=9, rules=rules,
        python="3.11.7", platform="Linux", installed=(Installed(name="typer", version="1"),),
        groups=(
            Group(id="dkim", vectors=2, failures=(bad,), source="RFC 8463"),
            Group(id="<b>", vectors=3, failures=(), source=""),
        ),
    )  # fmt: skip
    written = json.loads(selftest_json(test, made="2026-06-04T10:00:00Z"))
    return json.dumps(written | changes).encode()


@pytest.mark.parametrize(
    "changes",
    [{"schema": "x"}, {"groups": None}, {"groups": [{}]}, {"version": 1}, {"installed": [1]},
     {"groups": [{"id": "a", "vectors": -1, "failures": []}]}],
)  # fmt: skip
def test_what_is_no_self_test_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    path = tmp_path / "selftest.json"
    path.write_bytes(recorded("0" * 64))
    assert read_validation(path).vectors == 5
    path.write_bytes(recorded("0" * 64, **changes))
    with pytest.raises(MisuseError, match="no self-test"):
        read_validation(path)


def test_r18_custody_and_what_it_leaves_open(page: str) -> None:
    shown = words(chapter(page, "custody"))
    for one in ("custody.jsonl", "A later change to a line would be noticed", "begun a new list",
                "Nothing before the first line", "A time stamp shows", "qualified"):  # fmt: skip
        assert one in shown, one


def test_r19_glossary_and_beliefs(page: str) -> None:
    shown = words(page[page.index('<section id="glossary"') :])
    assert "Gmail can hold a message for some seconds (Undo Send)." in shown
    said = [one for one in sentences("report-outline") if one.endswith(".said")]
    assert len(said) == 8  # seven beliefs and the head of the column


def test_r20_the_redaction_schedule(page: str, analyse: Analyse) -> None:
    assert "Full edition: nothing was replaced." in words(chapter(page, "redaction"))
    redacted, found = analyse("--edition", "tribunal", audit=False)
    shown = words(chapter(redacted, "redaction"))
    schedule = found["redaction"]["schedule"]  # type: ignore[index]
    assert len(schedule) > 1
    for row in schedule:
        assert f"{row['different']:,}" in shown


def test_r21_the_forms_are_empty_and_never_signed(page: str) -> None:
    part = chapter(page, "forms")
    for name in JURISDICTIONS:
        assert f'id="forms-{name}"' in part
    assert set(re.findall(r'id="form-([\w-]+)"', part)) == {
        form.id for forms in FORMS.values() for form in forms
    }
    for form in re.findall(r'<dl class="form">.*?</dl>', part, re.DOTALL):
        assert form.count("<dd></dd>") == form.count("<dd") == form.count("<dt>") >= 4
    every = [form for forms in FORMS.values() for form in forms]
    assert "M. Carrow" not in part
    assert "J. Doe" not in part
    hashed = len({form.id for form in every if form.table == "hashes"})
    listed = len({form.id for form in every if form.table == "exhibits"})
    assert len(re.findall(r'class="blank"></td>', part)) == 2 * (hashed + 3 * listed) + 5 * listed
    unsigned = "The empty fields are not filled in, and nothing is signed."
    assert words(part).count(unsigned) == len({form.id for form in every})


def test_a_list_of_evidence_holds_what_is_known_and_leaves_the_rest_blank(page: str) -> None:
    form = page[page.index('id="form-cn-list"') : page.index('id="form-cn-factors"')]
    rows = [
        [PLAIN.sub("", one) for one in re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr role=\"row\">(.*?)</tr>", form, re.DOTALL)
    ]
    head, *exhibits = rows
    assert len(head) == 8
    assert [row[0] for row in exhibits] == ["E1", "E2"]
    for row in exhibits:
        number, name, kind, source, original, digest, proves, pages = row
        assert number
        assert name
        assert kind == "electronic data"
        assert source.startswith("by: ")
        assert (original, proves, pages) == ("", "", "")
        assert len(re.sub(r"\W", "", digest)) == 64
    own = re.search(r'<tr role="row" class="own">(.*?)</tr>', form, re.DOTALL)
    assert own
    assert "( report.json , run.json , dns.jsonl )" in words(own[1])
    assert own[1].count('class="blank"') == 6
    assert words(form).index("Case number") < words(form).index("What it is to prove")
    assert words(form).index("What it is to prove") < words(form).index("Receipt, by whoever")


def test_an_application_names_who_applies_and_to_whom(page: str) -> None:
    form = page[page.index('id="form-cn-request"') :]
    said = words(form[: form.index("</article>")])
    for field in ("people’s court", "Case number", "Applicant (name", "Other party (name"):
        assert field in said
    assert said.index("Other party") < said.index("Clear leads") < said.index("(signature or seal)")


def test_what_is_quoted_of_a_law_says_who_has_the_burden_and_asks_to_be_checked(page: str) -> None:
    part = page[page.index('id="forms-cn"') : page.index('id="form-cn-list"')]
    said = words(part)
    assert "a party has to give evidence for what it claims" in said
    assert "the employer has the burden of proof" in said
    assert "no authority has checked" in said


def test_the_factors_say_where_the_report_has_something(page: str) -> None:
    form = page[page.index('id="form-cn-factors"') :]
    form = form[: form.index("</article>")]
    rows = re.findall(r"<tr role=\"row\">(.*?)</tr>", form, re.DOTALL)[1:]
    assert len(rows) == len(CHAPTERS) == 7
    for row, names in zip(rows, CHAPTERS, strict=True):
        targets = re.findall(r'href="#([\w-]+)"', row)
        assert [one.removeprefix("M1-") for one in targets if not one.startswith("F-")] == [*names]
        assert len(re.findall(r"¶ \d+", row)) == len(names)
    assert re.search(r'href="#F-\d+"', rows[3])


@pytest.mark.parametrize(
    "words_of_law",
    [
        ("authorisation", "automatically", "verified it", "agreed otherwise"),
        ("(1)", "(2)", "(3)", "(4)", "(5)", "rebut", "notary office", "overturn"),
        ("appraised or inspected", "article 90", "article 2 of that law"),
    ],
)
def test_an_article_is_told_with_all_its_points(page: str, words_of_law: tuple[str, ...]) -> None:
    form = page[page.index('id="form-cn-factors"') :]
    said = words(form[: form.index("</article>")])
    assert [one for one in words_of_law if one not in said] == []


@pytest.mark.parametrize(
    ("places", "appraisal", "regulator"),
    [((), False, True), (("uk-et",), False, True), (("cn",), True, False), (("eu",), False, False)],
)
def test_the_cover_says_what_a_court_there_asks_first(
    report: Report, places: tuple[str, ...], appraisal: bool, regulator: bool
) -> None:
    shown = words(cover(to_html(replace(report, jurisdictions=places)).decode("utf-8")))
    assert ("no appraisal opinion commissioned by a people’s court" in shown) is appraisal
    assert ("Forensic Science Regulator" in shown) is regulator


def test_the_code_of_the_regulator_is_told_everywhere_where_it_was_followed(report: Report) -> None:
    stated = replace(report, jurisdictions=("cn",), case=Case(fsr_code="yes"))
    assert "Stated by the person" in words(cover(to_html(stated).decode("utf-8")))


def test_r21_without_a_jurisdiction_the_annex_names_the_forms_that_exist(report: Report) -> None:
    part = words(chapter(to_html(report).decode("utf-8"), "forms"))
    assert "Empty forms exist for these courts" in part
    assert "England, Wales and Scotland: employment tribunal" in part
    assert part.count("China: ") == 1


@pytest.mark.parametrize(
    ("jurisdictions", "timezone", "why", "regimes"),
    [
        (("uk-et", "uk-cpr35"), "Asia/Shanghai", "asked", ("gdpr", "ico")),
        (("cn",), "Europe/London", "asked", ("pipl",)),
        ((), "Europe/London", "zone", ("gdpr", "ico")),
        ((), "Europe/Berlin", "zone", ("gdpr",)),
        ((), "Asia/Shanghai", "zone", ("pipl",)),
        ((), "Asia/Tokyo", "none", ()),
        ((), "", "none", ()),
        (("au",), "Europe/London", "none", ()),
    ],
)
def test_duties_are_those_of_the_places_that_were_asked_for(
    report: Report,
    jurisdictions: tuple[str, ...],
    timezone: str,
    why: str,
    regimes: tuple[str, ...],
) -> None:
    case = replace(report.case, timezone=timezone)
    assert regimes_of(replace(report, case=case, jurisdictions=jurisdictions)) == (why, regimes)


def test_every_regime_has_words() -> None:
    for name in {one for names in REGIMES.values() for one in names}:
        assert sentence(f"report.duties.row.{name}.duty")


def test_both_files_of_dns_answers_and_no_voucher(page: str, found: dict[str, object]) -> None:
    """The keys in it decide two questions: read and written file are named with their hashes."""
    part = words(chapter(page, "hashes"))
    files = found["dns_file"]
    assert isinstance(files, dict)
    read = hashlib.sha256((SAMPLES / "dns.jsonl").read_bytes()).hexdigest()
    assert files["read_sha256"] == read
    assert read in part
    assert files["written_sha256"] in part
    assert files["written_sha256"] != read
    assert "Supplier of the DNS answers: not stated. Nobody vouches for their origin." in part


def test_the_rules_used_stand_with_file_hash_source_and_rate(report: Report) -> None:
    rule = next(one for one in load_rules().rules if one.id == "tamper.repeated-singleton")
    made = replace(report.reasoning.findings[0], id="I-1", rule=rule.id)
    reasoning = replace(report.reasoning, findings=(*report.reasoning.findings, made))
    part = words(chapter(to_html(replace(report, reasoning=reasoning)).decode(), "method"))
    for shown in (rule.id, rule.sha256, f"rules/{rule.path}", rule.origins[0]["url"]):
        assert shown in part
    assert "How often it is seen elsewhere" in part
    assert "Genuine messages of public mailing lists, sample of 340" in part
    assert f"provenance rules show {rule.id}" in part
    for table in load_rules().tables:
        assert table.sha256 in part
    own = replace(made, id="I-2", rule="outlook.kind")
    reasoning = replace(report.reasoning, findings=(*report.reasoning.findings, own))
    part = words(chapter(to_html(replace(report, reasoning=reasoning)).decode(), "method"))
    assert "part of the program itself" in part
    assert (sentence("reasoning.rule.outlook.kind") or "?") in part


@pytest.mark.parametrize("option", ["fr", "uk-et,,xx", "--", "\u202euk"])
def test_an_unknown_jurisdiction_is_refused(option: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_jurisdictions((option,))


def test_jurisdictions_come_in_fixed_order_and_once() -> None:
    assert read_jurisdictions(("cn,uk-et", "cn", " ")) == ("uk-et", "cn")


def test_r22_a_report_that_replaces_another_names_it_and_the_difference(
    analyse: Analyse, tmp_path: Path
) -> None:
    _, before = analyse()
    kept = len(before["findings"])  # type: ignore[arg-type]
    gone = before["findings"].pop()  # type: ignore[attr-defined]
    before["findings"].append(gone | {"text": "An older wording.", "text_id": "x", "id": "F-99"})  # type: ignore[attr-defined]
    before["ladder"][0]["answer"] = "An older answer."  # type: ignore[index]
    before["comparison"]["step"] = "2"  # type: ignore[index]
    path = tmp_path / "former.json"
    path.write_text(json.dumps(before), "utf-8")
    page, now = analyse("--supersedes", str(path))
    told = now["supersedes"]
    assert now["version"] == 2
    assert isinstance(told, dict)
    assert told["report_id"] == before["report_id"]
    assert told["findings_kept"] == kept - 1
    assert told["findings_gone"] == [{"id": "F-99", "text": "An older wording."}]
    assert told["findings_new"] == [gone["id"]]
    assert told["answers_changed"] == [{"rung": 1, "former": "An older answer."}]
    assert told["step_changed"] == ["2", "0"]
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    shown = words(chapter(page, "instructions"))
    for one in ("An older wording.", "An older answer.", "F-99", gone["id"], told["sha256"]):
        assert one in shown, one
    assert f"Replaces report {before['report_id']} , version 1" in words(cover(page))
    assert now["report_id"] != before["report_id"]
    assert "--supersedes former.json" in words(chapter(page, "method"))


def test_the_same_report_again_differs_in_nothing(report: Report) -> None:
    former = parse_former(to_json(report), "report.json")
    found = difference(replace(report, supersedes=former))
    assert found is not None
    assert (found.gone, found.fresh, found.answers, found.steps) == ((), (), (), ())
    assert found.kept == len(report.reasoning.findings)


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b'{"schema": "other/1"}', b"\xff\xfe", b"[" * 100_000,
     b'{"schema": "provenance/report/1", "report_id": 5}',
     b'{"schema": "provenance/report/1", "report_id": "x", "as_of": "y", "findings": {}}'],
)  # fmt: skip
def test_what_is_no_former_report_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "former.json"
    path.write_bytes(content)
    with pytest.raises(MisuseError, match=r"report\.json"):
        read_former(path)


def test_a_hostile_former_report_stays_inert(report: Report) -> None:
    bad = "<script>alert(1)</script>\u202e"
    data = json.loads(to_json(report))
    data["report_id"] = data["as_of"] = bad[:30]
    for one in data["findings"]:
        one["text"] = one["text_id"] = bad
    for rung in data["ladder"]:
        rung["answer"] = bad
    former = parse_former(json.dumps(data).encode(), bad)
    page = to_html(replace(report, supersedes=former)).decode("utf-8")
    assert "<script" not in page
    assert "\u202e" not in page
    assert "&lt;script&gt;" in chapter(page, "instructions")


def test_r23_the_reviewer_line_is_blank(page: str) -> None:
    assert re.search(r"Reviewed by nobody \(left blank\)", words(cover(page)))


def test_r24_raw_headers_with_line_numbers(page: str) -> None:
    raw = chapter(page, "raw")
    assert 'id="E1-file-1"' in raw
    assert len(re.findall(r'class="ln"', raw)) > 50
    one = re.search(r'class="ln one">.*?<code[^>]*>(.*?)</code>', raw, re.DOTALL)
    assert one is not None
    assert "\n" not in one[1]
    assert "Received:" in raw[raw.index('class="ln one"') :]


@pytest.mark.parametrize(
    ("answer", "shown"),
    [("", "not answered"), ("no", "Answer given: no."), ("No.", "Answer given: no."),
     ("yes", "Answer given: yes, without saying what."), ("a voicemail", "a voicemail")],
)  # fmt: skip
def test_r25_was_anything_left_out(report: Report, answer: str, shown: str) -> None:
    made = to_html(replace(report, case=Case(left_out=answer))).decode("utf-8")
    line = re.search(r'<div class="left-out">.*?</div>', made)
    assert line
    assert shown in words(line[0])
    assert shown in words(chapter(made, "instructions"))
    assert json.loads(to_json(replace(report, case=Case(left_out=answer))))["case"][
        "left_out"
    ] == answer  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "shown"), [("", "Not produced under"), ("no", "Not produced"), ("yes", "Stated by")]
)
def test_the_code_of_the_regulator(report: Report, stated: str, shown: str) -> None:
    made = to_html(replace(report, case=Case(fsr_code=stated))).decode("utf-8")
    assert shown in words(cover(made))


def test_a_party_never_reads_of_an_expert(analyse: Analyse) -> None:
    page, _ = analyse("--jurisdiction", ",".join(JURISDICTIONS))
    assert "a party" in words(cover(page))
    own = " ".join(our_words(page))
    assert "expert" not in own.casefold()
    assert "The role stated on the cover is that of a party" in own
    for id_ in ("pd-35", "au-code"):
        form = page[page.index(f'id="form-{id_}"') :]
        assert "<dd" not in form[: form.index("</article>")]


def test_the_annexes_are_lettered_and_listed(page: str) -> None:
    letters = [one[-1] for one in re.findall(r'<span class="annex-no">(Annex [A-I])</span>', page)]
    assert set(letters) == set(ANNEXES)
    listed = page[page.index('<nav class="contents"') : page.index("</nav>")]
    shown = re.findall(r"Annex ([A-I])", listed)
    assert shown == sorted(shown)
    assert set(shown) == set(ANNEXES)


def test_paragraph_numbers_are_continuous_over_the_whole_page(page: str) -> None:
    numbers = [int(one) for one in re.findall(r'class="pn" id="p(\d+)"', page)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 150


def test_every_link_has_a_target(page: str) -> None:
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("role", ["party", "expert", "investigator"])
def test_sentences_are_short_and_fair_for_every_role(analyse: Analyse, role: str) -> None:
    page, _ = analyse("--jurisdiction", ",".join(JURISDICTIONS), case=asked(role))
    assert [str(one) for one in lint_html(page)] == []


def body_of(page: str) -> str:
    body = page[page.index("<main") : page.index('<section id="hashes"')]
    return re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL)


def test_every_abbreviation_of_the_body_stands_in_the_glossary(page: str) -> None:
    glossary = page[page.index('<dl class="glossary">') :]
    glossary = words(glossary[: glossary.index("</dl>")])
    used = {
        hit[0]
        for block in our_words(body_of(page))
        for hit in re.finditer(r"(?<![\w-])[A-Z][A-Za-z]*[A-Z][A-Za-z0-9]*(?:-\w+)*", block)
    }
    assert {"DKIM", "VPN", "UTC"} <= used
    assert {one for one in used if one not in glossary} <= VENDOR_NAMES | COUNTRIES


def test_a_term_is_explained_below_its_first_use(page: str) -> None:
    body = body_of(page)
    told = re.findall(r'<dl class="gloss">(.*?)</dl>', body)
    ids = [one for part in told for one in re.findall(r'href="#g-([\w-]+)"', part)]
    assert len(ids) == len(set(ids)) > 15
    at = body.index('<a href="#g-spf">')
    assert len(re.findall(r"\bSPF\b", words(body[:at]))) <= 8
    assert all(f'id="g-{one}"' in page for one in ids)


USES = [
    ("<p>A hash here.</p><p>Another hash.</p>", 1),
    ("<p>Rehashed nothing, and no hash-like word.</p>", 0),
    ('<p><bdi class="ev" data-evidence>hash <b>hash</b></bdi></p>', 0),
    ("<table><tr><td>hash</td></tr></table>", 1),
    ("<ul><li><p>hash</p></li></ul>", 1),
    ("<h2>Hashes</h2><p>Text.</p>", 1),
    ("<svg><text>hash</text></svg><p>x</p>", 0),
    ("<p>hash", 0),
]


@pytest.mark.parametrize(("html", "times"), USES)
def test_where_a_term_counts_as_used(html: str, times: int) -> None:
    shown = explained(html, set())
    assert shown.count('<dl class="gloss">') == times
    assert PLAIN.sub("", re.sub(r'<dl class="gloss">.*?</dl>', "", shown)) == PLAIN.sub("", html)
    if "<ul>" in html:
        assert shown.index("</ul>") < shown.index('<dl class="gloss">')


PIECES = st.sampled_from(
    ["<p>", "</p>", "<ul><li>", "</li></ul>", "<bdi data-evidence>", "</bdi>", "<br>", "<svg>",
     "</svg>", "hash ", "DKIM ", "\u0130stanbul ", "received ", "<a class=\"fid\" href=\"#x\">",
     "</a>", "<", ">", "</", "<!--", "\u00df "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40))
def test_explaining_never_changes_what_stands_there(pieces: list[str]) -> None:
    page = "".join(pieces)
    told: set[str] = set()
    shown = str(explained(page, told))
    assert re.sub(r'<dl class="gloss">.*?</dl>', "", shown) == page
    assert str(explained(page, told)).count('class="gloss"') == 0


def test_every_term_has_a_name() -> None:
    assert all(names_of_terms().values())


def test_people_come_from_case_file_and_findings_alone(page: str, found: dict[str, object]) -> None:
    part = words(chapter(page, "people"))
    listed = cast("list[dict[str, str]]", found["findings"])
    office = next(one["id"] for one in listed if one["name"] == "presence.office")
    assert "People who are stated to have had a means at that time: 3." in part
    assert "No records of doors or travel were supplied." in part
    for one in ("M. Carrow", "V. Harbour", "T. Reed", "knew the password", "Lisbon", "airline",
                "stated by M. Carrow", "from 12 January 2026", office):  # fmt: skip
        assert one in part, one
    people = found["people"]
    assert isinstance(people, dict)
    assert [people["with_means"], people["placed"]] == [3, 0]
    assert people["moment"] == "2026-05-14T14:02:10Z"


@pytest.mark.parametrize(
    ("names", "placed", "logins"),
    [
        (("presence.badge",), 1, 0),
        (("presence.machine", "presence.tunnel"), 0, 1),
        (("presence.machine-away", "presence.badge"), 1, 1),
        (("presence.office", "presence.calendar", "presence.record-against"), 0, 0),
    ],
)
def test_a_door_places_a_person_and_a_login_does_not(
    report: Report, names: tuple[str, ...], placed: int, logins: int
) -> None:
    first = report.reasoning.findings[0]
    findings = tuple(
        replace(first, id=f"F-{n}", name=name, kind=FindingKind.PRESENCE, person="p")
        for n, name in enumerate(names, 1)
    )
    case = Case(account="a@x.example", people=(access("2026-01-01"),))
    told = replace(report, case=case, reasoning=replace(report.reasoning, findings=findings))
    found = people_of(told)
    assert (found.with_means, found.placed, found.logins) == (1, placed, logins)
    data = json.loads(to_json(told))["people"]
    assert (data["placed"], data["logins"]) == (placed, logins)


def access(start: str, end: str = "", source: str = "") -> Person:
    way = Access(account="a@x.example", how="admin", start=start, end=end, source=source)
    return Person(id="p", name="P. Q.", access_to=(way,))


@pytest.mark.parametrize(
    ("person", "expected", "counted"),
    [
        (access("2026-01-01"), "yes", 1),
        (access("2026-01-01", "2026-05-13"), "no", 0),
        (access("2026-01-01", "2026-05-14"), "yes", 1),
        (access("", ""), "not-stated", 1),
        (access("some day"), "not-readable", 1),
        (Person(id="p", accounts=("A@X.example",)), "not-stated", 1),
    ],
)
def test_a_means_is_held_against_the_time(
    report: Report, person: Person, expected: str, counted: int
) -> None:
    case = Case(account="a@x.example", timezone="Europe/London", people=(person,))
    found = people_of(replace(report, case=case))
    assert found.basis == "date"
    assert [one.at_the_time for one in found.candidates[0].means] == [expected]
    assert found.with_means == counted


def test_whoever_has_no_means_is_no_candidate(report: Report) -> None:
    case = Case(account="other@x.example", people=(access("2026-01-01"),))
    assert people_of(replace(report, case=case)).candidates == ()
    assert "names no person with a way" in words(
        chapter(to_html(replace(report, case=case)).decode("utf-8"), "people")
    )


def test_an_access_with_an_exhibit_names_it_and_one_without_says_who_states_it(
    report: Report,
) -> None:
    people = (access("2026-01-01", source="E8"), replace(access("2026-01-01"), id="q"))
    case = Case(account="a@x.example", people=people, prepared_by="Z. Y.")
    part = words(chapter(to_html(replace(report, case=case)).decode("utf-8"), "people"))
    assert "exhibit named: E8" in part
    assert part.count("stated by Z. Y.") == 1


def test_the_case_file_takes_the_new_members() -> None:
    case = parse_case(asked("expert").encode())
    assert (case.asked_by, case.responsible, case.left_out) == (
        "Rowan & Pike LLP",
        "J. Doe",
        "one voicemail",
    )


def test_no_sentence_of_the_outline_is_left_over() -> None:
    room = Path(__file__).parents[2] / "provenance" / "report"
    files = [*room.rglob("*.py"), *room.glob("templates/*.j2")]
    source = "".join(path.read_text("utf-8") for path in files)
    built = ("report-outline.annex.", "report-outline.beliefs.", "report-outline.people.at.",
             "report-outline.people.moment.", "report-outline.forms.jurisdiction.",
             "report-outline.cover.code.", "report-outline.cover.left-out.",
             "report-outline.summary.scale.", "report-outline.summary.ask-",
             "report-outline.summary.also.", "report-outline.summary.part.")  # fmt: skip
    left = [
        one
        for one in sentences("report-outline")
        if f'"{one}"' not in source and not one.startswith(built)
    ]
    assert left == []
    ids = {form.id for forms in FORMS.values() for form in forms}
    fields = {
        name
        for forms in FORMS.values()
        for form in forms
        for name in (*form.head, *form.fields, *form.receipt)
    }
    numbered = {
        f"report-forms.note.{name}.{n + 1}" for name, top in NOTES.items() for n in range(top)
    }
    numbered |= {
        f"report-forms.cover.{name}.{n + 1}" for name, top in COVER.items() for n in range(top)
    }
    for one in sentences("report-forms"):
        head, _, rest = one.removeprefix("report-forms.").partition(".")
        assert (
            f'"{one}"' in source
            or one in numbered
            or head in ids
            or (head == "field" and rest in fields)
            or (head == "list" and f'"{rest}"' in source)
        ), one
