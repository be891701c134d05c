"""Findings about whereabouts and about ways into the account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from provenance.audit import EventKind
from provenance.reasoning.facts_presence import _strength, doubts_of_stay
from tests.correlation.test_stays import HOME, OUT, row
from tests.correlation.test_stays import told as stays
from tests.reasoning.audited import ICS, MSC, PEOPLE, SEND, VH, found, made, ual, with_flights


def test_an_office_address_against_a_stated_absence(run: Any) -> None:
    report, _ = run(with_flights(ual=ual(SEND)), case=PEOPLE)
    (one,) = found(report, "presence.office")
    # Only the case file calls the network the organisation's: one step, whoever it helps.
    assert (one["strength"], one["rung"]) == (1, 5)
    assert "airline" in one["assumptions"][0]
    assert "E3" in one["assumptions"][0]
    assert any("VPN" in caution for caution in one["cautions"])
    assert any("It names none." in caution for caution in one["cautions"])
    fifth = report["ladder"][4]
    assert fifth["code"] == "ND"
    assert one["id"] in fifth["findings"]
    assert "copies alone never decide this" in fifth["answer"]
    assert "Mr V" not in one["text"]
    away, _ = run(
        with_flights(ual=ual(SEND)), case=PEOPLE.replace("to: 2026-05-17", "to: 2026-05-13")
    )
    assert found(away, "presence.") == []


def test_an_address_of_the_stated_stay_carries_one_step(run: Any) -> None:
    there = {**SEND, "ClientIP": "198.51.100.9"}
    report, _ = run(with_flights(ual=ual(there)), case=PEOPLE)
    (one,) = found(report, "presence.network-fits")
    assert one["strength"] == 1


def test_simultaneous_use_from_another_address(run: Any) -> None:
    phone = made(
        "2026-05-14T13:55:00", "MailItemsAccessed", 8, ClientIP="198.51.100.9", SessionId="ph"
    )
    report, _ = run({"ual.csv": ual(phone, SEND)}, case=PEOPLE)
    (one,) = found(report, "presence.together")
    assert "198.51.100.9" in one["text"]
    assert any("Phones and programs fetch mail by themselves" in c for c in one["cautions"])
    same = {**phone, "SessionId": "5e5510"}
    assert found(run({"ual.csv": ual(same, SEND)}, case=PEOPLE)[0], "presence.together") == []
    early = {**phone, "CreationTime": "2026-05-14T12:55:00"}
    assert found(run({"ual.csv": ual(early, SEND)}, case=PEOPLE)[0], "presence.together") == []


TABLE = b"# date: 2026-05-01\nnetwork,country\n192.0.2.0/24,GB\n198.51.100.0/24,PT\n"


def test_countries_come_from_a_table_with_its_date_and_hash(run: Any, tmp_path: Path) -> None:
    phone = made(
        "2026-05-14T13:55:00", "MailItemsAccessed", 8, ClientIP="198.51.100.9", SessionId="ph"
    )
    (tmp_path / "places.csv").write_bytes(TABLE)
    report, _ = run({"ual.csv": ual(phone, SEND)}, "--places", "places.csv")
    (one,) = found(report, "presence.countries")
    assert (one["name"], one["strength"]) == ("presence.countries-table", 0)
    assert "2026-05-01" in one["text"]
    assert report["repeat"].count("--places") == 1
    without, _ = run({"ual.csv": ual(phone, SEND)})
    assert found(without, "presence.countries") == []


def test_countries_of_the_records_themselves(run: Any) -> None:
    signin = (
        "Date (UTC),Request ID,User agent,Username,User ID,Application,IP address,Location,"
        "Status,Sign-in error code,Client app,Session ID,Correlation ID\r\n"
        f'2026-05-14T13:40:00Z,r1,A,{MSC},u1,Outlook,192.0.2.7,"London, England, GB",Success,'
        "0,Browser,5e5510,c1\r\n"
        f'2026-05-14T13:20:00Z,r2,A,{MSC},u1,Outlook,198.51.100.9,"Lisbon, Lisboa, PT",'
        "Success,0,Browser,ph,c2\r\n"
    ).encode()
    report, _ = run({"ual.csv": ual(SEND), "signin.csv": signin})
    (one,) = found(report, "presence.countries")
    assert one["name"] == "presence.countries"
    assert ("GB" in one["text"], "PT" in one["text"]) == (True, True)
    assert any("registered" in caution for caution in one["cautions"])


def test_a_reset_by_another_account_before_the_message(run: Any) -> None:
    reset = made(
        "2026-05-12T09:00:00", "Reset user password.", 7, RecordType=8, UserId=VH, ObjectId=MSC,
        MailboxOwnerUPN=None,
    )  # fmt: skip
    report, _ = run({"ual.csv": ual(reset, SEND)}, case=PEOPLE)
    names = [one["name"] for one in found(report, "access.")]
    assert names == ["access.password.other.before", "access.password-changed-since"]
    first, second = found(report, "access.")
    assert VH in first["text"]
    assert "can be the work of a help desk" in first["cautions"][0]
    assert "Mr V" in second["text"]
    assert "passed on" in second["cautions"][0]
    assert max(one["strength"] for one in (first, second)) == 1
    failed = {**reset, "ResultStatus": "Failed"}
    assert found(run({"ual.csv": ual(failed, SEND)}, case=PEOPLE)[0], "access.") == []


def test_a_right_is_a_possibility(run: Any) -> None:
    grant = made(
        "2026-05-13T09:00:00", "Add-MailboxPermission", 7, RecordType=1,
        UserId="it@harbourvale.example", ObjectId=MSC,
        Parameters=[{"Name": "User", "Value": VH}, {"Name": "AccessRights", "Value": "FullAccess"}],
    )  # fmt: skip
    state = f"Identity,User,AccessRights,IsInherited,Deny\r\n{MSC},{VH},FullAccess,False,False\r\n"
    report, _ = run({"ual.csv": ual(grant, SEND), "rights.csv": state.encode()})
    names = {one["name"] for one in found(report, "access.")}
    assert names == {"access.rights.other.before", "access.rights.unnamed.state"}
    for one in found(report, "access."):
        assert "A right is a possibility, not its use." in one["cautions"][0]


def test_a_right_that_the_account_got_elsewhere_is_no_way_into_it(run: Any) -> None:
    grant = made(
        "2026-05-13T09:00:00", "Add-MailboxPermission", 7, RecordType=1,
        UserId="it@harbourvale.example", ObjectId="pool@harbourvale.example",
        MailboxOwnerUPN=None,
        Parameters=[{"Name": "Identity", "Value": "pool"}, {"Name": "User", "Value": MSC}],
    )  # fmt: skip
    state = f"Identity,User,AccessRights,IsInherited,Deny\r\npool,{MSC},FullAccess,False,False\r\n"
    report, _ = run({"ual.csv": ual(grant, SEND), "rights.csv": state.encode()})
    assert found(report, "access.") == []


def test_a_network_for_remote_access_favours_nobody(run: Any) -> None:
    report, _ = run({"ual.csv": ual(SEND)}, case=PEOPLE.replace("Head office", "Staff VPN"))
    (one,) = found(report, "presence.")
    assert (one["name"], one["strength"]) == ("presence.remote-network", 0)


@pytest.mark.parametrize(
    ("created", "name", "strength"),
    [
        ("20260401T080000Z", "presence.calendar", 0),
        ("20260601T080000Z", "presence.calendar-later", 0),
    ],
)
def test_an_entry_that_says_away_moves_no_step(
    run: Any, created: str, name: str, strength: int
) -> None:
    entry = ICS.format(created=created).encode()
    report, _ = run({"ual.csv": ual(SEND), "leave.ics": entry}, case=PEOPLE)
    (one,) = found(report, "presence.calendar")
    assert (one["name"], one["strength"]) == (name, strength)
    assert any("send from a phone" in c or "entered later" in c for c in one["cautions"])


@pytest.mark.parametrize(
    ("first", "behind", "words"),
    [
        ("20260110", "20260118", "The last one before it ends on 17 January 2026."),
        ("20261110", "20261118", "The first one after it begins on 10 November 2026."),
    ],
)
def test_an_entry_that_does_not_cover_the_sending_is_told_as_one_that_does(
    run: Any, first: str, behind: str, words: str
) -> None:
    entry = ICS.format(created="20260101T080000Z")
    entry = entry.replace("20260510", first).replace("20260518", behind)
    report, page = run({"ual.csv": ual(SEND), "leave.ics": entry.encode()}, case=PEOPLE)
    (one,) = found(report, "presence.calendar")
    assert (one["name"], one["strength"]) == ("presence.calendar-apart", 0)
    assert "the account of Ms C" in one["text"]
    assert words in one["text"]
    assert "E2 row 1" in one["text"]
    assert any("favours nobody" in caution for caution in one["cautions"])
    assert words.partition(" on ")[0] in page


def test_a_calendar_without_an_entry_that_says_away_is_told(run: Any) -> None:
    busy = ICS.format(created="20260101T080000Z").replace("OOF", "BUSY").encode()
    report, _ = run({"ual.csv": ual(SEND), "leave.ics": busy}, case=PEOPLE)
    one, other = sorted(
        found(report, "presence.calendar"), key=lambda each: each["name"], reverse=True
    )
    assert (one["name"], one["strength"]) == ("presence.calendar-without", 0)
    # The entry that stands there in its place is told by itself.
    assert (other["name"], other["strength"]) == ("presence.calendar-other", 0)
    assert "the account of Ms C" in other["text"]
    assert "An entry is a plan" in other["cautions"][0]
    assert "Number of its entries: 1." in one["text"]
    assert "the account of Ms C" in one["text"]
    nobody = busy.replace(f"ORGANIZER:mailto:{MSC}\r\n".encode(), b"")
    plain, _ = run({"ual.csv": ual(SEND), "leave.ics": nobody}, case=PEOPLE)
    (unnamed,) = found(plain, "presence.calendar-without")
    assert unnamed["text"].startswith("No entry of the calendar E2 says out of office or working")
    series = ICS.format(created="20260101T080000Z").replace("UID:1", "UID:1\r\nRRULE:FREQ=SECONDLY")
    far = series.replace("20260510", "20260110").replace("20260518", "20260118").encode()
    (open_,) = found(run({"ual.csv": ual(SEND), "leave.ics": far}, case=PEOPLE)[0], "presence.cal")
    assert any("One of them may cover the sending" in caution for caution in open_["cautions"])


def test_an_entry_without_an_organiser_names_no_account(run: Any) -> None:
    entry = ICS.format(created="20260101T080000Z").replace(f"ORGANIZER:mailto:{MSC}\r\n", "")
    report, _ = run({"ual.csv": ual(SEND), "leave.ics": entry.encode()}, case=PEOPLE)
    (one,) = found(report, "presence.calendar")
    assert "It names no account." in one["text"]
    assert "?" not in one["text"]


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        # A date alone is the day of the case's zone: the day after is not that day somewhere else.
        ((("20260510", "20260515"),), ["presence.calendar-apart"]),
        ((("Leave", "Holiday"),), ["presence.calendar"]),
        ((("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY"),), ["presence.calendar-without"]),
        ((("OOF", "WORKINGELSEWHERE"),), ["presence.calendar-elsewhere"]),
    ],
)
def test_an_entry_is_told_as_it_is_marked(
    run: Any, changes: tuple[tuple[str, str], ...], names: list[str]
) -> None:
    entry = ICS.format(created="20260101T080000Z")
    for old, new in changes:
        entry = entry.replace(old, new)
    report, page = run({"ual.csv": ual(SEND), "leave.ics": entry.encode()}, case=PEOPLE)
    told = found(report, "presence.calendar")
    assert [one["name"] for one in told] == names
    (one,) = told
    whose = [words for words in one["cautions"] if "Each invited person has the same" in words]
    assert len(whose) == 1
    assert any("as days in the time zone of the case" in words for words in one["cautions"])
    assert ("marks this time as working elsewhere" in page) is (
        names == ["presence.calendar-elsewhere"]
    )


def test_a_card_at_a_door(run: Any) -> None:
    doors = b"When,Who,Door\r\n2026-05-14 14:50:00,Mr V,Front\r\n"
    case = PEOPLE.replace(
        "audit: [",
        "audit: [{file: doors.csv, kind: door, map: m.yaml, timezone: Europe/London,"
        " interest: independent}, ",
    )
    Path("m.yaml").write_text("kind: door\ntime: When\nperson: Who\nplace: Door\n", "utf-8")
    report, _ = run({"ual.csv": ual(SEND), "doors.csv": doors}, case=case)
    (one,) = found(report, "presence.badge")
    assert (one["attested_by"], one["strength"]) == ("P", 1)
    assert "Who carried it" in one["cautions"][0]


def test_a_stay_with_rows_on_one_side_alone_carries_one_step() -> None:
    """Who left four days before can be back; a row within a day of it needs none on the other."""
    near = row(2, EventKind.BADGE, -5, place="Lisbon hotel, room 12", way="in")
    for rows, strength in (((OUT, HOME), 2), ((OUT,), 1), ((near,), 2)):
        found = stays(*rows)["office"]
        assert found.stated
        assert _strength(found) == strength
        one_sided = [one for one in doubts_of_stay(found) if one.id.endswith("one-sided")]
        assert bool(one_sided) == (strength == 1)
