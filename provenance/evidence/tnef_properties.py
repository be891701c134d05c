"""Lists of MAPI properties inside TNEF (MS-OXTNEF §2.1.3.4): where each value lies.

Only places are handed on here; what a value says is read by the caller. Counts and sizes in the
bytes are claims: whatever does not fit ends the list, and the list says so.
"""

from __future__ import annotations

import struct
from uuid import UUID

from provenance.basics.record import dataclass

MAX_PROPERTIES = 4_096
"""Properties of one list that are kept; Outlook writes fewer than two hundred."""
MAX_VALUES = 1_024
"""Values of one property of several values that are kept."""
MAX_NAME = 512
"""Octets of the name of a named property."""

_FIXED = {
    0x0002: 2,  # PtypInteger16
    0x0003: 4,  # PtypInteger32
    0x0004: 4,  # PtypFloating32
    0x0005: 8,  # PtypFloating64
    0x0006: 8,  # PtypCurrency
    0x0007: 8,  # PtypFloatingTime
    0x000A: 4,  # PtypErrorCode
    0x000B: 2,  # PtypBoolean
    0x0014: 8,  # PtypInteger64
    0x0040: 8,  # PtypTime
    0x0048: 16,  # PtypGuid
}
_STRING8, _UNICODE, _BINARY, _OBJECT = 0x001E, 0x001F, 0x0102, 0x000D
_VARIABLE = frozenset((_STRING8, _UNICODE, _BINARY, _OBJECT))
_MULTIPLE = 0x1000
_NAMED = 0x8000
_BY_NUMBER = 0
_IID = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One property and the half-open ranges of its values, without counts, sizes and padding.

    ``id`` and ``type`` are the halves of the property tag (``type`` without the flag for several
    values). ``guid`` and ``name`` are the name of a named property, "" for others: its set in
    registry form, and its text, or its number as ``0x8554``. ``iid`` is the interface of an
    object, "" for others.
    """

    id: int
    type: int
    several: bool
    start: int
    end: int
    values: tuple[tuple[int, int], ...]
    guid: str = ""
    name: str = ""
    iid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyList:
    """What one list held: its properties, where it ended, and why it ended early, or ""."""

    properties: tuple[Placed, ...]
    end: int
    problem: str = ""


class _ShortError(Exception):
    """The bytes end before the list does; caught in this module."""


def read_property_list(data: bytes, start: int, stop: int) -> PropertyList:
    """Read the list that begins with its count at ``start`` and lies before ``stop``.

    Never raises. ``problem`` is ``short`` (the bytes end first), ``unknown-type`` (a type without
    a known size) or ``too-many``.
    """
    cursor = _Cursor(data, start, stop)
    found: list[Placed] = []
    try:
        count = cursor.number()
        for _ in range(min(count, MAX_PROPERTIES)):
            one = _property(cursor)
            if one is None:
                return PropertyList(properties=tuple(found), end=cursor.at, problem="unknown-type")
            found.append(one)
    except _ShortError:
        return PropertyList(properties=tuple(found), end=cursor.at, problem="short")
    problem = "too-many" if count > MAX_PROPERTIES else ""
    return PropertyList(properties=tuple(found), end=cursor.at, problem=problem)


class _Cursor:
    """A place in the bytes that never goes beyond their end."""

    def __init__(self, data: bytes, at: int, stop: int) -> None:
        self.data = data
        self.at = at
        self.stop = min(stop, len(data))

    def skip(self, size: int) -> int:
        """Pass over so many octets; gives where they began."""
        if size > self.stop - self.at:
            raise _ShortError
        here = self.at
        self.at += size
        return here

    def number(self) -> int:
        return int(struct.unpack_from("<I", self.data, self.skip(4))[0])

    def guid(self) -> str:
        at = self.skip(16)
        return str(UUID(bytes_le=bytes(self.data[at : at + 16]))).upper()

    def pad(self, size: int) -> None:
        """Values are filled up to a multiple of four; the last filling may be missing."""
        self.at = min(self.at + -size % 4, self.stop)


def _property(cursor: _Cursor) -> Placed | None:
    """The next property; ``None`` where its type has no known size."""
    start = cursor.at
    tag = cursor.number()
    id_, type_ = tag >> 16, tag & 0xFFFF
    several, type_ = bool(type_ & _MULTIPLE), type_ & ~_MULTIPLE
    guid, name = _name(cursor) if id_ >= _NAMED else ("", "")
    if type_ in _FIXED:
        count = cursor.number() if several else 1
    elif type_ in _VARIABLE:
        count = cursor.number()
    else:
        return None
    values: list[tuple[int, int]] = []
    iid = ""
    for number in range(count):
        size = _FIXED.get(type_, -1)
        size = cursor.number() if size < 0 else size
        at = cursor.skip(size)
        if type_ == _OBJECT and size >= _IID:
            iid = str(UUID(bytes_le=bytes(cursor.data[at : at + _IID]))).upper()
            at += _IID
        cursor.pad(size)
        if number < MAX_VALUES:
            values.append((at, at + size - (_IID if iid else 0)))
    return Placed(
        id=id_,
        type=type_,
        several=several,
        start=start,
        end=cursor.at,
        values=tuple(values),
        guid=guid,
        name=name,
        iid=iid,
    )


def _name(cursor: _Cursor) -> tuple[str, str]:
    """Set and name of a named property: a number, or text in UTF-16."""
    guid = cursor.guid()
    if cursor.number() == _BY_NUMBER:
        return guid, f"0x{cursor.number():04X}"
    size = cursor.number()
    at = cursor.skip(size)
    cursor.pad(size)
    raw = bytes(cursor.data[at : at + (min(size, MAX_NAME) & ~1)])
    return guid, raw.decode("utf-16-le", "replace").rstrip("\0")
