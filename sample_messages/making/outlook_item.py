"""The copy of a reader in another organisation, saved from Outlook as .msg (MS-OXMSG)."""

from __future__ import annotations

import base64
import struct
from datetime import datetime, timedelta, timezone

from making import exchange, receivers, stamps, story
from making.compound import Storage, Stream, compound_file

SAVED = datetime(2026, 5, 20, 9, 14, 33, 518000, tzinfo=timezone.utc)
READABLE = 6
Property = tuple[int, int, bytes]
"""Property id, type, and value: 8 bytes for fixed sizes, else the bytes of its stream."""


def text(tag: int, value: str) -> Property:
    """PtypString: UTF-16 without terminator."""
    return tag, 0x001F, value.encode("utf-16-le")


def binary(tag: int, value: bytes) -> Property:
    """PtypBinary."""
    return tag, 0x0102, value


def number(tag: int, value: int) -> Property:
    """PtypInteger32."""
    return tag, 0x0003, struct.pack("<iI", value, 0)


def boolean(tag: int, value: bool) -> Property:
    """PtypBoolean."""
    return tag, 0x000B, struct.pack("<HHI", value, 0, 0)


def moment(tag: int, value: datetime) -> Property:
    """PtypTime: FILETIME."""
    return tag, 0x0040, struct.pack("<Q", stamps.filetime(value))


def property_streams(head: bytes, properties: list[Property]) -> list[Storage | Stream]:
    """Write properties as MS-OXMSG §2.4 wants them: one table and a stream for each long value."""
    table = head
    out: list[Storage | Stream] = []
    for tag, kind, value in sorted(properties):
        table += struct.pack("<HHI", kind, tag, READABLE)
        if kind in {0x001F, 0x0102}:
            # The table counts the terminator of a string, the stream does not hold it.
            table += struct.pack("<II", len(value) + (2 if kind == 0x001F else 0), 0)
            out.append(Stream(f"__substg1.0_{tag:04X}{kind:04X}", value))
        else:
            table += value
    return [Stream("__properties_version1.0", table), *out]


def _recipient(index: int, name: str, address: str) -> Storage:
    properties = [
        number(0x0C15, 1),
        number(0x0FFE, 6),
        number(0x3000, index),
        text(0x3001, name),
        text(0x3002, "SMTP"),
        text(0x3003, address),
    ]
    return Storage(f"__recip_version1.0_#{index:08X}", property_streams(bytes(8), properties))


def _properties() -> list[Property]:
    key = f"SMTP:{story.SENDER.upper()}".encode("ascii") + b"\0"
    shown = "; ".join(name for name, _ in story.recipients())
    plain = exchange.text().replace("\n", "\r\n")
    return [
        text(0x001A, "IPM.Note"),
        text(0x0037, story.SUBJECT),
        text(0x003D, ""),
        text(0x0070, story.SUBJECT),
        text(0x0E1D, story.SUBJECT),
        binary(0x0071, base64.b64decode(stamps.thread_index(story.DRAFTED))),
        moment(0x0039, story.SENT),
        moment(0x0E06, story.SENT + timedelta(seconds=6, milliseconds=731)),
        moment(0x3007, SAVED),
        moment(0x3008, SAVED),
        text(0x007D, receivers.outlook_headers().decode("ascii")),
        text(0x1035, exchange.message_id()),
        text(0x0C1A, story.SENDER_NAME),
        text(0x0C1E, "SMTP"),
        text(0x0C1F, story.SENDER),
        binary(0x0C1D, key),
        text(0x5D01, story.SENDER),
        text(0x0042, story.SENDER_NAME),
        text(0x0064, "SMTP"),
        text(0x0065, story.SENDER),
        binary(0x003B, key),
        text(0x5D02, story.SENDER),
        text(0x0E04, shown),
        text(0x0E03, ""),
        text(0x0E02, ""),
        text(0x1000, plain),
        number(0x0E07, 0x3),
        number(0x3FDE, 20127),
        number(0x3FF1, 0x0809),
        number(0x340D, 0x00040E79),
        boolean(0x0E1B, False),
    ]


def mass_mailing_outlook() -> bytes:
    """The whole item, with one storage for each of the 1,500 visible recipients."""
    people = story.recipients()
    head = struct.pack("<8sIIII8s", b"", len(people), 0, len(people), 0, b"")
    names = Storage(
        "__nameid_version1.0",
        [Stream(f"__substg1.0_{tag}0102", b"") for tag in ("0002", "0003", "0004")],
    )
    root = Storage("Root Entry", [*property_streams(head, _properties()), names])
    root.children += [_recipient(i, name, address) for i, (name, address) in enumerate(people)]
    return compound_file(root)
