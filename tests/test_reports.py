"""The finished examples in ``reports/`` are what the program writes today, byte for byte."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RESULTS = ("report.html", "report.json", "dns.jsonl")
FORMS = {"mass-mailing": "uk-et", "copies-only": "uk-et", "against-its-user": "uk-cpr35"}
"""The examples, each with the court whose empty forms it shows."""
EXAMPLES = tuple(FORMS)


@pytest.fixture(scope="module", params=EXAMPLES)
def example(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def remade(
    command_line: Any, repository: Path, tmp_path_factory: pytest.TempPathFactory, example: str
) -> Path:
    """Run the command that ``reports/README.md`` prints for an example, into another folder."""
    table = (repository / "reports" / "README.md").read_text("utf-8")
    (command,) = re.findall(
        rf"^\| `{example}/` \|[^|]*\| `provenance (.*)` \|$", table, re.MULTILINE
    )
    out: Path = tmp_path_factory.mktemp("reports") / example
    arguments = shlex.split(command)
    assert arguments[-2:] == ["--out", f"reports/{example}"]
    command_line(*arguments[:-1], out, cwd=repository)
    return out


@pytest.mark.parametrize("name", RESULTS)
def test_the_example_is_remade(
    repository: Path,
    remade: Path,
    golden: Callable[[Path, bytes], None],
    name: str,
    example: str,
) -> None:
    golden(repository / "reports" / example / name, (remade / name).read_bytes())


def test_the_run_names_the_bytes_of_the_results(remade: Path) -> None:
    import hashlib

    run = json.loads((remade / "run.json").read_bytes())
    for name in RESULTS:
        assert run["files"][name] == hashlib.sha256((remade / name).read_bytes()).hexdigest()


def test_the_example_opens_nothing_from_outside(remade: Path) -> None:
    page = (remade / "report.html").read_text("utf-8")
    lower = page.lower()
    assert "default-src 'none'" in lower
    assert "<script" not in lower
    assert "<iframe" not in lower
    assert "@import" not in lower
    assert 'src="http' not in lower
    assert "url(http" not in lower


def test_no_value_of_the_program_stands_for_a_word(remade: Path) -> None:
    """A policy that a line does not name once read "None", as if it were ``p=none``."""
    page = (remade / "report.html").read_text("utf-8")
    cells = re.findall(r">\s*([^<>]+?)\s*<", page)
    assert not {"None", "True", "False", "[]", "{}", "()"} & set(cells)


def test_the_example_has_the_empty_forms_of_one_court(remade: Path, example: str) -> None:
    page = (remade / "report.html").read_text("utf-8")
    assert re.findall(r'id="forms-([a-z0-9-]+)"', page) == [FORMS[example]]
    assert json.loads((remade / "report.json").read_bytes())["jurisdictions"] == [FORMS[example]]
