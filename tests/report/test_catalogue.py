"""Every sentence named in the source exists with exactly its placeholders, in fair words."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import provenance
from provenance.basics import Address, Instant, State, Text, text
from provenance.report.catalogue import PLACEHOLDER, render, render_html, rooms, sentence, sentences
from provenance.report.lint import lint_catalogue

PACKAGE = Path(provenance.__file__).parent
TEMPLATES = PACKAGE / "report" / "templates"
EN = PACKAGE / "report" / "catalogue" / "en"
MAKERS = {"text", "t", "plain", "_say"}
ROOMS = sorted(p.name for p in PACKAGE.iterdir() if p.is_dir() and p.name[0] not in "_.")


def _calls(room: str) -> Iterator[tuple[str, ast.Call]]:
    for path in sorted((PACKAGE / room).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if name in MAKERS:
                    yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node


def _pattern(node: ast.expr) -> str | None:
    """Return the ids that an argument can be, as a regular expression."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
            for part in node.values
        )
    return None


def _all_ids() -> dict[str, str]:
    return {id_: words for room in (*rooms(), "rule") for id_, words in sentences(room).items()}


@pytest.mark.parametrize("room", ROOMS)
def test_sentences_of_a_room_exist_with_their_placeholders(room: str) -> None:
    ids = _all_ids()
    problems = []
    for place, call in _calls(room):
        pattern = _pattern(call.args[0])
        if pattern is None or "." not in pattern:
            continue
        found = [id_ for id_ in ids if re.fullmatch(pattern, id_)]
        if not found:
            problems.append(f"{place}: no sentence {pattern}")
        names = {keyword.arg or "**" for keyword in call.keywords}
        if "**" in names or not isinstance(call.args[0], ast.Constant):
            continue
        problems += [
            f"{place}: {id_} is given {sorted(names)}: {ids[id_]}"
            for id_ in found
            if set(PLACEHOLDER.findall(ids[id_])) != names
        ]
    assert problems == []


def test_sentences_of_the_templates_exist_with_their_placeholders() -> None:
    ids = _all_ids()
    problems = []
    call = re.compile(r"\b(?:t|plain)\(\"([^\"]+)\"( ~)?([^()]*(?:\([^()]*\)[^()]*)*)\)")
    for path in sorted(TEMPLATES.glob("*.j2")):
        for hit in call.finditer(path.read_text(encoding="utf-8")):
            id_, joined, rest = hit.groups()
            if joined:
                if not any(one.startswith(id_) for one in ids):
                    problems.append(f"{path.name}: no sentence {id_}*")
                continue
            names = set(re.findall(r"\b([a-z_]+)=", rest))
            if id_ not in ids:
                problems.append(f"{path.name}: no sentence {id_}")
            elif set(PLACEHOLDER.findall(ids[id_])) != names:
                problems.append(f"{path.name}: {id_} given {sorted(names)}")
    assert problems == []


def test_no_sentence_of_this_room_is_left_over() -> None:
    files = [*(PACKAGE / "report").rglob("*.py"), *TEMPLATES.glob("*.j2")]
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(files))
    joined = set(re.findall(r'f"(report\.[a-z.-]+\.)\{', source))
    joined |= set(re.findall(r'"(report\.[a-z.-]+\.)" ~', source))
    joined |= set(re.findall(r'startswith\("(report\.[a-z.-]+\.)"\)', source))
    left = [
        id_
        for id_ in sentences("report")
        if f'"{id_}"' not in source and not id_.startswith(tuple(joined))
    ]
    assert left == []


def test_templates_hold_no_words_of_their_own() -> None:
    for path in sorted(TEMPLATES.glob("*.j2")):
        source = re.sub(
            r"{%.*?%}|{{.*?}}|<style>.*?</style>|<!DOCTYPE html>|<[^>]*>",
            " ",
            path.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        words = set(re.findall(r"[A-Za-z]{3,}", source)) - {"SHA"}
        assert words == set(), path.name


@pytest.mark.parametrize("room", rooms())
def test_a_catalogue_is_flat_sorted_and_its_own(room: str) -> None:
    loaded = json.loads((EN / f"{room}.json").read_text(encoding="utf-8"))
    assert list(loaded) == sorted(loaded)
    assert all(isinstance(words, str) and words for words in loaded.values())
    assert all(id_.startswith(f"{room}.") for id_ in loaded)


@pytest.mark.parametrize("room", [*rooms(), "rule"])
def test_no_catalogue_says_what_a_report_may_not_say(room: str) -> None:
    assert [str(problem) for problem in lint_catalogue(sentences(room))] == []


def test_every_state_and_glossary_term_has_words() -> None:
    for state in State:
        assert sentence(f"report.state.{state.value}")
    terms = [id_ for id_ in sentences("report") if re.fullmatch(r"report\.glossary\..+\.term", id_)]
    assert len(terms) >= 20
    for term in terms:
        assert sentence(term.removesuffix("term") + "words")


TECHNICAL = {
    "account": "account", "ARC": "arc", "Authentication-Results": "authentication-results",
    "DKIM": "dkim", "DMARC": "dmarc", "DNS": "dns", "hash": "hash", "header": "header",
    "HELO": "helo", "Message-ID": "message-id", "Received": "received", "selector": "selector",
    "SPF": "spf", "TLS": "tls", "UTC": "utc", "seal": "signature", "public key": "key",
    "envelope sender": "envelope-sender", "domain": "domain", "exhibit": "exhibit",
    "log-on": "log-on", "log-off": "log-on", "sign-in": "sign-in", "login": "sign-in",
    "virtual console": "virtual-console", "run as": "run-as", "second factor": "second-factor",
    "timer": "timer", "client": "client", "tunnel": "tunnel", "lease": "lease",
}  # fmt: skip


@pytest.mark.parametrize(("term", "id_"), TECHNICAL.items())
def test_a_technical_term_in_a_sentence_is_in_the_glossary(term: str, id_: str) -> None:
    assert any(term.lower() in words.lower() for words in _all_ids().values())
    names = sentence(f"report.glossary.{id_}.term") or ""
    assert len(names.split(",")) == 1 or term.casefold() in names.casefold()
    assert sentence(f"report.glossary.{id_}.words")


MOMENT = Instant(
    text="Thu, 14 May 2026 15:02:10 +0100",
    utc=datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC),
    offset_minutes=60,
)


def _render(value: object) -> tuple[str, str]:
    made = Text(id="report.summary.question", params=(("question", value),))  # type: ignore[arg-type]  # any value
    return render(made).removeprefix("Question: "), render_html(made).removeprefix("Question: ")


@pytest.mark.parametrize(
    ("value", "plain", "html"),
    [
        ("<i>\u202e", "<i>[U+202E]",
         '<bdi class="ev file" data-evidence>&lt;i&gt;<span class="mark">U+202E</span></bdi>'),
        ("", "(empty)", '<span class="none">(empty)</span>'),
        (1500, "1,500", "1,500"),
        (-1234567, "-1,234,567", "-1,234,567"),
        (2.5, "2.5", "2.5"),
        (State.UNREADABLE, "could not be read", "could not be read"),
        (MOMENT, "14 May 2026, 14:02:10 UTC",
         '<time datetime="2026-05-14T14:02:10Z">14 May 2026, 14:02:10 UTC</time>'),
        (Address(spec="a@b.example", display="A <x>"), "A <x> <a@b.example>",
         '<bdi class="ev addr" data-evidence>A &lt;x&gt; &lt;a@b.example&gt;</bdi>'),
        (text("report.state.absent"), "not in the evidence", "not in the evidence"),
        (("a", "b"), "a, b", ", ".join(
            f'<bdi class="ev whole" data-evidence>{one}</bdi>' for one in "ab")),
    ],
)  # fmt: skip
def test_parameters_are_shown_by_their_type(value: object, plain: str, html: str) -> None:
    assert _render(value) == (plain, html)


def test_long_lists_and_values_are_cut_with_their_count() -> None:
    plain, html = _render(tuple(f"a{n}" for n in range(1500)))
    assert plain.endswith("a11, and 1,488 more")
    assert html.count("<bdi") == 12
    assert _render("x" * 1000)[0].endswith("x… and 700 more characters")


def test_an_unknown_sentence_is_shown_and_never_crashes() -> None:
    unknown = text("report.no-such-thing", why="<x>")
    assert render(unknown) == "[report.no-such-thing: why = <x>]"
    assert "&lt;x&gt;" in render_html(unknown)
    assert render(text("no-room.at-all")) == "[no-room.at-all]"
    assert render(text("report.summary.question")) == "Question: [question?]"


def test_no_sentence_reads_as_a_proof_that_nobody_was_there() -> None:
    """Such words are meant as a limit, and read as proof of an absence."""
    wrong = re.compile(r"\b[Ss]hows (nobody|no one|no other|no (export|reading)\b)")
    assert [id_ for id_, words in _all_ids().items() if wrong.search(words)] == []
