"""Opens messages that somebody calls undisputed: exhibits of their own kind, never mixed in.

They are read, hashed and listed as all other files; nothing of them is a message in dispute.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from provenance.basics import State
from provenance.basics.files import read_regular
from provenance.evidence.hashing import hashes
from provenance.evidence.intake import MAX_FILES, MAX_SIZE, open_evidence
from provenance.evidence.records import EvidenceItem, Exhibit, Kind, KnownFiles, Opened

_MARK = b'"provenance/profile/'


def open_known(
    paths: Sequence[Path], *, on_open: Callable[[Opened], None] = lambda _opened: None
) -> KnownFiles:
    """Open files and folders of known messages, and the profiles among them.

    Raises:
        MisuseError: a path does not exist.
    """
    intake = open_evidence(paths, on_open=on_open)
    found: dict[tuple[str, str], Exhibit] = {}
    for path in _json_files(paths):
        exhibit = _profile(path)
        if exhibit is not None:
            found.setdefault((exhibit.item.name, exhibit.item.sha256), exhibit)
    held = {sha256 for _, sha256 in found}
    return KnownFiles(
        messages=tuple(_as_known(one) for one in intake.exhibits),
        profiles=tuple(found[key] for key in sorted(found)),
        unreadable=tuple(one for one in intake.unreadable if one.sha256 not in held),
    )


def real_files(paths: Sequence[Path]) -> frozenset[str]:
    """Real paths of all files that were given as known, so that no folder of evidence has them."""
    found: set[str] = set()
    for path in paths:
        if not path.is_dir():
            found.add(os.path.realpath(path))
            continue
        for folder, _, files in os.walk(path):
            found.update(os.path.realpath(Path(folder) / name) for name in files)
    return frozenset(found)


def number_known(known: KnownFiles, behind: int) -> KnownFiles:
    """Number all of them as exhibits behind so many others."""
    ids = {one.item.id: f"E{number}" for number, one in enumerate(known.messages, behind + 1)}
    messages = tuple(
        replace(
            one,
            item=replace(
                one.item,
                id=ids[one.item.id],
                parent=None if one.item.parent is None else ids[one.item.parent],
            ),
        )
        for one in known.messages
    )
    profiles = tuple(
        replace(one, item=replace(one.item, id=f"E{number}"))
        for number, one in enumerate(known.profiles, behind + len(messages) + 1)
    )
    return replace(known, messages=messages, profiles=profiles)


def _as_known(exhibit: Exhibit) -> Exhibit:
    """The same exhibit under its own kind; what such a copy loses decides nothing here."""
    return replace(exhibit, item=replace(exhibit.item, kind=Kind.KNOWN, losses=()), warnings=())


def _json_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Files that end in ``.json``, in order; links and hidden files as elsewhere left out."""
    for path in paths:
        if not path.is_dir():
            if path.suffix.lower() == ".json":
                yield path
            continue
        count = 0
        for folder, names, files in os.walk(path):
            names[:] = sorted(name for name in names if not name.startswith("."))
            for name in sorted(files):
                count += 1
                if count > MAX_FILES:
                    return
                file = Path(folder) / name
                if name.lower().endswith(".json") and name[0] != "." and not file.is_symlink():
                    yield file


def _profile(path: Path) -> Exhibit | None:
    """The exhibit of a profile, ``None`` for any other file."""
    try:
        content = read_regular(path, MAX_SIZE)
    except OSError:
        return None
    if content[:1] != b"{" or _MARK not in content[:200]:
        return None
    sha256, sha512 = hashes(content)
    item = EvidenceItem(
        id="",
        name=path.name,
        kind=Kind.KNOWN_PROFILE,
        sha256=sha256,
        sha512=sha512,
        size=len(content),
    )
    return Exhibit(item=item, content=content, stream=State.NOT_APPLICABLE)
