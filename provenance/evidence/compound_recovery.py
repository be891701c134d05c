"""Reads around a damaged directory of a compound file; takes only what is certain.

Entries are searched in the whole file, one sector after the other. Their own links are believed
where all of them fit together (each entry reached once, names in order). Otherwise an entry is
taken for one of the top level only where nothing else of the file could own it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.evidence.compound import CompoundFile, Entry

_ROOT, _STORAGE, _STREAM = 5, 1, 2
_ENTRY = 128
_BLOCK = 512
_MAX_FOUND = 400_000
_NONE = 0xFFFF_FFFF
_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKS = tuple(name.encode("utf-16-le") for name in ("__", "Root Entry"))
_OBJECT = "__SUBSTG1.0_3701000D"
_TABLES = ("__RECIP_VERSION1.0_#", "__ATTACH_VERSION1.0_#", "__NAMEID_VERSION1.0")
_MESSAGE_ONLY = frozenset(
    {
        "001A", "0037", "003B", "0041", "0042", "0064", "0065", "0070", "0071", "007D", "0C19",
        "0C1A", "0C1D", "0C1E", "0C1F", "1000", "1009", "1013", "1035", "1039", "1042", "3FF8",
        "3FFA", "5D01", "5D02", "65E2", "65E3",
    }
)  # fmt: skip
"""Ids of properties that a message has, and no recipient and no attachment."""


def found_directory(file: CompoundFile, known: list[int]) -> None:
    """Search the directory of a file whose own chain fails; ``known`` are its first sectors.

    Where the links of all that is found do not make one tree, and the file holds another compound
    file, nothing is taken: an entry may be that one's.
    """
    size = max(_BLOCK, file.sector_size)
    places = [(one + 1) * size for one in known]
    held = set(places)
    places += [at for at in _blocks(file.content, size) if at not in held]
    entries: list[Entry | None] = []
    for place in places[: _MAX_FOUND * _ENTRY // size]:
        block = file.content[place : place + size]
        for at in range(0, len(block) - _ENTRY + 1, _ENTRY):
            entries.append(file.entry(len(entries), block, at))
    roots = [one for one in entries if one is not None and one.kind == _ROOT]
    file.entries = entries
    if len(roots) == 1 and entries[0] is roots[0] and _fit(entries):
        file.root = roots[0]
        file.grow()
        return
    # Another compound file inside this one, as an attachment, has a directory of the same form.
    if len(roots) > 1 or file.content.count(_MAGIC) > 1:
        return
    if roots:
        file.root.start, file.root.size = roots[0].start, roots[0].size
    orphans = [one for one in entries if one is not None and one.kind != _ROOT]
    adopt(file, orphans, set(), linked=False)


def _blocks(content: bytes, size: int) -> list[int]:
    """Starts of the sectors that hold at least one name of an Outlook item, in order."""
    out: set[int] = set()
    for mark in _MARKS:
        at = content.find(mark)
        while at >= 0:
            block = at // size * size
            if at % _ENTRY == 0 and at >= _BLOCK:
                out.add(block)
            at = content.find(mark, at + 2)
    return sorted(out)


def _fit(entries: list[Entry | None]) -> bool:
    """Do the links of all entries make one tree, with names in their order (MS-CFB §2.6.4)?"""
    seen: set[int] = set()
    storages = [0]
    while storages:
        top = entries[storages.pop()]
        if top is None:
            return False
        if top.child == _NONE:
            continue
        last: tuple[int, str] = (-1, "")
        waiting: list[tuple[int, bool]] = [(top.child, False)]
        while waiting:
            index, opened = waiting.pop()
            if index == _NONE:
                continue
            one = entries[index] if index < len(entries) else None
            if one is None or one.kind == _ROOT:
                return False
            if not opened:
                if index in seen:
                    return False
                seen.add(index)
                waiting += [(one.right, False), (index, True), (one.left, False)]
                continue
            key = (len(one.name), one.name.upper())
            if key <= last:
                return False
            last = key
            if one.kind == _STORAGE:
                storages.append(index)
    return len(seen) == sum(1 for one in entries if one is not None) - 1


def adopt(
    file: CompoundFile, orphans: list[Entry], reached: set[int], *, linked: bool = True
) -> None:
    """Hang orphans below the root where no other storage could own them.

    With an embedded item in the file nothing is adopted: which item an orphan belongs to cannot
    be told. Without one, a storage of a recipient or attachment is the item's own, and so is a
    stream whose name stands once in the file and means a property of messages only. Without
    ``linked`` the numbers by which entries name each other are not certain: no storage is taken.
    """
    everything = [one for one in file.entries if one is not None]
    names = Counter(one.name.upper() for one in everything)
    if names[_OBJECT]:
        return
    tables = any(name.startswith(_TABLES[:2]) for name in names)
    for one in sorted(orphans, key=lambda entry: (entry.kind, entry.index)):
        name = one.name.upper()
        if one.index in reached or names[name] != 1 or name in file.root.children:
            continue
        if linked and one.kind == _STORAGE and name.startswith(_TABLES):
            file.root.children[name] = one
            one.parent, one.depth = file.root, 1
            file.grow_from(one, reached)
        elif one.kind == _STREAM and _certain(name, tables=tables):
            file.root.children[name] = one
            one.parent, one.depth = file.root, 1
            reached.add(one.index)


def _certain(name: str, *, tables: bool) -> bool:
    """Is a stream of this name one of the item itself?"""
    if name == "__PROPERTIES_VERSION1.0":
        return not tables
    if not name.startswith("__SUBSTG1.0_"):
        return False
    return not tables or name[12:16] in _MESSAGE_ONLY
