"""What holds of the whole page: annexes, numbers, links, short sentences, terms explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.report.catalogue import sentences
from provenance.report.forms import (
    COVER,
    FORMS,
    JURISDICTIONS,
    NOTES,
)
from provenance.report.lint import lint_html, our_words
from provenance.report.view.terms import explained, names_of_terms
from tests.report.outline.shown import (
    ANNEXES,
    COUNTRIES,
    PLAIN,
    VENDOR_NAMES,
    Analyse,
    asked,
    body_of,
    words,
)


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


def test_no_sentence_of_the_outline_is_left_over() -> None:
    room = Path(__file__).parents[3] / "provenance" / "report"
    files = [*room.rglob("*.py"), *room.glob("templates/*.j2")]
    source = "".join(path.read_text("utf-8") for path in files)
    built = ("report-outline.annex.", "report-outline.beliefs.", "report-outline.people.at.",
             "report-outline.people.moment.", "report-outline.forms.jurisdiction.",
             "report-outline.cover.code.", "report-outline.cover.left-out.",
             "report-outline.summary.scale.", "report-outline.summary.ask-",
             "report-outline.summary.also.", "report-outline.summary.part.",
             "report-outline.rates.of.", "report-outline.rates.counted.",
             "report-outline.rates.material.", "report-outline.rates.sample.",
             "report-outline.rates.against.", "report-outline.rates.col.",
             "report-outline.rates.before.")  # fmt: skip
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
