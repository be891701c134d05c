"""Column maps of a run: from ``--map`` and from the case file, checked against their tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.audit import ColumnMap
    from provenance.case import Case
    from provenance.evidence import CustodyLog, ExportFile


def read_maps(
    exports: Sequence[ExportFile],
    case: Case,
    *,
    case_path: Path | None,
    given: Path | None,
    custody: CustodyLog,
) -> tuple[dict[str, ColumnMap], list[tuple[str, str]]]:
    """Give the map of each export by its SHA-256, and the names and SHA-256 of the map files.

    A map of the case file is looked for beside the case file, and goes before ``given``: where its
    path leads, else by its bare name, as the command that repeats a run has its files in a folder.

    Raises:
        MisuseError: a map cannot be read, is not valid, or names columns that a table has not.
    """
    if not exports and given is None:
        return {}, []
    from provenance.audit import read_map

    paths: dict[str, Path] = {}
    for file in exports:
        note = case.audit_note(file.name, file.sha256)
        if note is not None and note.map and case_path is not None:
            paths[file.sha256] = _beside(case_path, note.map)
        elif given is not None:
            paths[file.sha256] = given
    loaded: dict[Path, tuple[ColumnMap, str]] = {}
    for path in sorted({*paths.values(), *([given] if given is not None else [])}):
        one, data = read_map(path)
        event = custody.add("opened-read-only", path.name, data, detail="map file")
        loaded[path] = (one, event.sha256)
    maps = {digest: loaded[path][0] for digest, path in paths.items()}
    for file in exports:
        if file.sha256 in maps:
            check_map(file.path, maps[file.sha256])
    beside = [(f"map:{path.name}", digest) for path, (_, digest) in sorted(loaded.items())]
    return maps, beside


def _beside(case_path: Path, name: str) -> Path:
    stated = case_path.parent / name
    bare = case_path.parent / Path(name).name
    return bare if bare.is_file() and not stated.is_file() else stated


def check_map(path: Path, column_map: ColumnMap) -> None:
    """Refuse a map that does not fit its table, before anything is analysed.

    Raises:
        MisuseError: the map names columns that the table has not.
    """
    from provenance.audit import open_export, recognise
    from provenance.evidence import map_file

    with map_file(path) as (content, sha256):
        recognise(
            open_export(content, source="", sha256=sha256, name=path.name, column_map=column_map)
        )
