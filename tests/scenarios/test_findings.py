"""What the worlds show about single findings: each was seen wrong here once."""

from __future__ import annotations

import re
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


def test_a_silent_log_of_a_machine_need_not_hold_the_lock(tmp_path: Path) -> None:
    """The coverage chapter said it of the same exhibit, and the finding did not."""
    report = run(load("w07-administrator-reset"), tmp_path)
    (one,) = named(report, "usage.device.open-login")
    exhibit = one["params"]["exhibit"]
    said = " ".join(one["cautions"])
    graded = {
        each["act"]: each
        for each in report["audit"]["coverage"]
        if (each["evidence"], each["message"]) == (exhibit, one["message"])
    }
    assert graded["log-off"]["grade"] == "cannot-say"
    assert re.search(rf"Whether {exhibit} [^.]* log-offs? [^.]* cannot be said", said)
    assert f"numbering in {exhibit} skips" in said


def test_an_export_that_names_mailboxes_by_display_name_fits_the_message(tmp_path: Path) -> None:
    report = run(load("w06-on-behalf-on-premises"), tmp_path)
    assert len(named(report, "join.send-on-behalf")) == 1
    assert "M" in {join["tier"] for join in report["audit"]["joins"]}
    assert "not in the evidence" not in report["ladder"][2]["answer"]


def rung(report: dict[str, Any], number: int) -> tuple[str, str]:
    return report["ladder"][number - 1]["code"], report["ladder"][number - 1]["answer"]


def test_a_row_that_names_no_message_answers_with_the_sealed_pair_alone(tmp_path: Path) -> None:
    answers = {
        case: rung(run(load("w20-hybrid-delegate", case), tmp_path / case), 3)
        for case in ("base", "no-sender-field", "two-rows-that-fit", "field-and-row-disagree")
    }
    assert {case: code for case, (code, _) in answers.items()} == {
        "base": "answered",
        "no-sender-field": "NA",
        "two-rows-that-fit": "NA",
        "field-and-row-disagree": "CF",
    }
    assert "names no Message-ID" in answers["base"][1]
    assert "neither is relied on" in answers["field-and-row-disagree"][1]


def test_a_row_with_this_identifier_for_another_message_is_no_record_of_it(tmp_path: Path) -> None:
    report = run(load("w21-identifier-of-the-day"), tmp_path / "a")
    (one,) = named(report, "join.other-message")
    assert (one["strength"], one["attested_by"]) == (1, "L")
    assert named(report, "join.sent") == named(report, "join.mode") == []
    assert "for another message" in rung(report, 3)[1]
    same = run(load("w21-identifier-of-the-day", "another-day-only"), tmp_path / "b")
    assert named(same, "join.other-message") == []
    assert len(named(same, "join.sent")) == 1


def test_the_same_minute_of_several_days_and_nothing_else(tmp_path: Path) -> None:
    (one,) = named(run(load("w19-night-script"), tmp_path / "a"), "manner.daily")
    assert (one["strength"], "On 3 earlier days" in one["text"]) == (1, True)
    for case in ("another-hour", "people-are-punctual"):
        report = run(load("w19-night-script", case), tmp_path / case)
        assert named(report, "manner.daily") == []


def test_the_login_of_a_web_mail_is_told_beside_the_address_of_its_server(tmp_path: Path) -> None:
    report = run(load("w14-smtp-script", "webmail"), tmp_path / "a")
    (one,) = named(report, "manner.log-in-before")
    assert ("192.0.2.7" in one["text"], one["strength"]) == (True, 0)
    assert rung(report, 4)[0] == "NA"
    code, answer = rung(run(load("w14-smtp-script"), tmp_path / "b"), 4)
    assert (code, "It can be the server of a web mail" in answer) == ("answered", True)


def test_a_library_that_sends_is_told(tmp_path: Path) -> None:
    (one,) = named(run(load("w19-night-script"), tmp_path / "a"), "client.library")
    assert "PHPMailer" in one["text"]
    people = run(load("w19-night-script", "people-are-punctual"), tmp_path / "b")
    assert named(people, "client.library") == []


def test_an_hour_that_clocks_repeat_is_told_where_it_matters(tmp_path: Path) -> None:
    night = run(load("w13-shared-mailbox", "doors-in-the-repeated-hour"), tmp_path / "a")
    (one,) = named(night, "clock.hour-twice")
    assert "two moments" in " ".join(one["cautions"])
    stated = run(load("w13-shared-mailbox", "one-in-the-building"), tmp_path / "b")
    assert named(stated, "clock.hour-twice") == []


def test_an_exit_of_the_organisation_is_named(tmp_path: Path) -> None:
    (one,) = named(run(load("w09-outside-compromise", "vpn-exit"), tmp_path), "usage.network")
    assert ("VPN exit of the firm" in one["text"], one["name"]) == (True, "usage.network.remote")


def test_step_x_names_its_assumption_and_nobody_else(tmp_path: Path) -> None:
    found = run(load("w01-own-workstation-holder-absent"), tmp_path / "a")["comparison"]
    assert found["step"] == "X"
    # The statement counts; the caps name each, and none is called the weakest.
    assert "If all 9 assumptions of an exclusion (step X) hold" in found["statement"]
    assert any("The session of the sending ran on the machine" in cap for cap in found["caps"])
    assert any("The recorded log-on was made at the machine's own" in cap for cap in found["caps"])
    assert "does not show who sent it" in found["statement"]
    assert any("If one of the assumptions of step X fails" in cap for cap in found["caps"])
    two = run(load("w22-two-places"), tmp_path / "b")
    # Only the case file gives the hotel's network to the stay: no second source, no exclusion.
    assert two["comparison"]["step"] == "2"
    holder = next(one for one in two["explanations"] if one["id"] == "account-holder")
    assert not any(
        "the session at the place of the stay" in words for words in holder["excluded_if"]
    )


def test_a_computer_and_a_telephone_are_no_two_places(tmp_path: Path) -> None:
    report = run(load("w18-google-foreign-session", "own-telephone"), tmp_path)
    names = {one["name"] for one in report["findings"]}
    assert "presence.together-usual" in names
    assert not names & {"presence.stay-act", "presence.other-network", "presence.together"}


def test_rows_at_the_second_of_the_sending_are_told_and_doubted(tmp_path: Path) -> None:
    """The sample's own rows have seconds of their own; moved to whole hours before, they do not."""
    world = load("w16-holder-phone-abroad")
    assert named(run(world, tmp_path / "a"), "usage.seconds") == []
    for file in world.files.values():
        for row in file["rows"]:
            if "d" in row["t"]:
                row["t"] = re.sub(r"(\d+m)?(\d+s)?$", "", row["t"])
    report = run(world, tmp_path / "b")
    same = {one["id"] for one in named(report, "usage.seconds.same")}
    assert same
    (listed,) = named(report, "usage.device.listed")
    assert any(id_ in words for id_ in same for words in listed["cautions"])
