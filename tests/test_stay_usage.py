"""Use of an account during a stated stay, out of whole exports; the sample that harms its user."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app

SAMPLE = Path(__file__).resolve().parents[1] / "sample_messages/against-its-user"
Report = dict[str, Any]


@pytest.fixture
def run(tmp_path: Path) -> Any:
    folder = tmp_path / "case"
    shutil.copytree(SAMPLE, folder)

    def call(**changes: tuple[str, str]) -> Report:
        for name, (old, new) in changes.items():
            path = next(folder.glob(f"{name}.*"))
            content = path.read_text("utf-8")
            assert old in content
            path.write_text(content.replace(old, new), "utf-8")
        options = ["--case", str(folder / "case.yaml"), "--dns", str(folder / "dns.jsonl")]
        for name in ("airline.csv", "signins.csv", "ual.csv"):
            options += ["--audit", str(folder / name)]
        options += ["--as-of", "2026-06-03", "--no-cross-check", "--force", "--out"]
        found = CliRunner().invoke(
            app, ["analyze", str(folder / "copy-1-first.eml"), *options, str(tmp_path / "out")]
        )
        assert found.exit_code == 0, found.output
        report: Report = json.loads((tmp_path / "out/report.json").read_bytes())
        return report

    return call


def named(report: Report, name: str) -> list[Report]:
    return [one for one in report["findings"] if one["name"] == name]


def rows(finding: Report) -> set[tuple[str, str]]:
    return {(place["evidence"], place["locator"]) for place in finding["where"]}


def test_the_whole_stay_is_looked_at_for_and_against_the_user(run: Any) -> None:
    report = run()
    (elsewhere,) = named(report, "usage.stay.elsewhere")
    office = {("E4", f"row {row}") for row in (33, 32, 31, 27, 26, 25, 20, 19, 17)}
    office |= {("E3", f"row {row}") for row in (13, 11, 10)}
    assert office <= rows(elsewhere)
    assert elsewhere["strength"] == 1
    assert "PC-07" in elsewhere["text"]
    assert elsewhere["id"] in report["comparison"]["against"]
    # All rows from the stay are of the message or of its session: these bear nothing out.
    assert named(report, "usage.stay.there") == []
    assert "Number of rows: 12. Number of acts: 9. By hand among these acts" in elsewhere["text"]
    # Either somebody else was at work there, or the stay was not as stated: put to both sides.
    assert elsewhere["id"] in report["interests"]["put_to_submitting"]
    assert elsewhere["id"] in report["interests"]["put_to_other"]
    # It lies on the other scale, and does not turn the result.
    assert report["comparison"]["favoured"] == "account-holder"


def test_a_stay_that_nothing_bears_out_carries_nothing(run: Any) -> None:
    report = run(case=('"source": "E2", ', ""))
    (elsewhere,) = named(report, "usage.stay.elsewhere")
    assert elsewhere["strength"] == 0


def test_habits_are_counted_over_the_whole_export_and_say_their_period(run: Any) -> None:
    (usual,) = named(run(), "usage.client.usual")
    assert "23 April 2026" in usual["text"]
    assert "E4 row 23, E4 row 11. Number of these rows: 2." in usual["text"]
    assert ("E4", "row 58") in rows(usual)


def test_a_sign_in_that_one_of_two_exports_lacks_is_told(run: Any) -> None:
    (one,) = named(run(), "usage.pairs.sign-in")
    assert {("E3", "row 12"), ("E3", "row 23")} <= rows(one)
    assert one["strength"] == 0


def test_one_factor_is_said(run: Any) -> None:
    (one,) = named(run(), "tempting.factor-single")
    assert ("E3", "row 12") in rows(one)


def test_words_of_one_row_that_do_not_go_together_are_an_observation(run: Any) -> None:
    (one,) = named(run(), "export.client-words")
    assert rows(one) == {("E3", "row 12"), ("E3", "row 23")}
    assert one["strength"] == 0


def test_that_two_exports_agree_for_the_disputed_account_alone_is_told(run: Any) -> None:
    report = run()
    (one,) = named(report, "usage.pairs.others")
    assert "E3 has 15, and 0 of these stand in E4 too. E4 has 8, and 0 of these" in one["text"]
    assert one["strength"] == 0
    (own,) = named(report, "usage.pairs.sign-in")
    assert any("E3 has 15, and 0 of these" in each for each in own["cautions"])


def test_the_chronology_has_every_row_that_an_inference_rests_on(run: Any, tmp_path: Path) -> None:
    """A list that leaves out what speaks for the other side would be a selection by result."""
    report = run()
    (elsewhere,) = named(report, "usage.stay.elsewhere")
    lines = {(one["evidence"], f"row {one['row']}") for one in report["audit"]["day"]["lines"]}
    listed = {(one["evidence"], f"row {one['row']}") for one in report["audit"]["timeline"]}
    wanted = rows(elsewhere) - {("E2", "row 2"), ("E2", "row 3")}
    assert wanted <= lines
    assert wanted <= listed
    page = (tmp_path / "out/report.html").read_text("utf-8")
    assert "Findings that cite rows which do not stand in this list" in page
