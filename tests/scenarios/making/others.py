"""Exports of other systems: Google, mail servers, doors, airlines, tunnels, calendars, consoles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from tests.scenarios.making.cast import (
    ADDRESSES,
    DOMAIN,
    SUBJECT,
    chance,
    guid,
    number,
    shift,
    stamp,
)
from tests.scenarios.making.identifiers import queue_id as long_queue_id
from tests.scenarios.making.messages import queue_id, sent_size
from tests.scenarios.making.tables import File, table


def google_login(file: File) -> bytes:
    """Log-in activities of the Reports API."""
    items = []
    for moment, row in file.rows():
        method = ["password", "idv_preregistered_phone"] if row.get("second") else ["password"]
        items.append((moment, _activity(moment, file.who(row).address, file.ip(row), row["op"],
                                        method, row["t"] + file.label)))  # fmt: skip
    for moment, who, label in file.noise():
        items.append((moment, _activity(moment, f"{who}@{DOMAIN}", ADDRESSES["office"],
                                        "login_success", ["password"], label)))  # fmt: skip
    items.sort(key=lambda one: (one[0], json.dumps(one[1])), reverse=True)
    whole = {"kind": "admin#reports#activities", "items": [item for _, item in items]}
    return json.dumps(whole, indent=1).encode()


def _activity(
    moment: datetime, user: str, address: str, name: str, method: list[str], label: str
) -> dict[str, object]:
    return {
        "kind": "admin#reports#activity",
        "id": {
            "time": f"{stamp(moment)}.000Z",
            "uniqueQualifier": str(number(label, 10**15)),
            "applicationName": "login",
            "customerId": "C0hv2026x",
        },
        "actor": {"callerType": "USER", "email": user, "profileId": str(number(user, 10**15))},
        "ipAddress": address,
        "events": [{
            "type": "login",
            "name": name,
            "parameters": [
                {"name": "login_type", "value": "google_password"},
                {"name": "login_challenge_method", "multiValue": method},
                {"name": "is_suspicious", "boolValue": False},
            ],
        }],
    }  # fmt: skip


def gmail_events(file: File) -> bytes:
    """Gmail log events of the investigation tool as CSV."""
    rows = []
    for moment, row in file.rows():
        rows.append([f"{stamp(moment)}Z", row["op"], file.mid(row), row.get("subject", SUBJECT),
                     file.who(row).address, "", file.ip(row), "WEB"])  # fmt: skip
    for moment, who, label in file.noise():
        rows.append([f"{stamp(moment)}Z", "Send", f"<CA{chance(label, 18).hex()}@mail.gmail.com>",
                     f"Note {number(label, 900)}", f"{who}@{DOMAIN}", "", ADDRESSES["office"],
                     "WEB"])  # fmt: skip
    head = ("Date", "Event", "Message ID", "Subject", "Owner", "Delegate", "IP address",
            "Client type")  # fmt: skip
    return table(head, sorted(rows, reverse=True))


def mail_log(file: File) -> bytes:
    """Postfix: every message in the lines of its services, with ISO times in UTC."""
    lines: list[tuple[datetime, int, str]] = []
    host = file.spec.get("host", "mail1")
    own = "host" not in file.spec
    for moment, row in file.rows():
        name = row["mid"]
        queued = queue_id(file.world, name, None if name == "dispute" else moment - file.skew)
        lines += _message(moment.replace(microsecond=318207), host, queued, file.who(row).address,
                          file.ip(row), file.mid(row), own=True, size=sent_size(file.world),
                          people=12)  # fmt: skip
    for moment, who, label in file.noise(max(1, file.spec.get("noise", 0) // 5)):
        at = moment.replace(microsecond=number(label, 10**6))
        sender = f"{who}@{DOMAIN}" if own else f"{who}@quillon.example"
        lines += _message(
            at,
            host,
            long_queue_id(at - file.skew, label),
            sender,
            ADDRESSES["office"] if own else "198.51.100.33",
            f"<{chance(label).hex()}@{sender.partition('@')[2]}>",
            own=own,
        )
    return "".join(f"{text}\n" for *_, text in sorted(lines)).encode()


def _message(
    at: datetime,
    host: str,
    queued: str,
    sender: str,
    address: str,
    mid: str,
    *,
    own: bool,
    size: int = 5120,
    people: int = 1,
) -> list[tuple[datetime, int, str]]:
    service = "submission/smtpd" if own else "smtpd"
    login = f", sasl_method=PLAIN, sasl_username={sender}" if own else ""
    relay = "mx.friend.example[198.51.100.3]:25" if own else "local"
    told = (
        f"postfix/{service}[812]: {queued}: client=unknown[{address}]{login}",
        f"postfix/cleanup[815]: {queued}: message-id={mid}",
        f"postfix/qmgr[700]: {queued}: from=<{sender}>, size={size}, nrcpt={people} (queue active)",
        *(
            f"postfix/smtp[820]: {queued}: to=<reader.{n:02d}@friend.example>, relay={relay},"
            " delay=1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4Xy)"
            for n in range(1, people + 1)
        ),
        f"postfix/qmgr[700]: {queued}: removed",
    )
    out = []
    for index, text in enumerate(told):
        moment = at.astimezone(UTC) + timedelta(milliseconds=10 * index)
        out.append((moment, index, f"{moment.isoformat(timespec='microseconds')} {host} {text}"))
    return out


def user_logins(file: File) -> bytes:
    """Roundcube's ``userlogins.log``."""
    found = [(moment, file.who(row).address, file.ip(row)) for moment, row in file.rows()]
    found += [(moment, f"{who}@{DOMAIN}", ADDRESSES["office"]) for moment, who, _ in file.noise()]
    lines = []
    for moment, user, address in sorted(found):
        session = chance(f"{user} {moment}", 13).hex()[:26]
        lines.append(
            f"[{moment.astimezone(UTC):%d-%b-%Y %H:%M:%S} +0000]: <{session[:8]}> Successful login"
            f" for {user} (ID: {number(user, 90) + 1}) from {address} in session {session}\n"
        )
    return "".join(lines).encode()


DOOR_MAP = b"""kind: door
time: Timestamp (local)
person: Cardholder
card: Card number
place: Reader
direction: Direction
result: Result
date_format: '%d/%m/%Y %H:%M:%S'
"""


def doors(file: File) -> bytes:
    """Door log of the building in the building's own time, without a zone."""
    found = [(moment, row["card"], row["dir"]) for moment, row in file.rows()]
    for who, came, went in _working_days(file):
        found += [(came, who, "in"), (went, who, "out")]
    cast = file.world.cast
    names: dict[str, str] = {"M. Carrow": cast["owner"].name, "V. Harbour": cast["b"].name}
    rows = []
    cards: dict[str, int] = {}
    for moment, card, way in sorted(found):
        name = names.get(str(card), str(card))
        shown = f"{file.local(moment):%d/%m/%Y %H:%M:%S}"
        if name not in cards:
            drawn = 4700 + number(name, 900)
            while drawn in cards.values():
                drawn += 1
            cards[name] = drawn
        rows.append([shown, name, f"{cards[name]:06d}", "Main entrance", way.upper(), "Granted"])
    head = ("Timestamp (local)", "Cardholder", "Card number", "Reader", "Direction", "Result")
    return table(head, rows, delimiter=";")


def _working_days(file: File) -> Iterator[tuple[str, datetime, datetime]]:
    """Other people of the house: in once and out once on a working day."""
    seen = set()
    for moment, who, label in file.noise():
        day = (who, moment.date())
        if moment.weekday() > 4 or day in seen:
            continue
        seen.add(day)
        came = moment.replace(hour=7, minute=10) + timedelta(minutes=number(label, 110))
        yield who, came, came + timedelta(minutes=410 + number(label + " out", 130))


BOARDING_MAP = b"""kind: door
time: Scan time (UTC)
person: Passenger
place: Gate
direction: Direction
result: Result
timezone: UTC
"""


def boarding(file: File) -> bytes:
    """An airline's scans of boarding cards, as its answer to a request would list them."""
    cast = file.world.cast
    names = {"M. Carrow": cast["owner"].name, "V. Harbour": cast["b"].name}
    rows = [
        [stamp(moment) + "Z", names.get(row["card"], row["card"]), row["place"], row["dir"],
         "Accepted"]
        for moment, row in file.rows()
    ]  # fmt: skip
    return table(("Scan time (UTC)", "Passenger", "Gate", "Direction", "Result"), rows)


VPN_MAP = b"""kind: vpn
time: Time (UTC)
account: User
ip: Remote address
ip_inside: Assigned address
action: Event
result: Result
timezone: UTC
"""


def tunnels(file: File) -> bytes:
    """A VPN gateway's sessions."""
    rows = [
        [stamp(moment) + "Z", file.world.cast[row["user"]].address, ADDRESSES[row["from"]],
         ADDRESSES[row["to"]], row["op"], "success"]
        for moment, row in file.rows()
    ]  # fmt: skip
    names = ("Time (UTC)", "User", "Remote address", "Assigned address", "Event", "Result")
    return table(names, rows)


CONSOLE_MAP = """kind: login
time: 时间
account: 账号
ip: 登录IP
action: 操作
message_id: Message-ID
result: 结果
""".encode()


def console(file: File) -> bytes:
    """Log-ins out of the console of a Chinese mail system, in its own time."""
    rows = []
    for moment, row in file.rows():
        mid = file.mid(row) if "mid" in row else ""
        word = "发送" if row.get("op") == "send" else "登录"
        rows.append([f"{file.local(moment):%Y-%m-%d %H:%M:%S}", file.who(row).address,
                     file.ip(row), word, mid, "成功"])  # fmt: skip
    for moment, who, _ in file.noise():
        rows.append([f"{file.local(moment):%Y-%m-%d %H:%M:%S}", f"{who}@{DOMAIN}",
                     ADDRESSES["office"], "登录", "", "成功"])  # fmt: skip
    return table(
        ("时间", "账号", "登录IP", "操作", "Message-ID", "结果"), sorted(rows, reverse=True)
    )


def calendar(file: File) -> bytes:
    """Calendar entries of the holder."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Calendar//EN"]
    for row in file.spec["rows"]:
        sent = file.world.sent
        made = f"{sent + shift(row['created']):%Y%m%dT%H%M%SZ}"
        lines += [
            "BEGIN:VEVENT", f"UID:{guid(file.label)}@{DOMAIN}", f"CREATED:{made}",
            f"DTSTAMP:{made}", f"DTSTART;VALUE=DATE:{sent + shift(row['from']):%Y%m%d}",
            f"DTEND;VALUE=DATE:{sent + shift(row['to']):%Y%m%d}", f"SUMMARY:{row['summary']}",
            "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
            f"ORGANIZER:mailto:{file.world.cast['account'].address}", "END:VEVENT",
        ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in [*lines, "END:VCALENDAR"]).encode()
