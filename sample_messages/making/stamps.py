"""Clocks and ids in the form in which real servers write them.

Every id that hides a clock in real mail hides the right one here, so that decoders agree with
the visible times.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone

from making.story import chance

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_POSTFIX = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"


def date(moment: datetime, offset_minutes: int = 0, zone: str = "") -> str:
    """Write a header date (RFC 5322 §3.3) without using the locale."""
    local = moment.astimezone(timezone(timedelta(minutes=offset_minutes)))
    sign = "-" if offset_minutes < 0 else "+"
    hours, minutes = divmod(abs(offset_minutes), 60)
    text = (
        f"{WEEKDAYS[local.weekday()]}, {local.day} {MONTHS[local.month - 1]} {local.year} "
        f"{local:%H:%M:%S} {sign}{hours:02d}{minutes:02d}"
    )
    return f"{text} ({zone})" if zone else text


def _since(moment: datetime, year: int) -> int:
    """Hundreds of nanoseconds since 1 January of a year."""
    span = moment - datetime(year, 1, 1, tzinfo=timezone.utc)
    return (span.days * 86400 + span.seconds) * 10_000_000 + span.microseconds * 10


def filetime(moment: datetime) -> int:
    """Windows FILETIME: 100 ns since 1601."""
    return _since(moment, 1601)


def unix_seconds(moment: datetime) -> int:
    """Whole seconds since 1970."""
    return _since(moment, 1970) // 10_000_000


def unix_milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970."""
    return _since(moment, 1970) // 10_000


def exchange_message_id(
    server: str, forest: str, moment: datetime, *, tag: int, label: str = "message id"
) -> str:
    """Message-ID of Exchange Online: server, 20 digits, mailbox tag, folded day, marker."""
    days = unix_seconds(moment) // 86400 + 134774
    day = (days & 0xFF) ^ ((days >> 8) & 0xFF) ^ 0xB8
    digits = chance(label, 10).hex().upper()
    return f"<{server}{digits}{tag:02X}{day:02X}2@{server}.{forest}>"


def thread_index(moment: datetime) -> str:
    """Thread-Index as a server or web client writes it: reserved byte, 5 clock bytes, GUID."""
    clock = filetime(moment).to_bytes(8, "big")[:5]
    return base64.b64encode(b"\x01" + clock + chance("thread", 16)).decode("ascii")


def network_message_id(moment: datetime) -> str:
    """GUID whose last 12 digits are the top 48 bits of the .NET clock of arrival."""
    clock = (_since(moment, 1) >> 16).to_bytes(6, "big").hex()
    digits = chance("network message id", 8).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:]}-{chance('group', 2).hex()}-{clock}"


def guid(label: str) -> str:
    """Random GUID (version 4) that depends on its label only."""
    digits = chance(f"guid {label}", 16).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def exchange_time(moment: datetime) -> str:
    """Arrival time as Exchange Online writes it, four digits of a second."""
    day = f"{moment.day:02d} {MONTHS[moment.month - 1]} {moment.year}"
    return f"{day} {moment:%H:%M:%S}.{moment.microsecond // 100:04d} (UTC)"


def _base(number: int, width: int, size: int) -> str:
    out = ""
    while number or len(out) < width:
        number, digit = divmod(number, size)
        out = _POSTFIX[digit] + out
    return out


def postfix_queue_id(moment: datetime, inode: int) -> str:
    """Long Postfix queue id: seconds and microseconds in base 52, ``z``, inode in base 51."""
    seconds = _base(unix_seconds(moment), 6, 52)
    return f"{seconds}{_base(moment.microsecond, 4, 52)}z{_base(inode, 1, 51)}"


def google_boundary(moment: datetime) -> str:
    """MIME boundary of Gmail: microseconds with the low digits in front, and a counter."""
    digits = f"{_since(moment, 1970) // 10:014x}"
    return f"000000000000{digits[8:]}{digits[:8]}1c"


def google_local(moment: datetime) -> str:
    """Tail of a Google SMTP id: Pacific wall clock (daylight saving time)."""
    local = moment.astimezone(timezone(timedelta(hours=-7)))
    return f"{local:%Y.%m.%d.%H.%M.%S}"
