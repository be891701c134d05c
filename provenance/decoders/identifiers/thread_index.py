"""Thread-Index, the property PidTagConversationIndex as text: two layouts and their replies.

22 bytes, then 5 for each reply. Layout of Outlook and MAPI: six bytes of the clock from byte 0.
Layout of Exchange, web and mobile programs: one reserved byte, then five bytes of the clock.
The replies count from their predecessor, not from the header as Microsoft's page says (measured).
A program that reads the second layout as the first one finds a date of 1830 and stores the time
since then modulo 2^54 units (57.08 years).
"""

from __future__ import annotations

from typing import Final

from provenance.basics import Instant
from provenance.decoders.identifiers.units import Found, Row, filetime, unpacked
from provenance.decoders.records import Clock, Decoder, Grade, Place, Relation

MOST_REPLIES: Final = 500
HEADER: Final = 22
BLOCK: Final = 5
_WRAP: Final = 1 << 54
_HEADER_UNIT: Final = 1 << 24
_CODE_0: Final = 18
_CODE_1: Final = 23
_LONGEST: Final = 8_000
_SOURCE: Final = (
    "https://learn.microsoft.com/office/client-developer/outlook/mapi/tracking-conversations"
)


_FIRST_BYTE: Final = 0xBF
_LAST_BYTE: Final = 0xE4
"""Second byte of a FILETIME of 1999 and of 2033. Outlook gives foreign mail an index of random
bytes, of which some begin 01 01; measured: one of 340 messages then says 2056."""


def raw(text: str) -> bytes:
    """The bytes of a Thread-Index value, empty where it is no base64."""
    return unpacked("".join(text[:_LONGEST].split()))


def client(text: str) -> Found | None:
    """Layout of Outlook: bytes 0 to 5 are the upper 48 bits of the clock."""
    data = raw(text)
    if len(data) < HEADER or data[0] != 1 or not _FIRST_BYTE <= data[1] <= _LAST_BYTE:
        return None
    start = int.from_bytes(data[:6], "big") << 16
    return _found(data, start, start, text, 0.0065536)


def server(text: str) -> Found | None:
    """Layout of Exchange: bytes 1 to 5 are the upper 40 bits of the clock."""
    data = raw(text)
    if len(data) < HEADER or data[0] != 1 or data[1] != 1 or data[2] > _LAST_BYTE:
        return None
    start = int.from_bytes(data[1:6], "big") << 24
    return _found(data, start, int.from_bytes(data[:6], "big") << 16, text, 1.6777216)


def other(text: str) -> Found | None:
    """Any other first bytes are no clock: random or computed from the subject."""
    data = raw(text)
    if not data:
        return Found(reason="not-base64")
    return Found(reason="too-short" if len(data) < HEADER else "layout")


def _found(data: bytes, start: int, misread: int, text: str, unit: float) -> Found:
    replies, last_unit = _replies(data, start, misread)
    times = [
        moment
        for value in replies[:MOST_REPLIES]
        if isinstance(moment := filetime(value, text, last_unit), Instant)
    ]
    parts = [("guid", data[6:22].hex())]
    if len(data) > HEADER:
        parts.append(("replies", str((len(data) - HEADER) // BLOCK)))
    return Found(
        time=filetime(start, text, unit),
        parts=tuple(parts),
        times=tuple(times),
        reason="length" if (len(data) - HEADER) % BLOCK else "",
    )


def _replies(data: bytes, start: int, misread: int) -> tuple[list[int], float]:
    """Clock value of each reply; ``misread`` is the header as a program of layout one reads it."""
    values: list[int] = []
    previous = start
    precision = 1e-6
    wrapped = misread != start
    for place in range(HEADER, len(data) - BLOCK + 1, BLOCK):
        word = int.from_bytes(data[place : place + 4], "big")
        long, steps = word >> 31, word & 0x7FFFFFFF
        shift = _CODE_1 if long else _CODE_0
        precision = max(precision, (1 << shift) / 1e7)
        if wrapped and long and not values:
            # A reply in the same moment may come out a step before the header: that is no turn.
            value = misread + (steps << shift)
            value += max(0, -((value + _HEADER_UNIT - start) // _WRAP)) * _WRAP
        else:
            value = previous + (steps << shift)
        values.append(value)
        previous = value
    return values, precision


def _declare(id_: str, product: str, clock: Clock, relation: Relation, measured: str) -> Decoder:
    return Decoder(
        id=f"thread-index.{id_}",
        places=(Place.FIELD,),
        fields=("thread-index",),
        product=product,
        clock=clock,
        relation=relation,
        grade=Grade.MEASURED,
        source=_SOURCE,
        measured=measured,
        exclusive=id_ != "other",
    )


ROWS: Final = (
    Row(
        _declare(
            "client",
            "Outlook, MAPI",
            Clock.AUTHOR,
            Relation.DRAFT,
            "8 of 8 without a reply within an hour before Date; 16 of 252 have this layout",
        ),
        client,
    ),
    Row(
        _declare(
            "server",
            "Exchange, Outlook on the web, new Outlook, mobile",
            Clock.SENDER_SERVER,
            Relation.DRAFT,
            "163 of 167 newest replies within 60 s of Date; 236 of 252 have this layout",
        ),
        server,
    ),
    Row(
        _declare("other", "", Clock.UNKNOWN, Relation.NONE, "24 of 276 have no clock"),
        other,
    ),
)
