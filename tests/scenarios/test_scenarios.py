"""Some cases of the scenario suite on every run; ``tests/benchmarks/scenarios.py`` runs them all.

What may never happen is asked of each: a step above the largest, a person named without a record
about that person, a sentence that must not appear. How often the rest is right is measured there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.scenarios.making.folder import Made
from tests.scenarios.making.world import FOLDER, cases, load, names
from tests.scenarios.scoring import nameless, run, score, score_case, step_of

HARD = ("not above the largest", "persons", "not printed")
SOME = (
    ("w01-own-workstation-holder-absent", "base"),
    ("w01-own-workstation-holder-absent", "no-presence"),
    ("w01-own-workstation-holder-absent", "capped"),
    ("w02-holder-usual-client", "base"),
    ("w05-send-as", "no-record"),
    ("w06-on-behalf-on-premises", "header-only"),
    ("w09-outside-compromise", "vpn-exit"),
    ("w10-outside-the-organisation", "base"),
    ("w11-copy-altered", "both-sealed"),
    ("w12-copy-fabricated", "base"),
    ("w13-shared-mailbox", "doors-in-the-repeated-hour"),
    ("w14-smtp-script", "webmail"),
    ("w16-holder-phone-abroad", "base"),
)
EXPLANATIONS = {
    "account-holder",
    "person-with-access",
    "delegate",
    "administrator",
    "automation",
    "outside-compromise",
    "outside-system",
    "copy-altered",
}


@pytest.mark.parametrize("name", names())
def test_every_case_has_a_whole_truth(name: str) -> None:
    for case in cases(name):
        truth = load(name, case).truth
        assert set(truth["rungs"]) == {1, 2, 3, 4, 5}
        assert set(truth["favoured"]) <= EXPLANATIONS
        least, largest = truth["step"]
        assert 0 <= least <= largest <= 4
        assert truth["x"] in {"allowed", "no"}
        assert truth["rungs"][5] != "answered"
        assert set(truth["may_favour"]) <= set(truth["may_name"])


@pytest.mark.parametrize("name", names())
def test_a_case_is_more_than_its_world(name: str) -> None:
    """A change that changes nothing would test nothing."""
    made = {case: Made(load(name, case)) for case in cases(name)}
    base = made.pop("base")
    for case, other in made.items():
        same = (base.evidence, base.audit, base.case) == (other.evidence, other.audit, other.case)
        assert not same, case


def test_the_same_world_gives_the_same_bytes() -> None:
    one, two = (Made(load("w04-other-device")) for _ in range(2))
    assert (one.evidence, one.audit, one.case, one.dns) == (
        two.evidence,
        two.audit,
        two.case,
        two.dns,
    )


@pytest.mark.parametrize(("name", "case"), SOME)
def test_what_may_never_happen(name: str, case: str, tmp_path: Path) -> None:
    made, _ = score_case(name, case, tmp_path)
    assert [miss for miss in made.misses if miss.kind in HARD] == []


def test_exports_are_read_whole(tmp_path: Path) -> None:
    """Every row of every format is recognised: a world with unread rows would test the reader."""
    for name in names():
        report = run(load(name), tmp_path / name)
        for source in report["audit"]["sources"]:
            assert (source["kind"], source["problems"]) != ("unknown", 0), (name, source)
            assert source["problems"] == 0, (name, source)
            assert source["rows"] > 0, (name, source)


@pytest.mark.parametrize("name", ["w01-own-workstation-holder-absent", "w05-send-as"])
def test_roles_swapped_give_the_mirrored_result(name: str, tmp_path: Path) -> None:
    one = run(load(name), tmp_path / "one")
    two = run(load(name, "swapped"), tmp_path / "two")
    told = [
        (step_of(r), r["comparison"]["favoured"], r["comparison"]["over"], nameless(r))
        for r in (one, two)
    ]
    assert told[0] == told[1]
    assert [rung["code"] for rung in one["ladder"]] == [rung["code"] for rung in two["ladder"]]


@pytest.mark.parametrize("name", ["w01-own-workstation-holder-absent", "w09-outside-compromise"])
def test_the_same_export_twice_raises_nothing(name: str, tmp_path: Path) -> None:
    one, two = (run(load(name, case), tmp_path / case)["comparison"] for case in ("base", "twice"))
    assert (one["step"], one["favoured"]) == (two["step"], two["favoured"])


def test_a_wrong_report_is_a_miss(tmp_path: Path) -> None:
    """The scoring can fail: a report that says too much loses in each kind."""
    world = load("w05-send-as", "no-record")
    report: dict[str, Any] = run(world, tmp_path)
    report["comparison"] |= {"step": "3", "favoured": "delegate", "favoured_person": "person-b"}
    report["comparison"]["caps"] = ["V. Harbour sent it."]
    report["ladder"][2]["code"] = "answered"
    kinds = {miss.kind for miss in score(world, report).misses}
    assert {"not above the largest", "persons", "rungs", "not printed"} <= kinds


def test_worlds_are_plain_data() -> None:
    for path in sorted(FOLDER.glob("*.yaml")):
        assert yaml.safe_load(path.read_text("utf-8"))["cases"]["base"] == {}
