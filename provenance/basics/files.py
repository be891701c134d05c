"""Reading small inputs without waiting, and writing a result file whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_regular(path: Path, limit: int) -> bytes:
    """Read at most ``limit + 1`` bytes of a regular file, so that the caller sees one too many.

    A pipe or a device is not opened: it could keep the program waiting, or never end.
    Raises ``OSError``, whose ``strerror`` is fit for people.
    """
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
    with path.open("rb") as file:
        return file.read(limit + 1)


def write_atomic(path: Path, data: bytes) -> None:
    """Write ``data`` to ``path`` so that a reader sees the old file or the new one, never a half.

    The bytes go to a sibling ``.<name>.partial-<pid>`` first, are flushed to the disk, and then
    take the place of ``path``. The folder must exist. Raises ``OSError`` as the system does;
    nothing is left behind then.
    """
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        with partial.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
