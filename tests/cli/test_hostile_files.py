"""Files and names that strangers choose: nothing waits, nothing is overwritten, no name speaks."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app

MESSAGE = b"From: a@b.example\r\nReceived: from x by y; 1 Jan 2024 00:00:00 +0000\r\n\r\nhi\r\n"
OPTIONS = ["--offline", "--as-of", "2026-01-01", "--no-cross-check"]
BAD_NAMES = (b"n\xff\xfe.eml", b"a\x1b[2J\x07.eml", b"a\nprovenance: all is well.eml", b"-x.eml",
             "\u202egpj.eml".encode(), b"'\"<b>.eml", b"x" * 240 + b".eml")  # fmt: skip


def run(*arguments: str, data: bytes | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["analyze", *OPTIONS, *arguments], input=data)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


@pytest.fixture
def message(tmp_path: Path) -> Path:
    path = tmp_path / "m.eml"
    path.write_bytes(MESSAGE)
    return path


@pytest.mark.parametrize("option", ["--case", "--dns", "--keys"])
def test_a_pipe_or_device_is_not_waited_for(tmp_path: Path, message: Path, option: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, Path("/dev/zero")):
        code, output = run(str(message), option, str(path), "--out", str(tmp_path / "out"))
        assert code == 2
        assert "not a regular file" in output


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_file_name_cannot_speak(tmp_path: Path, name: bytes) -> None:
    folder = tmp_path / "given"
    folder.mkdir()
    path = os.path.join(os.fsencode(folder), name)  # noqa: PTH118 - a name of bytes
    Path(os.fsdecode(path)).write_bytes(MESSAGE)
    code, output = run("--out", str(tmp_path / "out"), "--", os.fsdecode(path))
    assert code == 0
    assert "\nprovenance: all" not in output
    assert all(c.isprintable() or c == "\n" for c in output)
    for written in ("report.json", "run.json"):
        json.loads((tmp_path / "out" / written).read_bytes())
    Path(os.fsdecode(path)).write_bytes(b"prose")
    code, output = run("--out", str(tmp_path / "out2"), "--", os.fsdecode(path))
    assert code == 2
    assert output.startswith("provenance: ")
    assert "\nprovenance: all" not in output
    assert all(c.isprintable() or c == "\n" for c in output)


def test_names_that_are_too_long_are_misuse(tmp_path: Path, message: Path) -> None:
    assert run("y" * 300)[0] == 2
    assert run(str(message), "--out", str(tmp_path / ("z" * 300)))[0] == 2
    assert run(str(message), "--out", str(message / "x"))[0] == 2


@pytest.mark.parametrize("name", ["dns.jsonl", "custody.jsonl"])
def test_recorded_dns_and_custody_logs_are_not_overwritten(
    tmp_path: Path, message: Path, name: str
) -> None:
    kept = tmp_path / "out" / name
    kept.parent.mkdir()
    kept.write_bytes(b"{}\n")
    code, output = run(str(message), "--out", str(kept.parent))
    assert code == 2
    assert "--force" in output
    assert kept.read_bytes() == b"{}\n"


def test_a_hostile_run_json_is_only_another_report(tmp_path: Path, message: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    for text in ("[" * 100_000, '{"evidence": 3}', "\x00", '{"evidence": {"E1": []}}'):
        (folder / "run.json").write_text(text)
        assert run(str(message), "--out", str(folder))[0] == 2


def test_standard_input_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provenance.cli.inputs.MAX_SIZE", 1_048_576)
    code, output = run("-", "--out", str(tmp_path / "out"), data=b"a" * 1_048_577)
    assert code == 2
    assert "more than 1 MB" in output


def test_a_full_disk_leaves_no_half_report(
    tmp_path: Path, message: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("provenance.basics.files.os.fsync", full)
    code, output = run(str(message), "--out", str(tmp_path / "out"))
    assert code == 2
    assert "No space left" in output
    assert list((tmp_path / "out").iterdir()) == []
