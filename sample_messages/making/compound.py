"""A small writer of compound files (MS-CFB version 3, 512-byte sectors).

Written from the public format description; enough for an Outlook item of a few megabytes.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SECTOR = 512
MINI = 64
MINI_CUTOFF = 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


@dataclass
class Stream:
    """A named run of bytes."""

    name: str
    data: bytes


@dataclass
class Storage:
    """A named folder of streams and storages."""

    name: str
    children: list[Storage | Stream] = field(default_factory=list)


@dataclass
class _Entry:
    """One directory entry (MS-CFB §2.6.1)."""

    name: str
    kind: int
    node: Storage | Stream
    left: int = NONE
    right: int = NONE
    child: int = NONE
    red: bool = False
    start: int = END
    size: int = 0

    def pack(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        start = self.start if self.kind != 1 else 0
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            name,
            len(name),
            self.kind,
            0 if self.red else 1,
            self.left,
            self.right,
            self.child,
            b"",
            0,
            0,
            0,
            start,
            self.size,
        )


def _order(name: str) -> tuple[int, str]:
    """Sorting of siblings (MS-CFB §2.6.4): by length, then by upper-case characters."""
    return len(name.encode("utf-16-le")), name.upper()


class _Directory:
    """Flattens a tree of storages into entries with balanced red-black sibling trees."""

    def __init__(self, root: Storage) -> None:
        self.entries = [_Entry("Root Entry", 5, root)]
        self._add_children(0)

    def _add_children(self, parent: int) -> None:
        node = self.entries[parent].node
        assert isinstance(node, Storage)
        numbers = []
        for child in sorted(node.children, key=lambda item: _order(item.name)):
            numbers.append(len(self.entries))
            self.entries.append(_Entry(child.name, 1 if isinstance(child, Storage) else 2, child))
        depth = (len(numbers) + 1).bit_length() - 1
        self.entries[parent].child = self._balance(numbers, 0, depth)
        for number in numbers:
            if self.entries[number].kind == 1:
                self._add_children(number)

    def _balance(self, numbers: list[int], level: int, full: int) -> int:
        """Root of a balanced tree; the entries of the last, incomplete level are red."""
        if not numbers:
            return NONE
        middle = len(numbers) // 2
        entry = self.entries[numbers[middle]]
        entry.left = self._balance(numbers[:middle], level + 1, full)
        entry.right = self._balance(numbers[middle + 1 :], level + 1, full)
        entry.red = level >= full
        return numbers[middle]


class _Chains:
    """A sector allocation table and the bytes of its sectors."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.table: list[int] = []
        self.data = bytearray()

    def add(self, data: bytes) -> int:
        """Append data as a chain of sectors and return its first sector."""
        if not data:
            return END
        first = len(self.table)
        count = -(-len(data) // self.size)
        self.table += [first + i + 1 for i in range(count - 1)] + [END]
        self.data += data.ljust(count * self.size, b"\0")
        return first


def _words(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)


def compound_file(root: Storage) -> bytes:
    """Return the bytes of a compound file that holds the tree."""
    entries = _Directory(root).entries
    mini, large = _Chains(MINI), _Chains(SECTOR)
    for entry in entries:
        if isinstance(entry.node, Stream):
            entry.size = len(entry.node.data)
            chains = mini if entry.size < MINI_CUTOFF else large
            entry.start = chains.add(entry.node.data)
    entries[0].size = len(mini.data)
    entries[0].start = large.add(bytes(mini.data))
    mini_table = _words(mini.table)
    mini_table += b"\xff" * (-len(mini_table) % SECTOR)
    mini_start = large.add(mini_table)
    directory = b"".join(entry.pack() for entry in entries)
    empty = struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, NONE, NONE, NONE, b"", 0, 0, 0, 0, 0)
    directory += empty * (-len(entries) % (SECTOR // 128))
    directory_start = large.add(directory)

    used = len(large.table)
    fat_count = 1
    while fat_count * (SECTOR // 4) < used + fat_count:
        fat_count += 1
    if fat_count > 109:
        raise ValueError("the tree is too large for this writer (no DIFAT sectors)")
    table = large.table + [FAT_SECTOR] * fat_count
    table += [FREE] * (fat_count * (SECTOR // 4) - len(table))
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        b"",
        0,
        fat_count,
        directory_start,
        0,
        MINI_CUTOFF,
        mini_start,
        len(mini_table) // SECTOR,
        END,
        0,
        0,
    )[:76]
    fat_list = [used + i for i in range(fat_count)] + [FREE] * (109 - fat_count)
    return header + _words(fat_list) + bytes(large.data) + _words(table)
