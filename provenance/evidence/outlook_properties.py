"""Reads all properties of one storage of an Outlook item (MS-OXMSG §2.1, §2.4)."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from provenance.basics import State, Text, Value, text
from provenance.evidence.compound import CompoundFile, Entry
from provenance.evidence.hashing import hashes
from provenance.evidence.mapi import (
    BINARY,
    BINARY_LIMIT,
    FIXED_SIZES,
    GUID,
    INTEGER,
    MULTIPLE,
    OBJECT,
    SERVER_ID,
    STRING8,
    STRING_LIMIT,
    UNICODE,
    code_page,
    fixed_value,
    guid_text,
    pieces,
    string_value,
)
from provenance.evidence.mapi_named import FIRST, Named
from provenance.evidence.mapi_names import NAMES, NUMBERED
from provenance.evidence.records import MapiProperty

PROPERTIES = "__properties_version1.0"
MAX_RECORDS = 16_384
"""Records of one table of properties that are read; MS-OXCMSG knows no more than 65,536 ids."""
MAX_PROPERTIES = 400_000
"""Properties of all storages of one file together."""
MAX_VALUES = 4_096
"""Values of one property that are read."""
MAX_WARNINGS = 60
BY_PLACE = frozenset({"007D", "1000", "1009", "1013", "3701"})
"""Headers, bodies and data of attachments: known by place and size, not held as a value."""
DATA = "3701"
_STREAM = re.compile(r"__SUBSTG1\.0_([0-9A-F]{4})([0-9A-F]{4})\Z")
_MESSAGE_CODE_PAGE, _INTERNET_CODE_PAGE = "3FFD", "3FDE"
_RECORD = struct.Struct("<HHI8s")
_EMPTY = {UNICODE: 2, STRING8: 1}
"""Size that a table states for an empty string: it counts the closing zero."""
_NOTHING = frozenset({"0000", "0001"})


@dataclass(slots=True)
class Reading:
    """What one file has in common while it is read: container, names, warnings, limits."""

    file: CompoundFile
    named: Mapping[int, Named] = field(default_factory=dict)
    warnings: list[Text] = field(default_factory=list)
    untold: int = 0
    left: int = MAX_PROPERTIES
    missing: int = 0
    first_missing: str = ""
    long: int = 0
    first_long: str = ""

    def warn(self, id_: str, **params: str | int) -> None:
        """Add a warning of the catalogue; behind the limit they are only counted."""
        if len(self.warnings) >= MAX_WARNINGS:
            self.untold += 1
            return
        self.warnings.append(text(f"evidence.warning.{id_}", **params))

    def read(self, entry: Entry) -> bytes:
        """Bytes of a stream; what is missing of it is a warning with its path."""
        data, whole = self.file.read(entry)
        if not whole:
            self.warn("msg-stream-cut", stream=entry.path, found=len(data), size=entry.size)
        return data


@dataclass(slots=True)
class Storage:
    """Properties of one storage, the head of its table, and the codec of its 8-bit strings."""

    properties: list[MapiProperty]
    head: bytes
    codec: str


def read_storage(reading: Reading, storage: Entry, head: int, codec: str | None) -> Storage:
    """Read every property of ``storage``; never raises.

    ``head`` is the number of bytes before the first record of its table: 32 for an item, 24 for
    an embedded one, 8 for recipients and attachments (MS-OXMSG §2.4.1). ``codec`` is that of the
    item around it, ``None`` where the storage says it itself.
    """
    table = storage.stream(PROPERTIES)
    if table is None:
        reading.warn("msg-no-table", storage=storage.path or "/")
        return Storage(_streams(reading, storage, codec or "cp1252", set()), b"", codec or "cp1252")
    data = reading.read(table)
    if len(data) == table.size and (len(data) < head or (len(data) - head) % 16):
        reading.warn("msg-table-size", stream=table.path, size=len(data))
    records = _records(reading, table, data, head)
    codec = _codec(records, codec or "cp1252")
    place = reading.file.offset(table) if len(data) < 4_096 and len(data) <= 512 else None
    out: list[MapiProperty] = []
    seen: set[str] = set()
    for tag, type_, at, raw in records:
        if type_ in FIXED_SIZES or type_ in _NOTHING:
            out.append(_fixed(reading, table.path, place, (tag, type_, at, raw)))
            continue
        if tag + type_ in seen:
            continue
        seen.add(tag + type_)
        one = _variable(reading, storage, tag, type_, codec)
        if one is None and int.from_bytes(raw[:4], "little") <= _EMPTY.get(type_, 0):
            out.append(_lost(reading, table.path, (tag, type_, at), State.ABSENT))
        elif one is None:
            reading.missing += 1
            reading.first_missing = reading.first_missing or f"{table.path} {tag}{type_}"
            out.append(_lost(reading, table.path, (tag, type_, at), State.UNREADABLE))
        else:
            out.append(one)
    out += _streams(reading, storage, codec, seen)
    out.sort(key=lambda p: (p.tag, p.type, p.stream, p.start))
    return Storage(out, data[:head], codec)


Record = tuple[str, str, int, bytes]
"""Property id, type, offset of the value in the table, its 8 bytes."""


def _records(reading: Reading, table: Entry, data: bytes, head: int) -> list[Record]:
    count = max(0, len(data) - head) // 16
    allowed = min(count, MAX_RECORDS, max(0, reading.left) // _cost(table))
    if allowed < count:
        reading.warn("msg-table-limit", stream=table.path, count=count, read=allowed)
    reading.left -= allowed * _cost(table)
    out: list[Record] = []
    for at in range(head, head + allowed * 16, 16):
        type_, tag, _, raw = _RECORD.unpack_from(data, at)
        out.append((f"{tag:04X}", f"{type_:04X}", at + 8, raw))
    return out


def _cost(entry: Entry) -> int:
    """How much a property counts against the limit: those with long paths count for several."""
    return 1 + entry.depth // 8


def _codec(records: list[Record], outer: str) -> str:
    """Code page of the 8-bit strings: that of the message, else of its Internet form."""
    pages = {
        tag: int.from_bytes(raw[:4], "little")
        for tag, type_, _, raw in records
        if type_ == INTEGER and tag in {_MESSAGE_CODE_PAGE, _INTERNET_CODE_PAGE}
    }
    page = pages.get(_MESSAGE_CODE_PAGE) or pages.get(_INTERNET_CODE_PAGE)
    return code_page(page) if page else outer


def _named(reading: Reading, tag: str) -> tuple[str, str, str]:
    """Name, GUID and name in its set of a property id."""
    number = int(tag, 16)
    if number < FIRST:
        return NAMES.get(tag, ""), "", ""
    guid, named = reading.named.get(number, ("", ""))
    return NUMBERED.get((guid, named), named), guid, named


def _fixed(reading: Reading, stream: str, place: Value[int] | None, record: Record) -> MapiProperty:
    tag, type_, at, raw = record
    name, guid, named = _named(reading, tag)
    return MapiProperty(
        tag=tag,
        type=type_,
        name=name,
        value=fixed_value(type_, raw),
        stream=stream,
        start=at,
        end=at + 8,
        offset=State.NOT_APPLICABLE if place is None else _plus(place, at),
        size=FIXED_SIZES.get(type_, 0),
        guid=guid,
        named=named,
    )


def _plus(place: Value[int], at: int) -> Value[int]:
    return place if isinstance(place, State) else place + at


def _lost(
    reading: Reading, stream: str, record: tuple[str, str, int], state: State
) -> MapiProperty:
    """A property that the table names, and whose stream is not there: empty, or lost."""
    tag, type_, at = record
    name, guid, named = _named(reading, tag)
    return MapiProperty(
        tag=tag,
        type=type_,
        name=name,
        value=state,
        stream=stream,
        start=at,
        end=at + 8,
        guid=guid,
        named=named,
    )


def _streams(reading: Reading, storage: Entry, codec: str, seen: set[str]) -> list[MapiProperty]:
    """Properties that have a stream and no record in the table: they are read all the same."""
    out: list[MapiProperty] = []
    for key in sorted(storage.children):
        match = _STREAM.match(key)
        if match is None or match[1] + match[2] in seen:
            continue
        if reading.left <= 0:
            reading.warn("msg-table-limit", stream=storage.path or "/", count=len(seen), read=0)
            break
        reading.left -= _cost(storage)
        one = _variable(reading, storage, match[1], match[2], codec)
        if one is not None:
            out.append(one)
    return out


def _variable(
    reading: Reading, storage: Entry, tag: str, type_: str, codec: str
) -> MapiProperty | None:
    """The property whose value is a stream of its own; ``None`` if there is no such stream."""
    entry = storage.children.get(f"__SUBSTG1.0_{tag}{type_}")
    if entry is None:
        return None
    value: Value[str] = State.NOT_ATTEMPTED
    values: tuple[str, ...] = ()
    kept = b""
    size, sha256 = entry.size, ""
    if type_ == OBJECT:
        value = State.NOT_APPLICABLE
    elif tag != DATA:
        raw = reading.read(entry)
        size = len(raw)
        if tag in BY_PLACE:
            sha256 = hashes(raw)[0]
        else:
            value, values, kept = _value(reading, storage, entry, type_, raw, codec)
    name, guid, named = _named(reading, tag)
    return MapiProperty(
        tag=tag,
        type=type_,
        name=name,
        value=value,
        stream=entry.path,
        start=0,
        end=size,
        offset=reading.file.offset(entry),
        size=size,
        values=values,
        raw=kept,
        sha256=sha256,
        guid=guid,
        named=named,
    )


def _value(
    reading: Reading, storage: Entry, entry: Entry, type_: str, raw: bytes, codec: str
) -> tuple[Value[str], tuple[str, ...], bytes]:
    """Reading of a value as text, its single values, and its bytes if it is binary."""
    limit = STRING_LIMIT if type_ in {STRING8, UNICODE} else BINARY_LIMIT
    if len(raw) > limit:
        reading.long += 1
        reading.first_long = reading.first_long or entry.path
        return State.NOT_ATTEMPTED, (), b""
    if not raw and entry.size:
        return State.UNREADABLE, (), b""
    if type_ in {STRING8, UNICODE}:
        return string_value(type_, raw, codec) or State.ABSENT, (), b""
    if type_ in {BINARY, SERVER_ID}:
        return raw.hex().upper() or State.ABSENT, (), raw
    if type_ == GUID:
        return (guid_text(raw) if len(raw) == 16 else State.UNREADABLE), (), raw
    if int(type_, 16) & MULTIPLE:
        values = _multiple(reading, storage, entry, type_, raw, codec)
        return "; ".join(values) or State.ABSENT, values, b""
    return raw.hex().upper() or State.ABSENT, (), raw


def _multiple(
    reading: Reading, storage: Entry, entry: Entry, type_: str, raw: bytes, codec: str
) -> tuple[str, ...]:
    """Values of a property that has several: in one stream, or each in its own (§2.1.4)."""
    single = f"{int(type_, 16) & ~MULTIPLE:04X}"
    if single not in {STRING8, UNICODE, BINARY}:
        found = pieces(type_, raw)
        if len(found) > MAX_VALUES:
            reading.warn("msg-values-limit", stream=entry.path, count=len(found), read=MAX_VALUES)
        return found[:MAX_VALUES]
    count = len(raw) // (8 if single == BINARY else 4)
    if count > MAX_VALUES:
        reading.warn("msg-values-limit", stream=entry.path, count=count, read=MAX_VALUES)
    out: list[str] = []
    for number in range(min(count, MAX_VALUES)):
        one = storage.stream(f"{entry.name}-{number:08X}")
        if one is None:
            reading.missing += 1
            reading.first_missing = reading.first_missing or f"{entry.path}-{number:08X}"
            continue
        data = reading.read(one)[: BINARY_LIMIT if single == BINARY else STRING_LIMIT]
        out.append(data.hex().upper() if single == BINARY else string_value(single, data, codec))
    return tuple(out)
