"""What must hold for every comparison, whatever the case."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from tests.reasoning.audited import SAMPLES, SEND, logon, made
from tests.reasoning.compare.competing import (
    OWNER,
    PHONE,
    SOMEBODY,
    STORY,
    Report,
    away,
    between_people,
    key,
    mirrored,
    number,
    result,
    step,
    ual,
)

CASES: dict[str, tuple[dict[str, bytes], str]] = {
    "absent": ({"ual.csv": ual(SEND)}, STORY + away()),
    "phone": ({"ual.csv": ual(PHONE, SEND)}, STORY + away()),
    "hotel": ({"ual.csv": ual({**SEND, "ClientIP": "198.51.100.9"})}, STORY + away()),
    "nothing": ({"ual.csv": ual(SEND)}, STORY),
    "keyboard": ({"ual.csv": ual(SEND), "pc.xml": logon(1, "2", "msc").encode()}, STORY + away()),
}


@pytest.mark.parametrize("name", CASES)
def test_a_second_copy_of_an_export_raises_nothing(run: Any, name: str) -> None:
    files, case = CASES[name]
    once = run(files, case)
    named = case + (
        "audit:\n  - {file: ual.csv, supplied_by: IT, interest: other}\n"
        "  - {file: again.csv, supplied_by: somebody else, interest: independent}\n"
    )
    rows = files["ual.csv"] + b"\r\n"
    twice = run({**files, "again.csv": rows}, named)
    steps = {key(one): int(one["step"]) for one in once["comparison"]["leanings"]}
    for one in twice["comparison"]["leanings"]:
        assert int(one["step"]) <= steps.get(key(one), 0), one


@pytest.mark.parametrize("name", CASES)
def test_leaving_an_input_out_never_makes_a_result_stronger_unsaid(run: Any, name: str) -> None:
    files, case = CASES[name]
    whole = run(files, case)
    said = {one["left_out"] for one in whole["comparison"]["sensitivity"] if one["rises"]}
    for left in files:
        rest = run({name: data for name, data in files.items() if name != left}, case)
        assert number(rest) <= number(whole) or said, left
    bare = run(files, STORY)
    assert number(bare) <= number(whole) or said


def test_roles_swapped_give_the_mirrored_result(run: Any) -> None:
    """The account of the other person, and the other person away: the same steps and words."""
    swapped_story = (
        STORY.replace("id: holder, name: Ms C, accounts: [msc@", "id: b, name: Ms C, accounts: [X@")
        .replace("id: b\n", "id: holder\n")
        .replace("accounts: [vh@", "accounts: [msc@")
        .replace("accounts: [X@", "accounts: [vh@")
    )  # fmt: skip
    first = run({"ual.csv": ual(PHONE, SEND)}, STORY + away())
    second = run({"ual.csv": ual(PHONE, SEND)}, swapped_story + away())
    names = {"Ms C": "Mr V", "Mr V": "Ms C"}
    turned = re.sub("Ms C|Mr V", lambda m: names[m[0]], second["comparison"]["statement"])
    assert turned == first["comparison"]["statement"]
    assert result(second) == result(first)
    assert second["comparison"]["caps"] == first["comparison"]["caps"]
    mirror = run({"ual.csv": ual(SEND)}, STORY + mirrored(away()))
    assert step(mirror, OWNER, SOMEBODY, "holder", "b") == step(
        run({"ual.csv": ual(SEND)}, STORY + away()), SOMEBODY, OWNER, "b", "holder"
    )
    assert result(mirror) == (None, None, "0")


def test_fewer_rows_turn_no_record_into_not_covered(run: Any) -> None:
    other = [
        made(f"2026-05-{day:02d}T10:00:00", "Send", day, Item={"InternetMessageId": f"<{day}@x>"})
        for day in (12, 13, 14, 15, 16)
    ]
    whole = run({"ual.csv": ual(*other)})
    cut = run({"ual.csv": ual(*other[:2])})

    def told(report: Report) -> set[str]:
        return {f["name"] for f in report["findings"] if f["kind"] == "coverage"}

    assert "join.absent.inside" in told(whole)
    assert "join.absent.outside" in told(cut)
    assert not any(name.startswith("coverage.none") for name in told(cut))
    assert step(cut, "outside-system", OWNER, than="holder") == 0


def test_the_same_input_gives_the_same_comparison(run: Any) -> None:
    files, case = CASES["phone"]
    assert run(files, case)["comparison"] == run(files, case)["comparison"]


@pytest.mark.parametrize(
    "name",
    sorted(
        path.name for path in SAMPLES.iterdir()
        if path.suffix in {".eml", ".msg"} or path.name == "pasted-headers.txt"
    ),
)  # fmt: skip
def test_no_sample_chooses_between_people(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "case.yaml").write_text(STORY + away(), "utf-8")
    options = ["--case", "case.yaml", "--offline", "--no-cross-check", "--out", "out"]
    found = CliRunner().invoke(app, ["analyze", str(SAMPLES / name), *options])
    assert found.exit_code == 0, found.output
    report = json.loads((tmp_path / "out/report.json").read_bytes())
    assert between_people(report) == 0
    assert report["ladder"][4]["code"] == "ND"


def test_many_people_are_counted_and_numbered(run: Any) -> None:
    people = "".join(f"  - {{id: p{n}, name: Person {n}, accounts: [p{n}@x.example]}}\n"
                     for n in range(30))  # fmt: skip
    report = run({"ual.csv": ual(SEND)}, STORY + people + away())
    assert any("further people" in words for words in report["comparison"]["caps"])
    assert result(report) == (SOMEBODY, OWNER, "2")
