"""``provenance audit``: every row accounted for, in words and as JSON; odd files are named."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from provenance.report.audit_overview import flag_words
from provenance.report.catalogue import sentences

DATA = Path(__file__).resolve().parents[1] / "data/audit"
SOURCES = Path(__file__).resolve().parents[2] / "provenance/audit"


def test_words_and_json() -> None:
    found = CliRunner().invoke(
        app,
        ["audit", str(DATA / "postfix.log"), "--year", "2026", "--timezone", "UTC", "--json"],
    )
    assert found.exit_code == 0, found.output
    (document,) = json.loads(found.stdout)
    assert document["kind"] == "postfix-maillog"
    assert (document["rows"], document["events"], document["problems"]) == (8, 8, 0)
    assert document["first"] == "2026-05-11T10:31:02.000000Z"
    assert "Rows 8 = events 8 + duplicates 0 + unread 0" in found.stderr
    assert "which person used the login" in found.stderr


def test_unknown_content_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    found = CliRunner().invoke(app, ["audit", str(tmp_path / "x.csv")])
    assert found.exit_code == 1
    assert "x.csv: the content is of no kind that is known here." in found.stderr


def test_empty_file(tmp_path: Path) -> None:
    (tmp_path / "x.csv").touch()
    assert CliRunner().invoke(app, ["audit", str(tmp_path / "x.csv")]).exit_code == 1


@pytest.mark.parametrize(
    "arguments", [["nowhere.csv"], [str(DATA / "postfix.log"), "--timezone", "Moon/Sea"]]
)
def test_misuse(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, ["audit", *arguments]).exit_code == 2


def test_names_in_a_log_cannot_drive_a_terminal(tmp_path: Path) -> None:
    line = "May 11 10:31:02 mx postfix/smtpd[1]: 9AB12CD: client=x[203.0.113.7], "
    (tmp_path / "m.log").write_text(line + "sasl_username=a\x1b[2Jb\u202e@c.example\n", "utf-8")
    found = CliRunner().invoke(app, ["audit", str(tmp_path / "m.log")])
    assert "\x1b" not in found.stderr
    assert "\u202e" not in found.stderr


def test_every_flag_has_words() -> None:
    """Machine names that stand in the sources as flags or reasons, found by their places."""
    pattern = re.compile(
        r'(?:flags\.add\(|flags \+?= \(|reason=|, \(|else \(|return \()"([a-z0-9-]+)"'
    )
    named = {
        name
        for path in SOURCES.rglob("*.py")
        for name in pattern.findall(path.read_text("utf-8"))
        if "-" in name
    }
    known = {id_.removeprefix("audit.flag.") for id_ in sentences("audit")}
    assert {"array-lost", "column-differs-user", "no-log-line"} <= named
    assert named - known - {"not-an-object"} == set()
    assert flag_words("throttled") != "throttled"


def test_unknown_table_and_its_map(tmp_path: Path) -> None:
    doors = str(DATA / "doors.csv")
    found = CliRunner().invoke(app, ["audit", doors, "--propose-map"])
    assert found.exit_code == 1
    assert "--propose-map" in found.stderr
    assert found.stdout.startswith('kind: door\ntime: "Timestamp (local)"\n')
    (tmp_path / "m.yaml").write_text(found.stdout, "utf-8")
    read = CliRunner().invoke(
        app, ["audit", doors, "--map", str(tmp_path / "m.yaml"), "--timezone", "Europe/London"]
    )
    assert read.exit_code == 0, read.output
    assert "Rows 3 = events 3 + duplicates 0 + unread 0" in read.stderr
    assert "A card can be lent" in read.stderr


def test_a_map_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text("time: When\n", "utf-8")
    found = CliRunner().invoke(
        app, ["audit", str(DATA / "doors.csv"), "--map", str(tmp_path / "m.yaml")]
    )
    assert found.exit_code == 2
    assert "no column `When`" in found.stderr


@pytest.mark.corpus
def test_an_event_file_from_disk() -> None:
    """A file on disk is mapped, not read: the reader has to take that too."""
    folder = Path(__file__).resolve().parents[3] / "shared/audit-samples/windows"
    path = folder / "attack_LM_WMIC_4648_rpcss.evtx"
    if not path.is_file():
        pytest.skip("the audit samples are not here")
    found = CliRunner().invoke(app, ["audit", str(path)])
    assert found.exit_code == 0, found.output
    assert "Rows 5 = events 5 + duplicates 0 + unread 0" in found.stderr


def test_it_shows_marks_of_editing_and_what_their_absence_is_worth(tmp_path: Path) -> None:
    sample = Path(__file__).resolve().parents[2] / "sample_messages/audit-log.csv"
    found = CliRunner().invoke(app, ["audit", str(sample), "--json"])
    assert "A careful edit leaves none." in found.stderr
    (one,) = json.loads(found.stdout)
    # What has everyday causes is told beside that, and is no mark of editing.
    assert "Observations that have everyday causes" in found.stderr
    assert [mark["name"] for mark in one["integrity"]["marks"]] == ["id-repeated", "time-order"]
    edited = tmp_path / "edited.csv"
    edited.write_bytes(sample.read_bytes().replace(b'"Create","{', b'"Send","{', 1))
    found = CliRunner().invoke(app, ["audit", str(edited), "--json"])
    assert "Some re-exports rename operations" in found.stderr
    (one,) = json.loads(found.stdout)
    assert one["integrity"]["marks"][0]["name"] == "column-differs-operation"


def test_it_says_how_long_such_records_are_kept() -> None:
    sample = Path(__file__).resolve().parents[2] / "sample_messages/audit-log.csv"
    found = CliRunner().invoke(app, ["audit", str(sample)])
    assert "kept 180 days, 365 with a further licence" in found.stderr
    found = CliRunner().invoke(app, ["audit", str(DATA / "postfix.log"), "--year", "2026"])
    assert "are kept" not in found.stderr
