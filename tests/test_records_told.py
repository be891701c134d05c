"""What a report tells of supplied records, up to the page: one class for one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app

SAMPLES = Path(__file__).resolve().parents[1] / "sample_messages"
Report = dict[str, Any]


def analysed(out: Path, copies: tuple[str, ...], *options: str) -> tuple[Report, str]:
    asked = [str(SAMPLES / one) for one in copies]
    asked += ["--dns", str(SAMPLES / "dns.jsonl"), "--as-of", "2026-06-03", "--no-cross-check"]
    found = CliRunner().invoke(app, ["analyze", *asked, *options, "--force", "--out", str(out)])
    assert found.exit_code == 0, found.output
    report: Report = json.loads((out / "report.json").read_bytes())
    return report, (out / "report.html").read_text("utf-8")


@pytest.fixture(scope="module")
def with_records(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, str]:
    options = ["--case", str(SAMPLES / "case-with-records.yaml")]
    options += ["--audit", str(SAMPLES / "audit-log.csv")]
    for name in ("airline.csv", "doors.csv", "leave.ics", "pc07.xml"):
        options += ["--audit", str(SAMPLES / "holder-absent" / name)]
    copies = ("mass-mailing-gmail.eml", "mass-mailing-outlook.msg")
    return analysed(tmp_path_factory.mktemp("records"), copies, *options)


def test_one_line_has_one_class_in_every_finding(with_records: tuple[Report, str]) -> None:
    """A gate's row is an outside record of presence, for the stay and for the list of passages."""
    classes: dict[tuple[str, int], set[str]] = {}
    for one in with_records[0]["findings"]:
        if one["name"] in {"presence.stay-record", "usage.doors.own", "presence.badge"}:
            for place in one["where"]:
                classes.setdefault((place["evidence"], place["start"]), set()).add(
                    one["attested_by"]
                )
    assert classes
    assert set(map(frozenset, classes.values())) == {frozenset({"P"})}


def test_a_lower_class_of_one_copy_says_why(with_records: tuple[Report, str]) -> None:
    checks = [one for one in with_records[0]["findings"] if one["name"] == "spf.mailfrom.pass"]
    for one in checks:
        said = {each["text_id"] for each in one["texts"]["cautions"]}
        assert ("reasoning.caution.spf-return-path" in said) == (one["attested_by"] != "B")
    assert {one["attested_by"] for one in checks} == {"B", "E"}


def test_the_results_meant_are_those_of_the_lower_field(with_records: tuple[Report, str]) -> None:
    """Others of the same field are relied on: one sentence may not take them back."""
    told = [one for one in with_records[0]["findings"] if one["name"] == "recorded.not-relied-on"]
    assert told
    assert {one["text_id"] for one in told} == {"reasoning.recorded.not-relied-on-lower"}


def test_a_machine_is_no_mailbox_and_its_log_no_quotation(with_records: tuple[Report, str]) -> None:
    page = with_records[1]
    assert "Security (PC-07.harbourvale.example): 2348-2696" in page
    assert "log-on interactive" not in page
    assert "entry OOF" not in page
    assert "“Main entrance IN”" not in page


def test_doors_are_named_only_where_there_are_any(
    with_records: tuple[Report, str], tmp_path: Path
) -> None:
    words = "for records of doors see the findings"
    assert words in with_records[1]
    without = analysed(tmp_path, ("mass-mailing-gmail.eml",), "--case", str(SAMPLES / "case.yaml"))[
        1
    ]
    assert words not in without


def test_copies_that_a_party_gathered_leave_a_change_possible(
    with_records: tuple[Report, str],
) -> None:
    """A condition that the case file itself fails is no mark against an explanation."""
    report = with_records[0]
    (agreement,) = [one for one in report["findings"] if one["name"] == "copies.agreement"]
    assert agreement["strength"] == 1
    marks = {
        mark["mark"]
        for one in report["explanations"]
        if one["id"] == "copy-altered"
        for mark in one["marks"]
        if mark["finding"] == agreement["id"]
    }
    assert marks == {"possible"}
