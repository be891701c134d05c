"""A report folder is a stranger's: what it says about repeating decides nothing dangerous."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from provenance.cli.repetition import read_repetition

MAIL = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: %d\r\n\r\nHello\r\n"
TAIL = ["--dns", "dns.jsonl", "--as-of", "2026-01-01"]
SHA = "0" * 64


def analyse(arguments: list[str], folder: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "provenance", "analyze", *arguments, "--out", "report"],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode in {0, 1}, done.stderr.decode()
    return folder / "report"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("made")
    (place / "a.eml").write_bytes(MAIL % 1)
    return analyse(["a.eml", "--offline", "--as-of", "2026-01-01"], place)


@pytest.fixture
def report(made: Path, tmp_path: Path) -> Path:
    shutil.copyfile(made.parent / "a.eml", tmp_path / "a.eml")
    return Path(shutil.copytree(made, tmp_path / "report"))


def edit(folder: Path, name: str, change: Callable[[Any], None]) -> None:
    path = folder / name
    data = json.loads(path.read_bytes())
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def add_evidence(folder: Path, name: str, digest: str) -> None:
    edit(folder, "run.json", lambda data: data["inputs"]["evidence"].append([name, digest]))


def verify(folder: Path, *evidence: Path) -> tuple[int, str]:
    arguments = [part for one in evidence for part in ("--evidence", str(one))]
    result = CliRunner().invoke(app, ["verify", str(folder), *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


COMMANDS: list[object] = [
    ["provenance", "seal", "a.eml", *TAIL],
    ["provenance", "dns", "a.eml", *TAIL],
    ["provenance", "calibrate", "a.eml", "--out", "/outside", "--force", "--", *TAIL],
    ["sh", "-c", "id"],
    ["provenance", "analyze", "a.eml"],
    ["provenance", "analyze", "a.eml", "--as-of", "2026-01-01"],
    ["provenance", "analyze", "a.eml", "--dns", "other.jsonl", "--as-of", "2026-01-01"],
    ["provenance", "analyze", "a.eml", "--dns", "https://dns.example", "--as-of", "2026-01-01"],
    ["provenance", "analyze", "a.eml", "--dns", "dns.jsonl", "--as-of", "today"],
    ["provenance", "analyze", "a.eml", "--live-all", *TAIL],
    ["provenance", "analyze", "a.eml", "--jurisdiction", "uk-et,/etc", *TAIL],
    ["provenance", "analyze", "a.eml", "--supersedes", "../report.json", *TAIL],
    ["provenance", "analyze", "a.eml", "--out", "/outside", *TAIL],
    ["provenance", "analyze", "a.eml", "--out=/outside", *TAIL],
    ["provenance", "analyze", "a.eml", "--force", *TAIL],
    ["provenance", "analyze", "a.eml", "--format", "json", *TAIL],
    ["provenance", "analyze", *TAIL, "--", "a.eml"],
    ["provenance", "analyze", "-", *TAIL],
    ["provenance", "analyze", "/etc/passwd", *TAIL],
    ["provenance", "analyze", "../a.eml", *TAIL],
    ["provenance", "analyze", "a.eml", "--case", "/etc/passwd", *TAIL],
    ["provenance", "analyze", "a.eml", "--case", "--live-all", *TAIL],
    ["provenance", "analyze", "a.eml", "--audit", "../../x.csv", *TAIL],
    ["provenance", "analyze", "a.eml", "--known", "/home", *TAIL],
    ["provenance", "analyze", "a.eml", *TAIL, "--dns", "dns.jsonl"],
    ["provenance", "analyze", 7, *TAIL],
    ["provenance"],
    [],
    "provenance analyze a.eml",
    None,
    {"provenance": "analyze"},
]


@pytest.mark.parametrize("command", COMMANDS)
def test_only_an_offline_analysis_is_repeated(report: Path, command: object) -> None:
    edit(report, "report.json", lambda data: data.update(repeat=command))
    with pytest.raises(ValueError):  # noqa: PT011 - any reason will do
        read_repetition(report)
    code, output = verify(report, report.parent)
    assert code == 1
    assert "do not say how to repeat" in output


@pytest.mark.parametrize(
    "inputs",
    [
        None,
        [],
        {"evidence": None, "files": {}},
        {"evidence": [["a.eml"]], "files": {}},
        {"evidence": [[1, 2]], "files": {}},
        {"evidence": [["a.eml", SHA], ["a\0.eml", SHA]], "files": {}},
        {"evidence": [["/a.eml", SHA]], "files": {}},
        {"evidence": [["x/../../a.eml", SHA]], "files": {}},
        {"evidence": [["", SHA]], "files": {}},
        {"evidence": [], "files": []},
        {"evidence": [], "files": {"map:../x": SHA}},
        {"evidence": [], "files": {}, "known": [["../x", SHA]]},
    ],
)
def test_inputs_of_another_shape(report: Path, inputs: object) -> None:
    edit(report, "run.json", lambda data: data.update(inputs=inputs))
    assert verify(report, report.parent)[0] == 1


def test_a_file_beside_is_no_module_of_ours(report: Path, tmp_path: Path) -> None:
    code = f"open({str(tmp_path / 'ran')!r}, 'w').write('ran')\n".encode()
    (tmp_path / "b.txt").write_bytes(code)
    digest = hashlib.sha256(code).hexdigest()
    for name in ("typer.py", "json.py", "provenance/__main__.py"):
        add_evidence(report, name, digest)
    verify(report, tmp_path)
    assert not (tmp_path / "ran").exists()


def test_results_cannot_be_put_there_beforehand(report: Path, tmp_path: Path) -> None:
    page = (report / "report.html").read_bytes() + b"<p>more</p>"
    (report / "report.html").write_bytes(page)
    digest = hashlib.sha256(page).hexdigest()
    for name in ("again/report.html", "out/report.html"):
        add_evidence(report, name, digest)
    code, output = verify(report, tmp_path)
    assert code == 1
    assert "gives other bytes of report.html" in output


def test_names_that_collide_and_files_that_lack(report: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(MAIL % 1).hexdigest()
    edit(report, "run.json", lambda data: data["inputs"]["evidence"].append(["a.eml/b", digest]))
    assert verify(report, tmp_path)[0] == 1
    (report / "dns.jsonl").unlink()
    assert verify(report, tmp_path)[0] == 1


def test_a_link_to_a_device_is_not_read(report: Path, tmp_path: Path) -> None:
    (report / "run.json").unlink()
    (report / "run.json").symlink_to("/dev/zero")
    assert verify(report, tmp_path)[0] == 1


def test_two_folders_of_known_messages(tmp_path: Path) -> None:
    for place, number in (("x", 2), ("y", 3)):
        (tmp_path / place).mkdir()
        (tmp_path / place / f"{place}.eml").write_bytes(MAIL % number)
    (tmp_path / "a.eml").write_bytes(MAIL % 1)
    known = ["--known", "x", "--known", "y"]
    folder = analyse(["a.eml", *known, "--offline", "--as-of", "2026-01-01"], tmp_path)
    code, output = verify(folder, tmp_path)
    assert code == 0, output


@pytest.mark.parametrize("way", ["option", "case"])
def test_a_column_map_is_found_again(tmp_path: Path, way: str) -> None:
    (tmp_path / "a.eml").write_bytes(MAIL % 1)
    (tmp_path / "doors.csv").write_text("When,Who\n2026-05-14 08:00:00,P1\n", encoding="utf-8")
    (tmp_path / "maps").mkdir()
    lines = "time: When\nperson: Who\ndate_format: '%Y-%m-%d %H:%M:%S'\n"
    (tmp_path / "maps" / "d.yaml").write_text(lines, encoding="utf-8")
    note = "audit:\n  - {file: doors.csv, kind: door, timezone: UTC%s}\n"
    more = ", map: maps/d.yaml" if way == "case" else ""
    (tmp_path / "case.yaml").write_text(note % more, encoding="utf-8")
    arguments = ["a.eml", "--audit", "doors.csv", "--case", "case.yaml"]
    arguments += ["--map", "maps/d.yaml"] if way == "option" else []
    folder = analyse([*arguments, "--offline", "--as-of", "2026-01-01"], tmp_path)
    code, output = verify(folder, tmp_path)
    assert code == 0, output


def test_a_corrected_report_with_forms_is_repeated(made: Path, tmp_path: Path) -> None:
    (tmp_path / "former").mkdir()
    shutil.copyfile(made / "report.json", tmp_path / "former" / "report.json")
    (tmp_path / "a.eml").write_bytes(MAIL % 1)
    options = ["--supersedes", "former/report.json", "--jurisdiction", "cn,uk-et"]
    folder = analyse(["a.eml", *options, "--offline", "--as-of", "2026-01-01"], tmp_path)
    assert json.loads((folder / "report.json").read_bytes())["version"] == 2
    code, output = verify(folder, tmp_path)
    assert code == 0, output
