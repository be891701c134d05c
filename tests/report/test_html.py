"""The page: inert whatever the evidence holds, whole for readers without colour or sight."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import provenance.report
from provenance.basics import Interest, State, text
from provenance.case import Access, Case, Network, Organisation, Person, Presence
from provenance.reasoning import Claim, Comparison, Interests, Party
from provenance.report import Report, summary, to_html, to_json
from provenance.report.lint import lint_html
from provenance.report.templating import compile_templates
from provenance.trace import AttestationClass

STYLE = (Path(provenance.report.__file__).parent / "templates" / "style.css").read_text("utf-8")
VOID = {"meta", "br", "link", "img", "hr", "input", "wbr"}
CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Page(HTMLParser):
    """Checks nesting while it collects what the tests ask for."""

    def __init__(self, page: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.headings: list[int] = []
        self.feed(page.decode("utf-8"))
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append((tag, values))
        if values.get("id"):
            self.ids.append(str(values["id"]))
        if tag == "a":
            self.links.append(str(values["href"]))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"circle", "path", "rect", "line"}:
            return
        assert self.stack.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def page(report: Report) -> Page:
    return Page(to_html(report))


def test_nothing_outside_and_no_script(page: Page) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    metas = [values for tag, values in page.tags if tag == "meta"]
    assert [m["content"] for m in metas if m.get("http-equiv")] == [CSP]
    for _, values in page.tags:
        assert not [name for name in values if name.startswith("on") or name in {"style", "src"}]
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_no_name_of_a_sentence_stands_for_its_words(report: Report) -> None:
    shown = re.sub(r"<[^>]+>", " ", to_html(report).decode())
    assert re.findall(r"\[[a-z][a-z-]*(?:\.[a-z0-9-]+)+", shown) == []


def test_a_place_says_whether_it_is_a_line(report: Report) -> None:
    shown = re.sub(r"<[^>]+>", "", to_html(report).decode())
    assert re.search(r"E1 lines? \d", shown)
    assert re.findall(r"(?<![\w.-])E\d+:\d", shown) == []


def test_every_link_stays_inside_and_has_a_target(page: Page) -> None:
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))


def test_structure_for_readers_of_any_kind(page: Page) -> None:
    assert ("html", {"lang": "en"}) in page.tags
    assert page.links[0] == "#main"
    assert page.headings[0] == 1
    assert page.headings.count(1) == 1
    for before, after in zip(page.headings, page.headings[1:], strict=False):
        assert after <= before + 1
    tables = sum(tag == "table" for tag, _ in page.tags)
    assert tables == sum(tag == "caption" for tag, _ in page.tags) > 5
    assert all(values.get("scope") for tag, values in page.tags if tag == "th")
    assert any(tag == "svg" and v.get("aria-labelledby") for tag, v in page.tags)
    assert {"title", "desc"} <= {tag for tag, _ in page.tags}


def test_paragraph_numbers_run_through(page: Page) -> None:
    numbers = [int(id_[1:]) for id_ in page.ids if re.fullmatch(r"p\d+", id_)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 30


def test_findings_and_header_lines_point_at_each_other(report: Report, page: Page) -> None:
    where = report.reasoning.findings[0].where[0]
    line = f"E1-file-{where.line_first}"
    assert {"F-1", "F-2", "I-1", line} <= set(page.ids)
    assert page.links.count(f"#{line}") >= 2
    assert page.links.count("#F-1") >= 3


def test_our_own_words_are_fair(report: Report) -> None:
    found = lint_html(to_html(report).decode("utf-8"))
    assert [str(problem) for problem in found] == []


def test_the_page_prints_the_hash_of_the_findings(report: Report) -> None:
    import hashlib

    data = to_json(report)
    assert hashlib.sha256(data).hexdigest() in to_html(report).decode("utf-8")
    assert to_html(report, findings=data) == to_html(report)


def test_hundreds_of_recipients_are_counted_not_listed_twice(report: Report) -> None:
    shown = to_html(report).decode("utf-8")
    assert "120 addresses" in shown
    assert shown.count("reader0060@customers.example") == 1


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><style>*{display:none}",
    "</title></head><body>",
    "{{ 7*7 }}{% raw %}",
    "javascript:alert(1)",
    "&lt;b&gt;&#x3c;",
    "\u202etxt.exe\u2066",
    "zero\u200bwidth\ufeff",
    "\x1b[2J\x1b]0;title\x07",
    "--> <!-- ]]>",
    "\udcff\udc80",
]


def hostile(payload: str) -> bytes:
    body = payload.encode("utf-8", "surrogateescape").replace(b"\r", b"").replace(b"\n", b"")
    return b"\r\n".join(
        [
            b"Received: from " + body + b" (" + body + b" [192.0.2.1]) by mx.example (" + body
            + b") with " + body + b" id " + body + b" for <" + body + b">; Thu, 14 May 2026 "
            b"14:02:18 +0000",
            b"Authentication-Results: mx.example; dkim=" + body + b" header.d=" + body,
            b"DKIM-Signature: v=1; d=" + body + b"; s=" + body + b"; b=" + body,
            b"From: " + body + b" <" + body + b"@x.example>",
            b"To: " + body,
            b"Subject: " + body,
            b"Date: " + body,
            b"Message-ID: <" + body + b">",
            body + b": " + body,
            b"Content-Type: application/x; name=\"" + body + b"\"",
            b"Content-Disposition: attachment; filename=\"" + body + b"\"",
            b"",
            body,
            b"",
        ]
    )  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_values_are_inert(make_report: Callable[..., Report], payload: str) -> None:
    report = make_report(hostile(payload), name=payload)
    case = Case(id=payload, title=payload, question=payload, prepared_by=payload)
    reasoning = replace(
        report.reasoning,
        findings=tuple(
            replace(one, statement=text("report.summary.question", question=payload), group=payload)
            for one in report.reasoning.findings
        ),
    )
    report = replace(report, case=case, reasoning=reasoning, repeat=("provenance", payload))
    made = to_html(report)
    page = Page(made)
    # A source of another name than the first server has a shape of its own on the map.
    usual = {tag for tag, _ in Page(to_html(make_report())).tags} | {"rect"}
    assert {tag for tag, _ in page.tags} <= usual
    for _, values in page.tags:
        assert not [name for name in values if name.startswith("on") or name == "style"]
    assert all(link.startswith("#") for link in page.links)
    for name, written in (("html", made), ("json", to_json(report))):
        decoded = written.decode("utf-8")
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066\ufeff]", decoded), name
    shown = summary(report, report_path=payload)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u202e\u2066\ufeff]", shown)


def test_a_report_without_messages_is_a_page(report: Report) -> None:
    empty = replace(
        report,
        messages=(),
        exhibits=(),
        reasoning=replace(report.reasoning, findings=(), ladder=(), requests=()),
        dns=(),
        repeat=(),
    )
    assert b"No message could be read" in to_html(empty)


def test_a_missing_hop_time_and_boundary_are_said(make_report: Callable[..., Report]) -> None:
    raw = b"Received: from a by b; not a date\r\nFrom: x@y.example\r\n\r\nhello\r\n"
    shown = to_html(make_report(raw)).decode("utf-8")
    assert "no time recorded" in shown
    assert str(State.UNPARSABLE.value)


def test_compiled_templates_give_the_same_page(
    report: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from provenance.report import templating

    written = compile_templates(tmp_path / "fresh_compiled" / "pages")
    assert len(written) > 10
    monkeypatch.syspath_prepend(str(tmp_path))
    expected = {}
    for source in ("provenance._no_such_package", "fresh_compiled.pages"):
        monkeypatch.setattr(templating, "_COMPILED", source)
        templating.environment.cache_clear()
        expected[source] = to_html(report)
    templating.environment.cache_clear()
    assert templating._compiled("page.html.j2") is not None
    assert len(set(expected.values())) == 1


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z]+):\s*(#[0-9a-f]{3,6})", block))


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    channels = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1, 2])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent", "good", "bad", "open"])
@pytest.mark.parametrize("ground", ["paper", "tint", "quote"])
def test_contrast_of_text_is_at_least_4_5(scheme: int, ink: str, ground: str) -> None:
    colours = _colours(re.findall(r":root\s*{[^}]*}", STYLE)[scheme])
    light, dark = sorted((_luminance(colours[ink]), _luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def stated_case() -> Case:
    return Case(
        sha256="ab" * 32,
        prepared_by="M. Carrow",
        timezone="Europe/London",
        account="msc@harbourvale.example",
        organisation=Organisation(
            name="Harbour & Vale Ltd", networks=(Network(name="VPN", cidr="192.0.2.64/26"),)
        ),
        people=(
            Person(id="a", name="M. Carrow", devices=("PC-07",)),
            Person(
                id="b",
                name="V. Harbour",
                access_to=(
                    Access(
                        account="msc@harbourvale.example", how="knows-password", start="2026-01-12"
                    ),
                ),
            ),
        ),
        presence=(
            Presence(
                person="a",
                start="2026-05-10T06:00+01:00",
                end="2026-05-17T23:00+01:00",
                place="Lisbon",
                attested_by="airline",
                independent=True,
            ),
        ),
    )


def test_what_the_case_file_states_is_shown_and_said_to_be_unexamined(report: Report) -> None:
    shown = to_html(replace(report, case=stated_case())).decode("utf-8")
    first, _, rest = shown.partition('id="exhibits"')
    assert "Statements count only beside a record" in first
    stated = rest[rest.index('<section id="stated"') : rest.index('id="findings"')]
    for words in ("Lisbon", "airline", "V. Harbour", "knew the password", "PC-07", "192.0.2.64/26"):
        assert words in stated, words
    assert "10 May 2026, 05:00 UTC (06:00, Europe/London)" in stated
    assert 'from <time datetime="2026-01-12">12 January 2026</time>' in stated
    assert [str(problem) for problem in lint_html(shown)] == []


def test_a_case_file_without_statements_has_no_such_chapter(report: Report) -> None:
    shown = to_html(replace(report, case=Case())).decode("utf-8")
    assert 'id="stated"' not in shown
    assert "Statements count only beside a record" not in shown
    assert "not stated</dd>" in shown[: shown.index("<main")]


def test_local_time_stands_beside_utc_where_the_case_file_names_a_zone(report: Report) -> None:
    shown = to_html(report).decode("utf-8")
    assert "14 May 2026, 14:02:18 UTC (15:02:18, Europe/London)" in shown
    utc = to_html(replace(report, case=Case())).decode("utf-8")
    assert "14 May 2026, 14:02:18 UTC" in utc
    assert "Europe/London" not in utc
    assert "15:02:18, Europe" not in to_json(report).decode("utf-8")


def test_the_middle_of_a_very_long_field_is_folded_and_not_printed(report: Report) -> None:
    shown = to_html(report).decode("utf-8")
    folds = re.findall(r'<details class="rest">.*?</details>', shown, re.DOTALL)
    assert len(folds) == 1
    assert "107 more lines are not printed here." in folds[0]
    assert folds[0].count('<div class="ln"') == 107
    assert "reader0001@customers.example" not in folds[0]
    assert "reader0120@customers.example" not in folds[0]
    assert ".rest > :not(summary) { display: none; }" in STYLE


def test_nothing_in_print_is_wider_than_the_sheet() -> None:
    printed = STYLE[STYLE.index("@media print") :]
    assert "columns: 2; column-gap" not in printed
    assert "overflow-wrap: anywhere" in printed


def test_what_the_program_saw_is_not_put_into_the_mouth_of_the_sender(report: Report) -> None:
    sender = report.reasoning.findings[1]
    assert sender.attested_by is AttestationClass.CLIENT
    for finding, words, other in (
        (replace(sender, observed=True), "observed by this program", "it may be a party"),
        (sender, "it may be a party", "observed by this program"),
    ):
        one = replace(report, reasoning=replace(report.reasoning, findings=(finding,)))
        shown = to_html(one).decode("utf-8")
        chapter = shown[shown.index('<article class="finding"') : shown.index('id="limitations"')]
        assert words in chapter
        assert other not in chapter


def test_the_form_for_adoption_is_empty(report: Report) -> None:
    shown = to_html(replace(report, case=stated_case())).decode("utf-8")
    form = shown[shown.index('<section id="adoption"') :]
    form = form[: form.index("</section>")]
    assert "Signature" in form
    assert "Was anything relevant left out?" in form
    assert form.count("<dd></dd>") == form.count("<dt>") >= 9


def test_the_report_says_how_to_check_it_and_what_custody_leaves_open(report: Report) -> None:
    shown = to_html(report).decode("utf-8")
    check = shown[shown.index('<section id="custody"') : shown.index('<section id="validation"')]
    for words in ("dns.jsonl", "run.json", "custody.jsonl", "says nothing about the time before"):
        assert words in check, words
    assert "provenance analyze" in check


def test_the_glossary_holds_the_terms_that_are_used(report: Report) -> None:
    shown = to_html(report).decode("utf-8")
    for term in ("dkim", "header", "hash", "received", "account"):
        assert f'id="g-{term}"' in shown, term
    assert 'id="g-utf16"' not in shown


def test_who_is_warned_how_many_addresses_stand_in_the_report(report: Report) -> None:
    cover = to_html(report).decode("utf-8").partition("<main")[0]
    assert "This edition shows 121 different addresses" in cover
    assert "Do not publish it." in cover


SEALED = Claim(
    cls=AttestationClass.SIGNED, strength=1, groups=frozenset({"supplied:a"}),
    protection=frozenset({"dkim:a.example", "arc:b<i>.example:2"}), interest=Interest.INDEPENDENT,
)  # fmt: skip
LOOSE = replace(SEALED, protection=frozenset(), interest=Interest.OTHER)
AGAINST_WORDS = "Against the interest of whoever supplied it"


@pytest.mark.parametrize(
    ("claim", "against", "said", "not_said"),
    [
        (
            SEALED,
            False,
            ("seal of", "ARC seal 2 of", "b&lt;i&gt;.example", "<dd>no</dd>"),
            ("<i>",),
        ),
        (LOOSE, True, ("nothing in the evidence", "<dd>yes</dd>"), ("seal of",)),
        (
            LOOSE,
            State.ABSENT,
            ("on which side each supplier stands",),
            ("<dd>yes</dd>", "<dd>no</dd>"),
        ),
        (LOOSE, State.NOT_APPLICABLE, ("nothing in the evidence",), (AGAINST_WORDS,)),
        (State.NOT_ATTEMPTED, State.NOT_ATTEMPTED, (), (AGAINST_WORDS, "nothing in the evidence")),
    ],
)
def test_what_protects_a_finding_and_whom_it_harms_are_printed(
    report: Report, claim: Any, against: Any, said: tuple[str, ...], not_said: tuple[str, ...]
) -> None:
    """No seal, no harm, no side named and not asked are different answers."""
    first = replace(report.reasoning.findings[0], claim=claim, against_interest=against)
    found = replace(report, reasoning=replace(report.reasoning, findings=(first,)))
    page = to_html(found).decode("utf-8")
    article = page.split('<article class="finding"')[1].split("</article>")[0]
    assert all(words in article for words in said)
    meta = article.split("<dl")[1].split("</dl>")[0]
    assert not any(words in meta for words in not_said)


def test_the_holders_interest_stands_where_a_seal_vouches(report: Report) -> None:
    first = replace(report.reasoning.findings[0], claim=LOOSE, interest=Interest.UNKNOWN)
    found = replace(report, reasoning=replace(report.reasoning, findings=(first,)))
    page = to_html(found).decode("utf-8")
    article = page.split('<article class="finding"')[1].split("</article>")[0]
    assert "other side" in article


def test_exhibits_of_several_suppliers_are_told_one_by_one(report: Report) -> None:
    """One word for all would say "not stated" beside "against the interest of the supplier"."""
    interests = (Interest.OTHER, Interest.INDEPENDENT, Interest.OTHER)
    kept = tuple(
        replace(one, item=replace(one.item, id=f"E{n}", interest=interest))
        for n, (one, interest) in enumerate(
            zip((report.exhibits[0],) * 3, interests, strict=True), start=1
        )
    )
    first = report.reasoning.findings[0]
    places = tuple(replace(first.where[0], evidence=one.item.id) for one in kept)
    first = replace(first, where=places, interest=Interest.UNKNOWN, against_interest=True)
    found = replace(report, exhibits=kept, reasoning=replace(report.reasoning, findings=(first,)))
    page = to_html(found).decode("utf-8")
    article = page.split('<article class="finding"')[1].split("</article>")[0]
    said = re.sub(r"<[^>]*>", "", article)
    for one in ("E1: other side", "E2: independent", "E3: other side"):
        assert one in said
    assert "yes, against that of whoever supplied E1, E3" in said


def test_what_may_be_put_against_the_submitting_side_is_listed(report: Report) -> None:
    heading = "What may be put against the side that submits this report"
    compared = Comparison(
        favoured=State.ABSENT, over=State.ABSENT, step="0",
        statement=text("reasoning.compare.none"),
    )  # fmt: skip
    sides = Interests(submitting=Party.HOLDER, against_submitting=("F-1", "I-1"))
    made = replace(report.reasoning, comparison=compared, interests=sides)
    page = to_html(replace(report, reasoning=made)).decode("utf-8")
    chapter = page[page.index(heading) : page.index("Records that speak against the side")]
    assert '"#F-1"' in chapter
    assert '"#I-1"' in chapter
    assert '"#F-2"' not in chapter
    made = replace(made, interests=State.ABSENT)
    page = to_html(replace(report, reasoning=made)).decode("utf-8")
    assert "So nothing is listed against a side." in page
    assert "Records that speak against the side" not in page
