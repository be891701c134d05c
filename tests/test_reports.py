"""The finished example in ``reports/`` is what the program writes today, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

RESULTS = ("report.html", "report.json", "dns.jsonl")


@pytest.fixture(scope="module")
def remade(command_line: Any, samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Analyse the two independent copies of the mass mailing, as ``reports/README.md`` says."""
    out: Path = tmp_path_factory.mktemp("reports") / "mass-mailing"
    command_line(
        "analyze",
        samples / "mass-mailing-gmail.eml",
        samples / "mass-mailing-postfix.eml",
        "--case",
        samples / "case.yaml",
        "--dns",
        samples / "dns.jsonl",
        "--as-of",
        "2026-06-03",
        "--out",
        out,
        cwd=out.parent,
    )
    return out


@pytest.mark.parametrize("name", RESULTS)
def test_the_example_is_remade(
    repository: Path, remade: Path, golden: Callable[[Path, bytes], None], name: str
) -> None:
    golden(repository / "reports" / "mass-mailing" / name, (remade / name).read_bytes())


def test_the_run_names_the_bytes_of_the_results(remade: Path) -> None:
    import hashlib

    run = json.loads((remade / "run.json").read_bytes())
    for name in RESULTS:
        assert run["files"][name] == hashlib.sha256((remade / name).read_bytes()).hexdigest()


def test_the_example_opens_nothing_from_outside(repository: Path) -> None:
    page = (repository / "reports" / "mass-mailing" / "report.html").read_text("utf-8")
    lower = page.lower()
    assert "default-src 'none'" in lower
    assert "<script" not in lower
    assert "<iframe" not in lower
    assert "@import" not in lower
    assert 'src="http' not in lower
    assert "url(http" not in lower


def test_no_value_of_the_program_stands_for_a_word(repository: Path) -> None:
    """A policy that a line does not name once read "None", as if it were ``p=none``."""
    page = (repository / "reports" / "mass-mailing" / "report.html").read_text("utf-8")
    cells = re.findall(r">\s*([^<>]+?)\s*<", page)
    assert not {"None", "True", "False", "[]", "{}", "()"} & set(cells)
