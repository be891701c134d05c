"""``keys recover`` on the command line: the table it writes, and whom it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.authentication.sealing import make_key, message

KEY = make_key("the key of the command line", 3, bits=1024)
NAME = "s1._domainkey.harbourvale.example"

pytest.importorskip("gmpy2", reason="the extra `recover` is not installed")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four messages that nobody disputes, the last one altered, and a disputed one."""
    for number in range(1, 5):
        (tmp_path / f"m{number}.eml").write_bytes(message(KEY, number))
    altered = message(KEY, 4).replace(b"15:02", b"16:02")
    (tmp_path / "m4.eml").write_bytes(altered)
    (tmp_path / "disputed.eml").write_bytes(message(KEY, 9))
    return tmp_path


def recover(command_line: Any, folder: Path, *more: Any, code: int = 0) -> str:
    given = [folder / f"m{number}.eml" for number in range(1, 5)]
    done = command_line("keys", "recover", *given, *more, cwd=folder, ok=False)
    assert done.returncode == code, done.stderr
    words: str = done.stderr.decode("utf-8")
    return words


def test_the_table_verifies_the_disputed_message(command_line: Any, folder: Path) -> None:
    words = recover(command_line, folder, "--disputed", folder / "disputed.eml")
    assert f"{NAME}: 1024 bits, exponent 3" in words
    assert "confirmed by 1 further signatures" in words
    assert "m4.eml (DKIM-Signature)" in words
    assert "1 keys written to keys.tsv" in words
    first = (folder / "keys.tsv").read_bytes()
    assert recover(command_line, folder, "--force") != words
    assert (folder / "keys.tsv").read_bytes() == first
    done = command_line("analyze", "disputed.eml", "--keys", "keys.tsv", "--json", cwd=folder)
    (check,) = json.loads(done.stdout)["messages"][0]["authentication"]["dkim"]
    assert check["result"] == "pass"
    assert "m1.eml sha256:" in json.dumps(check["key"])
    page = (folder / "reports" / "disputed" / "report.html").read_text("utf-8")
    assert "sealed with the same key as these undisputed ones" in page


def test_the_disputed_message_is_no_input(command_line: Any, folder: Path) -> None:
    words = recover(
        command_line, folder, folder / "disputed.eml", "--disputed", folder / "disputed.eml", code=2
    )
    assert "disputed.eml: it is the disputed message" in words
    assert not (folder / "keys.tsv").exists()


def test_an_existing_table_stays(command_line: Any, folder: Path) -> None:
    (folder / "keys.tsv").write_text("mine")
    assert "exists already" in recover(command_line, folder, code=2)
    assert (folder / "keys.tsv").read_text() == "mine"


def test_a_name_without_two_signatures_is_said(command_line: Any, folder: Path) -> None:
    words = recover(command_line, folder, "--name", "other._domainkey.harbourvale.example", code=2)
    assert "same selector" in words


def test_a_disputed_file_that_cannot_be_read_stops(command_line: Any, folder: Path) -> None:
    (folder / "letter.pdf").write_bytes(b"%PDF-1.7\n")
    words = recover(command_line, folder, "--disputed", folder / "letter.pdf", code=2)
    assert "cannot be read" in words
