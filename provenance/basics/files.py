"""Writing a result file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


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
