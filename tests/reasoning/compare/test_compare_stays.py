"""Stated stays and networks, end to end: the case file names an exhibit, the exhibit decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.reasoning.audited import DOORS, ICS, SEND, SIGN_IN, logon
from tests.reasoning.audited import ual as rows_alone
from tests.reasoning.compare.competing import (
    AIRLINE,
    COLLEAGUES,
    OWNER,
    PHONE,
    SOMEBODY,
    STORY,
    Report,
    away,
    key,
    number,
    result,
    step,
    ual,
    with_note,
)


def test_an_outside_record_of_absence_favours_somebody_else_and_names_nobody(run: Any) -> None:
    report = run({"ual.csv": ual(SEND)}, STORY + away())
    assert result(report) == (SOMEBODY, OWNER, "2")
    assert report["comparison"]["favoured_person"] is None
    assert report["comparison"]["over_person"] == "holder"
    assert "points to no particular other person" in report["comparison"]["statement"]
    assert step(report, SOMEBODY, SOMEBODY, "b") == 0
    assert report["ladder"][4]["code"] == "ND"
    assert "points to no particular other person" in report["ladder"][4]["answer"]
    assert report["ladder"][2]["code"] == report["ladder"][3]["code"] == "answered"
    assert "the account's own login" in report["ladder"][2]["answer"]
    open_ = {(one["explanation"], one["person"]) for one in report["comparison"]["not_separated"]}
    assert {(SOMEBODY, "b"), (SOMEBODY, "c")} <= open_
    assert any(
        "rest on exhibits of the same suppliers" in cap for cap in report["comparison"]["caps"]
    )
    hang = {(one["kind"], one["left_out"]) for one in report["comparison"]["sensitivity"]}
    assert ("stated", "case file") in hang


@pytest.mark.parametrize(
    ("attested", "most"),
    [
        ("attested_by: Ms C", 0),
        ("attested_by: airline, independent: true", 0),
        ("attested_by: airline, source: flights.csv", 1),
        ("source: flights.csv, independent: true", 1),
        (AIRLINE, 2),
    ],
)
def test_a_stay_carries_what_its_exhibit_carries(run: Any, attested: str, most: int) -> None:
    report = run({"ual.csv": ual(SEND)}, STORY + away(attested))
    assert step(report, SOMEBODY, OWNER, than="holder") == most
    if not most:
        assert result(report) == (None, None, "0")
        assert any("only stated" in cap for cap in report["comparison"]["caps"])


def test_two_records_of_one_log_and_one_custodian_are_one_source(run: Any) -> None:
    """A telephone at the stay was counted as a second source once: it needs the same log."""
    report = run({"ual.csv": ual(PHONE, SEND)}, STORY + away())
    assert result(report)[:2] == (SOMEBODY, OWNER)
    assert number(report) == 2
    assert any("Step 3 needs a second finding" in cap for cap in report["comparison"]["caps"])
    # Without the log, or without the airline's list, nothing is left of it.
    assert {one["step"] for one in report["comparison"]["sensitivity"]} <= {"0", "1"}


def test_a_log_on_at_the_keyboard_during_the_absence(run: Any) -> None:
    own = b"PC-07.harbourvale.example"
    pc = {"pc.xml": logon(1, "2", "msc").encode().replace(b"mail.harbourvale.example", own)}
    name = {"DeviceProperties": [{"Name": "DisplayName", "Value": "PC-07"}]}
    at_pc = {"ual.csv": ual({**SIGN_IN, **name}, SEND)}
    report = run({**at_pc, **pc}, STORY + away())
    (one,) = [f for f in report["findings"] if f["name"] == "presence.machine-away"]
    assert (one["strength"], one["id"][0], one["rule"]) == (2, "I", "presence.machine-away")
    holder = next(e for e in report["explanations"] if e["id"] == OWNER)
    assert any("keyboard" in words for words in holder["excluded_if"])
    # A network that both share ties no machine to the message: nobody is excluded by it.
    near = run({"ual.csv": ual(SEND), **pc}, STORY + away())
    assert [f["name"] for f in near["findings"] if "machine-" in f["name"]] == [
        "presence.machine-near"
    ]
    assert [e["excluded_if"] for e in near["explanations"] if e["id"] == OWNER] == [[]]
    ten = {"pc.xml": logon(1, "10", "msc").encode().replace(b"mail.harbourvale.example", own)}
    remote = run({**at_pc, **ten}, STORY + away())
    assert [f for f in remote["findings"] if f["name"] == "presence.machine-away"] == []


@pytest.mark.parametrize(
    ("name", "rows", "note", "most"),
    [
        ("nobody else", [], "interest: other", 1),
        ("one colleague", COLLEAGUES[:1], "interest: other", 1),
        ("three colleagues", COLLEAGUES, "interest: other", 2),
        (
            "of another domain",
            [{**one, "UserId": f"{n}@elsewhere.example"} for n, one in enumerate(COLLEAGUES)],
            "interest: other", 1,
        ),
        (
            "elsewhere in a block as wide as one likes",
            [{**one, "ClientIP": f"198.18.{n}.9"} for n, one in enumerate(COLLEAGUES)],
            "interest: other", 1,
        ),
        ("by whoever gains", COLLEAGUES, "interest: submitting", 1),
        ("by a hand that nobody names", COLLEAGUES, "interest: unknown", 1),
        ("by an outsider", COLLEAGUES, "interest: independent", 2),
    ],
)  # fmt: skip
def test_a_network_that_only_the_case_file_calls_the_organisations(
    run: Any, name: str, rows: list[dict[str, Any]], note: str, most: int
) -> None:
    wide = "wide" in name
    case = STORY.replace("192.0.2.0/28", "0.0.0.0/0" if wide else "192.0.2.0/28") + away()
    case += f"audit: [{{file: ual.csv, {note}}}]\n"
    report = run({"ual.csv": rows_alone(*rows, SEND)}, case)
    assert step(report, SOMEBODY, OWNER, than="holder") == most
    (found,) = [f for f in report["findings"] if f["name"] == "presence.office"]
    assert found["strength"] <= most
    told = [words for words in found["cautions"] if "network of the organisation" in words]
    assert len(told) == 1
    assert ("borne out by" in told[0]) is (most == 2)
    if most == 2:
        assert "use it there" in told[0]
    elif "gains" not in name and "names" not in name:
        assert any("Only the case file calls" in cap for cap in report["comparison"]["caps"])


def test_an_entry_in_a_calendar_favours_nobody(run: Any) -> None:
    """Whoever used the account can have written it, and mail is sent from afar."""
    entry = ICS.format(created="20260401T080000Z").encode()
    report = run({"ual.csv": ual(SEND), "leave.ics": entry})
    assert result(report) == (None, None, "0")
    for other in ("", "b", "c"):
        assert step(report, SOMEBODY, OWNER, other, "holder") == 0
    (found,) = [f["id"] for f in report["findings"] if f["name"] == "presence.calendar"]
    assert found in report["comparison"]["non_diagnostic"]


def test_a_door_during_the_stated_absence_is_a_contradiction_that_is_said(run: Any) -> None:
    case = (
        STORY + away()
        + "audit: [{file: doors.csv, kind: door, map: m.yaml, timezone: Europe/London,"
        " interest: independent, supplied_by: landlord}]\n"
    )  # fmt: skip
    Path("m.yaml").write_text("kind: door\ntime: When\nperson: Who\nplace: Door\n", "utf-8")
    doors = DOORS.replace(b"Mr V", b"Ms C")
    report = run({"ual.csv": ual(SEND), "doors.csv": doors}, case)
    assert step(report, SOMEBODY, OWNER, than="holder") <= 1
    without = run({"ual.csv": ual(SEND)}, STORY + away())
    assert step(without, SOMEBODY, OWNER, than="holder") == 2
    assert (report["ladder"][4]["code"], report["ladder"][4]["badge"]) == ("CF", "conflicting")
    rising = [one for one in report["comparison"]["sensitivity"] if one["rises"]]
    assert rising
    assert all("contradiction" in one["sentence"] for one in rising)


@pytest.mark.parametrize(
    ("stays", "most"),
    [
        (away(), 2),
        # A second custodian typed beside the first, the same exhibit or none.
        (away() + away(AIRLINE.replace("airline", "hotel", 1)).partition("presence:")[2], 2),
        (away("attested_by: airline, source: E99, independent: true"), 0),
        (away("attested_by: airline, source: E1, independent: true"), 0),
    ],
)
def test_a_typed_custodian_is_no_second_source(run: Any, stays: str, most: int) -> None:
    report = run({"ual.csv": ual(SEND)}, STORY + stays)
    assert step(report, SOMEBODY, OWNER, than="holder") == most
    dangling = any("names E99 as an exhibit" in words for words in report["warnings"])
    assert dangling is ("E99" in stays)


@pytest.mark.parametrize("person", ["holder", "b"])
def test_a_refuted_absence_favours_nobody(run: Any, person: str) -> None:
    """A typed stay of somebody and an ordinary door card of the same: no word about that one."""
    case = with_note(
        STORY
        + f"presence: [{{person: {person}, from: 2026-05-10, to: 2026-05-17, place: Paris}}]\n",
        "{file: doors.csv, kind: door, map: m.yaml, timezone: Europe/London,"
        " interest: independent, supplied_by: landlord}",
    )
    Path("m.yaml").write_text("kind: door\ntime: When\nperson: Who\nplace: Door\n", "utf-8")
    doors = DOORS if person == "b" else DOORS.replace(b"Mr V", b"Ms C")
    report = run({"ual.csv": ual(SEND), "doors.csv": doors}, case)
    assert "presence.record-against" in {one["name"] for one in report["findings"]}
    assert result(report) == (None, None, "0")
    assert steps_of(report) == steps_of(run({"ual.csv": ual(SEND)}))


def steps_of(report: Report) -> dict[tuple[object, ...], str]:
    """The step of every pair that has one."""
    return {key(one): one["step"] for one in report["comparison"]["leanings"]}


def test_a_network_that_is_only_typed_favours_nobody(run: Any) -> None:
    bare = "person: holder, from: 2026-05-10, to: 2026-05-17, place: here, networks: [0.0.0.0/0]"
    typed = run({"ual.csv": ual(SEND)}, f"{STORY}presence: [{{{bare}}}]\n")
    assert steps_of(typed) == steps_of(run({"ual.csv": ual(SEND)}))
    report = run({"ual.csv": ual(SEND)}, STORY + away())
    beside = run({"ual.csv": ual(SEND)}, f"{STORY}{away()}  - {{{bare}}}\n")
    assert result(beside) == result(report) == (SOMEBODY, OWNER, "2")
    assert any("two places at once" in words for words in beside["warnings"])
