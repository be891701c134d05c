"""What is installed: versions, and every file held against the list that its package brought.

A package that was installed from a wheel has a list of its files with their hashes (RECORD, PEP
376 and the wheel format). It lies beside the files: it shows damage and later changes, not who
made the package.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Final, NamedTuple

from provenance.selftest.records import Installed

NAME: Final = "mail-provenance"
_REQUIREMENT: Final = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
_EXTRA: Final = re.compile(r"extra\s*==\s*['\"]([^'\"]+)['\"]")
_HASHES: Final = frozenset({"sha256", "sha384", "sha512"})


def dependencies() -> tuple[Installed, ...]:
    """Every distribution that this program needs, and theirs, in order of name.

    Of this program's own extras those count that are installed. A dependency without a condition
    that is missing stands there without a version.
    """
    found: dict[str, Installed] = {}
    waiting = [_Wanted(NAME, frozenset(), needed=False)]
    seen: set[_Wanted] = set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        try:
            distribution = metadata.distribution(one.name)
        except metadata.PackageNotFoundError:
            if one.needed:
                found[one.name] = Installed(name=one.name, version="")
            continue
        if one.name not in found:
            found[one.name] = _installed(one.name, distribution)
        waiting += _required(one, distribution)
    return tuple(found[name] for name in sorted(found))


class _Wanted(NamedTuple):
    """A distribution that another one asks for: its extras, and whether without a condition."""

    name: str
    extras: frozenset[str]
    needed: bool


def _required(asked: _Wanted, distribution: metadata.Distribution) -> Iterator[_Wanted]:
    for line in distribution.requires or ():
        name, _, marker = line.partition(";")
        found = _REQUIREMENT.match(name)
        extra = _EXTRA.search(marker)
        wanted = extra is None or asked.name == NAME or extra[1] in asked.extras
        if found is not None and wanted:
            extras = frozenset(one.strip() for one in (found[2] or "").split(",") if one.strip())
            plain = re.sub(r"[-_.]+", "-", found[1]).lower()
            yield _Wanted(plain, extras, not marker)


def _installed(name: str, distribution: metadata.Distribution) -> Installed:
    record = distribution.read_text("RECORD")
    count, changed = 0, []
    for file in (distribution.files or ()) if record else ():
        if file.hash is None or file.hash.mode not in _HASHES or ".." in file.parts:
            continue  # what lies outside (commands, manual pages) is made or moved by installers
        count += 1
        if _digest(Path(str(file.locate())), file.hash.mode) != file.hash.value:
            changed.append(file.as_posix())
    return Installed(
        name=name,
        version=distribution.version,
        record=hashlib.sha256(record.encode()).hexdigest() if record else "",
        files=count,
        changed=tuple(sorted(changed)),
    )


def _digest(path: Path, mode: str) -> str:
    """Hash of a file as RECORD writes it (base64 for names, without its padding); "" if none."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, mode).digest()
    except OSError:
        return ""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def program_hash() -> tuple[str, int]:
    """SHA-256 over the names and hashes of all files of this program, and how many they are."""
    root = Path(__file__).resolve().parent.parent
    total, count = hashlib.sha256(), 0
    for path in sorted(root.rglob("*"), key=lambda one: one.relative_to(root).as_posix()):
        if path.is_file() and "__pycache__" not in path.parts:
            name = path.relative_to(root).as_posix()
            total.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n".encode())
            count += 1
    return total.hexdigest(), count
