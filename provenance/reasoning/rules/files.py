"""The rule files of a folder, in a fixed order."""

from __future__ import annotations

import hashlib
from pathlib import Path


def rule_files(folder: Path) -> tuple[tuple[str, Path], ...]:
    """The rule files of a folder as (path inside it with /, path), in order of name."""
    found = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.yaml"))
    return tuple(sorted((name, path) for name, path in found if not name.startswith("schema/")))


def source_bytes(path: Path) -> bytes:
    """Bytes of a rule file with LF line ends, so that a checkout on Windows is the same."""
    return path.read_bytes().replace(b"\r\n", b"\n")


def source_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each rule file, by its path inside the folder."""
    return {
        name: hashlib.sha256(source_bytes(path)).hexdigest() for name, path in rule_files(folder)
    }
