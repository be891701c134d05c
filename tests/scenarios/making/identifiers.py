"""Identifiers that hide a clock, in the form in which real servers write them, with true clocks."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from tests.scenarios.making.cast import chance

_POSTFIX = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
FOREST = "GBRP265.PROD.OUTLOOK.COM"
MAILBOX_SERVER = "LO3P265MB4421"
HUB_SERVER = "CWLP265MB5189"


def _ticks(moment: datetime, year: int) -> int:
    """Hundreds of nanoseconds since 1 January of a year."""
    span = moment - datetime(year, 1, 1, tzinfo=UTC)
    return (span.days * 86400 + span.seconds) * 10_000_000 + span.microseconds * 10


def exchange_online(moment: datetime, label: str, *, tag: int) -> str:
    """Message-ID of Exchange Online: server, 20 digits, mailbox tag, folded day, marker."""
    days = _ticks(moment, 1970) // 864_000_000_000 + 134774
    day = (days & 0xFF) ^ ((days >> 8) & 0xFF) ^ 0xB8
    digits = chance(f"exchange {label}", 10).hex().upper()
    return f"{MAILBOX_SERVER}{digits}{tag:02X}{day:02X}2@{MAILBOX_SERVER}.{FOREST}"


def thread_index(moment: datetime, label: str) -> str:
    """Thread-Index as a server writes it: reserved byte, five clock bytes, GUID."""
    clock = _ticks(moment, 1601).to_bytes(8, "big")[:5]
    return base64.b64encode(b"\x01" + clock + chance(f"thread {label}")).decode("ascii")


def network_id(moment: datetime, label: str) -> str:
    """GUID whose last twelve digits are the top 48 bits of the .NET clock of arrival."""
    clock = (_ticks(moment, 1) >> 16).to_bytes(6, "big").hex()
    digits = chance(f"network {label}", 8).hex()
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:]}-a{digits[1:4]}-{clock}"


def _base(value: int, width: int, size: int) -> str:
    out = ""
    while value or len(out) < width:
        value, digit = divmod(value, size)
        out = _POSTFIX[digit] + out
    return out


def queue_id(moment: datetime, label: str) -> str:
    """Long Postfix queue id: seconds and microseconds in base 52, ``z``, inode in base 51."""
    seconds = _base(_ticks(moment, 1970) // 10_000_000, 6, 52)
    inode = 1_300_000 + chance(f"inode {label}", 2)[0]
    return f"{seconds}{_base(moment.microsecond, 4, 52)}z{_base(inode, 1, 51)}"


def google_mail(label: str) -> str:
    """Message-ID of Gmail's own composer."""
    digits = base64.urlsafe_b64encode(chance(f"gmail {label}", 36)).decode("ascii")
    return f"CA{digits.replace('-', 'a').replace('_', 'b')}@mail.gmail.com"


def google_smtp(label: str, kind: str, tail: str) -> str:
    """Google SMTP id in today's form."""
    digits = chance(f"google {label}").hex()
    return f"ffacd0b85a97d-{digits[:10]}{kind}{1000000 + int(digits[22:27], 16)}f8f.{tail}"


def google_boundary(moment: datetime) -> str:
    """MIME boundary of Gmail: microseconds with the low digits in front, and a counter."""
    digits = f"{_ticks(moment, 1970) // 10:014x}"
    return f"000000000000{digits[8:]}{digits[:8]}1c"


def milliseconds(moment: datetime) -> int:
    """Whole milliseconds since 1970."""
    return _ticks(moment, 1970) // 10_000
