"""DMARC aggregate reports as they are mailed: one XML file inside .gz or .zip.

Source: RFC 7489 §7.2.1.1 (``application/gzip``, ``application/zip``). What is inside is opened
within limits and read as the plain report; a place counts octets of the file that was handed in,
which is the whole of it, and the path names the place inside.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from zipfile import BadZipFile, ZipFile

from provenance.audit.readers.base import Export, Item, open_export
from provenance.audit.readers.dmarc_aggregate import READER as PLAIN
from provenance.audit.records import Layout, Locator, RowProblem

MAX_PACKED = 64 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
"""Octets of a report; those of large receivers have some megabytes."""
MAX_MEMBERS = 100
_PIECE = 1024 * 1024
# What the standard library raises over a damaged archive, or over a method that it does not know.
_BROKEN = (BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError)


class _Reader:
    kind = "dmarc-aggregate"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by the first report inside."""
        for _name, content in _members(export, head=True):
            if isinstance(content, bytes):
                found = PLAIN.sniff(_inner(export, content))
                if found is not None:
                    return replace(found, wrapper=f"rfc7489-{export.binary}")
        return None

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row of each report inside."""
        whole = len(export.text.data)
        for name, content in _members(export):
            if isinstance(content, str):
                locator = Locator(row=0, line=1, start=0, end=whole, path=name)
                yield RowProblem(locator=locator, reason=content)
                continue
            inner = _inner(export, content)
            if PLAIN.sniff(inner) is None:
                locator = Locator(row=0, line=1, start=0, end=whole, path=name)
                yield RowProblem(locator=locator, reason="not-a-report")
                continue
            for item in PLAIN.read(inner, layout):
                yield _placed(item, name, whole, export)


def _inner(export: Export, content: bytes) -> Export:
    return open_export(content, source=export.source, sha256=export.sha256, name=export.name)


def _placed(item: Item, name: str, whole: int, export: Export) -> Item:
    """The item at its place in the file that was handed in."""
    at = item.locator
    path = f"{name} octets {at.start}-{at.end}"
    locator = Locator(row=at.row, line=1, start=0, end=whole, path=path)
    if isinstance(item, RowProblem):
        return replace(item, locator=locator)
    return replace(item, locator=locator, id=export.event_id(locator))


def _members(export: Export, *, head: bool = False) -> Iterator[tuple[str, bytes | str]]:
    """Name and octets of each file inside; instead of octets the name of a problem."""
    if len(export.text.data) > MAX_PACKED:
        yield "", "packed-too-large"
        return
    content = bytes(export.text.data)
    if export.binary == "gzip":
        yield "gzip", _gunzip(content)
        return
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            for number, info in enumerate(archive.infolist()):
                if number >= MAX_MEMBERS or (head and number > 0):
                    if not head:
                        yield "", "too-many-members"
                    return
                if info.is_dir():
                    continue
                if info.flag_bits & 1:
                    yield info.filename, "encrypted"
                elif info.file_size > MAX_UNPACKED:
                    yield info.filename, "unpacked-too-large"
                else:
                    with archive.open(info) as member:
                        unpacked = member.read(MAX_UNPACKED + 1)
                    too_large = len(unpacked) > MAX_UNPACKED
                    yield info.filename, "unpacked-too-large" if too_large else unpacked
    except _BROKEN:
        yield "", "zip-damaged"


def _gunzip(content: bytes) -> bytes | str:
    """Unpack piece by piece, so that a small file cannot become a large one."""
    found = bytearray()
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for at in range(0, len(content), _PIECE):
            found += unpacker.decompress(content[at : at + _PIECE], MAX_UNPACKED - len(found) + 1)
            if len(found) > MAX_UNPACKED or unpacker.unconsumed_tail:
                return "unpacked-too-large"
            if unpacker.eof:
                break
    except zlib.error:
        return "gzip-damaged"
    return bytes(found) if unpacker.eof else "gzip-damaged"


READER = _Reader()
