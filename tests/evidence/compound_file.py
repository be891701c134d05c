"""Writes small compound files (MS-CFB) with given streams, so that tests need no Outlook."""

from __future__ import annotations

import struct
from collections.abc import Mapping

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """A version 3 file whose root holds ``streams``, the small ones in its mini stream."""
    names = sorted(streams, key=lambda name: (len(name), name.upper()))
    sectors: list[bytes] = []
    chains: list[int] = []
    starts: dict[str, int] = {}

    def store(data: bytes) -> int:
        first, count = len(sectors), max(1, -(-len(data) // SECTOR))
        padded = data.ljust(count * SECTOR, b"\0")
        for index in range(count):
            sectors.append(padded[index * SECTOR : (index + 1) * SECTOR])
            chains.append(len(sectors) if index + 1 < count else END)
        return first

    mini, mini_chains = b"", list[int]()
    for name in names:
        data = streams[name]
        if len(data) >= CUTOFF:
            starts[name] = store(data)
            continue
        starts[name] = len(mini_chains) if data else END
        count = -(-len(data) // MINI)
        mini += data.ljust(count * MINI, b"\0")
        mini_chains += [len(mini_chains) + i + 1 for i in range(count - 1)] + [END] * bool(count)
    mini_start = store(mini)
    mini_table = store(struct.pack(f"<{len(mini_chains)}I", *mini_chains).ljust(SECTOR, b"\xff"))
    mini_sectors = -(-len(mini_chains) // 128) or 1
    root_child = 1 if names else FREE
    directory = [_entry("Root Entry", 5, child=root_child, start=mini_start, size=len(mini))]
    for index, name in enumerate(names, 1):
        right = index + 1 if index < len(names) else FREE
        size = len(streams[name])
        directory.append(_entry(name, 2, right=right, start=starts[name], size=size))
    while len(directory) % 4:
        directory.append(_entry("", 0, start=0, size=0))
    first_directory = len(sectors)
    for index in range(0, len(directory), 4):
        sectors.append(b"".join(directory[index : index + 4]))
        chains.append(len(sectors) if index + 4 < len(directory) else END)
    return _with_table(sectors, chains, (first_directory, mini_table, mini_sectors))


def _with_table(sectors: list[bytes], chains: list[int], places: tuple[int, int, int]) -> bytes:
    """Add the sector table and the header that names where everything begins."""
    first_directory, mini_table, mini_sectors = places
    fat_count = 1
    while fat_count * 128 < len(sectors) + fat_count:
        fat_count += 1
    fat_sectors = list(range(len(sectors), len(sectors) + fat_count))
    chains += [FAT] * fat_count
    chains += [FREE] * (fat_count * 128 - len(chains))
    table = struct.pack(f"<{len(chains)}I", *chains)
    sectors += [table[i * SECTOR : (i + 1) * SECTOR] for i in range(fat_count)]
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"), b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, fat_count, first_directory, 0, CUTOFF, mini_table, mini_sectors, END, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *(fat_sectors + [FREE] * (109 - fat_count)))
    return header + b"".join(sectors)


def _entry(
    name: str, kind: int, *, right: int = FREE, child: int = FREE, start: int, size: int
) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0" if name else b""
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        encoded, len(encoded), kind, 1, FREE, right, child, b"", 0, 0, 0, start, size,
    )  # fmt: skip


def property_stream(records: Mapping[tuple[int, int], bytes]) -> bytes:
    """``__properties_version1.0`` of a message: 32 bytes, then (type, id) -> 8 value bytes."""
    out = b"\0" * 32
    for (type_, tag), value in records.items():
        out += struct.pack("<HHI", type_, tag, 6) + value.ljust(8, b"\0")
    return out
