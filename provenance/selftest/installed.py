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
from typing import Final

from provenance.selftest.records import Installed

NAME: Final = "mail-provenance"
_REQUIREMENT: Final = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")
_HASHES: Final = frozenset({"sha256", "sha384", "sha512"})


def dependencies() -> tuple[Installed, ...]:
    """Every distribution that this program needs, and theirs, in order of name.

    Extras that are not installed are left out; a missing dependency without a condition stands
    there without a version.
    """
    found: dict[str, Installed] = {}
    waiting = [(NAME, True)]
    while waiting:
        name, needed = waiting.pop()
        if name in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            if needed:
                found[name] = Installed(name=name, version="", needed=name != NAME)
            continue
        found[name] = _installed(name, distribution)
        waiting += sorted(_required(distribution))
    return tuple(found[name] for name in sorted(found))


def _required(distribution: metadata.Distribution) -> Iterator[tuple[str, bool]]:
    """Name of each requirement, and whether it stands without a condition."""
    for line in distribution.requires or ():
        name = _REQUIREMENT.match(line)
        if name is not None:
            yield re.sub(r"[-_.]+", "-", name[1]).lower(), ";" not in line


def _installed(name: str, distribution: metadata.Distribution) -> Installed:
    record = distribution.read_text("RECORD")
    count, changed = 0, []
    for file in (distribution.files or ()) if record else ():
        if file.hash is None or file.hash.mode not in _HASHES:
            continue
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
