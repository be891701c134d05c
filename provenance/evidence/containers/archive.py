"""Takes files out of a zip archive, without writing anything and without trusting its sizes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from provenance.basics import text
from provenance.evidence.containers.records import Contained

MAX_MEMBER = 256 * 1024 * 1024
_ENCRYPTED = 0x1
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,  # an unknown method of packing is one of these
    OSError,
    ValueError,
    OverflowError,
)
"""What the standard library raises over a damaged or unusual archive."""


def members(content: bytes, *, limit: int, total: int) -> Iterator[Contained]:
    """Give the files of an archive in the order of their names; folders and hidden ones aside."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _FAULTS:
        yield Contained(name="", locator="", problem="zip-damaged")
        return
    with archive:
        infos = sorted(archive.infolist(), key=lambda info: (info.filename, info.header_offset))
        left = total
        given = 0
        for info in infos:
            # An entry without a name has no last character for is_dir to look at.
            if info.filename and (info.is_dir() or _is_hidden(info.filename)):
                continue
            if given >= limit:
                yield _refused(info, "too-many-contained")
                return
            given += 1
            if not info.filename:
                yield _refused(info, "zip-damaged")
                continue
            piece = _read(archive, info, min(MAX_MEMBER, left))
            left -= len(piece.data)
            yield piece


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> Contained:
    """Unpack at most ``most`` octets: the size that the archive states is a claim."""
    if info.flag_bits & _ENCRYPTED:
        return _refused(info, "zip-encrypted")
    try:
        with archive.open(info) as file:
            data = file.read(most + 1)
    except _FAULTS:
        return _refused(info, "zip-damaged")
    if len(data) > most:
        return _refused(info, "zip-too-large")
    name = _plain(info.filename)
    place = text("evidence.loss.zip-member", name=name)
    return Contained(name=name, locator=name, data=data, losses=(place,), size=len(data))


def _refused(info: zipfile.ZipInfo, problem: str) -> Contained:
    name = _plain(info.filename)
    return Contained(name=name, locator=name, problem=problem, size=max(0, info.file_size))


def _plain(name: str) -> str:
    """A name that can be written as UTF-8; the backslash of some packers becomes a slash."""
    return name.replace("\\", "/").encode("utf-8", "backslashreplace").decode("utf-8")


def _is_hidden(name: str) -> bool:
    """What a system leaves in archives beside the user's own files."""
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts)
