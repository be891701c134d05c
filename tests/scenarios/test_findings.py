"""What the worlds show about single findings: each was seen wrong here once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.scenarios.making.world import load
from tests.scenarios.scoring import run


def named(report: dict[str, Any], start: str) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if one["name"].startswith(start)]


def test_a_stay_at_the_office_fits_the_network_of_the_office(tmp_path: Path) -> None:
    report = run(load("w02-holder-usual-client"), tmp_path)
    assert named(report, "presence.office") == []
    assert len(named(report, "presence.network-fits")) == 1


def test_the_holder_of_a_card_is_known_by_name_beside_its_number(tmp_path: Path) -> None:
    report = run(load("w01-own-workstation-holder-absent"), tmp_path)
    texts = " ".join(one["text"] for one in named(report, "presence.badge"))
    assert "V. Harbour" in texts
    assert "T. Reed" in texts
