"""Records of a sending that contradict each other or the copy, end to end.

The worlds are those of the scenarios; whoever hands in what, under whatever name, gets the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from provenance.cli.app import app
from tests.scenarios.making.folder import Made
from tests.scenarios.making.world import World, load
from tests.scenarios.scoring import Report, run

ABROAD, ABSENT = "w16-holder-phone-abroad", "w01-own-workstation-holder-absent"


def sending(world: World) -> dict[str, Any]:
    """The row that records the disputed sending."""
    return next(
        row
        for row in world.files["ual.csv"]["rows"]
        if row.get("op") == "Send" and row.get("mid") == "dispute"
    )


def with_other_log(name: str, file: str, **changes: Any) -> World:
    """The world with a second export of the same system whose row of the sending differs."""
    world = load(name)
    held = sending(world)
    world.files[file] = {**deepcopy(world.files["ual.csv"]), "rows": [{**held, **changes}]}
    return world


def run_edited(world: World, folder: Path, edit: Callable[[Path], None]) -> Report:
    """Make the case, change its files, analyse it."""
    arguments = Made(world).write(folder)
    edit(folder)
    out = folder / "report"
    found = CliRunner().invoke(
        app, ["analyze", *arguments, "--no-cross-check", "--out", str(out), "--force"]
    )
    assert found.exit_code == 0, found.output
    report = json.loads((out / "report.json").read_bytes())
    assert isinstance(report, dict)
    return report


def named(report: Report, start: str) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if one["name"].startswith(start)]


def between_users(report: Report) -> dict[tuple[str, str], int]:
    """Steps between the holder and somebody with the same login, both ways."""
    keys = {"account-holder", "person-with-access"}
    return {
        (one["favoured"]["explanation"], one["over"]["explanation"]): int(one["step"])
        for one in report["comparison"]["leanings"]
        if {one["favoured"]["explanation"], one["over"]["explanation"]} == keys
        and {one["favoured"]["person"], one["over"]["person"]} <= {None, "account-holder"}
    }


@pytest.mark.parametrize("name", [ABROAD, ABSENT])
def test_a_contradicting_log_counts_whatever_its_name_is(name: str, tmp_path: Path) -> None:
    other = {ABROAD: "office", ABSENT: "hotel"}[name]
    found = []
    for file in ("a.csv", "z.csv"):
        report = run(with_other_log(name, file, ip=other), tmp_path / file)
        (conflict,) = named(report, "join.sendings-differ")
        assert conflict["rung"] == 4
        assert len({place["evidence"] for place in conflict["where"]}) == 2
        assert report["ladder"][3]["code"] == "CF"
        assert report["ladder"][2]["code"] == "answered"
        assert max(between_users(report).values(), default=0) <= 1
        assert all(
            one["strength"] <= 1 for one in named(report, "presence.") + named(report, "usage.")
        )
        found.append(between_users(report))
    assert found[0] == found[1]


def test_a_log_that_names_another_account_puts_rung_three_in_conflict(tmp_path: Path) -> None:
    report = run(with_other_log(ABSENT, "z.csv", who="b", box="b"), tmp_path)
    (told,) = named(report, "join.sendings-differ.account")
    assert "the account" in told["text"]
    assert report["ladder"][2]["code"] == "CF"
    assert all(one["strength"] == 1 for one in named(report, "join.sent"))


def test_a_row_that_only_fits_the_message_carries_one_step(tmp_path: Path) -> None:
    def without_id(folder: Path) -> None:
        copy = (folder / "copy-1-first.eml").read_text("utf-8")
        found = re.search(r"(?im)^message-id:\s*(<[^>]+>)", copy)
        assert found
        log = folder / "ual.csv"
        text = log.read_text("utf-8").replace(f'""InternetMessageId"":""{found[1]}"",', "")
        log.write_text(text, "utf-8", newline="")

    report = run_edited(load(ABSENT), tmp_path, without_id)
    assert named(report, "join.sent")[0]["strength"] == 1
    whereabouts = named(report, "presence.")
    assert max(one["strength"] for one in whereabouts) == 1
    for one in whereabouts:
        if one["strength"]:
            assert "about this message, which it does not name" in " ".join(one["assumptions"])
    assert max(between_users(report).values(), default=0) <= 1
    assert not any(
        one["excluded_if"] for one in report["explanations"] if one["id"] == "account-holder"
    )
    assert report["comparison"]["statement"].startswith("Still open: questions 3 and 4. ")


def test_a_stay_holds_no_sending_that_the_copy_puts_elsewhere(tmp_path: Path) -> None:
    world = load(ABSENT)
    sending(world)["t"] = "-2d"
    world.presence = [{**world.presence[0], "from": "-3d", "to": "-1d"}]
    report = run(world, tmp_path)
    assert len(named(report, "join.differs.time")) == 1
    assert named(report, "presence.office") == []
    assert max(between_users(report).values(), default=0) <= 1


def test_a_message_that_waited_says_little_of_who_was_where(tmp_path: Path) -> None:
    world = load("w17-delayed-send")
    world.message = {"deferred": False}
    sending(world).update(ip="office", ses="s9", agent="outlook")
    report = run(world, tmp_path)
    (told,) = named(report, "manner.written-before")
    assert "without any other record in between" in told["text"]
    assert max(one["strength"] for one in named(report, "presence.office")) <= 1
    assert max(between_users(report).values(), default=0) <= 1
    marks = {
        mark["mark"]
        for one in report["explanations"]
        if one["id"] == "automation"
        for mark in one["marks"]
        if mark["finding"] == told["id"]
    }
    assert marks == {"expected"}


def test_a_session_in_use_before_the_sending_did_not_wait(tmp_path: Path) -> None:
    world = load("w17-delayed-send")
    world.message = {"deferred": False}
    sending(world).update(ip="office", ses="s9", agent="outlook")
    rows = world.files["ual.csv"]["rows"]
    rows.append({"t": "-5m", "op": "MailItemsAccessed", "access": "Bind", "ses": "s9",
                 "ip": "office", "agent": "outlook"})  # fmt: skip
    assert named(run(world, tmp_path), "manner.written-before") == []


@pytest.mark.parametrize("logon", [0, 2])
def test_another_account_in_the_mailbox_is_not_its_own_login(logon: int, tmp_path: Path) -> None:
    world = load(ABSENT)
    sending(world).update(who="b", box="account", logon=logon)
    report = run(world, tmp_path)
    steps = {
        (one["favoured"]["explanation"], one["over"]["explanation"])
        for one in report["comparison"]["leanings"]
    }
    assert ("delegate", "person-with-access") in steps
    assert ("person-with-access", "delegate") not in steps
    assert named(report, "join.mode.owner") == []
    if logon == 0:  # the row says owner, and names another
        assert report["ladder"][2]["code"] == "CF"
        assert "contradicts itself" in named(report, "join.mode.other-account")[0]["text"]
        assert report["comparison"]["step"] in {"0", "1"}


SECOND = (
    b"From: M. Carrow <msc@harbourvale.example>\r\nTo: A. Field <a@field.example>\r\n"
    b"Subject: Autumn briefing\r\nDate: Thu, 14 May 2026 16:20:00 +0100\r\n"
    b"Message-ID: <second@harbourvale.example>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/plain; charset=us-ascii\r\n\r\nA second message.\r\n"
)


def test_two_messages_in_dispute_are_compared_each_for_itself(tmp_path: Path) -> None:
    """What one record says of one message moves nothing about the other, in either order."""
    alone = run(load(ABSENT), tmp_path / "alone")
    world = load(ABSENT)
    made = {}
    for name in ("a-second.eml", "z-second.eml"):
        folder = tmp_path / name
        arguments = Made(world).write(folder)
        (folder / name).write_bytes(SECOND)
        # A further message gives exhibits other numbers: the stay names its exhibit by file.
        case = folder / "case.yaml"
        numbered = case.read_text("utf-8")
        assert '"source": "E2"' in numbered
        case.write_text(numbered.replace('"source": "E2"', '"source": "airline.csv"'), "utf-8")
        files = sorted([*(one for one in arguments if one.endswith(".eml")), str(folder / name)])
        rest = [one for one in arguments if not one.endswith(".eml")]
        out = folder / "report"
        found = CliRunner().invoke(
            app, ["analyze", *files, *rest, "--no-cross-check", "--out", str(out), "--force"]
        )
        assert found.exit_code == 0, found.output
        report = json.loads((out / "report.json").read_bytes())
        page = (out / "report.html").read_text("utf-8")
        first, second = report["comparisons"]
        assert report["comparison"] == first
        assert [first["id"], second["id"]] == ["O-1", "O-2"]
        for one in (first, second):
            told = f"{', '.join(one['messages'])}: {one['statement']}"
            assert told.split(" (step", maxsplit=1)[0][:40] in " ".join(found.output.split())
            assert f'id="{one["id"]}"' in page
        ids = {one["id"]: one["message"] for one in report["findings"]}
        for one in (first, second):
            about = {ids[id_] for lean in one["leanings"] for id_ in lean["items"]}
            assert about <= {"", *one["messages"]}
        sent = {one["message"] for one in report["findings"] if one["name"] == "join.sent"}
        by_log = {bool(sent & set(one["messages"])): one for one in (first, second)}
        assert set(by_log) == {True, False}
        assert (by_log[True]["favoured"], by_log[True]["step"]) == (
            alone["comparison"]["favoured"], alone["comparison"]["step"],
        )  # fmt: skip
        made[name] = (by_log[True]["step"], by_log[False]["favoured"], by_log[False]["step"])
    assert alone["comparisons"] == []
    assert made["a-second.eml"] == made["z-second.eml"]
