"""UUIDs (RFC 9562): versions 1, 6 and 7 carry a clock, 1 and 6 also the address of the maker."""

from __future__ import annotations

import re
from typing import Final

from provenance.decoders.identifiers.units import Found, Parts, Read, ReadId, Row, at, uuid_time
from provenance.decoders.records import Clock, Decoder, Grade, Place, Relation

_FORM: Final = r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}\Z"
_RFC: Final = "https://www.rfc-editor.org/rfc/rfc9562#section-5"


def uuid_digits(text: str) -> str:
    """The 32 digits of a UUID in the usual form in lower case, "" for any other text."""
    if len(text) != 36 or text[8:9] != "-" or not re.match(_FORM, text):
        return ""
    return text.replace("-", "").lower()


def bits(digits: str) -> tuple[str, bool]:
    """Version digit, and whether the variant bits are those of RFC 9562 §4.1."""
    return digits[12], digits[16] in "89ab"


def node(digits: str) -> Parts:
    """The last twelve digits as an address; the lowest bit of its first octet says random."""
    octets = digits[20:]
    shown = ":".join(octets[i : i + 2] for i in range(0, 12, 2))
    kind = "random" if int(octets[:2], 16) & 1 else "hardware-form"
    return (("node", shown), ("node-kind", kind))


def version_1(text: str) -> Found | None:
    """Version 1: 60 bits of 100 ns since 1582, low part first (RFC 9562 §5.1)."""
    digits = uuid_digits(text)
    return of_digits_1(digits, text) if digits else None


def of_digits_1(digits: str, text: str) -> Found | None:
    """The same of 32 digits without dashes."""
    if bits(digits) != ("1", True):
        return None
    value = int(digits[13:16] + digits[8:12] + digits[:8], 16)
    return Found(time=uuid_time(value, text), parts=node(digits))


def version_6(text: str) -> Found | None:
    """Version 6: the same clock, high part first (RFC 9562 §5.6)."""
    digits = uuid_digits(text)
    if not digits or bits(digits) != ("6", True):
        return None
    value = int(digits[:12] + digits[13:16], 16)
    return Found(time=uuid_time(value, text), parts=node(digits))


def version_7(text: str) -> Found | None:
    """Version 7: 48 bits of milliseconds since 1970 (RFC 9562 §5.7)."""
    digits = uuid_digits(text)
    if not digits or bits(digits) != ("7", True):
        return None
    return Found(time=at(int(digits[:12], 16) * 1_000, text, 0.001))


def in_message_id(read: Read) -> ReadId:
    """The same reader for the local part of a Message-ID; the host behind it is told."""

    def of(local: str, domain: str) -> Found | None:
        found = read(local)
        return None if found is None else found._replace(parts=(("host", domain), *found.parts))

    return of


def _row(version: int, read: Read, measured: str = "") -> Row:
    return Row(
        Decoder(
            id=f"uuid.v{version}",
            places=(Place.MESSAGE_ID, Place.RECEIVED_ID),
            product="UUID",
            clock=Clock.UNKNOWN,
            relation=Relation.NONE,
            grade=Grade.DOCUMENTED,
            source=_RFC,
            measured=measured,
            exclusive=True,
        ),
        read,
    )


ROWS: Final = (
    _row(1, version_1, "3 of 3 version 1 Message-IDs of 7,909 unwanted messages are random"),
    _row(6, version_6),
    _row(7, version_7),
)
MESSAGE_ID_ROWS: Final = tuple(Row(row.decoder, in_message_id(row.read)) for row in ROWS)
