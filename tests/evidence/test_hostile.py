"""Evidence files that once misled or could mislead this room; each case is a regression."""

from __future__ import annotations

import struct

import pytest

from provenance.evidence import Kind, recognise
from provenance.evidence.mapi import code_page, string_value
from provenance.evidence.outlook_msg import read_outlook_item
from tests.patience import must_end

MAIL = b"From: a@b.example\r\nReceived: from x by y; 1 Jan 2024 00:00:00 +0000\r\n\r\nhi\r\n"


@pytest.mark.parametrize(
    "begin",
    [
        b"References: " + b"<a@b> " * 60_000 + b"\r\n",
        b"X-A: " + b"a" * 300_000 + b"\r\n",
        b"X-A: " + b"a\r\n " * 100_000 + b"b\r\n",
        (b"X-A: " + b"a" * 300_000 + b"\r\n") * 3,
    ],
)
def test_a_long_first_field_does_not_hide_a_message(begin: bytes) -> None:
    assert recognise(begin + MAIL) is Kind.EML
    assert recognise(begin + b"\r\nprose " * 3) is not Kind.EML


def test_utf7_strings_of_outlook_items_hold_no_half_pair() -> None:
    assert string_value("001E", b"+2AA-", code_page(65000)).encode("utf-8")


def compound(**changes: int) -> bytes:
    """A compound file header (MS-CFB §2.2) with an Outlook stream name behind it."""
    head = bytearray(512)
    head[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    values = {"fat": 1, "directory": 1, "difat": 0xFFFFFFFE, "difats": 0, "first": 0} | changes
    struct.pack_into("<II", head, 44, values["fat"], values["directory"])
    struct.pack_into("<I", head, 56, 4096)
    struct.pack_into("<IIII", head, 60, 0xFFFFFFFE, 0, values["difat"], values["difats"])
    struct.pack_into("<I", head, 76, values["first"])
    loop = struct.pack("<I", 1) * 128
    root = "Root Entry".encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBB", 22, 5, 1)
    stream = "__substg1.0_007D001F".encode("utf-16-le").ljust(64, b"\0")
    stream += struct.pack("<HBB", 42, 2, 1)
    size = struct.pack("<IQ", 1, 0xFFFFFFFF)
    entries = [(root + b"\xff" * 12).ljust(116, b"\0") + size, (stream + b"\xff" * 12).ljust(
        116, b"\0") + size] * 2  # fmt: skip
    return bytes(head) + loop + b"".join(entries)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"fat": 0xFFFFFFFF},
        {"fat": 0x7FFFFFFF, "difat": 1, "difats": 0xFFFFFFFF},
        {"difat": 0, "difats": 2},
        {"directory": 0xFFFFFFFE},
        {"first": 0xFFFFFFF0},
    ],
)
def test_looped_and_oversized_containers_are_a_warning(changes: dict[str, int]) -> None:
    data = compound(**changes)
    assert recognise(data) is Kind.MSG
    with must_end():
        item = read_outlook_item(data)
    assert item.warnings
    for cut in range(0, len(data), 97):
        read_outlook_item(data[:cut])
