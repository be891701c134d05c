"""``provenance init`` as a user meets it."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from provenance.case import read_case
from provenance.cli.app import app

RUN = CliRunner()


def test_all_open(tmp_path: Path) -> None:
    (tmp_path / "received.eml").write_bytes(b"From: a@b.example\r\n\r\nx\r\n")
    result = RUN.invoke(app, ["init", str(tmp_path)], input="\n" * 80)
    assert result.exit_code == 0, result.output
    case = read_case(tmp_path / "case.yaml")
    assert [one.file for one in case.evidence] == ["received.eml"]


def test_an_end_of_input_leaves_the_rest_open(tmp_path: Path) -> None:
    result = RUN.invoke(app, ["init", str(tmp_path)], input="Who sent it?\n")
    assert result.exit_code == 0
    assert read_case(tmp_path / "case.yaml").question == "Who sent it?"


def test_a_case_file_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("account: a@b.example\n", encoding="utf-8")
    result = RUN.invoke(app, ["init", str(tmp_path)], input="\n")
    assert result.exit_code == 2
    assert read_case(tmp_path / "case.yaml").account == "a@b.example"
    assert RUN.invoke(app, ["init", str(tmp_path), "--force"], input="\n").exit_code == 0


def test_no_such_folder(tmp_path: Path) -> None:
    assert RUN.invoke(app, ["init", str(tmp_path / "none")]).exit_code == 2
