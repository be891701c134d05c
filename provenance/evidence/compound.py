"""Opens a compound file (MS-CFB) as a tree of storages and streams; damaged ones as far as it goes.

Nothing here raises over the bytes. What is irregular is counted in ``problems``; where the tables
or the directory had to be read around, ``recovered`` says so. Work is linear in the file's size:
chains stop at their first repetition, and all streams together give at most four times the file.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections import Counter
from collections.abc import Iterable

from provenance.basics import State, Value

HEADER = 512
ENTRY = 128
MINI = 64
CUTOFF = 4_096
STORAGE, STREAM, ROOT = 1, 2, 5
MAX_ENTRIES = 400_000
MAX_STORAGES = 160
"""Storages in one another; an item embedded 50 levels deep needs 101."""
_REGULAR = 0xFFFF_FFFA
"""Sector numbers from here on are marks: free, end of chain, table (MS-CFB §2.1)."""
_END = 0xFFFF_FFFE
_NONE = 0xFFFF_FFFF
_ENTRY = struct.Struct("<64sHBBIII20xQQIQ")
_SHIFTS = (9, 12)


class Entry:
    """One storage or stream of the directory (MS-CFB §2.6.1).

    ``children`` are by upper-case name, as the directory compares them. ``created`` and
    ``modified`` are FILETIME values of a storage, 0 where the writer set none (of the root only
    ``modified`` may be set).
    """

    __slots__ = (
        "child",
        "children",
        "created",
        "depth",
        "index",
        "kind",
        "left",
        "modified",
        "name",
        "parent",
        "right",
        "size",
        "start",
    )

    def __init__(
        self,
        index: int,
        name: str,
        kind: int,
        left: int,
        right: int,
        child: int,
        start: int,
        size: int,
    ) -> None:
        self.index = index
        self.name = name
        self.kind = kind
        self.left, self.right, self.child = left, right, child
        self.start = start
        self.size = size
        self.parent: Entry | None = None
        self.depth = 0
        self.created = self.modified = 0
        self.children: dict[str, Entry] = {}

    @property
    def path(self) -> str:
        """Names from below the root, with ``/`` between them; made when somebody asks."""
        names: list[str] = []
        one: Entry | None = self
        while one is not None and one.kind != ROOT:
            names.append(one.name)
            one = one.parent
        return "/".join(reversed(names))

    def get(self, name: str) -> Entry | None:
        """The child of that name, compared without case."""
        return self.children.get(name.upper())

    def stream(self, name: str) -> Entry | None:
        """The child of that name if it is a stream."""
        found = self.children.get(name.upper())
        return found if found is not None and found.kind == STREAM else None


class CompoundFile:
    """An open compound file; ``root`` holds the top level, empty where nothing was found.

    ``problems`` counts irregularities by machine name: ``header``, ``table`` (a table of sectors
    that is missing, damaged or loops), ``directory`` (the list of names is damaged), ``tree``
    (it leads in circles), ``unreached`` (entries that it does not lead to), ``twice`` (one name
    twice), ``entries`` and ``deep`` (limits), ``budget`` (streams claim more than the file has).
    """

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.problems: Counter[str] = Counter()
        self.root = Entry(0, "Root Entry", ROOT, _NONE, _NONE, _NONE, _END, 0)
        self.entries: list[Entry | None] = []
        self._budget = 4 * len(content) + 65_536
        self._mini_stream: bytes | None = None
        self._mini_sectors: list[int] = []
        self._read_header()
        self._fat = self._read_fat()
        self._mini_fat = self._read_table(self._first_mini_fat, self._mini_fat_count)
        self._read_directory()

    @property
    def recovered(self) -> bool:
        """Was the container so damaged that something had to be read around?"""
        return any(
            self.problems[name] for name in ("header", "table", "directory", "tree", "unreached")
        )

    @property
    def sector_size(self) -> int:
        """Bytes of a sector: 512 or 4,096."""
        return self._sector

    def read(self, entry: Entry) -> tuple[bytes, bool]:
        """Bytes of a stream, and whether they are all there; what is there comes from the start."""
        if entry.kind != STREAM or entry.size == 0:
            return b"", entry.kind == STREAM
        self._budget -= min(entry.size, len(self.content)) + MINI
        if self._budget < 0:
            self.problems["budget"] += 1
            return b"", False
        if entry.size >= CUTOFF:
            data, whole = self._chain(entry.start, entry.size)
        else:
            data, whole = self._mini_chain(entry.start, entry.size)
        return data, whole and len(data) == entry.size

    def offset(self, entry: Entry) -> Value[int]:
        """Where the first byte of a stream stands in the file; the others may lie elsewhere."""
        if entry.size == 0 or entry.kind != STREAM:
            return State.NOT_APPLICABLE
        if entry.size >= CUTOFF:
            return self._place(entry.start)
        self._load_mini_stream()
        at = entry.start * MINI
        index = at // self._sector
        if index >= len(self._mini_sectors):
            return State.UNREADABLE
        place = self._place(self._mini_sectors[index])
        return place if isinstance(place, State) else place + at % self._sector

    def _place(self, sector: int) -> Value[int]:
        at = (sector + 1) * self._sector
        return at if sector < _REGULAR and at < len(self.content) else State.UNREADABLE

    def _read_header(self) -> None:
        """Sizes and first sectors (MS-CFB §2.2)."""
        head = self.content[:HEADER].ljust(HEADER, b"\0")
        order, shift, mini = struct.unpack_from("<HHH", head, 28)
        if order != 0xFFFE or shift not in _SHIFTS or mini != 6 or len(self.content) < HEADER:
            self.problems["header"] += 1
        self._version_3 = shift != 12
        self._sector = 1 << (shift if shift in _SHIFTS else 9)
        # Sector 0 begins behind the header, which takes a whole sector.
        self._count = max(0, -(-len(self.content) // self._sector) - 1)
        (self._fat_count, self._first_directory) = struct.unpack_from("<II", head, 44)
        (self._first_mini_fat, self._mini_fat_count) = struct.unpack_from("<II", head, 60)
        (self._first_difat, self._difat_count) = struct.unpack_from("<II", head, 68)
        self._difat = struct.unpack_from("<109I", head, 76)

    def _raw(self, sector: int) -> bytes:
        at = (sector + 1) * self._sector
        return self.content[at : at + self._sector]

    def _read_fat(self) -> array[int]:
        """The table of sectors: its own sectors stand in the header and a chain (MS-CFB §2.5)."""
        per = self._sector // 4
        needed = -(-self._count // per)
        places = [one for one in self._difat if one < _REGULAR]
        sector, seen = self._first_difat, set[int]()
        while sector < _REGULAR and len(places) < needed:
            if sector in seen or sector >= self._count:
                self.problems["table"] += 1
                break
            seen.add(sector)
            raw = self._raw(sector).ljust(self._sector, b"\xff")
            more = struct.unpack(f"<{per}I", raw)
            places += [one for one in more[:-1] if one < _REGULAR]
            sector = more[-1]
        out = bytearray()
        for place in places[:needed]:
            raw = self._raw(place) if place < self._count else b""
            if len(raw) < self._sector:
                self.problems["table"] += 1
            out += raw.ljust(self._sector, b"\xff")
        if len(places) < needed:
            self.problems["table"] += 1
        return _numbers(bytes(out))

    def _read_table(self, first: int, count: int) -> array[int]:
        """The table of the small sectors, a chain of the big ones."""
        if first >= _REGULAR or not count:
            return array("I")
        data, whole = self._chain(first, min(count, self._count + 1) * self._sector)
        if not whole:
            self.problems["table"] += 1
        return _numbers(data[: len(data) & ~3])

    def _sectors(
        self, start: int, count: int, table: array[int], last: int
    ) -> tuple[list[int], bool]:
        """Up to ``count`` numbers of one chain; it stops where it leaves the table or repeats."""
        out: list[int] = []
        seen: set[int] = set()
        sector = start
        while len(out) < count:
            if sector >= last or sector in seen:
                return out, False
            seen.add(sector)
            out.append(sector)
            sector = table[sector] if sector < len(table) else _END
        return out, True

    def _chain(self, start: int, size: int) -> tuple[bytes, bool]:
        count = -(-size // self._sector)
        sectors, whole = self._sectors(start, min(count, self._count + 1), self._fat, self._count)
        data = self._joined(sectors)
        return data[:size], whole and len(data) >= size

    def _joined(self, sectors: list[int]) -> bytes:
        """Bytes of these sectors, neighbours cut out in one piece."""
        pieces: list[bytes] = []
        at = 0
        while at < len(sectors):
            end = at + 1
            while end < len(sectors) and sectors[end] == sectors[end - 1] + 1:
                end += 1
            start = (sectors[at] + 1) * self._sector
            pieces.append(self.content[start : start + (end - at) * self._sector])
            at = end
        return b"".join(pieces)

    def _load_mini_stream(self) -> bytes:
        if self._mini_stream is None:
            count = -(-min(self.root.size, len(self.content)) // self._sector)
            sectors, _ = self._sectors(self.root.start, count, self._fat, self._count)
            self._mini_sectors = sectors
            self._mini_stream = self._joined(sectors)
        return self._mini_stream

    def _mini_chain(self, start: int, size: int) -> tuple[bytes, bool]:
        held = self._load_mini_stream()
        count = -(-size // MINI)
        sectors, whole = self._sectors(start, count, self._mini_fat, -(-len(held) // MINI))
        data = b"".join([held[one * MINI : one * MINI + MINI] for one in sectors])
        return data[:size], whole

    def _read_directory(self) -> None:
        """The directory along its chain; where that fails, wherever its entries are found."""
        sectors, whole = self._directory_chain()
        entries = self._parsed(sectors)
        first = entries[0] if entries else None
        if whole and first is not None and first.kind == ROOT:
            self.root, self.entries = first, entries
            self.grow()
            return
        self.problems["directory"] += 1
        from provenance.evidence.compound_recovery import found_directory

        known = sectors if first is not None and first.kind == ROOT else []
        found_directory(self, known)

    def _directory_chain(self) -> tuple[list[int], bool]:
        """Sectors of the directory; whole if the chain ends by itself."""
        limit = min(self._count, MAX_ENTRIES * ENTRY // self._sector)
        sectors, more = self._sectors(self._first_directory, limit, self._fat, self._count)
        last = self._fat[sectors[-1]] if sectors and sectors[-1] < len(self._fat) else _NONE
        if more and last != _END and len(sectors) >= limit:
            self.problems["entries"] += 1
        return sectors, last == _END

    def _parsed(self, sectors: list[int]) -> list[Entry | None]:
        data = self._joined(sectors)
        return [self.entry(index, data, index * ENTRY) for index in range(len(data) // ENTRY)]

    def entry(self, index: int, data: bytes, at: int) -> Entry | None:
        """One record of the directory; ``None`` if it is unused or no record at all."""
        raw, length, kind, _, left, right, child, created, modified, start, size = (
            _ENTRY.unpack_from(data, at)
        )
        if kind not in {STORAGE, STREAM, ROOT}:
            return None
        name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if self._version_3:
            size &= 0xFFFF_FFFF  # MS-CFB §2.6.1: the upper half may hold anything
        out = Entry(index, name, kind, left, right, child, start, size)
        out.created, out.modified = created, modified
        return out

    def grow(self) -> None:
        """Build the tree; entries that it does not lead to are adopted where that is certain."""
        reached = self.grow_from(self.root)
        orphans = [one for one in self.entries if one is not None and one.index not in reached]
        if orphans:
            from provenance.evidence.compound_recovery import adopt

            self.problems["unreached"] += len(orphans)
            adopt(self, orphans, reached)

    def grow_from(self, top: Entry, reached: set[int] | None = None) -> set[int]:
        """Hang everything below ``top`` into the tree; give the numbers of all that was reached."""
        seen = reached if reached is not None else set()
        seen.add(top.index)
        storages = [top]
        while storages:
            parent = storages.pop()
            for one in self._siblings(parent.child, seen):
                if parent.depth >= MAX_STORAGES:
                    self.problems["deep"] += 1
                    continue
                one.parent, one.depth = parent, parent.depth + 1
                if one.name.upper() in parent.children:
                    self.problems["twice"] += 1
                    continue
                parent.children[one.name.upper()] = one
                if one.kind == STORAGE:
                    storages.append(one)
        return seen

    def _siblings(self, first: int, seen: set[int]) -> Iterable[Entry]:
        """All entries of one storage, a binary tree; an entry that was met before is a circle."""
        waiting = [first]
        out: list[Entry] = []
        while waiting:
            index = waiting.pop()
            if index == _NONE:
                continue
            one = self.entries[index] if index < len(self.entries) else None
            if one is None or index in seen or one.kind == ROOT:
                self.problems["tree"] += 1
                continue
            seen.add(index)
            out.append(one)
            waiting += [one.left, one.right]
        return out


def _numbers(raw: bytes) -> array[int]:
    """Little-endian 32-bit numbers."""
    out = array("I", raw)
    if sys.byteorder == "big":
        out.byteswap()
    return out
