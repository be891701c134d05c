"""The README promises only what is there: two commands, links that lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")


@pytest.mark.parametrize("name", ["analyze", "tests"])
def test_each_command_is_one_line_and_complete(repository: Path, name: str) -> None:
    text = (repository / "README.md").read_text("utf-8")
    found = re.findall(rf"<!-- command: {name} -->\n```sh\n(.*?)```", text, re.DOTALL)
    assert len(found) == 1
    command = found[0].strip()
    assert "\n" not in command
    assert command.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    for word in command.split():
        if "/" in word and not word.startswith(".venv"):
            assert (repository / word).exists(), word


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(repository: Path, document: str) -> None:
    text = (repository / document).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link]
    missing = [link for link in links if not (repository / link.partition("#")[0]).exists()]
    assert missing == []


def test_what_it_cannot_show_stands_at_the_top(repository: Path) -> None:
    head = (repository / "README.md").read_text("utf-8").partition("## Try it")[0]
    assert "**What it cannot show**" in head
    assert "Which person sat at the keyboard" in head
    assert "not determinable" in head.replace("\n", " ")
