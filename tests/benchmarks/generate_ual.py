"""Writes a synthetic unified audit log (Purview portal, CSV) of any size: same seed, same bytes.

``python tests/benchmarks/generate_ual.py OUT.csv --rows 2000000`` gives about 2.7 GB in a minute
and a half. Names and addresses are reserved ones. About 1,350 octets a row; raw line ends inside
fields, doubled quotes, copies of earlier rows and a few damaged rows, as real exports have them.
One message stands in six rows, its session in one more, one mailbox in about one row of 405.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

MAILBOX = "msc@harbourvale.example"
MESSAGE_ID = "<LO0P123MB0001AA7C2B5EXAMPLE@LO0P123MB0001.GBRP123.PROD.OUTLOOK.EXAMPLE>"
SESSION = "5e55105e-0000-4000-8000-00000000c0de"
SUBJECT = "To all members of the department"
HEADER = (
    "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,"
    "AssociatedAdminUnits,AssociatedAdminUnitsNames"
)
FIRST = datetime(2026, 1, 5, tzinfo=UTC)
DAYS = 170
USERS = 404
"""Other accounts of the organisation."""

_OPERATIONS = (
    ("MailItemsAccessed", 50, 44),
    ("Create", 2, 12),
    ("Send", 2, 9),
    ("Update", 2, 7),
    ("SoftDelete", 3, 6),
    ("MoveToDeletedItems", 3, 6),
    ("UserLoggedIn", 15, 12),
    ("UserLoginFailed", 15, 3),
    ("HardDelete", 3, 1),
)
_STORY = (
    "UserLoggedIn", "Create", "Send", "MailItemsAccessed", "MailItemsAccessed", "SoftDelete",
    "SoftDelete",
)  # fmt: skip
_CLIENTS = (
    "Client=OWA;Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Edg/124.0",
    "Client=REST;;",
    "Client=MSExchangeRPC",
    "Client=OWA;Action=ViaProxy",
    "Client=ActiveSync;UserAgent=Apple-iPhone14C5/2105.219;Action=/Microsoft-Server-ActiveSync",
)
_FILLER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "


def rows(count: int, *, seed: int = 1, users: int = USERS) -> Iterator[str]:
    """Give the lines of the table behind its header, without their line ends."""
    chance = random.Random(seed)  # noqa: S311 - a generator of test data
    marked = {round((i + 0.5) * count / len(_STORY)): i for i in range(len(_STORY))}
    step = timedelta(days=DAYS) / max(count, 1)
    names = [name for name, _, weight in _OPERATIONS for _ in range(weight)]
    types = {name: type_ for name, type_, _ in _OPERATIONS}
    last: list[str] = []
    for number in range(count):
        # A weekend without a record stands in the middle, so that there is a hole to find.
        moment = FIRST + number * step + timedelta(days=3 if number * 2 > count else 0)
        if number in marked:
            yield _row(chance, moment, *_marked(marked[number]), mailbox=True)
            continue
        dice = chance.random()
        if dice < 0.02 and last:
            yield chance.choice(last)
            continue
        name = chance.choice(names)
        line = _row(chance, moment, name, types[name], None, mailbox=dice > 1 - 1 / (users + 1))
        if dice > 0.999_95:
            line = line[: len(line) // 2].rstrip('"') + '"'  # cut in the middle of its JSON
        last = [*last[-19:], line]
        yield line


def _marked(place: int) -> tuple[str, int, str]:
    """Rows of the one message, and the sign-in of its session."""
    name = _STORY[place]
    return name, {one: type_ for one, type_, _ in _OPERATIONS}[name], MESSAGE_ID


def _row(
    chance: random.Random,
    moment: datetime,
    operation: str,
    type_: int,
    message: str | None,
    *,
    mailbox: bool,
) -> str:
    user = MAILBOX if mailbox else f"user{chance.randrange(USERS):03d}@harbourvale.example"
    if mailbox and message is None and chance.random() < 0.3:
        user = user.upper().replace("EXAMPLE", "example")
    data = _data(chance, moment, operation, type_, message, user)
    indent = chance.random() < 0.01  # re-exports write the JSON over several lines
    text = json.dumps(data, ensure_ascii=False, separators=None if indent else (",", ":"))
    if indent:
        text = text.replace(', "', ',\r\n "')
    units = '"Unit one\nUnit two"' if chance.random() < 0.05 else ""
    quoted = text.replace('"', '""')
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
    return f'{data["Id"]},{stamp},{type_},{operation},{user},"{quoted}",,{units}'


def _data(
    chance: random.Random,
    moment: datetime,
    operation: str,
    type_: int,
    message: str | None,
    user: str,
) -> dict[str, Any]:
    session = SESSION if message else _guid(chance)
    address = f"198.51.100.{chance.randrange(1, 255)}"
    data: dict[str, Any] = {
        "CreationTime": moment.strftime("%Y-%m-%dT%H:%M:%S"),
        "Id": _guid(chance),
        "Operation": operation,
        "OrganizationId": "0f0f0f0f-0000-4000-8000-000000000000",
        "RecordType": type_,
        "ResultStatus": "Succeeded",
        "UserKey": f"1003200{chance.getrandbits(36):09X}",
        "UserType": 0,
        "Version": 1,
        "Workload": "AzureActiveDirectory" if type_ == 15 else "Exchange",
        "ClientIP": f"{address}:{chance.randrange(1024, 65535)}",
        "UserId": user,
    }
    if type_ == 15:
        return data | _sign_in(session, address)
    data |= {
        "ClientIPAddress": address,
        "ClientInfoString": chance.choice(_CLIENTS),
        "ExternalAccess": False,
        "InternalLogonType": 0,
        "LogonType": 0,
        "LogonUserSid": "S-1-5-21-1376570662-3565232716-1187618197-25622886",
        "MailboxGuid": "2c1cb101-3be8-4591-a5d2-e24244ea4df5",
        "MailboxOwnerSid": "S-1-5-21-1376570662-3565232716-1187618197-25622886",
        "MailboxOwnerUPN": user,
        "OrganizationName": "harbourvale.example",
        "OriginatingServer": "LO0P123MB0001 (15.20.4129.032)\r\n",
        "SessionId": session,
    }
    return data | _content(chance, operation, message)


def _sign_in(session: str, address: str) -> dict[str, Any]:
    return {
        "ActorIpAddress": address,
        "AzureActiveDirectoryEventType": 1,
        "ExtendedProperties": [
            {"Name": "UserAgent", "Value": _FILLER + "Chrome/124.0.0.0 Safari/537.36"},
            {"Name": "RequestType", "Value": "OAuth2:Authorize"},
        ],
        "DeviceProperties": [
            {"Name": "OS", "Value": "Windows 10"},
            {"Name": "BrowserType", "Value": "Edge"},
            {"Name": "SessionId", "Value": session},
        ],
        "ModifiedProperties": [],
        "Actor": [{"ID": "00000000-0000-4000-8000-000000000000", "Type": 0}],
        "ErrorNumber": "0",
    }


def _content(chance: random.Random, operation: str, message: str | None) -> dict[str, Any]:
    id_ = message or f"<{chance.getrandbits(120):030X}@LO0P123MB0001.GBRP123.PROD.OUTLOOK.EXAMPLE>"
    if operation == "MailItemsAccessed":
        others = [f"<{chance.getrandbits(96):024x}@mail.example>" for _ in range(3)]
        items = [{"InternetMessageId": one} for one in (id_, *others)]
        return {
            "OperationProperties": [
                {"Name": "MailAccessType", "Value": "Bind"},
                {"Name": "IsThrottled", "Value": "False"},
            ],
            "Folders": [{"FolderItems": items, "Id": "LgAAAADB" * 6, "Path": "\\Inbox"}],
            "OperationCount": len(items),
        }
    subject = SUBJECT if message else f'Re: "quoted" matter {chance.randrange(10_000)}'
    item = {
        "Id": "RgAAAADB" + f"{chance.getrandbits(400):0100X}",
        "InternetMessageId": id_,
        "ParentFolder": {"Id": "LgAAAADB" * 6, "Path": "\\Drafts"},
        "SizeInBytes": chance.randrange(2_000, 900_000),
        "Subject": subject,
    }
    if operation in {"SoftDelete", "HardDelete", "MoveToDeletedItems"}:
        return {"AffectedItems": [item], "Folder": {"Path": "\\Sent Items"}}
    return {"Item": item}


def _guid(chance: random.Random) -> str:
    text = f"{chance.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:]}"


def write(path: Path, count: int, *, seed: int = 1, users: int = USERS) -> int:
    """Write the table; its size in octets."""
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write(HEADER + "\r\n")
        for line in rows(count, seed=seed, users=users):
            out.write(line + "\r\n")
    return path.stat().st_size


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(given.out, write(given.out, given.rows, seed=given.seed))
