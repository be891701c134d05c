"""Reads a sealed folder (BagIt, RFC 8493) as evidence: compares its payload with its manifests.

The manifests stand beside the files, so whoever can change a file can change them too: agreement
shows that nothing was damaged by accident. What holds against a person is the head value of the
custody log that was given away.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from provenance.basics import Text, text
from provenance.basics.files import read_regular
from provenance.evidence.hashing import hashes
from provenance.evidence.records import Opened

ALGORITHMS = ("md5", "sha1", "sha256", "sha512")
MAX_MANIFEST = 64 * 1024 * 1024
MAX_WARNINGS = 100


def is_bag(folder: Path) -> bool:
    """Whether a folder is a bag: a declaration and a payload folder stand in it."""
    return (folder / "bagit.txt").is_file() and (folder / "data").is_dir()


def check_bag(bag: Path, on_open: Callable[[Opened], None]) -> tuple[Text, ...]:
    """Compare the payload of a bag with every manifest; never raises.

    Returns:
        A warning for each file that changed, is missing or is in no manifest, in order of name.
    """
    wanted: dict[str, dict[str, str]] = {}
    manifests = 0
    for algorithm in ALGORITHMS:
        name = f"manifest-{algorithm}.txt"
        try:
            data = read_regular(bag / name, MAX_MANIFEST)
        except OSError:
            continue
        manifests += 1
        sha256, sha512 = hashes(data)
        on_open(Opened(name=name, sha256=sha256, sha512=sha512, size=len(data)))
        for digest, path in _entries(data):
            wanted.setdefault(path, {})[algorithm] = digest
    if not manifests:
        return (text("evidence.bag.no-manifest"),)
    present = set(payload(bag))
    found: list[Text] = []
    for path in sorted(wanted.keys() | present):
        if path not in present:
            found.append(text("evidence.bag.missing", name=path))
        elif path not in wanted:
            found.append(text("evidence.bag.unlisted", name=path))
        elif not _fits(bag / path, wanted[path]):
            found.append(text("evidence.bag.changed", name=path))
    if len(found) > MAX_WARNINGS:
        more = text("evidence.bag.more", count=len(found) - MAX_WARNINGS)
        return (*found[:MAX_WARNINGS], more)
    return tuple(found)


def _entries(data: bytes) -> Iterator[tuple[str, str]]:
    """Digest and path of each line (RFC 8493 §2.1.3)."""
    for line in data.decode("utf-8-sig", "backslashreplace").replace("\r", "\n").split("\n"):
        digest, _, path = line.strip().partition(" ")
        path = path.strip().removeprefix("*").removeprefix("./")
        if path:
            decoded = path.replace("%0A", "\n").replace("%0a", "\n").replace("%0D", "\r")
            yield digest.lower(), decoded.replace("%0d", "\r").replace("%25", "%")


def payload(bag: Path) -> Iterator[str]:
    """Regular files of the payload, hidden ones too, by their path in the bag."""
    for here, folders, files in os.walk(bag / "data"):
        folders.sort()
        for name in sorted(files):
            path = Path(here) / name
            yield os.fsencode(path.relative_to(bag).as_posix()).decode("utf-8", "backslashreplace")


def _fits(path: Path, digests: dict[str, str]) -> bool:
    """Whether a file has all these digests; a file that cannot be read has none."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        for algorithm, digest in digests.items():
            with path.open("rb") as file:
                made = hashlib.file_digest(file, algorithm)
            if made.hexdigest() != digest:
                return False
    except OSError:
        return False
    return True
