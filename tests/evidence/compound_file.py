"""Writes compound files (MS-CFB) and Outlook items (MS-OXMSG) for tests.

Synthetic files only: every address in the tests is a reserved one. A path with ``/`` lies in
storages; siblings form a balanced tree, as real writers make it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT, DIFAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
PROPERTIES = "__properties_version1.0"
UNICODE, STRING8, BINARY, LONG, TIME, BOOLEAN = 0x1F, 0x1E, 0x102, 0x3, 0x40, 0xB
Properties = Mapping[tuple[int, int], Any]
"""(property id, type) -> text, bytes, number, or a list of these."""


@dataclass(slots=True)
class _Node:
    name: str
    data: bytes | None = None
    below: dict[str, _Node] = field(default_factory=dict)
    number: int = FREE
    child: int = FREE
    left: int = FREE
    right: int = FREE
    start: int = 0
    modified: int = 0


def compound_file(
    streams: Mapping[str, bytes], *, sector: int = SECTOR, modified: int = 0
) -> bytes:
    """A file that holds ``streams`` by their paths, the small ones in its mini stream.

    Sectors of 512 bytes make a version 3 file, of 4,096 a version 4 one.
    """
    nodes = _tree(streams)
    nodes[0].modified = modified
    sectors: list[bytes] = []
    chains: list[int] = []

    def store(data: bytes) -> int:
        first, count = len(sectors), max(1, -(-len(data) // sector))
        padded = data.ljust(count * sector, b"\0")
        for index in range(count):
            sectors.append(padded[index * sector : (index + 1) * sector])
            chains.append(len(sectors) if index + 1 < count else END)
        return first

    mini, mini_chains = bytearray(), list[int]()
    for node in nodes[1:]:
        data = node.data
        if data is None:
            continue
        if len(data) >= CUTOFF:
            node.start = store(data)
            continue
        node.start = len(mini_chains) if data else END
        count = -(-len(data) // MINI)
        mini += data.ljust(count * MINI, b"\0")
        mini_chains += [len(mini_chains) + i + 1 for i in range(count - 1)] + [END] * bool(count)
    mini_start = store(bytes(mini))
    nodes[0].start, nodes[0].data = mini_start, bytes(mini)
    table = struct.pack(f"<{len(mini_chains)}I", *mini_chains)
    mini_sectors = -(-len(mini_chains) * 4 // sector) or 1
    mini_table = store(table.ljust(mini_sectors * sector, b"\xff"))
    directory = b"".join(_entry(node, root=node is nodes[0]) for node in nodes)
    directory += _entry(None, root=False) * (-len(nodes) % (sector // 128))
    return _with_table(sectors, chains, (store(directory), mini_table, mini_sectors), sector)


def _tree(streams: Mapping[str, bytes]) -> list[_Node]:
    """All nodes by number, the root first."""
    root = _Node("Root Entry")
    for path, data in streams.items():
        *storages, name = path.split("/")
        node = root
        for one in storages:
            node = node.below.setdefault(one, _Node(one))
        if not name:
            continue
        node.below[name] = _Node(name, data)
    nodes = [root]
    root.number = 0
    for node in nodes:
        below = sorted(node.below.values(), key=lambda each: (len(each.name), each.name.upper()))
        for each in below:
            each.number = len(nodes)
            nodes.append(each)
        node.child = _balance(below)
    return nodes


def _balance(nodes: list[_Node]) -> int:
    if not nodes:
        return FREE
    middle = len(nodes) // 2
    top = nodes[middle]
    top.left, top.right = _balance(nodes[:middle]), _balance(nodes[middle + 1 :])
    return top.number


def _with_table(
    sectors: list[bytes], chains: list[int], places: tuple[int, int, int], size: int
) -> bytes:
    """Add the sector table and the header that names where everything begins."""
    first_directory, mini_table, mini_sectors = places
    per = size // 4
    fat_count = difat_count = 0
    while fat_count * per < len(sectors) + fat_count + difat_count or not fat_count:
        fat_count += 1
        difat_count = -(-max(0, fat_count - 109) // (per - 1))
    first = len(sectors)
    fat_sectors = list(range(first, first + fat_count))
    difat = list(range(first + fat_count, first + fat_count + difat_count))
    chains += [FAT] * fat_count + [DIFAT] * difat_count
    chains += [FREE] * (fat_count * per - len(chains))
    table = struct.pack(f"<{len(chains)}I", *chains)
    sectors += [table[i * size : (i + 1) * size] for i in range(fat_count)]
    for index in range(difat_count):
        rest = fat_sectors[109 + index * (per - 1) : 109 + (index + 1) * (per - 1)]
        rest += [FREE] * (per - 1 - len(rest))
        rest.append(difat[index + 1] if index + 1 < difat_count else END)
        sectors.append(struct.pack(f"<{per}I", *rest))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 4 if size == 4096 else 3, 0xFFFE,
        size.bit_length() - 1, 6, b"", 0, fat_count, first_directory, 0, CUTOFF, mini_table,
        mini_sectors, difat[0] if difat else END, difat_count,
    )  # fmt: skip
    named = fat_sectors[:109]
    header += struct.pack("<109I", *(named + [FREE] * (109 - len(named))))
    return header.ljust(size, b"\0") + b"".join(sectors)


def _entry(node: _Node | None, *, root: bool) -> bytes:
    if node is None:
        node = _Node("", b"")
    encoded = node.name.encode("utf-16-le") + b"\0\0" if node.name else b""
    kind = 5 if root else 0 if not node.name else 1 if node.data is None else 2
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        encoded, len(encoded), kind, 1, node.left, node.right, node.child, b"", 0, 0, node.modified,
        node.start if node.data is not None else 0, len(node.data or b""),
    )  # fmt: skip


def property_stream(records: Mapping[tuple[int, int], bytes]) -> bytes:
    """``__properties_version1.0`` of a message: 32 bytes, then (type, id) -> 8 value bytes."""
    out = b"\0" * 32
    for (type_, tag), value in records.items():
        out += struct.pack("<HHI", type_, tag, 6) + value.ljust(8, b"\0")
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An Outlook item to be written; ``attachments`` may hold an item instead of bytes."""

    properties: Properties
    recipients: Sequence[Properties] = ()
    attachments: Sequence[tuple[Properties, bytes | Item | None]] = ()
    names: Sequence[tuple[str, int | str]] = ()
    """Named properties 0x8000, 0x8001 ... of the top level: GUID, and number or name."""


def outlook_file(item: Item) -> bytes:
    """The .msg file of an item."""
    return compound_file(item_streams(item))


def item_streams(item: Item, prefix: str = "", head: int = 32) -> dict[str, bytes]:
    """All streams of an item by their paths, embedded items included."""
    counts = struct.pack("<4I", *[len(item.recipients), len(item.attachments)] * 2)
    out = _properties(item.properties, prefix, b"\0" * 8 + counts + b"\0" * (head - 24))
    if head == 32:
        out |= _names(item.names)
    for row, properties in enumerate(item.recipients):
        out |= _properties(properties, f"{prefix}__recip_version1.0_#{row:08X}/", b"\0" * 8)
    for number, (properties, data) in enumerate(item.attachments):
        at = f"{prefix}__attach_version1.0_#{number:08X}/"
        if isinstance(data, Item):
            more = dict(properties) | {(0x3701, 0xD): b""}
            out |= _properties(more, at, b"\0" * 8)
            del out[f"{at}__substg1.0_3701000D"]
            out |= item_streams(data, f"{at}__substg1.0_3701000D/", 24)
        else:
            more = dict(properties) | ({(0x3701, BINARY): data} if data is not None else {})
            out |= _properties(more, at, b"\0" * 8)
    return out


_FIXED = {0x2: "<h", 0x3: "<i", 0x4: "<f", 0x5: "<d", 0x6: "<q", 0x7: "<d", 0xA: "<I", 0xB: "<?",
          0x14: "<q", 0x40: "<Q"}  # fmt: skip


def _properties(properties: Properties, prefix: str, head: bytes) -> dict[str, bytes]:
    """The table of one storage, and the streams of what does not fit into it."""
    table, out = bytearray(head), dict[str, bytes]()
    for (tag, type_), value in properties.items():
        if type_ in _FIXED:
            raw = struct.pack(_FIXED[type_], value)
            table += struct.pack("<HHI", type_, tag, 6) + raw.ljust(8, b"\0")
            continue
        name = f"{prefix}__substg1.0_{tag:04X}{type_:04X}"
        out[name] = data = _data(type_, value)
        if type_ in {0x1000 | UNICODE, 0x1000 | STRING8, 0x1000 | BINARY}:
            for number, one in enumerate(value):
                out[f"{name}-{number:08X}"] = _data(type_ & 0xFFF, one)
        closing = {UNICODE: 2, STRING8: 1}.get(type_, 0)
        table += struct.pack("<HHIII", type_, tag, 6, len(data) + closing, 0)
    out[f"{prefix}{PROPERTIES}"] = bytes(table)
    return out


def _data(type_: int, value: Any) -> bytes:
    if type_ & 0x1000:
        single = type_ & 0xFFF
        if single in _FIXED:
            return b"".join(struct.pack(_FIXED[single], one) for one in value)
        lengths = [len(_data(single, one)) for one in value]
        return b"".join(struct.pack("<I", one).ljust(8 if single == BINARY else 4, b"\0")
                        for one in lengths)  # fmt: skip
    if isinstance(value, str):
        return value.encode("utf-16-le" if type_ == UNICODE else "cp1252")
    return bytes(value)


def _names(names: Sequence[tuple[str, int | str]]) -> dict[str, bytes]:
    guids: list[bytes] = []
    entries, strings = bytearray(), bytearray()
    for index, (guid, name) in enumerate(names):
        raw = _guid(guid)
        if raw not in guids:
            guids.append(raw)
        kind = (guids.index(raw) + 3) << 1
        if isinstance(name, str):
            encoded = name.encode("utf-16-le")
            entries += struct.pack("<IHH", len(strings), kind | 1, index)
            strings += struct.pack("<I", len(encoded)) + encoded
            strings += b"\0" * (-len(strings) % 4)
        else:
            entries += struct.pack("<IHH", name, kind, index)
    at = "__nameid_version1.0/__substg1.0_"
    return {f"{at}00020102": b"".join(guids), f"{at}00030102": bytes(entries),
            f"{at}00040102": bytes(strings)}  # fmt: skip


def _guid(written: str) -> bytes:
    first, second, third, fourth, fifth = written.split("-")
    head = struct.pack("<IHH", int(first, 16), int(second, 16), int(third, 16))
    return head + bytes.fromhex(fourth + fifth)


def recipient(name: str, address: str, kind: int = 1) -> dict[tuple[int, int], Any]:
    """Properties of one row of the recipient table as Outlook writes them; address of type SMTP."""
    return {
        (0x0C15, LONG): kind,
        (0x3000, LONG): 0,
        (0x0FFE, LONG): 6,
        (0x3001, UNICODE): name,
        (0x3002, UNICODE): "SMTP",
        (0x3003, UNICODE): address,
        (0x39FE, UNICODE): address,
        (0x5FF6, UNICODE): name,
        (0x0FFF, BINARY): b"\0" * 24 + address.encode("utf-16-le"),
        (0x300B, BINARY): b"SMTP:" + address.upper().encode() + b"\0",
        (0x3900, LONG): 0,
    }
