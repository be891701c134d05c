"""Named properties of an Outlook item: the GUID and name behind an id (MS-OXMSG §2.2.3)."""

from __future__ import annotations

import struct

from provenance.evidence.mapi import guid_text

FIRST = 0x8000
MAX_NAMED = 0x8000
MAX_NAME = 1_024
"""Bytes of one name that are read; MS-OXPROPS knows none of more than 510."""
_FIXED = {1: "00020328-0000-0000-C000-000000000046", 2: "00020329-0000-0000-C000-000000000046"}
"""PS_MAPI and PS_PUBLIC_STRINGS have numbers of their own; 3 is the first of the list."""

Named = tuple[str, str]
"""GUID of the set in registry form, and the string name or the number as ``0x8554``."""


def named_properties(guids: bytes, entries: bytes, strings: bytes) -> tuple[dict[int, Named], int]:
    """Map property ids to (GUID, name); also the number of entries that cannot be read.

    Args:
        guids: stream 0002 0102 of the storage of names, 16 bytes a property set.
        entries: stream 0003 0102, 8 bytes a property: number or place of the name, and
            set (15 bits) with kind (1 bit: 1 is a string) and index (16 bits).
        strings: stream 0004 0102: length (4 bytes) and UTF-16 text, on multiples of 4.
    """
    out: dict[int, Named] = {}
    bad = 1 if len(entries) % 8 else 0
    for at in range(0, min(len(entries) - 7, MAX_NAMED * 8), 8):
        value, kind, index = struct.unpack_from("<IHH", entries, at)
        guid = _guid(guids, kind >> 1)
        name = _name(strings, value) if kind & 1 else f"0x{value:04X}"
        if not guid or not name or index >= MAX_NAMED or FIRST + index in out:
            bad += 1
            continue
        out[FIRST + index] = (guid, name)
    return out, bad


def _guid(guids: bytes, number: int) -> str:
    if number in _FIXED:
        return _FIXED[number]
    at = (number - 3) * 16
    return guid_text(guids[at : at + 16]) if 0 <= at <= len(guids) - 16 else ""


def _name(strings: bytes, at: int) -> str:
    if at + 4 > len(strings):
        return ""
    (length,) = struct.unpack_from("<I", strings, at)
    raw = strings[at + 4 : at + 4 + length]
    if length > MAX_NAME or len(raw) < length or length % 2:
        return ""
    return raw.decode("utf-16-le", "replace").rstrip("\0")
