"""Opens a large file read-only without reading it into memory, hashed before anything looks."""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provenance.basics import MisuseError


@contextmanager
def map_file(path: Path) -> Iterator[tuple[bytes | mmap.mmap, str]]:
    """Give the octets of a file and their SHA-256; the file must not shrink meanwhile.

    Raises:
        MisuseError: the file cannot be opened.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise MisuseError(
            f"the file cannot be read ({type(error).__name__}).",
            place=str(path),
            remedy="Check that you may read it and that no other program holds it open.",
        ) from error
    with file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if file.tell() == 0:
            yield b"", sha256
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content, sha256
