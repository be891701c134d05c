"""The organisation's unified audit log around the mailing, in the form of a PowerShell export.

Synthetic: the shape is that of ``Search-UnifiedAuditLog`` as documented and as a public log of 2021
has it. It names the account and an address of the office; who sat there it does not say.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta

from making import exchange, stamps, story

_OFFICE = "192.0.2.7"
_MACHINE = "PC-07"
_AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/124.0 Edg/124.0"
_SESSION = story.uuid("session of the sending")
_COLLEAGUES = (
    ("p.quill@harbourvale.example", "192.0.2.5", "PC-03"),
    ("k.north@harbourvale.example", "192.0.2.9", "PC-05"),
    ("vh@harbourvale.example", "192.0.2.6", "PC-02"),
)
_OTHER_DAYS = (
    # Days before the sending, whose, minutes of the sign-in and of a message, its subject.
    (9, "", (-352, -259), "Room plan"),
    (7, "", (-355, -254), "Candidates"),
    (6, "", (-337, -249), "Holiday cover"),
    (2, "p.quill@harbourvale.example", (-364, -62), "Invoices"),
    (2, "k.north@harbourvale.example", (-319, -157), "Printer"),
    (1, "p.quill@harbourvale.example", (-360, -85), "Minutes"),
    (1, "vh@harbourvale.example", (-287, 94), "Budget"),
    (0, "k.north@harbourvale.example", (-341, -149), "Stock"),
)
_DAY = 24 * 60
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
        "InternetMessageId": _message_id("recall", 63),
        "ItemClass": "IPM.Outlook.Recall",
        "Subject": f"Recall: {story.SUBJECT}",
    }
    records = [
        _record(-22, "UserLoggedIn", 15, seconds=17),
        _record(-10, "Create", 2, seconds=-29, Item=item),
        _record(0, "Send", 2, Item=item),
        _record(0, "Send", 2, Item=item),
        _record(63, "Send", 2, seconds=34, Item=recall),
        _record(71, "SoftDelete", 3, seconds=-5, AffectedItems=[item]),
        _record(-11580, "Send", 2, seconds=-37, session=story.uuid("session of a week before"), Item={
            "InternetMessageId": _message_id("weekly", -11580), "Subject": "Weekly figures",
            "SizeInBytes": 4100, "ParentFolder": {"Path": "\\Drafts"},
        }),
        *_other_days(),
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


def _other_days() -> Iterator[dict[str, object]]:
    """Ordinary use of the account before the leave, and of other accounts in the same office."""
    places = {account: (ip, machine) for account, ip, machine in _COLLEAGUES}
    for days, account, (came, wrote), subject in _OTHER_DAYS:
        ip, machine = places.get(account, (_OFFICE, _MACHINE))
        session = story.uuid(f"session {days} {account}")
        own = {"session": session, "account": account or story.SENDER, "ip": ip}
        at = came - days * _DAY
        yield _record(at, "UserLoggedIn", 15, seconds=_seconds(at), machine=machine, **own)
        at = wrote - days * _DAY
        yield _record(at, "Send", 2, seconds=_seconds(at), **own, Item={
            "InternetMessageId": _message_id(f"{subject} {account}", at),
            "Subject": subject, "SizeInBytes": 4000 + 37 * len(subject),
            "ParentFolder": {"Path": "\\Drafts"},
        })  # fmt: skip


def _message_id(label: str, minutes: int) -> str:
    """A Message-ID as the same mail system writes them, of the day of the message."""
    moment = story.SENT + timedelta(minutes=minutes)
    tag = int(story.uuid(f"tag {label}")[:2], 16)
    return stamps.exchange_message_id(
        exchange.MAILBOX_SERVER, exchange.FOREST, moment, tag=tag, label=f"message id {label}"
    )


def _seconds(minutes: int) -> int:
    """Seconds of a minute: people do not act on the same one each time."""
    return 17 * minutes % 59


def _port(moment: str) -> int:
    """A port of the range that systems take for themselves (RFC 6335 §6), another each time."""
    return 49_152 + sum(int(digit) * 7919**place for place, digit in enumerate(moment)) % 16_384


def _record(
    minutes: int,
    operation: str,
    kind: int,
    *,
    seconds: int = 0,
    session: str = _SESSION,
    account: str = story.SENDER,
    ip: str = _OFFICE,
    machine: str = _MACHINE,
    **more: object,
) -> dict[str, object]:
    moment = story.SENT + timedelta(minutes=minutes, seconds=seconds)
    base: dict[str, object] = {
        "CreationTime": moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "Id": story.uuid(f"audit {operation} {minutes}{_other(account)}"),
        "Operation": operation,
        "OrganizationId": stamps.guid("tenant"),
        "RecordType": kind,
        "ResultStatus": "Succeeded",
        "UserKey": f"10032{_number(account):011d}",
        "UserType": 0,
        "Version": 1,
        "Workload": "AzureActiveDirectory" if kind == 15 else "Exchange",
        "UserId": account,
        "ClientIP": f"{ip}:{_port(f'{moment:%d%H%M%S}')}" if kind == 15 else ip,
    }
    if kind == 15:
        named = [{"Name": "UserAgent", "Value": _AGENT}]
        device = [
            {"Name": "OS", "Value": "Windows 10"},
            {"Name": "DisplayName", "Value": machine},
            {"Name": "SessionId", "Value": session},
        ]
        return {**base, "ExtendedProperties": named, "DeviceProperties": device, **more}
    return {
        **base,
        "ClientIPAddress": ip,
        "ClientInfoString": f"Client=OWA;{_AGENT}",
        "ExternalAccess": False,
        "InternalLogonType": 0,
        "LogonType": 0,
        "MailboxGuid": story.uuid(f"mailbox{_other(account)}"),
        "MailboxOwnerUPN": account,
        "SessionId": session,
        **more,
    }


def _other(account: str) -> str:
    return "" if account == story.SENDER else f" {account}"


def _number(account: str) -> int:
    accounts = [story.SENDER, *(one for one, _, _ in _COLLEAGUES)]
    return accounts.index(account) + 1
