"""What the command line opens, and how often."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from provenance.cli.inputs import exhibits_of, read_evidence

MAIL = b"From: a@b.example\r\nSubject: %s\r\n\r\nx\r\n"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "around").mkdir()
    for name in ("disputed.eml", "around/recall.eml", "around/answer.eml"):
        (tmp_path / name).write_bytes(MAIL % name.encode())
    return tmp_path


def test_related_files_are_told_apart_without_opening_them_again(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake = read_evidence([files / "disputed.eml", files / "around"])

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("a file is opened a second time")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr("builtins.open", refuse)
    found = exhibits_of(intake, [files / "around"])
    assert sorted(found) == ["answer.eml", "recall.eml"]
    assert set(found.values()) < {one.item.sha256 for one in intake.exhibits}
    assert exhibits_of(intake, [files / "disputed.eml"]).keys() == {"disputed.eml"}
    assert exhibits_of(intake, []) == {}


def test_every_opening_is_in_the_custody_log_once(files: Path, command_line: Any) -> None:
    command_line(
        "analyze", "disputed.eml", "--related", "around", "--offline", "--out", "out", cwd=files
    )
    log = (files / "out" / "custody.jsonl").read_text("utf-8")
    assert log.count('"opened-read-only"') == 3
