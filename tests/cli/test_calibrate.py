"""``provenance calibrate`` and ``analyze --known``: what they print, write, repeat and refuse."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

import provenance.report
from provenance.cli.app import app
from provenance.evidence import verify_log
from provenance.report.lint import lint_html
from tests.origin.mailbox import FIRST_DAY, mail

SCHEMA = Path(provenance.report.__file__).parent / "schema" / "report-1.schema.json"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "known").mkdir()
    for number in range(10):
        (tmp_path / "known" / f"{number}.eml").write_bytes(mail(number))
    disputed = mail(400, day=FIRST_DAY + timedelta(days=4), tag="91")
    (tmp_path / "disputed.eml").write_bytes(disputed)
    return tmp_path


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, list(arguments))


def analysed(*arguments: str) -> Any:
    return run("analyze", "disputed.eml", "--offline", "--as-of", "2026-06-01", *arguments)


def written(folder: str) -> Any:
    return json.loads(Path(folder, "report.json").read_bytes())


def test_what_was_learnt_is_printed_and_written(place: Path) -> None:
    done = run("calibrate", "known", "--out", "profile.json")
    assert done.exit_code == 0
    lines = done.stderr.splitlines()
    assert len(lines) <= 25
    assert all(len(line) <= 100 for line in lines)
    assert "msc@harbourvale.example: 10 messages on 10 days" in done.stderr
    assert "Mailbox tag in the Message-ID of Exchange Online: C4 (10 of 10)" in done.stderr
    whole = json.loads((place / "profile.json").read_bytes())
    assert whole["schema"] == "provenance/profile/1"
    assert len(whole["messages"]) == 10


def test_json_on_standard_output_is_the_file(place: Path) -> None:
    done = run("calibrate", "known", "--out", "profile.json", "--json")
    assert done.stdout_bytes == (place / "profile.json").read_bytes()


def test_the_order_of_files_is_nothing(place: Path) -> None:
    files = [f"known/{number}.eml" for number in range(10)]
    first = run("calibrate", *files, "--json").stdout_bytes
    assert run("calibrate", *reversed(files), "--json").stdout_bytes == first


def test_few_messages_are_said_to_be_few(place: Path) -> None:
    done = run("calibrate", "known/1.eml", "known/2.eml")
    assert "Fewer than 5 different days" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "no such file"),
        (["empty"], "no message and no profile"),
        (["known", "--out", "disputed.eml"], "exists already"),
    ],
)
def test_misuse(place: Path, arguments: list[str], words: str) -> None:
    (place / "empty").mkdir()
    done = run("calibrate", *arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_analyze_compares(place: Path) -> None:
    done = analysed("--known", "known", "--out", "out")
    assert done.exit_code == 0, done.stderr
    assert len(done.stderr.splitlines()) <= 25
    assert "1 not consistent" in done.stderr
    report = written("out")
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_bytes())).validate(report)
    calibration = report["messages"][0]["calibration"]
    tag = next(one for one in calibration["points"] if one["point"] == "mailbox-tag")
    assert (tag["verdict"], tag["like"], tag["messages"]) == ("not-consistent", 0, 10)
    assert tag["finding"] in {one["id"] for one in report["findings"]}
    assert tag["values"][0]["shown_by"]["evidence"] == "E2"
    assert [one["kind"] for one in report["evidence"]] == ["eml", *["known"] * 10]
    page = Path("out", "report.html").read_text("utf-8")
    assert [str(one) for one in lint_html(page)] == []
    assert "Beside known messages of the same address" in page
    assert verify_log(Path("out", "custody.jsonl").read_bytes()).problems == ()
    assert b"known/" not in Path("out", "run.json").read_bytes()
    inputs = json.loads(Path("out", "run.json").read_bytes())["inputs"]
    assert len(inputs["known"]) == 10


def test_a_profile_stands_for_its_messages(place: Path) -> None:
    run("calibrate", "known", "--out", "profiles.json")
    analysed("--known", "known", "--out", "first")
    done = analysed("--known", "profiles.json", "--out", "second")
    assert done.exit_code == 0, done.stderr
    one, two = (written(name)["messages"][0]["calibration"] for name in ("first", "second"))
    for name in ("point", "verdict", "reason", "like", "messages", "days", "bound"):
        assert [p[name] for p in one["points"]] == [p[name] for p in two["points"]]
    assert written("second")["evidence"][1]["kind"] == "known-profile"


def test_without_known_there_is_none(place: Path) -> None:
    analysed("--out", "out")
    assert written("out")["messages"][0]["calibration"] is None


def test_the_printed_command_repeats(place: Path) -> None:
    analysed("--known", "known", "--out", "out")
    shutil.copy("out/dns.jsonl", "dns.jsonl")
    command = shlex.split(shlex.join(written("out")["repeat"]))
    assert command[command.index("--known") + 1] == "known"
    subprocess.run(
        [sys.executable, "-m", *command, "--out", "again"], check=True, capture_output=True
    )
    for name in ("report.json", "report.html"):
        assert Path("again", name).read_bytes() == Path("out", name).read_bytes()


def test_other_known_messages_do_not_replace_a_report(place: Path) -> None:
    analysed("--known", "known", "--out", "out")
    assert analysed("--known", "known", "--out", "out").exit_code == 0
    (place / "known" / "11.eml").write_bytes(mail(11))
    done = analysed("--known", "known", "--out", "out")
    assert done.exit_code == 2
    assert "known messages" in done.stderr
    assert analysed("--out", "out").exit_code == 2


def test_a_broken_profile_is_misuse(place: Path) -> None:
    (place / "p.json").write_bytes(b'{"schema": "provenance/profile/1", "messages": [1]}')
    done = analysed("--known", "p.json", "--out", "out")
    assert done.exit_code == 2
    assert "message 1 is not whole" in done.stderr


def test_who_supplied_known_messages_comes_from_the_case(place: Path) -> None:
    (place / "case.yaml").write_text(
        "evidence:\n  - {file: 3.eml, supplied_by: both sides agree, interest: independent}\n"
    )
    done = analysed("--known", "known", "--case", "case.yaml", "--out", "out")
    assert done.exit_code == 0, done.stderr
    by_name = {one["name"]: one for one in written("out")["evidence"]}
    assert by_name["3.eml"]["supplied_by"] == "both sides agree"
    assert written("out")["warnings"] == []


def test_an_unreadable_known_file_is_named(place: Path) -> None:
    (place / "known" / "scan.pdf").write_bytes(b"%PDF-1.7\n")
    done = analysed("--known", "known", "--out", "out")
    assert done.exit_code == 1
    assert "scan.pdf" in [one["name"] for one in written("out")["unreadable"]]


def test_known_messages_inside_the_folder_of_evidence_are_no_evidence(place: Path) -> None:
    (place / "case").mkdir()
    (place / "disputed.eml").rename(place / "case" / "disputed.eml")
    (place / "known").rename(place / "case" / "known")
    run("analyze", "case", "--offline", "--known", "case/known", "--out", "out")
    report = written("out")
    assert [one["evidence"] for one in report["messages"]] == ["E1"]
    assert report["messages"][0]["calibration"]["messages"] == 10


@pytest.mark.parametrize("known", ["disputed.eml", "known"])
def test_the_same_file_is_not_both(place: Path, known: str) -> None:
    done = run("analyze", known, "--offline", "--known", known, "--out", "out")
    assert done.exit_code == 2
    assert "both as evidence and as known" in done.stderr
