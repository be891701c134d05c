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


def test_the_exhibit_of_a_stay_is_no_record_against_it(tmp_path: Path) -> None:
    report = run(load("w17-delayed-send"), tmp_path)
    assert named(report, "presence.record-against") == []


def test_web_mail_and_its_server_are_no_two_places(tmp_path: Path) -> None:
    report = run(load("w14-smtp-script", "webmail"), tmp_path)
    assert named(report, "presence.together") == []


def test_an_application_and_a_draft_of_days_before_are_told(tmp_path: Path) -> None:
    (one,) = named(run(load("w08-application"), tmp_path / "a"), "manner.application")
    assert (one["strength"], one["rung"]) == (1, 3)
    assert named(run(load("w16-holder-phone-abroad"), tmp_path / "b"), "manner.") == []
    (two,) = named(run(load("w17-delayed-send"), tmp_path / "c"), "manner.written-before")
    assert "47 hours" in two["text"]


def test_an_open_login_at_the_device_of_the_session(tmp_path: Path) -> None:
    (one,) = named(run(load("w07-administrator-reset"), tmp_path / "a"), "usage.device.open-login")
    assert ("ADM-01" in one["text"], one["attested_by"]) == (True, "L")
    assert "not its user" in " ".join(one["cautions"])
    (two,) = named(run(load("w04-other-device"), tmp_path / "b"), "usage.device.open-login")
    assert "vh" in two["text"]
    late = run(load("w04-other-device", "skewed"), tmp_path / "c")
    assert named(late, "usage.device.open-login") == []


def test_an_export_that_names_mailboxes_by_display_name_fits_the_message(tmp_path: Path) -> None:
    report = run(load("w06-on-behalf-on-premises"), tmp_path)
    assert len(named(report, "join.send-on-behalf")) == 1
    assert "M" in {join["tier"] for join in report["audit"]["joins"]}
    assert "not in the evidence" not in report["ladder"][2]["answer"]
