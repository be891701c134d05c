"""Synthetic messages of one mailbox at Exchange Online; every name is a reserved one."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

from provenance.authentication import Authentication
from provenance.decoders.identifiers.message_id_microsoft import day_code
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import KnownMessage, find_origin, read_clocks
from provenance.origin.calibration import Seen, known_message
from provenance.trace import trace_message

ADDRESS = "msc@harbourvale.example"
FIRST_DAY = date(2026, 3, 2)


def mail(
    number: int,
    *,
    day: date | None = None,
    tag: str = "C4",
    server: str = "AS8PR07MB7001",
    address: str = ADDRESS,
    zone: str = "+0100",
    protocol: str = "mapi",
    extra: str = "",
    body: str = "Hello",
) -> bytes:
    """One message. ``number`` makes it different from all others, and is its day by default."""
    day = day or FIRST_DAY + timedelta(days=number)
    noon = datetime(day.year, day.month, day.day, 12, number % 60, tzinfo=UTC)
    code = f"{day_code((day - date(1970, 1, 1)).days):02X}"
    serial = hashlib.sha256(str(number).encode()).hexdigest()[:20].upper()
    identifier = f"{server}{serial}{tag}{code}2@{server}.eurprd07.prod.outlook.com"
    stamp = format_datetime(noon + timedelta(seconds=4))
    host = f"{server}.eurprd07.prod.outlook.com"
    hours = timezone(timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[3:])))
    local = format_datetime(noon.astimezone(hours))
    lines = [
        (
            f"Received: from {host} (2001:db8:a:1::17) by mx.friend.example with ESMTPS"
            f" id q{number} for <reader@friend.example>;"
            f" {format_datetime(noon + timedelta(seconds=9))}"
        ),
        (
            f"Received: from {host} ([fe80::a1b2]) by {host} ([fe80::a1b2%4]) with {protocol}"
            f" id 15.20.8745.020; {stamp}"
        ),
        f"From: M. Carrow <{address}>",
        "To: reader@friend.example",
        f"Subject: Number {number}",
        f"Date: {local}",
        f"Message-ID: <{identifier}>",
        "Accept-Language: en-GB",
        "Content-Type: text/plain; charset=us-ascii",
        "MIME-Version: 1.0",
        *([extra] if extra else []),
        "",
        body,
        "",
    ]
    return "\r\n".join(lines).encode()


def seen(raw: bytes) -> Seen:
    """Read a message as the pipeline does."""
    message = read_message(MessageStream(name="file", data=raw), id="M1", evidence="E1")
    trace = trace_message(message)
    origin = find_origin(message, trace, Authentication())
    return Seen(message, trace, origin, read_clocks(message, trace))


def known(raw: bytes, file: str = "k.eml") -> KnownMessage:
    """Read a known message."""
    return known_message(
        seen(raw), file=file, sha256=hashlib.sha256(raw).hexdigest(), evidence="E9"
    )
