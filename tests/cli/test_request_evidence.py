"""``provenance request-evidence``: letters in a folder, the list on the terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app


def ask(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["request-evidence", *map(str, arguments)])


def test_letters_are_written_as_page_and_text(samples: Path, tmp_path: Path) -> None:
    arguments = (
        *(samples / "mass-mailing-gmail.eml", "--case", samples / "case.yaml"),
        *("--dns", samples / "dns.jsonl", "--as-of", "2026-05-20", "--out", tmp_path / "l"),
    )
    done = ask(*arguments, "--jurisdiction", "uk-et", "--json")
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (tmp_path / "l").iterdir())
    assert "01-m365-admin.html" in names
    assert len([n for n in names if n.endswith(".txt")]) == len(names) // 2
    assert "Nearest day, by usual times of keeping: 21 May 2026," in done.stderr
    assert "Nothing was sent." in done.stderr
    requests = json.loads(done.stdout)
    assert {"what", "holder", "decides_rung", "usually_kept_days", "ask_by", "wording"} <= set(
        requests[0]
    )
    before = {path.name: path.read_bytes() for path in (tmp_path / "l").iterdir()}
    assert ask(*arguments, "--jurisdiction", "uk-et").exit_code == 0
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "l").iterdir()}


def test_other_letters_are_not_overwritten_unasked(samples: Path, tmp_path: Path) -> None:
    arguments = (samples / "spoof-outside.eml", "--out", tmp_path, "--as-of")
    assert ask(*arguments, "2026-05-20").exit_code == 0
    again = ask(*arguments, "2026-05-21")
    assert again.exit_code == 2
    assert "--force" in again.stderr
    assert ask(*arguments, "2026-05-21", "--force").exit_code == 0


def log_of(path: Path, days: range) -> Path:
    """A synthetic mail log with records at both ends of every day."""
    client = "client=x[203.0.113.7], sasl_username=a@c.example"
    lines = [
        f"2026-05-{day}T{hour}:00:02.000000+00:00 mx postfix/smtpd[1]: 9AB12C{hour}: {client}\n"
        for day in days
        for hour in ("00", "08", "16", "23")
    ]
    path.write_text("".join(lines), "utf-8")
    return path


def test_what_a_log_covers_is_not_asked_for_and_its_gap_is(samples: Path, tmp_path: Path) -> None:
    def records(name: str, *more: object) -> dict[str, Any]:
        done = ask(samples / "spoof-outside.eml", "--out", tmp_path / name, "--json", *more)
        assert done.exit_code == 0, done.output
        return {one["record"]: one for one in json.loads(done.stdout)}

    without = records("a")
    assert without["mail-log"]["supplied"] == []
    whole = records("b", "--audit", log_of(tmp_path / "whole.log", range(10, 20)))
    assert "mail-log" not in whole
    assert set(without) - {"mail-log"} <= set(whole)
    part = records("c", "--audit", log_of(tmp_path / "part.log", range(15, 16)))["mail-log"]
    assert part["supplied"] == ["E2"]
    assert "from 14 May 2026, 00:00:00 UTC to 15 May 2026" in part["gap"]
    assert part["gap"] in part["wording"]


@pytest.mark.parametrize(
    "arguments", [["--jurisdiction", "moon"], ["--as-of", "yesterday"], ["--case", "nowhere.yaml"]]
)
def test_misuse_is_named(samples: Path, tmp_path: Path, arguments: list[str]) -> None:
    done = ask(samples / "spoof-outside.eml", "--out", tmp_path, *arguments)
    assert done.exit_code == 2
    assert arguments[0] in done.stderr or arguments[1] in done.stderr
