"""R21: the empty forms of a jurisdiction, and the duties of the places asked for."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from provenance.case import Case
from provenance.report import Report, to_html
from provenance.report.catalogue import sentence
from provenance.report.duties import REGIMES, elsewhere, regimes_of
from provenance.report.forms import (
    CHAPTERS,
    FORMS,
    JURISDICTIONS,
    read_jurisdictions,
)
from tests.report.outline.shown import (
    PLAIN,
    Analyse,
    chapter,
    cover,
    words,
)


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
    assert len(re.findall(r'class="blank"></td>', part)) == 2 * (hashed + 4 * listed) + 6 * listed
    unsigned = "The empty fields are not filled in, and nothing is signed."
    assert words(part).count(unsigned) == len({form.id for form in every})


def test_a_list_of_evidence_holds_what_is_known_and_leaves_the_rest_blank(page: str) -> None:
    form = page[page.index('id="form-cn-list"') : page.index('id="form-cn-factors"')]
    rows = [
        [PLAIN.sub("", one) for one in re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr role=\"row\">(.*?)</tr>", form, re.DOTALL)
    ]
    head, *exhibits = rows
    assert len(head) == 9
    assert head[6] == "Content, in short"
    assert [row[0] for row in exhibits] == ["E1", "E2"]
    for row in exhibits:
        number, name, kind, source, original, digest, content, proves, pages = row
        assert number
        assert name
        assert kind == "electronic data"
        assert source.startswith("by: ")
        assert (original, content, proves, pages) == ("", "", "", "")
        assert len(re.sub(r"\W", "", digest)) == 64
    own = re.search(r'<tr role="row" class="own">(.*?)</tr>', form, re.DOTALL)
    assert own
    assert "( report.json , run.json , dns.jsonl )" in words(own[1])
    assert own[1].count('class="blank"') == 7
    assert words(own[1]).startswith("____")
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
        assert sentence(f"report.duties.row.{name}.place")


@pytest.mark.parametrize(
    ("jurisdictions", "timezone", "apart"),
    [
        (("us-902",), "Europe/London", {"usca"}),
        (("uk-et", "us-902"), "Europe/London", {"usca"}),
        (("uk-et",), "Europe/London", set()),
        # Without a time zone of one country nothing can be called another country's law.
        (("us-902",), "UTC", set()),
        ((), "Europe/London", set()),
    ],
)
def test_the_law_of_another_country_stands_apart(
    report: Report, jurisdictions: tuple[str, ...], timezone: str, apart: set[str]
) -> None:
    case = replace(report.case, timezone=timezone)
    made = replace(report, case=case, jurisdictions=jurisdictions)
    assert elsewhere(made) == apart


def test_a_rule_says_whose_it_is_and_that_of_another_country_stands_below(
    analyse: Analyse,
) -> None:
    page, _ = analyse("--jurisdiction", "uk-et,us-902")
    own, apart, other = words(chapter(page, "disclosure")).partition(
        "It counts only if that law applies"
    )
    assert apart
    assert "Law of the European Union" in own
    assert "California" not in own
    assert "Law of the state of California" in other.partition('id="requests"')[0]
    page, _ = analyse("--jurisdiction", "uk-et")
    assert apart not in words(chapter(page, "disclosure"))


def test_the_cover_names_the_places_whose_forms_were_chosen(report: Report) -> None:
    shown = words(cover(to_html(replace(report, jurisdictions=("uk-et",))).decode("utf-8")))
    assert "England, Wales and Scotland: employment tribunal" in shown
    assert "none chosen (option --jurisdiction)" in words(cover(to_html(report).decode("utf-8")))


@pytest.mark.parametrize("option", ["fr", "uk-et,,xx", "--", "\u202euk"])
def test_an_unknown_jurisdiction_is_refused(option: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_jurisdictions((option,))


def test_jurisdictions_come_in_fixed_order_and_once() -> None:
    assert read_jurisdictions(("cn,uk-et", "cn", " ")) == ("uk-et", "cn")
