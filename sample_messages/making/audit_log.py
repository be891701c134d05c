"""The organisation's unified audit log around the mailing, in the form of a PowerShell export.

Synthetic: the shape is that of ``Search-UnifiedAuditLog`` as documented and as a public log of 2021
has it. It names the account and an address of the office; who sat there it does not say.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

from making import exchange, stamps, story

_OFFICE = "192.0.2.7"
_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Edg/124.0"
_SESSION = "5e551000-0000-4000-8000-000000000001"
COLUMNS = (
    "RunspaceId", "RecordType", "CreationDate", "UserIds", "Operations", "AuditData",
    "ResultIndex", "ResultCount", "Identity", "IsValid", "ObjectState",
)  # fmt: skip


def audit_log() -> bytes:
    """Return the export: one record repeated, as such exports do, and not in order of time."""
    item = {
        "InternetMessageId": exchange.message_id(),
        "ParentFolder": {"Path": "\\Drafts"},
        "SizeInBytes": 71212,
        "Subject": story.SUBJECT,
    }
    recall = {
        "InternetMessageId": "<recall-1@harbourvale.example>",
        "ItemClass": "IPM.Outlook.Recall",
        "Subject": f"Recall: {story.SUBJECT}",
    }
    records = [
        _record(-22, "UserLoggedIn", 15),
        _record(-10, "Create", 2, Item=item),
        _record(0, "Send", 2, Item=item),
        _record(0, "Send", 2, Item=item),
        _record(63, "Send", 2, Item=recall),
        _record(71, "SoftDelete", 3, AffectedItems=[item]),
        _record(-1500, "Send", 2, session="5e551000-0000-4000-8000-000000000002", Item={
            "InternetMessageId": "<weekly@harbourvale.example>", "Subject": "Weekly figures",
            "SizeInBytes": 4100, "ParentFolder": {"Path": "\\Drafts"},
        }),
    ]  # fmt: skip
    out = io.StringIO()
    table = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for number, record in enumerate(records, 1):
        moment = str(record["CreationTime"])
        day, clock = moment.split("T")
        hour = int(clock[:2])
        shown = f"{int(day[5:7])}/{int(day[8:])}/{day[:4]} {hour % 12 or 12}{clock[2:]} "
        table.writerow(
            [
                story.uuid("runspace"), record["RecordType"], shown + ("PM" if hour > 11 else "AM"),
                record["UserId"], record["Operation"], json.dumps(record, separators=(",", ":")),
                number, len(records), record["Id"], "True", "Unchanged",
            ]
        )  # fmt: skip
    return out.getvalue().encode("ascii")


def _record(
    minutes: int, operation: str, kind: int, *, session: str = _SESSION, **more: object
) -> dict[str, object]:
    moment = story.SENT + timedelta(minutes=minutes)
    base: dict[str, object] = {
        "CreationTime": moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "Id": story.uuid(f"audit {operation} {minutes}"),
        "Operation": operation,
        "OrganizationId": stamps.guid("tenant"),
        "RecordType": kind,
        "ResultStatus": "Succeeded",
        "UserKey": "1003200000000001",
        "UserType": 0,
        "Version": 1,
        "Workload": "AzureActiveDirectory" if kind == 15 else "Exchange",
        "UserId": story.SENDER,
        "ClientIP": f"{_OFFICE}:51014" if kind == 15 else _OFFICE,
    }
    if kind == 15:
        named = [{"Name": "UserAgent", "Value": _AGENT}]
        device = [{"Name": "OS", "Value": "Windows 10"}, {"Name": "SessionId", "Value": session}]
        return {**base, "ExtendedProperties": named, "DeviceProperties": device, **more}
    return {
        **base,
        "ClientIPAddress": _OFFICE,
        "ClientInfoString": f"Client=OWA;{_AGENT}",
        "ExternalAccess": False,
        "InternalLogonType": 0,
        "LogonType": 0,
        "MailboxGuid": story.uuid("mailbox"),
        "MailboxOwnerUPN": story.SENDER,
        "SessionId": session,
        **more,
    }
