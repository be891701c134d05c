"""Queue ids of mail servers: when the server made the queue file, by its own clock.

Exim: specification, "Message identification". Postfix: ``src/global/mail_queue.h``. sendmail:
``queue.c``. The ids are made before the Received line is written, so they are never later.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from provenance.basics import Instant, State
from provenance.decoders.identifiers.units import (
    BASE62,
    Found,
    at,
    is_hex,
    number,
    unix,
)

BASE36: Final = BASE62[:36]
BASE52: Final = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"
BASE51: Final = BASE52[:51]
BASE60: Final = BASE62[:60]
MOST_MICROSECONDS: Final = 1_000_000

_EXIM_OLD: Final = r"([0-9A-Za-z]{6})-([0-9A-Za-z]{6})-([0-9A-Za-z]{2})\Z"
_EXIM_NEW: Final = r"([0-9A-Za-z]{6})-([0-9A-Za-z]{11})-([0-9A-Za-z]{4})\Z"
_ECELERITY: Final = r"[0-9A-Fa-f]{1,2}/[0-9A-Fa-f]{1,2}-[0-9A-Fa-f]{4,6}-([0-9A-Fa-f]{8})\Z"
# Values of six digits from this one on are base 36: in base 62 they lie beyond the year 2200.
_FIRST_BASE36: Final = "D"


def exim(text: str) -> Found | None:
    """Exim's id: 16 characters, 23 since 4.97; seconds and process id in base 62.

    The last group is a fraction whose unit depends on the server's settings: it is not used.
    """
    if len(text) == 16:
        found = re.match(_EXIM_OLD, text)
    elif len(text) == 23:
        found = re.match(_EXIM_NEW, text)
    else:
        return None
    if found is None or (text[0] >= _FIRST_BASE36 and text == text.upper()):
        return None
    seconds = number(found.group(1), BASE62) or 0
    pid = number(found.group(2), BASE62) or 0
    return Found(time=unix(seconds, found.group(1)), parts=(("pid", str(pid)),))


def exim_base36(text: str) -> Found | None:
    """The same in base 36, as Exim writes where file names know no case (macOS, Cygwin)."""
    if len(text) not in {16, 23} or text != text.upper() or text[0] < _FIRST_BASE36:
        return None
    found = re.match(_EXIM_OLD if len(text) == 16 else _EXIM_NEW, text)
    if found is None:
        return None
    seconds = number(found.group(1), BASE36) or 0
    pid = number(found.group(2), BASE36) or 0
    return Found(time=unix(seconds, found.group(1)), parts=(("pid", str(pid)),))


def postfix_long(text: str) -> Found | None:
    """Postfix with long queue ids: seconds, four digits of microseconds, ``z``, inode."""
    split = text.rfind("z")
    if not 10 <= split <= 12 or not 1 <= len(text) - split - 1 <= 14:
        return None
    seconds = number(text[: split - 4], BASE52)
    micro = number(text[split - 4 : split], BASE52)
    inode = number(text[split + 1 :], BASE51)
    if seconds is None or micro is None or inode is None:
        return None
    if micro >= MOST_MICROSECONDS:
        return Found(reason="microseconds")
    return Found(time=at(seconds * 1_000_000 + micro, text, 1e-6), parts=(("inode", str(inode)),))


def postfix_short(text: str) -> Found | None:
    """Postfix's short queue id: five digits of microseconds, then the inode; no whole time.

    More than 999,999 microseconds are impossible: 0 of 1,001 measured ids have them.
    """
    if not 6 <= len(text) <= 16 or not is_hex(text) or text != text.upper():
        return None
    micro = int(text[:5], 16)
    return Found(
        parts=(("microseconds", str(micro)),),
        reason="microseconds" if micro >= MOST_MICROSECONDS else "",
    )


def sendmail(text: str) -> Found | None:
    """Sendmail since 8.10: year, month, day, hour, minute, second in base 60, all in UTC.

    Only the year modulo 60 is written: it is taken to be 1995 to 2054.
    """
    if len(text) != 14 or not text[8:].isdigit() or not text[8:].isascii():
        return None
    if any(digit not in BASE60 for digit in text[:8]):
        return None
    values = [BASE60.index(digit) for digit in text[:6]]
    year = values[0] + (1960 if values[0] >= 35 else 2020)
    try:
        utc = datetime(year, values[1] + 1, values[2], values[3], values[4], values[5], tzinfo=UTC)
    except ValueError:
        return None
    time = Instant(text=text, utc=utc, offset_minutes=State.NOT_APPLICABLE, precision_seconds=1.0)
    return Found(time=time, parts=(("pid", str(int(text[8:]))),))


def ecelerity(text: str) -> Found | None:
    """Ecelerity, Momentum: the last eight digits, written backwards, count seconds."""
    if text[1:2] != "/" and text[2:3] != "/":
        return None
    if (found := re.match(_ECELERITY, text)) is None:
        return None
    digits = found.group(1)
    return Found(time=unix(int(digits[::-1], 16), digits))


def object_id(text: str) -> Found | None:
    """MongoDB's ObjectId, as Mailgun writes: the first eight digits count seconds."""
    if len(text) != 24 or not is_hex(text) or text != text.lower():
        return None
    return Found(time=unix(int(text[:8], 16), text[:8]))
