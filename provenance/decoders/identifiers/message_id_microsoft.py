"""Message-IDs of Microsoft's programs and services.

The id of Exchange Online is undocumented: day and mailbox tag were found by measuring (289 of 292
ids of 7,909 messages and 29 of 29 records of an audit export agree with the day). It is graded so,
and nothing stronger than "fits" or "does not fit" may be said from it.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from provenance.basics import Instant, State
from provenance.decoders.identifiers.units import (
    EPOCH,
    Found,
    Parts,
    Row,
    declare,
    filetime,
    is_hex,
    is_lower_hex,
)
from provenance.decoders.identifiers.uuids import bits, uuid_digits
from provenance.decoders.records import Clock, Decoder, Grade, Place, Relation

DAYS_AROUND: Final = 60
"""The code of the day repeats: it is looked for this many days around a stated date."""

_DAYS_1601: Final = 134_774
_MASK: Final = 0xB8
_O365: Final = "https://github.com/invictus-ir/o365_dataset"
_OUTLOOK: Final = r"([0-9A-Fa-f]{4})([0-9A-Fa-f]{8})\$([0-9A-Fa-f]{8})\$([0-9A-Fa-f]{8})\$?\Z"
_PUBLIC: Final = ("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "yahoo.com")


def outlook(local: str, domain: str) -> Found | None:
    """``cccchhhhhhhh$llllllll$xxxxxxxx$@host``: counter, then the FILETIME of the client."""
    if "$" not in local or (found := re.match(_OUTLOOK, local)) is None:
        return None
    counter, high, low, _ = found.groups()
    return Found(
        time=filetime(int(high + low, 16), f"{high}${low}"),
        parts=(("host", domain), ("counter", counter)),
    )


def exchange_online(local: str, domain: str) -> Found | None:
    """``SERVER`` + 25 digits ``@SERVER.region.prod.outlook.com``: tag of the mailbox, and the day.

    The day is a code of one byte: :func:`exchange_online_near` finds the days that it fits.
    """
    low = domain.lower()
    if not low.endswith(".prod.outlook.com"):
        return None
    server, _, rest = low.partition(".")
    if len(local) != len(server) + 25 or local[: len(server)].lower() != server:
        return None
    digits = local[len(server) :]
    if not is_hex(digits):
        return None
    return Found(
        time=State.NOT_ATTEMPTED,
        parts=exchange_parts(server.upper(), digits, rest.partition(".")[0]),
    )


def exchange_parts(server: str, digits: str, region: str) -> Parts:
    """Server, region, tag, code of the day and marker out of the 25 digits."""
    return (
        ("server", server),
        *((("region", region),) if region else ()),
        ("mailbox-tag", digits[20:22].upper()),
        ("day-code", digits[22:24].upper()),
        ("marker", digits[24].upper()),
    )


def day_code(days_since_1970: int) -> int:
    """The byte that Exchange Online writes for a UTC day."""
    number = days_since_1970 + _DAYS_1601
    return (number & 0xFF) ^ ((number >> 8) & 0xFF) ^ _MASK


def exchange_online_near(found: Found, near: datetime) -> Found:
    """Fill in the days around ``near`` whose code stands in the id, nearest first.

    One day becomes the time; with several there is none, and ``times`` has them all.
    """
    code = dict(found.parts).get("day-code", "")
    wanted = int(code, 16)
    today = (near - EPOCH).days
    fitting = [
        today + step
        for step in sorted(range(-DAYS_AROUND, DAYS_AROUND + 1), key=lambda n: (abs(n), n))
        if day_code(today + step) == wanted
    ]
    times = tuple(
        Instant(
            text=code,
            utc=EPOCH + timedelta(days=day),
            offset_minutes=State.NOT_APPLICABLE,
            precision_seconds=86_400.0,
        )
        for day in fitting
    )
    if len(times) == 1:
        return found._replace(time=times[0], times=())
    reason = "several-days" if times else "no-day-near"
    return found._replace(time=State.NOT_APPLICABLE, times=times, reason=reason)


def exchange_random(local: str, domain: str) -> Found | None:
    """32 lower-case digits: a random number, behind it the inner name of the server."""
    if len(local) != 32 or not is_lower_hex(local) or "." not in domain:
        return None
    public = domain.lower() in _PUBLIC
    return Found(parts=(("host", domain),), reason="public-domain" if public else "")


def added_by_protection(local: str, domain: str) -> Found | None:
    """A lower-case UUID at an ``eop-`` host: the message came without an id of its own."""
    low = domain.lower()
    if not low.endswith("prod.protection.outlook.com") or ".eop-" not in low:
        return None
    digits = uuid_digits(local)
    if not digits:
        return None
    return Found(parts=(("host", domain),), reason="" if bits(digits) == ("4", True) else "bits")


def original(text: str) -> Found | None:
    """The id that the message had before Outlook.com put its own in the place."""
    inner = text.strip()[:1_000]
    return Found(parts=(("original-id", inner),)) if "@" in inner else None


_declare = partial(declare, Place.MESSAGE_ID)


ROWS: Final = (
    Row(
        _declare(
            "exchange-online",
            "Exchange Online, Outlook.com",
            "day equal to that of Date in 289 of 292, and in 29 of 29 audit records",
            relation=Relation.DRAFT,
            source=_O365,
            exclusive=True,
        ),
        exchange_online,
        exchange_online_near,
    ),
    Row(
        _declare(
            "outlook",
            "Outlook with an Internet account, Outlook Express, Windows Mail",
            "3 in 7,909 unwanted messages, all of templates; agrees with the boundary in others",
            clock=Clock.AUTHOR,
            relation=Relation.DRAFT,
            exclusive=True,
        ),
        outlook,
    ),
    Row(
        _declare("exchange-added", "Exchange Online Protection", "most of 945 UUID ids"),
        added_by_protection,
    ),
    Row(
        _declare("exchange-random", "Exchange Server 2013 and later", "365 of this shape"),
        exchange_random,
    ),
)

ORIGINAL: Final = Row(
    Decoder(
        id="field.original-message-id",
        places=(Place.FIELD,),
        fields=("x-microsoft-original-message-id",),
        product="Outlook.com",
        clock=Clock.AUTHOR,
        relation=Relation.NONE,
        grade=Grade.EXAMPLE,
        source="https://lore.kernel.org/",
    ),
    original,
)
