"""The unified audit log: five wrappers give the same events; damage costs one row.

Synthetic: rows of the documented shape, with reserved names; the real log is read where it lies
beside the repository.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from provenance.audit.records import (
    AccessMode,
    AccountKind,
    ClientFamily,
    EventKind,
    EventTime,
    IpRole,
    Outcome,
)
from provenance.basics import State
from tests.audit.readers.conftest import Read, ReadAll

SEND: dict[str, Any] = {
    "CreationTime": "2026-05-11T09:31:02",
    "Id": "6b1f0000-0000-4000-8000-000000000001",
    "Operation": "Send",
    "OrganizationId": "0f0f0f0f-0000-4000-8000-000000000000",
    "RecordType": 2,
    "ResultStatus": "Succeeded",
    "UserKey": "100320000000000A",
    "UserType": 0,
    "Version": 1,
    "Workload": "Exchange",
    "UserId": "msc@harbourvale.example",
    "ClientIP": "203.0.113.7:52378",
    "ClientIPAddress": "203.0.113.7",
    "ClientInfoString": "Client=OWA;Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/124.0",
    "ExternalAccess": False,
    "InternalLogonType": 0,
    "LogonType": 0,
    "LogonUserSid": "S-1-5-21-1",
    "MailboxGuid": "2c1c0000-0000-4000-8000-000000000000",
    "MailboxOwnerUPN": "msc@harbourvale.example",
    "SessionId": "aaaaaaaa-0000-4000-8000-000000000000",
    "OriginatingServer": "LO0P123MB0001 (15.20.5588.014)\r\n",
    "Item": {
        "Id": "Unknown",
        "InternetMessageId": "<LO0P123MB0001AA@LO0P123MB0001.GBRP123.PROD.OUTLOOK.COM>",
        "ParentFolder": {"Path": "\\Drafts"},
        "SizeInBytes": 3360,
        "Subject": "To all",
    },
}
ACCESS = {
    **SEND,
    "Id": "6b1f0000-0000-4000-8000-000000000002",
    "Operation": "MailItemsAccessed",
    "RecordType": 50,
    "ClientIPAddress": "2603:10a6:800:125::13",
    "OperationProperties": [
        {"Name": "MailAccessType", "Value": "Sync"},
        {"Name": "IsThrottled", "Value": "True"},
    ],
    "Folders": [
        {
            "Path": "\\Inbox",
            "FolderItems": [
                {"InternetMessageId": "<a@x.example>"},
                {"InternetMessageId": "<b@x.example>"},
            ],
        }
    ],
}
del ACCESS["ClientIP"], ACCESS["Item"]
POWERSHELL = [
    "RunspaceId",
    "RecordType",
    "CreationDate",
    "UserIds",
    "Operations",
    "AuditData",
    "ResultIndex",
]


def table(names: list[str], rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows([names, *rows])
    return out.getvalue().encode()


def powershell(*records: dict[str, Any]) -> bytes:
    rows = [
        [
            "r",
            "ExchangeItem",
            "5/11/2026 9:31:02 AM",
            r["UserId"],
            r["Operation"],
            json.dumps(r),
            "1",
        ]
        for r in records
    ]
    return table(POWERSHELL, rows)


def portal(*records: dict[str, Any]) -> bytes:
    names = [
        "RecordId",
        "CreationDate",
        "RecordType",
        "Operation",
        "UserId",
        "AuditData",
        "AssociatedAdminUnits",
    ]
    rows = [
        [
            r["Id"],
            r["CreationTime"] + ".0000000Z ",
            "2",
            r["Operation"],
            r["UserId"],
            json.dumps(r),
            "",
        ]
        for r in records
    ]
    return table(names, rows)


def old_portal(*records: dict[str, Any]) -> bytes:
    rows = [[r["CreationTime"], r["UserId"], r["Operation"], json.dumps(r)] for r in records]
    return table(["CreationDate", "UserIds", "Operations", "AuditData"], rows)


def graph(*records: dict[str, Any]) -> bytes:
    found = [
        {
            "id": r["Id"],
            "createdDateTime": r["CreationTime"] + "Z",
            "auditLogRecordType": "exchangeItem",
            "operation": r["Operation"],
            "userPrincipalName": r["UserId"],
            "auditData": r,
        }
        for r in records
    ]
    return json.dumps({"@odata.context": "x", "value": found}).encode()


def activity_api(*records: dict[str, Any]) -> bytes:
    return json.dumps(list(records)).encode()


WRAPPERS = {
    "search-unifiedauditlog": powershell,
    "purview-portal": portal,
    "graph": graph,
    "management-api": activity_api,
}


def seen(found: ReadAll) -> list[tuple[Any, ...]]:
    return [
        (
            e.kind,
            e.operation,
            e.native_id,
            e.actor,
            e.mailbox,
            e.ips,
            e.client,
            e.messages,
            e.sessions,
        )
        for e in found.events
    ]


@pytest.mark.parametrize("wrapper", [*WRAPPERS])
def test_wrappers_give_the_same_events(read: Read, wrapper: str) -> None:
    found = read(WRAPPERS[wrapper](SEND, ACCESS))
    assert (found.kind, found.wrapper) == ("m365-ual", wrapper)
    assert seen(found) == seen(read(old_portal(SEND, ACCESS)))
    assert [e.flags for e in found.events] == [(), ("throttled",)]


def test_send(read: Read) -> None:
    (event,) = read(powershell(SEND)).events
    assert event.kind is EventKind.SEND
    assert isinstance(event.time, EventTime)
    assert event.time.start.isoformat() == "2026-05-11T09:31:02+00:00"
    assert (event.actor.account, event.actor.kind) == ("msc@harbourvale.example", AccountKind.USER)
    assert (event.mailbox.mode, event.mailbox.native_mode) == (AccessMode.OWNER, "0")
    assert [(ip.raw, ip.address, ip.port) for ip in event.ips] == [
        ("203.0.113.7:52378", "203.0.113.7", 52378),
        ("203.0.113.7", "203.0.113.7", State.ABSENT),
    ]
    assert event.client.family is ClientFamily.OWA
    assert event.client.user_agent == "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/124.0"
    (message,) = event.messages
    assert message.id == "LO0P123MB0001AA@LO0P123MB0001.GBRP123.PROD.OUTLOOK.COM"
    assert (message.subject, message.size, message.size_kind) == ("To all", 3360, "store-item")
    assert event.outcome is Outcome.SUCCESS
    assert dict(event.unmapped)["OriginatingServer"] == "LO0P123MB0001 (15.20.5588.014)\r\n"


def test_access_through_a_server_names_no_client(read: Read) -> None:
    (event,) = read(powershell(ACCESS)).events
    assert event.kind is EventKind.SYNC
    assert [(ip.role, ip.operator) for ip in event.ips] == [(IpRole.PEER, "Microsoft")]
    assert [m.id for m in event.messages] == ["a@x.example", "b@x.example"]


def test_duplicates_are_counted_and_located(read: Read) -> None:
    found = read(powershell(SEND, ACCESS, SEND, SEND))
    assert (found.coverage.events, found.coverage.duplicates) == (2, 2)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("", "audit-data-empty"),
        (json.dumps(SEND)[:200], "audit-data-cut"),
        ("{" + "x" * 32_766, "audit-data-cut"),
        ('{"a": }', "audit-data-damaged"),
        ("[1]", "audit-data-cut"),
    ],
)
def test_damaged_cells_cost_their_row(read: Read, cell: str, reason: str) -> None:
    rows = [
        ["r", "x", "5/11/2026 9:31:02 AM", "u", "Send", text, "1"]
        for text in (cell, json.dumps(SEND))
    ]
    found = read(table(POWERSHELL, rows))
    assert [p.reason for p in found.problems] == [reason]
    assert len(found.events) == 1


@pytest.mark.parametrize(
    ("column", "value", "flag"),
    [
        ("CreationDate", "5/11/2026 8:31:02 AM", "column-differs-time"),
        ("UserIds", "b@harbourvale.example", "column-differs-user"),
        ("Operations", "SendAs", "column-differs-operation"),
    ],
)
def test_column_against_json(read: Read, column: str, value: str, flag: str) -> None:
    row = ["r", "x", "5/11/2026 9:31:02 AM", SEND["UserId"], "Send", json.dumps(SEND), "1"]
    row[POWERSHELL.index(column)] = value
    (event,) = read(table(POWERSHELL, [row])).events
    assert event.flags == (flag,)


def test_day_and_month_are_told_by_the_json(read: Read) -> None:
    row = ["r", "x", "11/05/2026 09:31:02", SEND["UserId"], "Send", json.dumps(SEND), "1"]
    (event,) = read(table(POWERSHELL, [row])).events
    assert event.flags == ()


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"Operation": "SendAs"}, EventKind.SEND_AS),
        ({"Operation": "SendOnBehalf"}, EventKind.SEND_ON_BEHALF),
        ({"Operation": "Set-Mailbox"}, EventKind.MAILBOX_SETTING),
        ({"Operation": "Reset user password."}, EventKind.PASSWORD),
        ({"Operation": "Something-New"}, EventKind.OTHER),
        ({"Item": {"ItemClass": "IPM.Outlook.Recall"}}, EventKind.RECALL),
    ],
)
def test_kinds(read: Read, change: dict[str, Any], kind: EventKind) -> None:
    (event,) = read(powershell({**SEND, **change})).events
    assert event.kind is kind
    assert event.operation == change.get("Operation", "Send")


def test_renamed_columns_of_a_re_export(read: Read) -> None:
    record = {
        "TimeGenerated": "2026-05-11T09:31:02Z",
        "Operation": "Send",
        "RecordType": "2",
        "UserType": "Regular",
        "OfficeWorkload": "Exchange",
        "UserId": "msc@harbourvale.example",
        "Logon_Type": "Owner",
        "Client_IPAddress": "203.0.113.7",
    }
    found = read(json.dumps(record).encode())
    assert found.wrapper == "re-export"
    (event,) = found.events
    assert event.mailbox.mode is AccessMode.OWNER
    assert [ip.raw for ip in event.ips] == ["203.0.113.7"]


@pytest.mark.corpus
def test_real_log(read: Read, shared: Path) -> None:
    path = shared / "audit-samples/m365-ual/invictus_part_searchunifiedauditlog.csv"
    if not path.exists():
        pytest.skip("the real audit log is not there")
    content = path.read_bytes()
    found = read(content)
    assert (found.coverage.rows, found.coverage.events, found.coverage.duplicates) == (
        554,
        379,
        175,
    )
    assert sum(e.kind is EventKind.SEND for e in found.events) == 5
    assert not any("column-differs" in flag for e in found.events for flag in e.flags)
    text = content.decode()
    for other in (text.encode("utf-16"), text.encode("utf-16-le"), text.encode("utf-8-sig")):
        assert seen(read(other)) == seen(found)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        # A culture's way of writing that is not read here; a name for the same account.
        ("CreationDate", "den 11 maj 2026 09.31.02"),
        ("UserIds", "S-1-5-21-1-2-3-1104"),
    ],
)
def test_what_cannot_be_compared_differs_from_nothing(read: Read, column: str, value: str) -> None:
    row = ["r", "x", "5/11/2026 9:31:02 AM", SEND["UserId"], "Send", json.dumps(SEND), "1"]
    row[POWERSHELL.index(column)] = value
    (event,) = read(table(POWERSHELL, [row])).events
    assert not any(flag.startswith("column-differs") for flag in event.flags)


def test_json_too_deep_is_no_cut_cell(read: Read) -> None:
    deep = '{"a":' * 50_000 + "1" + "}" * 50_000
    rows = [["r", "x", "5/11/2026 9:31:02 AM", "u", "Send", deep, "1"]]
    assert [p.reason for p in read(table(POWERSHELL, rows)).problems] == ["audit-data-damaged"]


@pytest.mark.parametrize(("outer", "differs"), [("T09:31:02Z", False), ("T10:31:02Z", True)])
def test_the_time_beside_a_json_record_is_compared(read: Read, outer: str, differs: bool) -> None:
    one = {
        "id": "1",
        "createdDateTime": SEND["CreationTime"][:10] + outer,
        "auditLogRecordType": "exchangeItem",
        "operation": "Send",
        "userPrincipalName": SEND["UserId"],
        "auditData": SEND,
    }
    (event,) = read(json.dumps([one]).encode()).events
    assert ("column-differs-time" in event.flags) is differs
