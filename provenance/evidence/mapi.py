"""Properties of Outlook items: types, raw values as text (MS-OXCDATA §2.11.1, MS-OXMSG §2.4)."""

from __future__ import annotations

import codecs
import struct
from datetime import UTC, datetime, timedelta

from provenance.basics import State, Value

STRING_LIMIT = 64 * 1024
"""So many bytes of a string property are read as its value."""

BINARY_LIMIT = 16 * 1024
"""So many bytes of a binary property are kept as its value."""

INTEGER, BOOLEAN, SYSTIME, STRING8, UNICODE = "0003", "000B", "0040", "001E", "001F"
BINARY, OBJECT, SERVER_ID, GUID = "0102", "000D", "00FB", "0048"
MULTIPLE = 0x1000
"""Set in the type of a property with several values."""
FIXED_SIZES = {
    "0002": 2, "0003": 4, "0004": 4, "0005": 8, "0006": 8, "0007": 8, "000A": 4, "000B": 2,
    "0014": 8, "0040": 8,
}  # fmt: skip
"""Types whose value stands in the record itself, and their sizes in bytes (MS-OXMSG §2.4.2.1)."""
_PACKED = {"0002": "<h", "0003": "<i", "0004": "<f", "0005": "<d", "0006": "<q", "0014": "<q"}
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
    """Reading of the 8 value bytes of a fixed-size property (MS-OXMSG §2.4.2.1).

    Currency is in whole units with four decimals, an application time in days since 1899-12-30
    (no zone is stated), an error code in hex.
    """
    if len(raw) < 8:
        return State.UNREADABLE
    return scalar(type_, raw)


def scalar(type_: str, raw: bytes) -> Value[str]:
    """Reading of one value of a fixed-size type; ``NOT_ATTEMPTED`` for a type that is none."""
    size = FIXED_SIZES.get(type_)
    if size is None:
        return State.NOT_ATTEMPTED
    if len(raw) < size:
        return State.UNREADABLE
    if type_ == SYSTIME:
        return file_time(struct.unpack_from("<Q", raw)[0])
    if type_ == BOOLEAN:
        return "true" if raw[0] or raw[1] else "false"
    if type_ == "000A":
        return f"0x{struct.unpack_from('<I', raw)[0]:08X}"
    if type_ == "0007":
        return repr(struct.unpack_from("<d", raw)[0])
    value = struct.unpack_from(_PACKED[type_], raw)[0]
    if type_ == "0006":
        return f"{'-' if value < 0 else ''}{abs(value) // 10_000}.{abs(value) % 10_000:04d}"
    return repr(value) if isinstance(value, float) else str(value)


def guid_text(raw: bytes) -> str:
    """A GUID in registry form, upper case: first three groups little-endian (MS-DTYP §2.3.4)."""
    raw = raw[:16].ljust(16, b"\0")
    first, second, third = struct.unpack_from("<IHH", raw)
    rest = raw[8:].hex().upper()
    return f"{first:08X}-{second:04X}-{third:04X}-{rest[:4]}-{rest[4:]}"


def pieces(type_: str, raw: bytes) -> tuple[str, ...]:
    """Values of a property with several fixed-size values, which stand one after the other."""
    single = f"{int(type_, 16) & ~MULTIPLE:04X}"
    size = 16 if single == GUID else FIXED_SIZES.get(single, 0)
    if not size:
        return ()
    step = range(0, len(raw) - size + 1, size)
    if single == GUID:
        return tuple(guid_text(raw[at : at + 16]) for at in step)
    found = (scalar(single, raw[at : at + size]) for at in step)
    return tuple("" if isinstance(one, State) else one for one in found)


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
