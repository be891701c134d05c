"""Editions on the command line: key files, every output file, repeating, deleting the key."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from email import message_from_bytes
from email.utils import getaddresses
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from provenance.cli.editions import shown_arguments
from provenance.report.editions import EditionName
from tests.report.editions.build import CASE, mail
from tests.report.editions.leaks import every_file, leaked, leaked_words

RUN = CliRunner()
ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_messages"
ANNA = "anna.field@friend.example"
NORA = "nora.quill@friend.example"
OPTIONS = ["--offline", "--as-of", "2026-06-01"]


def run(*arguments: object, code: int = 0) -> Any:
    done = RUN.invoke(app, [str(one) for one in arguments])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy whose name is an address, and a case file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["provenance", "analyze", f"mail/{NORA}.eml"])
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / f"{NORA}.eml").write_bytes(mail())
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    return tmp_path


def analysed(place: Path, *more: object, code: int = 0) -> Path:
    out = place / "out"
    run("analyze", *sorted((place / "mail").iterdir()), *OPTIONS, "--out", out, *more, code=code)
    return out


def test_the_edition_before_a_tribunal_is_the_usual_one(place: Path) -> None:
    out = analysed(place)
    report = json.loads((out / "report.json").read_bytes())
    assert report["edition"] == "tribunal"
    assert "--edition tribunal" in " ".join(report["repeat"])
    assert b"Tribunal edition" in (out / "report.html").read_bytes()
    assert b"tribunal edition" in (out / "report.html").read_bytes()


@pytest.mark.parametrize("edition", ["tribunal", "public"])
def test_no_file_holds_a_third_party_not_in_its_name_either(place: Path, edition: str) -> None:
    out = analysed(place, "--edition", edition, "--case", "case.yaml", "--actor", "Nora Quill")
    for name, data in every_file(out).items():
        assert leaked(data, [ANNA, NORA]) == [], name
        assert leaked_words(data, ["Anna Field", "Nora Quill"]) == [], name


def test_what_is_printed_follows_the_edition(place: Path) -> None:
    copy = next((place / "mail").iterdir())
    done = run("analyze", copy, *OPTIONS, "--out", place / "out", "--json")
    assert leaked(done.stdout.encode(), [ANNA]) == []
    assert json.loads(done.stdout)["edition"] == "tribunal"
    done = run("disclosure", copy, "--json")
    assert leaked(done.output.encode(), [ANNA]) == []
    done = run("request-evidence", copy, "--out", place / "letters", "--json")
    for name, data in every_file(place / "letters").items():
        assert leaked(data, [ANNA]) == [], name


def test_the_full_edition_says_who_is_who(place: Path) -> None:
    report = json.loads((analysed(place, "--edition", "full") / "report.json").read_bytes())
    values = {one["value"] for one in report["redaction"]["pseudonyms"]}
    assert ANNA in values
    assert report["messages"][0]["recipients"]["to"][0]["address"] == ANNA
    assert report["redaction"]["list_sha256"]


def test_the_same_run_twice_goes_into_the_same_folder(place: Path) -> None:
    analysed(place)
    analysed(place)
    analysed(place, "--edition", "public", code=2)


def test_a_log_with_names_is_not_gone_on_with_in_a_redacted_edition(place: Path) -> None:
    analysed(place, "--edition", "full")
    out = analysed(place, "--force")
    assert b"goes-on-behind" in (out / "custody.jsonl").read_bytes()
    assert leaked((out / "custody.jsonl").read_bytes(), [NORA]) == []
    run("verify", out)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(place: Path) -> None:
    key = place / "own.key"
    first = (analysed(place, "--pseudonym-key", key) / "report.json").read_bytes()
    assert len(key.read_bytes()) == 32
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600
    again = (analysed(place, "--pseudonym-key", key) / "report.json").read_bytes()
    assert first == again
    for name, data in every_file(place / "out").items():
        assert key.read_bytes() not in data, name
        assert key.read_bytes().hex().encode() not in data, name
        assert b"own.key" not in data or name == "run.json", name


def test_another_key_is_another_input(place: Path) -> None:
    analysed(place, "--pseudonym-key", place / "one.key")
    analysed(place, "--pseudonym-key", place / "two.key", code=2)


@pytest.mark.parametrize("where", ["out/own.key", "out", "out/deep/own.key"])
def test_a_key_is_not_kept_with_what_it_opens(place: Path, where: str) -> None:
    done = RUN.invoke(app, ["analyze", "mail", *OPTIONS, "--out", "out", "--pseudonym-key", where])
    assert done.exit_code == 2
    assert "outside" in done.output
    assert not (place / "out").exists()


def test_a_key_among_the_evidence_is_refused(place: Path) -> None:
    run("analyze", "mail", *OPTIONS, "--pseudonym-key", "mail/own.key", code=2)
    assert not (place / "mail" / "own.key").exists()


@pytest.mark.skipif(os.name != "posix", reason="modes of files")
def test_a_key_that_others_can_read_is_refused(place: Path) -> None:
    (place / "own.key").write_bytes(b"k" * 32)
    (place / "own.key").chmod(0o644)
    run("analyze", "mail", *OPTIONS, "--pseudonym-key", "own.key", code=2)


def test_a_short_key_is_refused(place: Path) -> None:
    (place / "own.key").write_bytes(b"k" * 31)
    (place / "own.key").chmod(0o600)
    run("analyze", "mail", *OPTIONS, "--pseudonym-key", "own.key", code=2)


def test_init_makes_a_key(place: Path) -> None:
    (place / "case").mkdir()
    done = RUN.invoke(app, ["init", "case", "--pseudonym-key", "own.key"], input="")
    assert done.exit_code == 0, done.output
    assert len((place / "own.key").read_bytes()) == 32


def repeated(place: Path, *more: object) -> str:
    """Verify in a program of its own: the repeated analysis has to be this code's as well."""
    line = [sys.executable, "-m", "provenance", "verify", "out", "--evidence", "mail"]
    done = subprocess.run(
        [*line, "--evidence", "case.yaml", *map(str, more)],
        cwd=place,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.parametrize("edition", ["full", "tribunal", "public"])
def test_the_same_bytes_come_out_again(place: Path, edition: str) -> None:
    """Also where the name of the file itself is not shown."""
    analysed(place, "--edition", edition, "--case", "case.yaml")
    said = repeated(place)
    assert "same bytes of report.json" in said
    assert "same bytes of report.html" in said


def test_with_a_key_it_is_needed_to_repeat(place: Path) -> None:
    out = analysed(place, "--pseudonym-key", "own.key")
    fingerprint = json.loads((out / "run.json").read_bytes())["inputs"]["options"]["pseudonym_key"]
    assert fingerprint in repeated(place)
    assert "same bytes of report.json" in repeated(place, "--pseudonym-key", "own.key")
    (place / "other.key").write_bytes(b"o" * 32)
    (place / "other.key").chmod(0o600)
    assert "another key" in repeated(place, "--pseudonym-key", "other.key")


def test_deleting_the_key_is_written_down(place: Path) -> None:
    out = analysed(place, "--pseudonym-key", "own.key")
    run("purge-key", "own.key", "--custody", out / "custody.jsonl", code=2)
    assert (place / "own.key").exists()
    run("purge-key", "own.key", "--custody", "log.jsonl", "--actor", "M. Carrow")
    assert not (place / "own.key").exists()
    line = json.loads((place / "log.jsonl").read_text())
    assert line["event"] == "key-deleted"
    assert line["actor"] == "M. Carrow"
    run("purge-key", "own.key", code=2)


def third_parties(path: Path) -> tuple[set[str], set[str]]:
    """Recipients of a sample by the standard library: addresses, and names of several words."""
    message = message_from_bytes(path.read_bytes())
    pairs = getaddresses(
        [value for name in ("To", "Cc", "Delivered-To") for value in message.get_all(name, [])]
    )
    return {spec.lower() for _, spec in pairs if "@" in spec}, {d for d, _ in pairs if " " in d}


@pytest.mark.parametrize("edition", ["tribunal", "public"])
def test_no_sample_leaks(tmp_path: Path, edition: str) -> None:
    """All sample messages with case file, log and DNS answers; every recipient in every file."""
    copies = sorted(p for p in SAMPLES.iterdir() if p.suffix in {".eml", ".msg"})
    out = tmp_path / "out"
    line = ["analyze", *copies, "--case", SAMPLES / "case.yaml", "--dns", SAMPLES / "dns.jsonl"]
    line += ["--audit", SAMPLES / "audit-log.csv", "--as-of", "2026-06-01", "--no-cross-check"]
    run(*line, "--edition", edition, "--out", out)
    addresses: set[str] = set()
    names: set[str] = set()
    for copy in copies:
        if copy.suffix == ".eml":
            found = third_parties(copy)
            addresses |= found[0]
            names |= found[1]
    addresses -= {"msc@harbourvale.example", "vh@harbourvale.example", "it@harbourvale.example"}
    names -= {"M. Carrow"}
    assert len(addresses) > 1_400
    for name, data in every_file(out).items():
        text = data.decode("utf-8", "replace").lower()
        assert [one for one in sorted(addresses) if one in text] == [], name
        assert leaked(data, sorted(addresses)[::60]) == [], name
        assert leaked_words(data, sorted(names)[::10]) == [], name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("/home/jane/matter 7/a.eml", "a.eml"),
        ("C:\\Users\\jane\\a.eml", "a.eml"),
        ("sub/a.eml", "a.eml"),
        ("--case=/home/jane/case.yaml", "--case=case.yaml"),
        ("--offline", "--offline"),
        ("/", "/"),
    ],
)
def test_only_the_full_edition_keeps_the_folders_of_the_arguments(given: str, shown: str) -> None:
    assert shown_arguments([given], EditionName.TRIBUNAL) == [shown]
    assert shown_arguments([given], EditionName.FULL) == [given]
