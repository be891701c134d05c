"""Exports made by hand beside the copy of a sample, and the report on both.

All logs are synthetic, of the documented shape; names and addresses are reserved ones.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import jsonschema
from typer.testing import CliRunner

from provenance.cli.app import app

ROOT = Path(__file__).resolve().parents[2]


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


SEND = made("2026-05-14T14:02:10", "Send", 3, Item=ITEM)


def ual(*records: dict[str, Any]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(["RecordType", "CreationDate", "UserIds", "Operations", "AuditData"])
    for one in records:
        row = [one["RecordType"], one["CreationTime"], one["UserId"], one["Operation"]]
        table.writerow([*row, json.dumps(one, separators=(",", ":"))])
    return out.getvalue().encode()


def found(report: dict[str, Any], name: str) -> list[dict[str, Any]]:
    return [one for one in report["findings"] if one["name"].startswith(name)]


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


ICS = (
    "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260510\r\n"
    "DTEND;VALUE=DATE:20260518\r\nCREATED:{created}\r\nSUMMARY:Leave\r\n"
    "ORGANIZER:mailto:msc@harbourvale.example\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


SIGN_IN = made("2026-05-14T13:40:00", "UserLoggedIn", 1)


ACCESS = made("2026-05-14T13:50:00", "MailItemsAccessed", 2, RecordType=50)


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


def runner(tmp_path: Path) -> Any:
    """Analyse the sample copy beside exports, in this folder, which must be the current one."""

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
