"""The rule files of a folder, in a fixed order."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

MARKS: Final = "explanations/"
"""Folder of the tables that say what a finding means under each explanation."""


STATISTICS: Final = "STATISTICS.json"
"""How often each rule spoke on public material, beside the rules."""


def all_files(folder: Path) -> tuple[tuple[str, Path], ...]:
    """Rule files and tables of marks as (path inside the folder with /, path), in order of name."""
    found = ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.yaml"))
    return tuple(sorted((name, path) for name, path in found if not name.startswith("schema/")))


def rule_files(folder: Path) -> tuple[tuple[str, Path], ...]:
    """The rule files of a folder as (path inside it with /, path), in order of name."""
    return tuple((name, path) for name, path in all_files(folder) if not is_marks(name))


def is_marks(name: str) -> bool:
    """Whether a path is that of a table of marks."""
    return name.startswith(MARKS) or f"/{MARKS}" in name


def source_bytes(path: Path) -> bytes:
    """Bytes of a rule file with LF line ends, so that a checkout on Windows is the same."""
    return path.read_bytes().replace(b"\r\n", b"\n")


def source_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each rule file, table and of the counts, by its path inside the folder."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in folder_sources(folder)}


def folder_sources(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Name and bytes of all that is compiled: the rule files and tables, then the counts."""
    counts = folder / STATISTICS
    beside = ((STATISTICS, counts),) if counts.is_file() else ()
    return tuple((name, source_bytes(path)) for name, path in (*all_files(folder), *beside))
