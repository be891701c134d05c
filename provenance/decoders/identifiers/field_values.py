"""Clocks and identities in header fields of services, and in the tags of signatures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from provenance.basics import Instant, State
from provenance.decoders.date_time import date_time
from provenance.decoders.identifiers.received import transaction
from provenance.decoders.identifiers.units import (
    POT,
    Found,
    Row,
    filetime,
    is_hex,
    ticks,
    unix,
    unix_ms,
    wall_clock,
)
from provenance.decoders.records import Clock, Decoder, Grade, Place, Relation

_LISTS: Final = "https://lore.kernel.org/"
_STAMP: Final = r"(\d{1,2} [A-Za-z]{3} \d{4} \d\d:\d\d:\d\d\.(\d{4})) \(UTC\)"
_FILETIME: Final = r"FILETIME=\[([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8})\]"
_LATENCY: Final = r"(?:(\d{1,4})\.)?(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?\Z"
_LOGON: Final = r"(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d\d):(\d\d) ([AP])M\Z"
_DEFINITIONS: Final = r"definitions=[\w.-]{0,20}?-(\d{6})(\d{4})(?!\d)"
_SES: Final = r"(\d{4})\.(\d\d)\.(\d\d)-([0-9A-Fa-f:.]{3,45})\Z"
_QQ: Final = r"([a-z]{2,20})t(\d{10})t\w{1,20}\Z"
_TI: Final = r"\bTI=(SMTPD_-{3}[0-9A-Za-z.+/-]{1,40}_(\d{10}))"
_RN: Final = r"\bRN=(\d{1,6})\b"
_MF: Final = r"\bMF=([^\s;]{1,320})"
_TAG: Final = r"(?:^|;)\s*{}\s*=\s*(\d{{1,12}})\s*(?:;|$)"
_GUID: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z"
_GMAIL_SHIFT: Final = 20


def network_message_id(text: str) -> Found | None:
    """Twelve last digits of the GUID: upper 48 bits of the .NET clock of the first server."""
    guid = text.strip()
    if len(guid) != 36 or not re.match(_GUID, guid):
        return Found(reason="layout")
    return Found(time=ticks(int(guid[24:], 16) << 16, guid, 0.0065536))


def exchange_stamp(text: str) -> Found | None:
    """``DD Mon YYYY hh:mm:ss.ffff (UTC)`` with a true fraction of four digits."""
    if (found := re.match(_STAMP, text.strip())) is None:
        return None
    time = date_time(f"{found.group(1)} +0000")
    if not isinstance(time, Instant):
        return Found(reason="impossible-time")
    # What is printed as written has to stand in the exhibit letter by letter.
    return Found(time=replace(time, text=found.group()))


def original_arrival(text: str) -> Found | None:
    """IIS and Exchange 2003: the FILETIME, low word first; the text beside it has to agree.

    The printed fraction is milliseconds filled up to four digits.
    """
    if (found := re.search(_FILETIME, text[:200])) is None:
        return None
    time = filetime(int(found.group(2) + found.group(1), 16), found.group())
    if not isinstance(time, Instant):
        return Found(reason="impossible-time")
    printed = re.match(_STAMP, text.strip())
    words = date_time(f"{printed.group(1)[:-5]} +0000") if printed else State.ABSENT
    reason = ""
    if printed and isinstance(words, Instant):
        milliseconds = int(printed.group(2))
        same = words.utc == time.utc.replace(microsecond=0)
        if not same or milliseconds != time.utc.microsecond // 1_000:
            reason = "differs-from-text"
    return Found(time=time, reason=reason)


def latency(text: str) -> Found | None:
    """``hh:mm:ss.fffffff``: from the first entry to the delivery; a span, no moment."""
    if (found := re.match(_LATENCY, text.strip())) is None:
        return None
    days, hours, minutes, seconds, part = found.groups()
    whole = int(days or 0) * 86_400 + int(hours) * 3_600 + int(minutes) * 60 + int(seconds)
    shown = f"{whole}.{part}" if part else str(whole)
    return Found(parts=(("seconds", shown),))


def last_logon(text: str) -> Found | None:
    """``M/D/YYYY h:mm:ss AM``: the recipient's last logon; no zone is written."""
    if (found := re.match(_LOGON, text.strip())) is None:
        return None
    month, day, year, hour, minute, second, half = found.groups()
    of_day = int(hour) % 12 + (12 if half == "P" else 0)
    digits = f"{year}{int(month):02}{int(day):02}{of_day:02}{minute}{second}"
    return Found(time=wall_clock(digits, zone_known=False, text=text.strip()))


def proofpoint(text: str) -> Found | None:
    """``definitions=...-YYMMDDnnnn``: the day of the definitions, then a running number."""
    if "definitions=" not in text or (found := re.search(_DEFINITIONS, text[:2_000])) is None:
        return None
    day, serial = found.groups()
    time = wall_clock(f"20{day}0000", zone_known=False, text=day + serial)
    if not isinstance(time, Instant):
        return Found(reason="impossible-time")
    return Found(time=_whole_day(time), parts=(("serial", serial),))


def ses_outgoing(text: str) -> Found | None:
    """``YYYY.MM.DD-address``: day, and the address that sent."""
    if (found := re.match(_SES, text.strip())) is None:
        return None
    year, month, day, ip = found.groups()
    time = wall_clock(f"{year}{month}{day}0000", zone_known=False, text=text.strip()[:10])
    if not isinstance(time, Instant):
        return Found(parts=(("ip", ip),), reason="impossible-time")
    return Found(time=_whole_day(time), parts=(("ip", ip),))


def _whole_day(time: Instant) -> Instant:
    return Instant(
        text=time.text,
        utc=time.utc,
        offset_minutes=time.offset_minutes,
        precision_seconds=86_400.0,
        remarks=time.remarks,
    )


def seconds(text: str) -> Found | None:
    """Ten digits of seconds since 1970."""
    digits = text.strip().partition(".")[0]
    if len(digits) != 10 or not digits.isdigit() or not digits.isascii():
        return None
    return Found(time=unix(int(digits), digits))


def qq_mid(text: str) -> Found | None:
    """``cluster`` t ``seconds`` t ``chance``."""
    if (found := re.match(_QQ, text.strip())) is None:
        return None
    cluster, digits = found.groups()
    return Found(time=unix(int(digits), digits), parts=(("server", cluster),))


def alimail(text: str) -> Found | None:
    """``TI`` time of the transaction, ``RN`` number of its recipients, ``MF`` envelope sender."""
    found = re.search(_TI, text[:2_000])
    parts = [
        (name, one.group(1))
        for name, pattern in (("recipients", _RN), ("account", _MF))
        if (one := re.search(pattern, text[:2_000]))
    ]
    if found is None:
        return Found(parts=tuple(parts)) if parts else None
    parts.append(("transaction", found.group(1)))
    return Found(time=unix(int(found.group(2)), found.group(2)), parts=tuple(parts))


def coremail(text: str) -> Found | None:
    """The id of the transaction, with or without the ending of the Received line."""
    return transaction(text.strip().partition(".")[0], text.strip())


def signature(text: str) -> Found | None:
    """``t=`` when it was signed and ``x=`` until when it holds (RFC 6376 §3.5)."""
    signed = re.search(_TAG.format("t"), text[:20_000])
    expires = re.search(_TAG.format("x"), text[:20_000])
    if signed is None and expires is None:
        return None
    end = unix(int(expires.group(1)), expires.group(1)) if expires else State.ABSENT
    return Found(
        time=unix(int(signed.group(1)), signed.group(1)) if signed else State.ABSENT,
        times=(end,) if isinstance(end, Instant) else (),
    )


def gmail_number(text: str) -> Found | None:
    """Gmail's number of a message or thread: milliseconds above 20 bits, decimal or 16 digits."""
    plain = text.strip()
    if len(plain) == 16 and is_hex(plain):
        value = int(plain, 16)
    elif 18 <= len(plain) <= 20 and plain.isdigit() and plain.isascii():
        value = int(plain)
    else:
        return None
    return Found(time=unix_ms(value >> _GMAIL_SHIFT, plain))


def _declare(
    id_: str,
    fields: tuple[str, ...],
    product: str,
    clock: Clock,
    relation: Relation,
    measured: str = "",
    *,
    grade: Grade = Grade.MEASURED,
    source: str = POT,
    exclusive: bool = True,
) -> Decoder:
    return Decoder(
        id=f"field.{id_}",
        places=(Place.FIELD,),
        fields=fields,
        product=product,
        clock=clock,
        relation=relation,
        grade=grade,
        source=source,
        measured=measured,
        exclusive=exclusive,
    )


_SERVER, _RELAY, _RECEIVER = Clock.SENDER_SERVER, Clock.RELAY, Clock.RECEIVER
_HANDOVER, _ARRIVAL, _NONE = Relation.HANDOVER, Relation.ARRIVAL, Relation.NONE
_NETWORK_IDS: Final = (
    "x-ms-exchange-crosstenant-network-message-id",
    "x-ms-exchange-organization-network-message-id",
    "x-ms-office365-filtering-correlation-id",
)

ROWS: Final = (
    Row(
        _declare(
            "network-message-id",
            _NETWORK_IDS,
            "Exchange Online, Outlook.com",
            _RELAY,
            _HANDOVER,
            "7,741 of 7,741 within 82 s of arrival",
        ),
        network_message_id,
    ),
    Row(
        _declare(
            "exchange-arrival",
            ("x-ms-exchange-crosstenant-originalarrivaltime",),
            "Exchange Online, Outlook.com",
            _RELAY,
            _HANDOVER,
            "7,775 fields",
        ),
        exchange_stamp,
    ),
    Row(
        _declare(
            "exchange-expiration-start",
            (
                "x-ms-exchange-organization-expirationstarttime",
                "x-ms-exchange-crosstenant-expirationstarttime",
            ),
            "Exchange Online, Outlook.com",
            _RELAY,
            _HANDOVER,
            "beside the arrival",
        ),
        exchange_stamp,
    ),
    Row(
        _declare(
            "original-arrival",
            ("x-originalarrivaltime",),
            "IIS SMTP, Exchange 2003",
            _RELAY,
            _HANDOVER,
            "5 of 5 agree with the text",
        ),
        original_arrival,
    ),
    Row(
        _declare(
            "exchange-latency",
            ("x-ms-exchange-transport-endtoendlatency",),
            "Exchange Online, Outlook.com",
            _RECEIVER,
            _NONE,
            "arrival and latency give the newest line",
        ),
        latency,
    ),
    Row(
        _declare(
            "last-logon",
            ("x-ms-userlastlogontime",),
            "Outlook.com",
            _RECEIVER,
            _NONE,
            "consumer mailboxes",
        ),
        last_logon,
    ),
    Row(
        _declare(
            "proofpoint-definitions",
            ("x-proofpoint-spam-details", "x-proofpoint-virus-version"),
            "Proofpoint",
            _RELAY,
            _NONE,
            "the day is not after the arrival",
        ),
        proofpoint,
    ),
    Row(
        _declare(
            "ses-outgoing", ("x-ses-outgoing",), "Amazon SES", _SERVER, _HANDOVER, "220 fields"
        ),
        ses_outgoing,
    ),
    Row(
        _declare(
            "barracuda-start",
            ("x-barracuda-start-time",),
            "Barracuda",
            _RELAY,
            _HANDOVER,
            grade=Grade.SOURCE_CODE,
            source="https://github.com/mgeeky/decode-spam-headers",
        ),
        seconds,
    ),
    Row(_declare("qq-mid", ("x-qq-mid",), "Tencent Mail", _SERVER, _HANDOVER, "4 of 4"), qq_mid),
    Row(
        _declare(
            "alimail",
            ("x-alimail-antispam",),
            "Alibaba Mail",
            _SERVER,
            _HANDOVER,
            "4 of 4 within 31 s of the line",
            source=_LISTS,
        ),
        alimail,
    ),
    Row(
        _declare(
            "coremail-transaction",
            ("x-cm-transid",),
            "Coremail",
            _SERVER,
            _HANDOVER,
            "12 of 13 within 20 s",
            source=_LISTS,
        ),
        coremail,
    ),
    Row(
        _declare(
            "dkim-time",
            ("dkim-signature", "x-google-dkim-signature"),
            "DKIM",
            _SERVER,
            _HANDOVER,
            "1,931 of 2,135 within 60 s before arrival",
            grade=Grade.DOCUMENTED,
            source="https://www.rfc-editor.org/rfc/rfc6376#section-3.5",
        ),
        signature,
    ),
    Row(
        _declare(
            "arc-time",
            ("arc-message-signature", "arc-seal"),
            "ARC",
            _RELAY,
            _HANDOVER,
            grade=Grade.DOCUMENTED,
            source="https://www.rfc-editor.org/rfc/rfc8617#section-4.1",
        ),
        signature,
    ),
    Row(
        _declare(
            "gmail-number",
            ("x-gm-msgid", "x-gm-thrid"),
            "Gmail",
            _RECEIVER,
            _ARRIVAL,
            "1 published example",
            source="https://www.metaspike.com/gmail-mime-boundary-delimiter-timestamps/",
            grade=Grade.EXAMPLE,
        ),
        gmail_number,
    ),
)
