"""Opens a large file read-only without reading it into memory, hashed before anything looks."""

from __future__ import annotations

import hashlib
import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

from provenance.basics import MisuseError
from provenance.evidence.records import ExportFile


@contextmanager
def map_file(path: Path) -> Iterator[tuple[bytes | mmap.mmap, str]]:
    """Give the octets of a file and their SHA-256; the file must not shrink meanwhile.

    Raises:
        MisuseError: the file cannot be opened.
    """
    with _opened(path) as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if file.tell() == 0:
            yield b"", sha256
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content, sha256


@contextmanager
def map_hashed(file: ExportFile) -> Iterator[bytes | mmap.mmap]:
    """Give the octets of a file that was hashed when it came in, without hashing them again.

    Raises:
        MisuseError: the file cannot be opened, or has another size than when it was hashed.
    """
    with _opened(file.path) as opened:
        if os.fstat(opened.fileno()).st_size != file.size:
            raise MisuseError(
                "the file has changed since it was hashed.",
                place=str(file.path),
                remedy="Let nothing write to it, and start again.",
            )
        if file.size == 0:
            yield b""
            return
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content


def _opened(path: Path) -> BufferedReader:
    try:
        return path.open("rb")
    except OSError as error:
        raise MisuseError(
            f"the file cannot be read ({type(error).__name__}).",
            place=str(path),
            remedy="Check that you may read it and that no other program holds it open.",
        ) from error
