from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from provenance.basics import MisuseError
from provenance.cli.app import app
from provenance.cli.output import check_choices, slug


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("received.eml", "received"),
        ("folder/Summer briefing (2).eml", "summer-briefing-2"),
        ("撤回.eml", "message"),
        ("..", "message"),
        ("a" * 200 + ".eml", "a" * 60),
        ("CON.eml", "con-message"),
        (".eml", "eml"),
        ("x\\y\\z.msg", "z"),
    ],
)
def test_slug_is_a_safe_folder_name(name: str, expected: str) -> None:
    """Whatever a file is called, its folder has a name that every system accepts."""
    assert slug(name) == expected


def test_formats_come_out_in_fixed_order() -> None:
    """The order on the command line does not change what is written first."""
    assert check_choices(["json, html"], "en", "full") == ("html", "json")
    assert check_choices(None, "en", "full") == ("html", "json")


def test_a_repeated_list_adds_up() -> None:
    """The second one replaced the first in silence."""
    assert check_choices(["json", "html,json"], "en", "full") == ("html", "json")


@pytest.mark.parametrize(
    ("formats", "lang", "edition", "place"),
    [
        ("docx", "en", "full", "--format"),
        ("", "en", "full", "--format"),
        ("html", "tlh", "full", "--lang"),
        ("html", "en", "private", "--edition"),
    ],
)
def test_what_is_not_there_is_said(formats: str, lang: str, edition: str, place: str) -> None:
    """A value of a later version is refused by the name of its option, with what to do instead."""
    with pytest.raises(MisuseError) as caught:
        check_choices([formats], lang, edition)
    assert caught.value.place == place
    assert caught.value.remedy


def test_a_paper_that_is_none_is_refused() -> None:
    """Two sizes of paper; another one is said before anything is analysed."""
    with pytest.raises(MisuseError) as caught:
        check_choices(["html"], "en", "full", paper="a5")
    assert caught.value.place == "--paper"


@pytest.mark.parametrize("wanted", ["html", "json"])
def test_the_findings_file_is_always_beside(wanted: str, tmp_path: Path) -> None:
    """The page names its hash, and the hashes of cited rows stand in it."""
    message = tmp_path / "m.eml"
    message.write_bytes(b"From: a@a.example\r\nSubject: s\r\n\r\nText\r\n")
    arguments = ["analyze", str(message), "--offline", "--format", wanted]
    done = CliRunner().invoke(app, [*arguments, "--out", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    out = tmp_path / "out"
    digest = hashlib.sha256((out / "report.json").read_bytes()).hexdigest()
    assert f"{digest}  report.json" in (out / "SHA256SUMS").read_text("utf-8")
    assert (out / "report.html").is_file() is (wanted == "html")
    if wanted == "html":
        assert digest in (out / "report.html").read_text("utf-8")
