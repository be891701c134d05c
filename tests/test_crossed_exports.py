"""The sample story: what its own exhibits say against each other is told, for and against."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app

HERE = Path(__file__).resolve().parents[1] / "sample_messages"
LOGS = (
    HERE / "audit-log.csv",
    *(HERE / "holder-absent" / one for one in ("airline.csv", "doors.csv", "pc07.xml")),
)
LOST_DOORS = ("06/05/2026 ..:..:..;M. Carrow", "07/05/2026 ..:..:..;M. Carrow",
              "12/05/2026 ..:..:..;k.north", "13/05/2026 ..:..:..;V. Harbour")  # fmt: skip
LOST_LOG_ONS = (
    r'<Event (?:(?!</Event>).)*SystemTime="2026-05-0[5-8](?:(?!</Event>).)*>msc<.*?</Event>'
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The sample story, whose exports bear each other out."""
    return made(tmp_path_factory.mktemp("all"), LOGS)


@pytest.fixture(scope="module")
def gaps(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ...]:
    """The same logs, but four people's days at the doors and three log-ons are not there."""
    folder = tmp_path_factory.mktemp("gaps")
    for path in LOGS:
        text = path.read_bytes().decode()
        if path.name == "doors.csv":
            text = re.sub(rf"(?m)^(?:{'|'.join(LOST_DOORS)});.*\n", "", text)
        if path.name == "pc07.xml":
            text = re.sub(LOST_LOG_ONS, "", text, flags=re.DOTALL)
        (folder / path.name).write_bytes(text.encode())
    return tuple(folder / path.name for path in LOGS)


@pytest.fixture(scope="module")
def report(gaps: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return made(tmp_path_factory.mktemp("less"), gaps)


def made(folder: Path, logs: tuple[Path, ...]) -> dict[str, Any]:
    out = folder / "report"
    given = [
        "analyze", str(HERE / "mass-mailing-gmail.eml"),
        "--case", str(HERE / "case-with-records.yaml"),
        "--dns", str(HERE / "dns.jsonl"), "--as-of", "2026-06-03", "--out", str(out),
        *(part for one in logs for part in ("--audit", str(one))),
    ]  # fmt: skip
    done = CliRunner().invoke(app, given)
    assert done.exit_code in {0, 1}, done.output
    found = json.loads((out / "report.json").read_bytes())
    assert isinstance(found, dict)
    return found | {"page": (out / "report.html").read_text()}


def named(report: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in report["findings"] if one["name"] == name)
    return found


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("usage.crossed.doors", "None stands there for 4 of them"),
        ("usage.crossed.device", "None stands there for 3 of them"),
        ("usage.crossed.log-ons", "Number of logins in it other than the account's: 3."),
        ("usage.crossed.door-days", "V. Harbour: 1 (14 May 2026)"),
    ],
)
def test_a_comparison_is_a_fact_without_a_step(
    report: dict[str, Any], name: str, words: str
) -> None:
    found = named(report, name)
    assert words in found["text"]
    assert (found["id"][0], found["strength"]) == ("F", 0)
    assert found["cautions"]
    assert found["where"]
    # Rows of the doors of an outside custodian alone are P in every finding; two logs are L.
    assert found["attested_by"] == ("P" if name == "usage.crossed.door-days" else "L")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("usage.crossed.doors", "9 of them"),
        ("usage.crossed.device", "3 of them"),
    ],
)
def test_what_bears_each_other_out_is_told_as_well(
    whole: dict[str, Any], name: str, words: str
) -> None:
    found = named(whole, name)
    assert words in found["text"]
    assert "None stands there" not in found["text"]
    assert named(whole, "presence.office")["strength"] == 2


def test_a_finding_names_what_speaks_against_its_assumption(report: dict[str, Any]) -> None:
    office, machine = (named(report, f"presence.{one}") for one in ("office", "machine-away"))
    assert any("4 have no door row" in one for one in office["cautions"])
    assert office["strength"] == 1
    # The machine's log is in the hand of the side that gains by a weaker finding.
    assert any("3 have no log-on" in one for one in machine["cautions"])
    assert machine["strength"] == 2


def test_without_the_doors_the_address_carries_what_it_did(
    tmp_path: Path, gaps: tuple[Path, ...]
) -> None:
    report = made(tmp_path, tuple(one for one in gaps if "doors" not in one.name))
    assert named(report, "presence.office")["strength"] == 2


def test_a_stay_says_how_far_its_rows_lie_and_whose_word_its_source_is(
    report: dict[str, Any],
) -> None:
    for name in ("presence.stay-record", "presence.office", "presence.machine-away"):
        words = " ".join(named(report, name)["cautions"])
        assert "at least 4 days 2 h before it, at least 3 days 2 h after it" in words
        assert "this was not examined. By which way it came here, nobody states." in words
        rows = {(one["evidence"], one["locator"]) for one in named(report, name)["where"]}
        airline = next(one for one, _ in rows if (one, "row 3") in rows and (one, "row 2") in rows)
        assert airline


def test_the_exclusion_names_every_premise(report: dict[str, Any]) -> None:
    premises = " ".join(report["comparison"]["caps"])
    for words in (
        "Nobody took over the open session at the machine from afar after the log-on.",
        "The person did not come back during the stay.",
        "The systems themselves wrote all rows that the exclusion needs",
    ):
        assert words in premises
        assert any(words in one for one in report["comparison"]["would_change"])
    assert "where the supporting exhibit places them" not in report["page"]


def test_a_row_that_harms_nobody_alone_is_not_against_interest(report: dict[str, Any]) -> None:
    machine = named(report, "presence.machine-away")
    assert machine["id"] not in report["interests"]["against_supplier"]
    assert "alone do not harm their supplier" in report["page"]


def test_every_export_says_how_many_rows_no_finding_cites(report: dict[str, Any]) -> None:
    assert "Rows of each export that a finding cites, and rows that none cites" in report["page"]


def test_the_export_that_lowers_a_finding_is_left_out_in_turn(
    tmp_path: Path, gaps: tuple[Path, ...]
) -> None:
    report = made(tmp_path, tuple(one for one in gaps if "pc07" not in one.name))
    doors = named(report, "usage.crossed.doors")["where"]
    exhibit = next(one["evidence"] for one in doors if one["locator"] == "row 4")
    told = {one["left_out"]: one for one in report["comparison"]["sensitivity"]}
    assert int(told[exhibit]["step"]) > int(report["comparison"]["step"])
    assert told[exhibit]["rises"] is True


def test_what_the_days_lack_is_put_to_whoever_the_finding_helps(report: dict[str, Any]) -> None:
    sides = report["interests"]
    for name in ("usage.crossed.doors", "usage.crossed.device"):
        found = named(report, name)["id"]
        assert found in sides["put_to_submitting"]
        assert found not in sides["put_to_other"]
    assert named(report, "usage.crossed.log-ons")["id"] in sides["put_to_other"]
