"""Properties of Outlook items: names, types, and raw values as text (MS-OXPROPS, MS-OXCDATA)."""

from __future__ import annotations

import codecs
import struct
from datetime import UTC, datetime, timedelta

from provenance.basics import State, Value

STRING_LIMIT = 64 * 1024
"""So many bytes of a string property are read as its value."""

NAMES = {
    "001A": "PR_MESSAGE_CLASS",
    "0037": "PR_SUBJECT",
    "0039": "PR_CLIENT_SUBMIT_TIME",
    "0042": "PR_SENT_REPRESENTING_NAME",
    "0064": "PR_SENT_REPRESENTING_ADDRTYPE",
    "0065": "PR_SENT_REPRESENTING_EMAIL_ADDRESS",
    "0C1A": "PR_SENDER_NAME",
    "0C1E": "PR_SENDER_ADDRTYPE",
    "0C1F": "PR_SENDER_EMAIL_ADDRESS",
    "0E06": "PR_MESSAGE_DELIVERY_TIME",
    "0E07": "PR_MESSAGE_FLAGS",
    "1035": "PR_INTERNET_MESSAGE_ID",
    "3007": "PR_CREATION_TIME",
    "3008": "PR_LAST_MODIFICATION_TIME",
    "3FF8": "PR_CREATOR_NAME",
    "3FFA": "PR_LAST_MODIFIER_NAME",
    "5D01": "PR_SENDER_SMTP_ADDRESS",
    "5D02": "PR_SENT_REPRESENTING_SMTP_ADDRESS",
}
"""Property id in hex -> canonical name, for the properties that are read."""

INTEGER, BOOLEAN, SYSTIME, STRING8, UNICODE = "0003", "000B", "0040", "001E", "001F"
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_CODE_PAGES = {
    20127: "ascii",
    28591: "iso-8859-1",
    28592: "iso-8859-2",
    28595: "iso-8859-5",
    28605: "iso-8859-15",
    50220: "iso-2022-jp",
    51932: "euc-jp",
    51949: "euc-kr",
    54936: "gb18030",
    65000: "utf-7",
    65001: "utf-8",
    936: "gb18030",
    20866: "koi8-r",
    21866: "koi8-u",
}


def file_time(ticks: int) -> Value[str]:
    """Windows FILETIME (100 ns since 1601-01-01 UTC) as ISO 8601 UTC.

    Seven decimals where the fraction is not zero, none where it is. Zero means "never set".
    """
    if ticks <= 0:
        return State.ABSENT
    try:
        moment = _EPOCH + timedelta(seconds=ticks // 10_000_000)
    except OverflowError:
        return State.UNPARSABLE
    fraction = ticks % 10_000_000
    return moment.strftime("%Y-%m-%dT%H:%M:%S").rjust(19, "0") + (
        f".{fraction:07d}Z" if fraction else "Z"
    )


def fixed_value(type_: str, raw: bytes) -> Value[str]:
    """Reading of the 8 value bytes of a fixed-size property (MS-OXMSG §2.4.2.1)."""
    if len(raw) < 8:
        return State.UNREADABLE
    if type_ == SYSTIME:
        return file_time(struct.unpack("<Q", raw)[0])
    if type_ == INTEGER:
        return str(struct.unpack("<i", raw[:4])[0])
    if type_ == BOOLEAN:
        return "true" if raw[0] else "false"
    return State.NOT_ATTEMPTED


def code_page(number: int) -> str:
    """Python's codec for a Windows code page, windows-1252 where it is unknown."""
    name = _CODE_PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def string_value(type_: str, raw: bytes, codec: str) -> str:
    """Text of a string property, its closing zero removed; undecodable bytes stay visible."""
    raw = raw[:STRING_LIMIT]
    if type_ == UNICODE:
        text = raw[: len(raw) & ~1].decode("utf-16-le", "replace")
    else:
        text = raw.decode(codec, "backslashreplace" if codec != "utf-7" else "replace")
    # UTF-7 can write half of a surrogate pair, which no output can hold.
    return text.encode("utf-8", "replace").decode("utf-8").rstrip("\0")
