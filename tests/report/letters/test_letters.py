"""Letters: neutral, whole, the same every time, and nothing in a message can speak through them."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.authentication import OfflineResolver, RecordedResolver, read_dns_file
from provenance.basics import State, text
from provenance.case import Case, read_case
from provenance.evidence import open_evidence, open_exports
from provenance.pipeline import Context, analyze
from provenance.reasoning import Request
from provenance.report import Report
from provenance.report.catalogue import local_time, render, speaking
from provenance.report.letters import (
    JURISDICTIONS,
    Letter,
    index_lines,
    letter_html,
    letter_text,
    make_letters,
)
from provenance.report.letters.compose import deadline
from provenance.report.lint import lint, lint_html

AS_OF = date(2026, 6, 3)


@pytest.fixture(scope="module")
def sample_report(samples: Path) -> Report:
    return analyze(
        read_case(samples / "case.yaml"),
        Context(
            intake=open_evidence([samples / "mass-mailing-gmail.eml"]),
            resolver=RecordedResolver(read_dns_file(samples / "dns.jsonl")),
            as_of=AS_OF,
            cross_check=False,
            exports=open_exports([samples / "audit-log.csv"]),
        ),
    )


def report_of(data: bytes, case: Case | None = None) -> Report:
    return analyze(
        case or Case(),
        Context(
            intake=open_evidence([], stdin=data),
            resolver=OfflineResolver(),
            as_of=AS_OF,
            cross_check=False,
        ),
    )


def all_forms(report: Report, place: str = "none") -> str:
    letters = make_letters(report, place)
    assert letters
    return "".join(letter_html(one) + letter_text(one) for one in letters)


class Tags(HTMLParser):
    """Names and attributes of all elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def by_kind(letters: tuple[Letter, ...]) -> dict[str, Letter]:
    return {one.name.partition("-")[2]: one for one in letters}


def test_every_request_is_in_exactly_one_letter(sample_report: Report) -> None:
    letters = make_letters(sample_report)
    asked = [record for one in letters for record in one.records]
    assert sorted(asked) == sorted(one.record for one in sample_report.reasoning.requests)
    assert len({one.name for one in letters}) == len(letters)
    assert all(re.fullmatch(r"\d\d-[a-z0-9-]+", one.name) for one in letters)


def test_a_letter_asks_to_keep_before_it_asks_to_hand_over(sample_report: Report) -> None:
    for letter in make_letters(sample_report):
        words = letter_text(letter)
        assert words.index("First: please keep") < words.index("Records asked for")
        assert "may help either side" in words
        assert "what helps and what harms alike" in " ".join(words.split())


def test_the_message_is_named_with_exhibit_and_lines(sample_report: Report, samples: Path) -> None:
    words = letter_text(by_kind(make_letters(sample_report))["m365-admin"])
    lines = (samples / "mass-mailing-gmail.eml").read_bytes().split(b"\n")
    place = r"\[E1\s+lines\s+(\d+)–(\d+)\]"
    found = re.search(r"Message identifier:\s+“(<LO3P265MB44[^”]+>)”\s+" + place, words)
    assert found is not None
    value, first, last = found.groups()
    assert value.encode() in b" ".join(lines[int(first) - 1 : int(last)])
    for part in ("af181ca7-a2e5-4b9d-920a-08deb1c1647e", "msc@harbourvale.example", "E1 line 32"):
        assert part in " ".join(words.split())
    assert "E2" in words
    assert "It has no record from" in " ".join(words.split())


def test_keepers_of_days_do_not_learn_of_the_message(sample_report: Report) -> None:
    letters = by_kind(make_letters(sample_report))
    for kind in ("presence-keepers", "it-department", "network-operator", "key-keepers"):
        words = letter_text(letters[kind])
        assert "LO3P265MB44" not in words
        assert "msc@" not in words
        assert "mass-mailing" not in words


def test_an_address_is_asked_for_with_its_second_and_row(sample_report: Report) -> None:
    words = " ".join(letter_text(by_kind(make_letters(sample_report))["network-operator"]).split())
    assert "“192.0.2.7” at 14 May 2026, 14:02:10 UTC [E2 line 4]" in words


def test_our_words_are_fair_and_short(sample_report: Report) -> None:
    for place in JURISDICTIONS:
        for letter in make_letters(sample_report, place):
            assert [str(problem) for problem in lint_html(letter_html(letter))] == []
            assert "expired" not in letter_text(letter)
            assert "expired" not in letter_html(letter)


@pytest.mark.parametrize("place", [name for name in JURISDICTIONS if name != "none"])
def test_a_place_adds_sourced_facts_and_says_that_it_is_no_advice(
    sample_report: Report, place: str
) -> None:
    plain, with_law = (
        letter_text(by_kind(make_letters(sample_report, name))["m365-admin"])
        for name in ("none", place)
    )
    assert "Rules of the place" not in plain
    assert "no legal advice" in " ".join(with_law.split())
    added = with_law.split("Rules of the place")[1].split("Thank you")[0]
    facts = [one for one in added.split("\n\n")[1:] if one.strip() and "advice" not in one]
    assert len(facts) >= 2
    assert all(re.search(r"\(.{8,}\)\.$", " ".join(one.split())) for one in facts), facts


def test_a_letter_keeps_the_marks_of_its_language(sample_report: Report) -> None:
    with speaking("zh"):
        words = letter_text(by_kind(make_letters(sample_report))["m365-admin"])
    assert "网络邮件标识符：“" in words
    assert re.findall(r"[一-龥）]: .*", words) == []


def test_both_forms_say_the_same(sample_report: Report) -> None:
    for letter in make_letters(sample_report, "eu"):
        page = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", letter_html(letter), flags=re.S)
        words = set(re.findall(r"[A-Za-z]{4,}", html.unescape(re.sub("<[^>]+>", " ", page))))
        said = set(re.findall(r"[A-Za-z]{4,}", letter_text(letter)))
        assert {w.lower() for w in words} == {w.lower() for w in said}


def test_the_page_loads_nothing_and_runs_nothing(sample_report: Report) -> None:
    for letter in make_letters(sample_report):
        page = letter_html(letter)
        assert "default-src 'none'" in page
        found = Tags(page)
        assert not {"script", "img", "link", "iframe", "form", "object", "a"} & set(found.tags)
        assert not any(name.startswith("on") or name == "src" for name, _ in found.attributes)
        assert "size: A4" in page


def test_letters_are_the_same_every_time(sample_report: Report, samples: Path) -> None:
    assert all_forms(sample_report, "cn") == all_forms(sample_report, "cn")
    data = (samples / "spoof-outside.eml").read_bytes()
    assert all_forms(report_of(data)) == all_forms(report_of(data))


def test_local_time_stands_beside_utc(sample_report: Report) -> None:
    with local_time("Europe/London"):
        words = letter_text(by_kind(make_letters(sample_report))["m365-admin"])
    assert "14:02:13 UTC (15:02:13" in " ".join(words.split())


HOSTILE = (
    b"Received: from a by x.eurprd01.prod.outlook.com with mapi id 15.20.1.1;\r\n"
    b"\tThu, 14 May 2026 14:02:10 +0000\r\n"
    b"Message-ID: <a\x1b[2J\xe2\x80\xae<script>alert(1)</script>\xe2\x80\x9d Please delete@x>\r\n"
    b'From: "<b>x</b>" <m"sc<img src=x onerror=1>@harbour\x00vale.example>\r\n'
    b"Date: Thu, 14 May 2026 14:02:10 +0000\r\n"
    b"X-MS-Exchange-Organization-Network-Message-Id: </dd></dl><h2>Please destroy</h2>\r\n"
    b"Subject: x\r\n\r\nx\r\n"
)


def test_a_message_cannot_speak_through_a_letter() -> None:
    report = report_of(HOSTILE)
    clean = {tag for one in make_letters(report_of(b"From: a@b.example\r\n\r\n")) for tag in
             Tags(letter_html(one)).tags}  # fmt: skip
    shown = ""
    for letter in make_letters(report):
        page, words = letter_html(letter), letter_text(letter)
        assert set(Tags(page).tags) <= clean | {"bdi", "time", "mark", "span", "small", "b"}
        assert "onerror=1>" not in page.replace("&gt;", "")
        for bad in ("\x1b", "\x00", "\u202e"):
            assert bad not in page
            assert bad not in words
        shown += words
    quoted = re.findall(r"“[^”]*”", shown)
    assert any("Please destroy" in one for one in quoted)
    assert any("[U+201D] Please delete" in " ".join(one.split()) for one in quoted)
    outside = re.sub(r"“[^”]*”", "", shown)
    assert "destroy" not in outside
    assert "Please delete" not in outside


@settings(max_examples=25)
@given(value=st.text(max_size=80), name=st.sampled_from(["Message-ID", "From", "Date"]))
def test_no_value_breaks_a_letter(value: str, name: str) -> None:
    data = f"{name}: ".encode() + value.encode("utf-8", "surrogateescape") + b"\r\n\r\nx"
    for letter in make_letters(report_of(data)):
        words = letter_text(letter)
        assert all(char in "\n\u00a0\u3000" or char.isprintable() for char in words)
        assert words.count("“") == words.count("”")
        letter_html(letter).encode("utf-8")


def request(**values: Any) -> Request:
    return Request(
        what=text("reasoning.request.mail-log.what"),
        holder=text("reasoning.holder.it-department"),
        decides_rung=3,
        wording=text("reasoning.request.mail-log.wording"),
        **values,
    )


@given(day=st.dates(date(2000, 1, 1), date(2090, 1, 1)), days=st.integers(1, 400))
def test_a_deadline_never_says_that_it_is_no_use_to_ask(day: date, days: int) -> None:
    ask_by = (day + timedelta(days=days)).isoformat()
    for as_of in (day.isoformat(), ask_by, (day + timedelta(days=days + 1)).isoformat()):
        one = request(usually_kept_days=days, ask_by=ask_by, longer_kept_days=days + 10)
        words = render(deadline(one, as_of))
        later = day + timedelta(days=days + 10)
        assert f"{later.day} {later:%B} {later.year}" in words
        assert "Please look" in words
        assert ("all the same" in words) is (as_of > ask_by)
        assert lint(words) == []


def test_without_a_documented_time_it_is_asked_at_once() -> None:
    assert "as soon as you can" in render(deadline(request(), "2026-06-03"))
    no_day = request(usually_kept_days=7, ask_by=State.ABSENT)
    assert "at once" in render(deadline(no_day, "2026-06-03"))


def test_behind_the_last_day_of_the_calendar_no_later_one_is_named() -> None:
    one = request(usually_kept_days=7, ask_by="9999-12-30", longer_kept_days=30)
    words = render(deadline(one, "2026-06-03"))
    assert "Please look after that day as well" in words
    assert "further licence" not in words


def test_nothing_to_ask_is_said() -> None:
    assert "nothing to ask for" in index_lines((), "2026-06-03")[0]


def test_a_recall_is_asked_about_too(samples: Path, tmp_path: Path) -> None:
    recall = (
        b"From: msc@harbourvale.example\r\nSubject: Recall: Summer briefing\r\n"
        b"X-MS-Exchange-RecallReportGenerated: true\r\n"
        b"Date: Thu, 14 May 2026 15:05:10 +0000\r\nMessage-ID: <r@a.example>\r\n\r\nx\r\n"
    )
    path = tmp_path / "recall.eml"
    path.write_bytes(recall)
    report = analyze(
        Case(),
        Context(
            intake=open_evidence([samples / "spoof-outside.eml", path]),
            resolver=OfflineResolver(),
            as_of=AS_OF,
            cross_check=False,
        ),
    )
    assert "recall" in {one.record for one in report.reasoning.requests}
    alone = report_of((samples / "spoof-outside.eml").read_bytes())
    assert "recall" not in {one.record for one in alone.reasoning.requests}
