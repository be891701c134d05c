"""Writes small winmail.dat files (TNEF, MS-OXTNEF), so that tests need no Outlook. Synthetic."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from uuid import UUID

KEY = 0x2A17
MESSAGE, ATTACHMENT = 1, 2
IDS = {
    "attOwner": 0x00060000,
    "attSentFor": 0x00060001,
    "attFrom": 0x00008000,
    "attSubject": 0x00018004,
    "attDateSent": 0x00038005,
    "attMessageClass": 0x00078008,
    "attBody": 0x0002800C,
    "attAttachData": 0x0006800F,
    "attAttachTitle": 0x00018010,
    "attAttachModifyDate": 0x00038013,
    "attAttachRendData": 0x00069002,
    "attMsgProps": 0x00069003,
    "attRecipTable": 0x00069004,
    "attAttachment": 0x00069005,
    "attTnefVersion": 0x00089006,
    "attOemCodepage": 0x00069007,
}
IID_MESSAGE = UUID("00020307-0000-0000-C000-000000000046").bytes_le


def attribute(name: str, data: bytes, *, level: int = MESSAGE, wrong_sum: bool = False) -> bytes:
    """One attribute with its checksum."""
    total = (sum(data) + wrong_sum) & 0xFFFF
    return struct.pack("<BII", level, IDS[name], len(data)) + data + struct.pack("<H", total)


def tnef(*attributes: bytes) -> bytes:
    """A whole file."""
    head = struct.pack("<IH", 0x223E9F78, KEY)
    return head + attribute("attTnefVersion", b"\0\0\1\0") + b"".join(attributes)


def date(*parts: int) -> bytes:
    """A time as year, month, day, hour, minute, second, day of the week."""
    return struct.pack("<7H", *parts)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def fixed(id_: int, type_: int, value: bytes) -> bytes:
    return struct.pack("<HH", type_, id_) + padded(value)


def variable(id_: int, type_: int, *values: bytes) -> bytes:
    out = struct.pack("<HHI", type_, id_, len(values))
    return out + b"".join(struct.pack("<I", len(one)) + padded(one) for one in values)


def text(id_: int, value: str) -> bytes:
    return variable(id_, 0x1F, value.encode("utf-16-le") + b"\0\0")


def time(id_: int, file_time: int) -> bytes:
    return fixed(id_, 0x40, struct.pack("<Q", file_time))


def named(id_: int, set_: str, name: str | int, rest: bytes) -> bytes:
    """A property with its name put behind its tag; ``rest`` as the others give it."""
    if isinstance(name, int):
        kind = struct.pack("<II", 0, name)
    else:
        raw = name.encode("utf-16-le") + b"\0\0"
        kind = struct.pack("<II", 1, len(raw)) + padded(raw)
    return rest[:2] + struct.pack("<H", id_) + UUID(set_).bytes_le + kind + rest[4:]


def properties(found: Sequence[bytes]) -> bytes:
    return struct.pack("<I", len(found)) + b"".join(found)


def attachment(name: str, data: bytes, *more: bytes) -> tuple[bytes, ...]:
    """The attributes of one attachment by value."""
    return (
        attribute("attAttachRendData", struct.pack("<HI4H", 1, 0xFFFFFFFF, 0, 0, 0, 0), level=2),
        attribute("attAttachTitle", name.encode() + b"\0", level=2),
        attribute("attAttachData", data, level=2),
        attribute("attAttachment", properties(more), level=2),
    )


def enclosed(inner: bytes) -> tuple[bytes, ...]:
    """The attributes of one attachment that is a message."""
    body = IID_MESSAGE + inner
    held = struct.pack("<HHII", 0x0D, 0x3701, 1, len(body)) + padded(body)
    return (
        attribute("attAttachRendData", struct.pack("<HI4H", 1, 0xFFFFFFFF, 0, 0, 0, 0), level=2),
        attribute(
            "attAttachment",
            properties([fixed(0x3705, 3, struct.pack("<I", 5)), held]),
            level=2,
        ),
    )
