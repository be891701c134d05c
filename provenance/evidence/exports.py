"""Opens exports of logs: hashed read-only, never read into memory whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from provenance.basics import MisuseError, State
from provenance.evidence.records import EvidenceItem, Exhibit, ExportFile, Kind, Opened

BLOCK = 4 * 1024 * 1024


def open_exports(
    paths: Sequence[Path], *, on_open: Callable[[Opened], None] = lambda _opened: None
) -> tuple[ExportFile, ...]:
    """Hash every export, in the order of name and SHA-256; the same bytes twice count once.

    Raises:
        MisuseError: a file is missing or cannot be read.
    """
    found: dict[tuple[str, str], ExportFile] = {}
    for path in paths:
        one = _opened(path)
        on_open(Opened(name=one.name, sha256=one.sha256, sha512=one.sha512, size=one.size))
        found.setdefault((one.name, one.sha256), one)
    return tuple(found[key] for key in sorted(found))


def export_exhibit(file: ExportFile, id_: str) -> Exhibit:
    """The exhibit of an export; its bytes stay in the file."""
    item = EvidenceItem(
        id=id_,
        name=file.name,
        kind=Kind.EXPORT,
        sha256=file.sha256,
        sha512=file.sha512,
        size=file.size,
    )
    return Exhibit(item=item, content=b"", stream=State.NOT_APPLICABLE)


def _opened(path: Path) -> ExportFile:
    first, second, size = hashlib.sha256(), hashlib.sha512(), 0
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                first.update(block)
                second.update(block)
                size += len(block)
    except OSError as error:
        raise MisuseError(
            f"the export cannot be read ({type(error).__name__}).",
            place=str(path),
            remedy="Check the name, and that no other program holds the file open.",
        ) from error
    return ExportFile(
        name=path.name, path=path, sha256=first.hexdigest(), sha512=second.hexdigest(), size=size
    )
