"""Every example of the documentation is run, in order, and prints what the page says it prints."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

TUTORIALS = ("employee", "hr", "opposing-expert", "contributors")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PAGES = ("case_page", "commands_page", "report_page", "rules_page")


def _blocks(page: Path) -> list[tuple[str, str]]:
    return [(hit[1], hit[2]) for hit in BLOCK.finditer(page.read_text("utf-8"))]


@pytest.mark.parametrize("name", TUTORIALS)
def test_the_examples_run_as_they_stand(
    repository: Path, command_line: Any, tmp_path: Path, name: str
) -> None:
    shutil.copytree(repository / "sample_messages", tmp_path / "sample_messages")
    shutil.copytree(repository / "rules", tmp_path / "rules")
    printed, ran = "", 0
    for language, words in _blocks(repository / "docs" / "tutorials" / f"{name}.md"):
        if language == "sh":
            printed = ""
            for line in words.strip().splitlines():
                program, *arguments = shlex.split(line)
                assert program == "provenance", line
                done = command_line(*arguments, *_offline(arguments), cwd=tmp_path)
                printed += (done.stdout + done.stderr).decode("utf-8")
                ran += 1
        elif language == "text":
            assert _missing(words, printed) == []
    assert ran > 0


def _offline(arguments: list[str]) -> list[str]:
    """A reader may ask the Internet, a test may not; recorded answers imply it already."""
    asks = arguments[0] in {"analyze", "compare", "request-evidence"}
    return ["--offline"] if asks and "--dns" not in arguments else []


def _missing(expected: str, printed: str) -> list[str]:
    """Return the expected lines that were not printed; an ellipsis stands for anything."""
    lines = [line for line in expected.splitlines() if line.strip() and line.strip() != "…"]
    return [
        line
        for line in lines
        if not re.search(".*".join(re.escape(part) for part in line.rstrip().split("…")), printed)
    ]


def test_an_expected_line_that_is_not_printed_is_noticed() -> None:
    assert _missing("one\n…\ntwo …\n", "one\ntwo three") == []
    assert _missing("four\n", "one\ntwo three") == ["four"]


def test_every_page_is_in_the_navigation_and_every_link_leads_somewhere(repository: Path) -> None:
    docs = repository / "docs"
    generated = {f"reference/{one}.md" for one in ("commands", "case-file", "report-json", "rules")}
    nav = set(re.findall(r": ([\w/-]+\.md)", (repository / "mkdocs.yml").read_text("utf-8")))
    for page in nav - generated:
        assert (docs / page).is_file(), page
    for page in sorted(docs.glob("*.md")) + sorted(docs.glob("tutorials/*.md")):
        assert str(page.relative_to(docs)) in nav
        for link in re.findall(r"\]\(([^)\s]+?\.md)(?:#[\w-]*)?\)", page.read_text("utf-8")):
            if "://" in link:
                continue
            target = (page.parent / link).resolve()
            inside = target.relative_to(docs.resolve()) if target.is_relative_to(docs) else None
            assert target.is_file() or str(inside) in generated, f"{page.name}: {link}"


@pytest.fixture
def hooks(repository: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(repository / "docs" / "hooks"))
    yield importlib.import_module
    for name in (*PAGES, "reference"):
        sys.modules.pop(name, None)


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_made_and_is_the_same_twice(hooks: Any, name: str) -> None:
    first = hooks(name).page()
    assert first.startswith("# ")
    assert hooks(name).page() == first


def test_the_page_of_commands_has_every_option(hooks: Any) -> None:
    page = hooks("commands_page").page()
    for command in ("analyze", "compare", "verify", "keys recover", "rules show", "selftest"):
        assert f"## provenance {command}\n" in page
    for option in ("--dns FILE", "--edition", "--timestamp URL", "--json"):
        assert f"`{option}" in page


def test_every_key_of_the_case_file_has_words(hooks: Any, repository: Path) -> None:
    module = hooks("case_page")
    example = (repository / "docs/hooks/case_example.yaml").read_bytes()
    words = json.loads((repository / "docs/hooks/case_keys.json").read_text("utf-8"))
    keys = {
        f"{place}.{key}".strip(".")
        for place, names in module.accepted(example).items()
        for key in names
    }
    assert keys == set(words)
    assert all(words.values())


def test_every_rule_stands_on_its_page(hooks: Any) -> None:
    from provenance.reasoning.rules import load_rules

    page = hooks("rules_page").page()
    missing = [rule.id for rule in load_rules().rules if f"### {rule.id}\n" not in page]
    assert missing == []


def test_every_name_of_the_report_stands_on_its_page(hooks: Any, repository: Path) -> None:
    schema = json.loads(
        (repository / "provenance/report/schema/report-1.schema.json").read_text("utf-8")
    )
    page = hooks("report_page").page()
    assert [name for name in schema["properties"] if f"`{name}`" not in page] == []


def test_the_site_builds_without_a_warning(repository: Path, tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="mkdocs-material is an extra (docs), not installed here")
    pytest.importorskip("material", reason="mkdocs-material is an extra (docs)")
    import subprocess

    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(tmp_path / "site")],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "site" / "reference" / "rules.html").is_file()
