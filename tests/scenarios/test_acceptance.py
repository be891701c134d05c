"""What has to hold for every world whatever its story: mirror, copies, quotations, leaving out.

Each input of every world is left out once. That may never make a claim stronger, but by taking
away what spoke against it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.making.folder import Made
from tests.scenarios.making.world import World, cases, load, names
from tests.scenarios.scoring import Report, nameless, run, step_of

Key = tuple[str, str | None]
SWAPPED = [name for name in names() if "swapped" in cases(name)]
RANK = {"expected": 3, "possible": 2, "neutral": 2, "unexpected": 1, "excluded": 0}
ONE_LOGIN = {"account-holder", "person-with-access", "outside-compromise"}


Whole = Callable[[str], Report]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The report of a whole world, made once."""
    made: dict[str, Report] = {}

    def report(name: str) -> Report:
        if name not in made:
            made[name] = run(load(name), tmp_path_factory.mktemp(name))
        return made[name]

    return report


def leanings(report: Report) -> dict[tuple[Key, Key], int]:
    """The step of every pair of explanations that has one."""
    return {
        (_key(one["favoured"]), _key(one["over"])): int(one["step"])
        for one in report["comparison"]["leanings"]
    }


def _key(pair: dict[str, Any]) -> Key:
    return pair["explanation"], pair["person"]


def value(report: Report) -> int:
    """The step on the first page as a number; X is printed in the place of 2 (decision 0021)."""
    step = step_of(report)
    return 2 if step == "X" else int(step)


@pytest.mark.parametrize("name", SWAPPED)
def test_roles_swapped_give_the_mirrored_result(name: str, whole: Whole, tmp_path: Path) -> None:
    one, two = whole(name), run(load(name, "swapped"), tmp_path)
    assert leanings(one) == leanings(two)
    told = [
        (step_of(r), r["comparison"]["favoured"], r["comparison"]["over"], nameless(r))
        for r in (one, two)
    ]
    assert told[0] == told[1]
    assert [rung["code"] for rung in one["ladder"]] == [rung["code"] for rung in two["ladder"]]


@pytest.mark.parametrize("name", names())
def test_every_export_twice_raises_nothing(name: str, whole: Whole, tmp_path: Path) -> None:
    doubled = load(name)
    doubled.twice = list(doubled.files)
    one, two = whole(name), run(doubled, tmp_path)
    before = leanings(one)
    assert {pair: step for pair, step in leanings(two).items() if step > before.get(pair, 0)} == {}
    assert value(two) <= value(one)
    for first, second in zip(one["ladder"], two["ladder"], strict=True):
        assert (first["code"], second["code"]) != ("NA", "answered")


def test_the_source_story_without_presence_stays_at_one_for_everybody(tmp_path: Path) -> None:
    report = run(load("w01-own-workstation-holder-absent", "no-presence"), tmp_path)
    assert value(report) <= 1
    between = {
        pair: step
        for pair, step in leanings(report).items()
        if {pair[0][0], pair[1][0]} <= ONE_LOGIN or pair[0][1]
        if pair[1][0] not in {"outside-system", "copy-altered", "delegate"}
    }
    assert between
    assert max(between.values()) <= 1


def test_rows_that_are_dropped_leave_not_covered_and_no_finding(tmp_path: Path) -> None:
    """The export says "no such record" only while it has rows around the time."""
    uncut = load("w12-copy-fabricated")
    uncut.files = {"ual.csv": uncut.files["ual.csv"]}
    cut = load("w12-copy-fabricated")
    cut.files = {"ual.csv": {**cut.files["ual.csv"], "noise": 0}}
    # Only the rows of the days before are left; the habit ends the day before as well.
    cut.files["ual.csv"]["rows"] = [
        row for row in cut.files["ual.csv"]["rows"] if row["t"].startswith("-6d")
    ]
    uncut.auditing = cut.auditing = [
        {"system": "m365", "operations": ["Send"], "on_from": "2026-01-01", "on_to": None}
    ]
    graded: list[tuple[list[str], bool]] = []
    for world in (uncut, cut):
        report = run(world, tmp_path / str(len(graded)))
        rows = [row["grade"] for row in report["audit"]["coverage"] if row["act"] == "send"]
        found = {one["name"] for one in report["findings"]}
        graded.append((rows, "coverage.none.send" in found))
    assert graded == [(["covered-none"], True), (["not-covered"], False)]


@pytest.mark.parametrize("name", names())
def test_every_place_of_every_finding_is_its_quotation(name: str, whole: Whole) -> None:
    report, files = whole(name), Made(load(name)).files()
    content = {one["id"]: files[one["name"]] for one in report["evidence"] if one["name"] in files}
    seen = 0
    for finding in report["findings"]:
        for where in finding["where"]:
            assert where["stream"] == "file", (finding["name"], where)
            quote = content[where["evidence"]][where["start"] : where["end"]]
            assert hashlib.sha256(quote).hexdigest() == where["quote_sha256"], finding["name"]
            seen += 1
    assert seen > 10


def inputs(world: World) -> list[tuple[str, Any]]:
    """Everything of a world that can be left out: exports, stated stays, copies."""
    copies = world.message.get("copies") or []
    return [
        *(("file", name) for name in world.files),
        *(("stay", index) for index in range(len(world.presence))),
        *(("copy", index) for index in range(len(copies)) if len(copies) > 1),
    ]


def without(name: str, what: tuple[str, Any]) -> World:
    """The world without one input; a stay whose exhibit went is only stated."""
    world = load(name)
    kind, which = what
    if kind == "file":
        del world.files[which]
        for one in world.presence:
            if one.get("source") == which:
                del one["source"], one["by"]
    elif kind == "stay":
        del world.presence[which]
    else:
        world.message["copies"] = [
            one for index, one in enumerate(world.message["copies"]) if index != which
        ]
    return world


def lost(base: Report, rest: Report, exhibit: str | None) -> list[str]:
    """Findings of the whole that are gone, weaker, or rested on the exhibit that was left out."""
    there = {(one["name"], one["attested_by"], one["strength"]) for one in rest["findings"]}
    return [
        one["id"]
        for one in base["findings"]
        if (one["name"], one["attested_by"], one["strength"]) not in there
        or exhibit in {where["evidence"] for where in one["where"]}
    ]


@pytest.mark.parametrize("name", names())
def test_leaving_out_an_input_never_makes_a_claim_stronger(
    name: str, whole: Whole, tmp_path: Path
) -> None:
    """But by taking away a finding that spoke for the other explanation."""
    base = whole(name)
    before = leanings(base)
    ids = {one["name"]: one["id"] for one in base["evidence"]}
    said = {one["left_out"] for one in base["comparison"]["sensitivity"] if one["rises"]}
    marks = {
        (one["id"], one["person"]): {mark["finding"]: mark["mark"] for mark in one["marks"]}
        for one in base["explanations"]
    }
    for number, what in enumerate(inputs(load(name))):
        rest = run(without(name, what), tmp_path / str(number))
        exhibit = ids.get(str(what[1]))
        gone = lost(base, rest, exhibit)
        for pair, step in leanings(rest).items():
            if step > before.get(pair, 0):
                mine, theirs = (marks[key] for key in pair)
                assert exhibit in said or [
                    id_
                    for id_ in gone
                    if RANK[theirs.get(id_, "neutral")] > RANK[mine.get(id_, "neutral")]
                ], (what, pair, before.get(pair, 0), step)
        if value(rest) > value(base):
            assert exhibit in said, what
        for first, second in zip(base["ladder"], rest["ladder"], strict=True):
            if second["code"] == "answered":
                assert first["code"] in {"answered", "CF"}, (what, second["answer"])


def test_that_a_contradiction_goes_is_said(tmp_path: Path) -> None:
    """Doors that name the holder dispute her absence; without them the result is stronger."""
    disputed = load("w01-own-workstation-holder-absent")
    disputed.files["doors.csv"]["rows"] += [{"t": "-40m", "card": "M. Carrow", "dir": "in"}]
    one = run(disputed, tmp_path / "one")
    doors = next(e["id"] for e in one["evidence"] if e["name"] == "doors.csv")
    told = {s["left_out"]: s for s in one["comparison"]["sensitivity"]}
    rest = run(
        without("w01-own-workstation-holder-absent", ("file", "doors.csv")), tmp_path / "two"
    )
    assert value(one) <= 1 < value(rest) == 2
    assert told[doors]["rises"]
    assert "contradiction" in told[doors]["sentence"]
