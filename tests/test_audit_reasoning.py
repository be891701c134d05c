"""Exports and copies, end to end: neighbourhood, contradictions, presence, access, timeline.

All logs are synthetic, of the documented shape; names and addresses are reserved ones.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from provenance.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_messages"
SCHEMA = json.loads((ROOT / "provenance/report/schema/report-1.schema.json").read_bytes())
MID = "<LO3P265MB442128C1E485AA974367B6719C072@LO3P265MB4421.GBRP265.PROD.OUTLOOK.COM>"
ITEM = {"InternetMessageId": MID, "Subject": "Summer briefing", "SizeInBytes": 90000}
MSC, VH = "msc@harbourvale.example", "vh@harbourvale.example"


def made(time: str, operation: str, number: int, **more: Any) -> dict[str, Any]:
    return {
        "CreationTime": time,
        "Id": f"{number:08d}-0000-4000-8000-000000000001",
        "Operation": operation,
        "OrganizationId": "b81ddbc8-6aec-498f-a872-9d368e47fcb8",
        "RecordType": 15 if operation == "UserLoggedIn" else 2,
        "ResultStatus": "Succeeded",
        "UserKey": "1003200000000001",
        "UserType": 0,
        "Workload": "Exchange",
        "UserId": MSC,
        "ClientIP": "192.0.2.7:50100",
        "LogonType": 0,
        "MailboxOwnerUPN": MSC,
        "SessionId": "5e5510",
        **more,
    }


PICTURED = {"Send": "message sent", "UserLoggedIn": "sign-in to an account"}
SEND = made("2026-05-14T14:02:10", "Send", 3, Item=ITEM)


def ual(*records: dict[str, Any]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(["RecordType", "CreationDate", "UserIds", "Operations", "AuditData"])
    for one in records:
        row = [one["RecordType"], one["CreationTime"], one["UserId"], one["Operation"]]
        table.writerow([*row, json.dumps(one, separators=(",", ":"))])
    return out.getvalue().encode()


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.chdir(tmp_path)

    def call(
        files: dict[str, bytes], *more: str, case: str = "", copy: bytes | None = None
    ) -> tuple[dict[str, Any], str]:
        (tmp_path / "copy.eml").write_bytes(
            (SAMPLES / "mass-mailing-postfix.eml").read_bytes() if copy is None else copy
        )
        options = ["--dns", str(SAMPLES / "dns.jsonl"), "--as-of", "2026-06-01"]
        options += ["--no-cross-check", "--out", "out", "--force", "--edition", "full"]
        for name, content in files.items():
            (tmp_path / name).write_bytes(content)
            options += ["--audit", name]
        if case:
            (tmp_path / "case.yaml").write_text(case, "utf-8")
            options += ["--case", "case.yaml"]
        found = CliRunner().invoke(app, ["analyze", "copy.eml", *options, *more])
        assert found.exit_code == 0, found.output
        report = json.loads((tmp_path / "out/report.json").read_bytes())
        jsonschema.Draft202012Validator(SCHEMA).validate(report)
        return report, (tmp_path / "out/report.html").read_text("utf-8")

    return call


def found(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if one["name"].startswith(name)]


def test_the_chain_around_the_sending(run: Any) -> None:
    report, _ = run(
        {
            "ual.csv": ual(
                made("2026-05-14T13:40:00", "UserLoggedIn", 1),
                made("2026-05-14T13:58:00", "Create", 2, Item=ITEM),
                SEND,
                made("2026-05-14T14:02:10", "Update", 4, Item={"Subject": "x"}),
                made("2026-05-14T15:13:00", "SoftDelete", 5, AffectedItems=[ITEM]),
            )
        }
    )
    (chain,) = found(report, "chain.session")
    assert "2 before the sending, 1 after it, 1 open" in chain["text"]
    assert chain["strength"] == 1
    assert len(chain["where"]) == 5
    assert found(report, "chain.other-account") == []


def test_another_account_at_the_same_address_names_nobody(run: Any) -> None:
    other = made("2026-05-14T13:30:00", "UserLoggedIn", 1, UserId=VH, SessionId="zz")
    report, _ = run({"ual.csv": ual(other, SEND)})
    (one,) = found(report, "chain.other-account")
    assert one["name"] == "chain.other-account.address"
    assert (VH in one["text"], "192.0.2.7" in one["text"]) == (True, True)
    assert one["strength"] == 1
    assert any("whole office" in caution for caution in one["cautions"])
    assert report["ladder"][4]["code"] == "ND"


def test_several_addresses_in_one_session_are_not_two_places(run: Any) -> None:
    other = made("2026-05-14T13:30:00", "UserLoggedIn", 1, ClientIP="[2001:db8::7]:4")
    report, _ = run({"ual.csv": ual(other, SEND)})
    (one,) = found(report, "chain.addresses")
    assert one["strength"] == 0
    assert any("does not show two places" in caution for caution in one["cautions"])
    assert any("RFC 8981" in caution for caution in one["cautions"])


def test_another_client_address_than_the_copy_names(run: Any) -> None:
    raw = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    at = raw.index(b"\nFrom:") + 1
    copy = raw[:at] + b"X-Originating-IP: [198.51.100.9]\r\n" + raw[at:]
    report, _ = run({"ual.csv": ual(SEND)}, copy=copy)
    (one,) = found(report, "join.differs.client-ip")
    assert ("192.0.2.7" in one["text"], "198.51.100.9" in one["text"]) == (True, True)
    assert one["strength"] == 1
    assert {place["evidence"] for place in one["where"]} == {"E1", "E2"}
    assert "Proxies" in one["cautions"][0]


@pytest.mark.parametrize(
    ("named", "logged", "differs"),
    [
        ("198.51.100.9", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.7:50100", False),
        ("::ffff:192.0.2.7", "192.0.2.7", False),
        ("10.1.2.3", "192.0.2.7", False),
        ("40.126.1.2", "20.190.160.1", False),
        ("2603:10a6:800:125::13", "192.0.2.7", False),
        ("198.51.100.9", "20.190.160.1", False),
        ("2001:db8::9", "192.0.2.7", True),
    ],
)
def test_which_addresses_can_contradict(run: Any, named: str, logged: str, differs: bool) -> None:
    raw = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    at = raw.index(b"\nFrom:") + 1
    copy = raw[:at] + f"X-Originating-IP: [{named}]\r\n".encode() + raw[at:]
    report, _ = run({"ual.csv": ual({**SEND, "ClientIP": logged})}, copy=copy)
    seen = found(report, "join.differs.client-ip")
    assert bool(seen) == differs
    for one in seen:
        assert (":" in named) == any("IPv6" in words for words in one["cautions"][1:])


TRACKING = (
    "#Software: Microsoft Exchange Server\r\n#Version: 15.01\r\n"
    "#Log-type: Message Tracking Log\r\n#Date: 2026-05-14T00:00:00.000Z\r\n"
    "#Fields: date-time,client-ip,server-ip,source-context,connector-id,source,event-id,"
    "internal-message-id,message-id,recipient-address,recipient-status,total-bytes,"
    "recipient-count,message-subject,sender-address,original-client-ip\r\n"
)


def tracking(count: int, total: int, event: str = "RECEIVE", number: int = 1) -> str:
    return (
        f"2026-05-14T14:02:11.000Z,192.0.2.7,192.0.2.1,,,STOREDRIVER,{event},{number},{MID},"
        f"a@friend.example,,{total},{count},Summer briefing,{MSC},192.0.2.7\r\n"
    )


def test_more_recipients_than_the_copy_shows(run: Any) -> None:
    report, _ = run({"MSGTRK.LOG": (TRACKING + tracking(1900, 73_000)).encode()})
    (one,) = found(report, "log.recipients")
    assert (one["name"], one["strength"]) == ("log.recipients.more", 1)
    assert "1,900" in one["text"]
    assert "Bcc" in one["cautions"][0]
    assert found(report, "log.size") == []


def test_a_group_is_one_recipient_and_the_size_is_compared(run: Any) -> None:
    report, _ = run({"MSGTRK.LOG": (TRACKING + tracking(1, 300_000)).encode()})
    (one,) = found(report, "log.recipients")
    assert one["name"] == "log.recipients.fewer"
    (size,) = found(report, "log.size")
    assert size["name"] == "log.size.smaller"
    assert "attachments" in size["cautions"][0]


def test_one_identifier_in_several_sending_records(run: Any) -> None:
    again = made("2026-05-14T14:03:10", "Send", 9, Item={**ITEM, "Subject": "Another"})
    report, _ = run({"ual.csv": ual(SEND, again)})
    (one,) = found(report, "log.repeated-id")
    assert one["name"] == "log.repeated-id.subjects"
    assert "Retries" in one["cautions"][0]
    repeated, _ = run({"ual.csv": ual(SEND, SEND)})
    assert found(repeated, "log.repeated-id") == []


PEOPLE = """
case: {timezone: Europe/London}
account: msc@harbourvale.example
organisation:
  networks: [{name: Head office, cidr: 192.0.2.0/28}]
people:
  - {id: holder, name: Ms C, accounts: [msc@harbourvale.example]}
  - id: b
    name: Mr V
    accounts: [vh@harbourvale.example]
    access_to: [{account: msc@harbourvale.example, how: knows-password, from: 2026-01-12}]
presence:
  - {person: holder, from: 2026-05-10, to: 2026-05-17, place: Lisbon, country: PT,
     networks: [198.51.100.0/24], attested_by: airline, source: E3, independent: true}
audit: [{file: zflights.csv, kind: door, map: flights.yaml, supplied_by: Airline,
         interest: independent}]
"""
FLIGHTS = b"""When,Who,Gate,Hotel network
2026-05-09T11:02:10Z,Ms C,LGW gate 14 to Lisbon,198.51.100.0/24
"""


def with_flights(**files: bytes) -> dict[str, bytes]:
    """The exports with the list of the airline behind them, as exhibit E3."""
    columns = "kind: door\ntime: When\nperson: Who\nplace: Gate\ntimezone: UTC\n"
    Path("flights.yaml").write_text(columns, "utf-8")
    return {"ual.csv": files["ual"], "zflights.csv": FLIGHTS}


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
    assert "Help desks reset passwords daily" in first["cautions"][0]
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


def test_a_service_at_the_same_address_is_no_other_account(run: Any) -> None:
    other = made("2026-05-14T13:30:00", "UserLoggedIn", 1, UserId="svc@harbourvale.example",
                 SessionId="zz", UserType=4)  # fmt: skip
    report, _ = run({"ual.csv": ual(other, SEND)})
    assert found(report, "chain.other-account") == []


def test_two_records_of_servers_on_the_way_are_no_repetition(run: Any) -> None:
    rows = tracking(1501, 73_000, "SUBMIT", 1) + tracking(1501, 73_000, "SUBMIT", 2)
    report, _ = run({"MSGTRK.LOG": (TRACKING + rows).encode()})
    assert len(found(report, "join.sent")) == 2
    assert found(report, "log.repeated-id") == []


ICS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260510\r\n"
    "DTEND;VALUE=DATE:20260518\r\nCREATED:{created}\r\nSUMMARY:Leave\r\n"
    "ORGANIZER:mailto:msc@harbourvale.example\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    ("created", "name", "strength"),
    [
        ("20260401T080000Z", "presence.calendar", 1),
        ("20260601T080000Z", "presence.calendar-later", 0),
    ],
)
def test_an_entry_alone_moves_one_step_at_most(
    run: Any, created: str, name: str, strength: int
) -> None:
    entry = ICS.format(created=created).encode()
    report, _ = run({"ual.csv": ual(SEND), "leave.ics": entry}, case=PEOPLE)
    (one,) = found(report, "presence.calendar")
    assert (one["name"], one["strength"]) == (name, strength)
    assert any("send from a phone" in c or "entered later" in c for c in one["cautions"])


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


# -- false conclusions: what is seen, and the sentence beside it (docs/false-conclusions.md)

SIGN_IN = made("2026-05-14T13:40:00", "UserLoggedIn", 1)
ACCESS = made("2026-05-14T13:50:00", "MailItemsAccessed", 2, RecordType=50)
V6 = "2001:db8:1:2::7"
BADGE_CASE = PEOPLE.replace(
    "audit: [", "audit: [{file: doors.csv, kind: door, map: m.yaml, timezone: Europe/London}, "
)
DOORS = b"When,Who,Door\r\n2026-05-14 14:50:00,Mr V,Front\r\n"


def logon(number: int, type_: str, user: str, more: str = "") -> str:
    data = {
        "TargetUserName": user, "TargetDomainName": "HARBOUR", "LogonType": type_,
        "TargetLogonId": "0x1f", "IpAddress": "192.0.2.8",
    }  # fmt: skip
    named = "".join(f'<Data Name="{name}">{value}</Data>' for name, value in data.items())
    return (
        '<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System>'
        '<Provider Name="Microsoft-Windows-Security-Auditing"/>'
        f'<EventID>4624</EventID><TimeCreated SystemTime="2026-05-14T13:50:0{number}.000Z"/>'
        f"<EventRecordID>{number}</EventRecordID><Channel>Security</Channel>"
        f"<Computer>mail.harbourvale.example</Computer></System><EventData>{named}{more}"
        "</EventData></Event>"
    )


SEEN: dict[str, tuple[dict[str, bytes], str, str, str]] = {
    "owner": ({"u.csv": ual(SEND)}, "", "join.mode.owner", "whoever used it"),
    "provider-address": (
        {"u.csv": ual({**SEND, "ClientIP": "20.190.160.1"})}, "", "join.address.provider",
        "Where the client was, this address does not say",
    ),
    "inside-address": (
        {"u.csv": ual({**SEND, "ClientIP": "::1"})}, "", "join.address.inside",
        "another log has to tell",
    ),
    "same-address": (
        {"u.csv": ual({**SIGN_IN, "UserId": VH, "SessionId": "z"}, SEND)}, "",
        "chain.other-account.address", "A whole office, household or mobile network",
    ),
    "addresses-in-session": (
        {"u.csv": ual({**SIGN_IN, "ClientIP": "198.51.100.3"}, SEND)}, "", "chain.addresses",
        "It does not show two places",
    ),
    "same-ipv6-network": (
        {"u.csv": ual({**SIGN_IN, "UserId": VH, "SessionId": "z", "ClientIP": "2001:db8:1:2::9"},
                      {**SEND, "ClientIP": V6})}, "",
        "tempting.prefix", "one network, with all its machines",
    ),
    "user-agent": (
        {"u.csv": ual({**SEND, "ClientInfoString": "Client=OWA;Mozilla/5.0 (X)"})}, "",
        "join.client", "thousands of machines name the same one",
    ),
    "device": (
        {"u.csv": ual({**SIGN_IN, "DeviceProperties": [{"Name": "DisplayName", "Value": "PC-07"},
                       {"Name": "Id", "Value": "d1"}]}, SEND)}, "",
        "tempting.device", "A device is not its user",
    ),
    "sync": (
        {"u.csv": ual({**ACCESS, "OperationProperties": [
            {"Name": "MailAccessType", "Value": "Sync"}]}, SEND)}, "",
        "tempting.access-sync", "Nobody need have looked at it",
    ),
    "bind": (
        {"u.csv": ual({**ACCESS, "OperationProperties": [
            {"Name": "MailAccessType", "Value": "Bind"}]}, SEND)}, "",
        "tempting.access-bind", "The record shows no reading",
    ),
    "second-factor": (
        {"u.csv": ual(SEND), "s.csv": (
            "Date (UTC),Request ID,User agent,Username,User ID,Application,IP address,Location,"
            "Status,Sign-in error code,Client app,Session ID,Correlation ID,"
            "Multifactor authentication result\r\n"
            f"2026-05-14T13:40:00Z,r1,A,{MSC},u1,Outlook,192.0.2.7,,Success,0,Browser,5e5510,c1,"
            "MFA requirement satisfied by claim in the token\r\n").encode()}, "",
        "tempting.factor-earlier", "Nobody approved anything at that moment",
    ),
    "no-record": (
        {"u.csv": ual(made("2026-05-14T13:00:00", "Create", 4, SessionId="q"))}, "",
        "join.absent", "No record is not no event",
    ),
    "calendar": (
        {"u.csv": ual(SEND), "leave.ics": ICS.format(created="20260401T080000Z").encode()}, "",
        "presence.calendar", "can still send from a phone",
    ),
    "badge": (
        {"u.csv": ual(SEND), "doors.csv": DOORS}, BADGE_CASE, "presence.badge",
        "A card was used at a door",
    ),
    "seal": ({"u.csv": ual(SEND)}, "", "dkim.verified", "not a person"),
    "recall": (
        {"u.csv": ual(SEND, made("2026-05-14T15:05:00", "Send", 5,
                                 Item={"ItemClass": "IPM.Outlook.Recall"}))}, "",
        "join.session.recall", "It does not tell whether anybody regretted the mail",
    ),
    "right": (
        {"u.csv": ual(SEND), "r.csv": (
            f"Identity,User,AccessRights,IsInherited,Deny\r\n{MSC},{VH},FullAccess,False,False\r\n"
        ).encode()}, PEOPLE, "access.rights", "a possibility, not its use",
    ),
    "network-logon": (
        {"u.csv": ual(SEND), "w.xml": (
            "<Events>" + logon(1, "3", "msc") + logon(2, "8", "msc") + "</Events>").encode()},
        PEOPLE, "presence.machine-network", "Nobody sat at that server",
    ),
    "message-id-host": (
        {"u.csv": ual(SEND)}, "", "tempting.message-id-host", "It shows none of them",
    ),
}  # fmt: skip


@pytest.mark.parametrize("seen", SEEN)
def test_the_right_sentence_stands_where_the_wrong_one_tempts(run: Any, seen: str) -> None:
    files, case, name, right = SEEN[seen]
    Path("m.yaml").write_text("kind: door\ntime: When\nperson: Who\nplace: Door\n", "utf-8")
    report, page = run(files, case=case)
    tempting = found(report, name)
    assert tempting, [one["name"] for one in report["findings"]]
    for one in tempting:
        assert any(right in words for words in [one["text"], *one["cautions"]]), one["cautions"]
    assert right in page


def test_the_document_lists_every_false_conclusion() -> None:
    words = (ROOT / "docs/false-conclusions.md").read_text("utf-8")
    listed = [line.split("|")[1].strip() for line in words.splitlines() if line.startswith("| `")]
    assert [one.strip("`") for one in listed] == list(SEEN)


@pytest.mark.parametrize(
    "date", ["Fri, 31 Dec 9999 23:59:59 -1200", "Mon, 1 Jan 0001 00:00:00 +0000"]
)
@pytest.mark.parametrize("time", ["9999-12-31T23:59:59", "0001-01-01T00:00:00", ""])
def test_the_ends_of_the_calendar_stop_nothing(run: Any, date: str, time: str) -> None:
    raw = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    copy = re.sub(rb"(?m)^Date: .*$", b"Date: " + date.encode(), raw)
    copy = re.sub(rb"\d\d? May 2026", b"31 Dec 9999", copy)
    run({"u.csv": ual({**SEND, "CreationTime": time}, SIGN_IN)}, copy=copy, case=PEOPLE)


def test_the_timeline_has_text_offset_utc_and_the_zone_of_the_case(run: Any) -> None:
    report, page = run({"u.csv": ual(SIGN_IN, SEND)}, case=PEOPLE)
    entries = report["audit"]["timeline"]
    starts = [datetime.fromisoformat(e["start"]) for e in entries]
    assert starts == sorted(starts)
    (sending,) = (e for e in entries if e["name"] == "Send")
    assert (sending["text"], sending["start"]) == ("2026-05-14T14:02:10", "2026-05-14T14:02:10Z")
    assert sending["local"] == "2026-05-14T15:02:10+01:00"
    assert "S1" in sending["ties"]
    hop = next(e for e in entries if e["kind"] == "clock" and e["text"].endswith("(BST)"))
    assert hop["offset_minutes"] == 60
    svg = page[
        page.index('aria-labelledby="timeline-t') : page.index("</svg>", page.index("timeline-t"))
    ]
    assert 'id="timeline-t">Timeline' in svg
    assert "<desc" in svg
    shown = [e for e in entries if e["kind"] == "record"]
    assert len(shown) == 2
    for one in shown:
        assert f"{one['evidence']} row {one['row']} {PICTURED[one['name']]}" in svg
    # Shapes and words carry everything: no colour is written into the picture.
    assert not re.search(r"#[0-9a-fA-F]{3,6}|fill=|style=", svg)


def test_a_long_timeline_says_how_much_is_left_out(run: Any) -> None:
    many = [made(f"2026-05-14T13:{n // 60:02d}:{n % 60:02d}", "Create", n + 10) for n in range(400)]
    report, page = run({"u.csv": ual(*many, SEND)})
    assert len(report["audit"]["timeline"]) > 400
    section = page[page.index('<section id="timeline"') :]
    section = section[: section.index("</section>")]
    day, _, everything = section.partition("The long list in order of time</h3>")
    assert everything.count('scope="row"') == 200
    assert "more" in everything
    assert day.count('scope="row"') == len(report["audit"]["day"]["lines"]) == 24
    left = report["audit"]["day"]["more"]
    assert left > 370
    assert f"{left} further rows of these kinds stand in the long list alone" in day


def test_the_same_input_gives_the_same_bytes(run: Any) -> None:
    files = {"u.csv": ual(SIGN_IN, ACCESS, SEND), "doors.csv": DOORS}
    Path("m.yaml").write_text("kind: door\ntime: When\nperson: Who\nplace: Door\n", "utf-8")
    first = run(files, case=BADGE_CASE)[1]
    assert run(files, case=BADGE_CASE)[1] == first


def test_swapped_roles_give_the_mirrored_result(run: Any) -> None:
    """The same facts with both accounts exchanged: the same findings, the names exchanged."""

    def swap(text: str) -> str:
        return text.replace("msc@", "@@").replace("vh@", "msc@").replace("@@", "vh@")

    reset = made("2026-05-12T09:00:00", "Reset user password.", 7, UserId=VH, ObjectId=MSC,
                 MailboxOwnerUPN=None)  # fmt: skip
    other = {**SIGN_IN, "UserId": VH, "SessionId": "z"}
    content = ual(reset, other, SIGN_IN, SEND)
    copy = (SAMPLES / "mass-mailing-postfix.eml").read_bytes()
    one, _ = run({"u.csv": content}, case=PEOPLE, copy=copy)
    two, _ = run(
        {"u.csv": swap(content.decode()).encode()},
        case=swap(PEOPLE),
        copy=swap(copy.decode("latin-1")).encode("latin-1"),
    )
    kinds = ("join.", "chain.", "presence.", "access.", "tempting.", "coverage.")

    def told(report: dict[str, Any]) -> list[tuple[str, str, int]]:
        rows = (f for f in report["findings"] if f["name"].startswith(kinds))
        return [(f["name"], f["text"], f["strength"]) for f in rows]

    assert [(name, swap(words), step) for name, words, step in told(one)] == told(two)


def test_the_hole_around_the_message_is_told_for_each_act(run: Any) -> None:
    records = [
        made(time, "UserLoggedIn", number, SessionId="q")
        for number, time in enumerate(
            ("2026-05-01T09:00:00", "2026-05-10T09:00:00", "2026-05-16T09:00:00",
             "2026-05-20T09:00:00"), 20,
        )
    ]  # fmt: skip
    report, page = run({"u.csv": ual(*records, SEND)})
    (one,) = (c for c in report["audit"]["coverage"] if c["act"] == "sign-in")
    assert (one["grade"], one["before"], one["after"]) == (
        "cannot-say", "2026-05-10T09:00:00Z", "2026-05-16T09:00:00Z"
    )  # fmt: skip
    assert "last one before:" in page


def test_a_calendar_that_names_no_message_lacks_nothing(run: Any) -> None:
    entry = ICS.format(created="20260401T080000Z").encode()
    report, page = run({"u.csv": ual(SEND), "leave.ics": entry})
    assert found(report, "join.absent") == []
    grades = {(c["evidence"], c["act"]): c["grade"] for c in report["audit"]["coverage"]}
    assert grades["E2", "send"] == "never-logged"
    assert "never logged here" in page
