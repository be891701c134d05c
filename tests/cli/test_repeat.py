"""The command that a report prints gives the same bytes again, in the folder of the files."""

from __future__ import annotations

import hashlib
import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

MAIL = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: %d\r\n\r\nHello\r\n"
PDF = b"%PDF-1.7\n"
GATE_MAP = "kind: door\ntime: When\nperson: Who\ndate_format: '%Y-%m-%d %H:%M:%S'\n"

CASES: list[tuple[str, dict[str, bytes], list[str], str]] = [
    # name, files, arguments, folder in which the command is repeated
    ("one file", {"a.eml": MAIL % 1}, ["a.eml"], "."),
    ("unreadable beside", {"a.eml": MAIL % 1, "b.pdf": PDF}, ["a.eml", "b.pdf"], "."),
    ("folder", {"in/a.eml": MAIL % 1, "in/b.pdf": PDF}, ["in"], "in"),
    ("subfolders", {"in/b.eml": MAIL % 1, "in/sub/a.eml": MAIL % 2}, ["in"], "in"),
    ("only a subfolder", {"in/sub/a.eml": MAIL % 2}, ["in"], "in"),
    ("one name twice", {"x/a.eml": MAIL % 1, "y/a.eml": MAIL % 2}, ["x/a.eml", "y/a.eml"], "."),
    ("same file twice", {"x/a.eml": MAIL % 1, "y/a.eml": MAIL % 1}, ["x/a.eml", "y/a.eml"], "."),
    ("hidden", {"in/a.eml": MAIL % 1, "in/.h.eml": MAIL % 2}, ["in"], "in"),
    ("two folders", {"x/a.eml": MAIL % 1, "y/.h": b"", "y/b.eml": MAIL % 2}, ["x", "y"], "."),
    ("dash", {"-x.eml": MAIL % 1}, ["./-x.eml"], "."),
    ("option", {"--force": MAIL % 1}, ["./--force"], "."),
    ("spaces", {"my mail; $(x) 'q'.eml": MAIL % 1}, ["my mail; $(x) 'q'.eml"], "."),
]


def run(arguments: list[str], folder: Path, stdin: bytes = b"") -> None:
    done = subprocess.run(
        [sys.executable, "-m", "provenance", *arguments],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in {0, 1}, done.stderr.decode()


def again(out: Path, folder: Path) -> None:
    """Run the printed command in a folder as a shell would read it; compare every result."""
    written = json.loads((out / "report.json").read_bytes())["repeat"]
    command = shlex.split(shlex.join(written))
    assert command[:2] == ["provenance", "analyze"]
    if not (folder / "dns.jsonl").exists():
        shutil.copy(out / "dns.jsonl", folder / "dns.jsonl")
    second = out.parent / "second"
    run([*command[1:], "--out", str(second)], folder)
    for name in ("report.json", "report.html", "dns.jsonl"):
        assert (second / name).read_bytes() == (out / name).read_bytes(), name


@pytest.mark.parametrize(
    ("files", "arguments", "where"), [pytest.param(*c[1:], id=c[0]) for c in CASES]
)
def test_the_printed_command_repeats(
    tmp_path: Path, files: dict[str, bytes], arguments: list[str], where: str
) -> None:
    given = tmp_path / "given"
    for name, content in files.items():
        (given / name).parent.mkdir(parents=True, exist_ok=True)
        (given / name).write_bytes(content)
    out = tmp_path / "results" / "first"
    run(["analyze", *arguments, "--offline", "--as-of", "2026-06-01", "--out", str(out)], given)
    again(out, given / where)


def test_standard_input_repeats_from_the_saved_bytes(tmp_path: Path) -> None:
    out = tmp_path / "results" / "first"
    run(["analyze", "-", "--offline", "--out", str(out)], tmp_path, MAIL % 1)
    (tmp_path / "stdin.eml").write_bytes(MAIL % 1)
    again(out, tmp_path)


def test_standard_input_says_that_it_has_to_be_saved(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "provenance", "analyze", "-", "--offline"],
        cwd=tmp_path,
        input=MAIL % 1,
        capture_output=True,
        check=True,
    )
    assert "stdin.eml" in done.stderr.decode()


def test_a_sealed_folder_repeats(command_line: Any, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL % 1)
    command_line("seal", "a.eml", "--out", "bag", cwd=tmp_path)
    out = tmp_path / "results" / "first"
    run(["analyze", "bag", "--offline", "--out", str(out)], tmp_path)
    again(out, tmp_path / "bag")


def test_a_map_in_a_subfolder_is_found_beside_the_rest(tmp_path: Path) -> None:
    """The command names no map: it lies in the one folder that the report asks for."""
    (tmp_path / "maps").mkdir()
    (tmp_path / "a.eml").write_bytes(MAIL % 1)
    (tmp_path / "maps" / "gate.yaml").write_text(GATE_MAP)
    (tmp_path / "gate.csv").write_text("When,Who\n2026-05-14 09:00:00,i.holt\n")
    (tmp_path / "case.yaml").write_text("audit:\n  - {file: gate.csv, map: maps/gate.yaml}\n")
    out = tmp_path / "results" / "first"
    given = ["--case", "case.yaml", "--audit", "gate.csv"]
    run(["analyze", "a.eml", "--offline", *given, "--out", str(out)], tmp_path)
    flat = tmp_path / "flat"
    flat.mkdir()
    written = json.loads((out / "report.json").read_bytes())
    assert [one["name"] for one in written["beside"]] == ["case.yaml", "gate.yaml"]
    for name in ("a.eml", "gate.csv", "case.yaml", "maps/gate.yaml"):
        shutil.copy(tmp_path / name, flat / Path(name).name)
    for one in written["beside"]:
        data = (flat / one["name"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == one["sha256"]
        assert one["sha256"] in (out / "report.html").read_text("utf-8")
    again(out, flat)


def test_case_and_keys_are_repeated_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL % 1)
    (tmp_path / "-case.yaml").write_text("case: {title: One}\n")
    (tmp_path / "k.tsv").write_text("name\ttxt\ns._domainkey.a.example\tv=DKIM1; p=\n")
    out = tmp_path / "results" / "first"
    given = ["--case", "./-case.yaml", "--keys", "k.tsv", "--no-cross-check"]
    run(["analyze", "a.eml", "--offline", *given, "--out", str(out)], tmp_path)
    again(out, tmp_path)
