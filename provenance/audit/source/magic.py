"""Files that are no text, told by their first octets before anybody decodes them."""

from __future__ import annotations

from mmap import mmap

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"ElfFile\x00", "evtx"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x7fELF", "elf"),
)


def binary_kind(content: bytes | mmap) -> str:
    """Name the kind of a file that is no text, "" for everything else."""
    head = bytes(content[:16])
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
