"""The packages that this version was released with, and how those of a machine differ from them.

The list is made from ``requirements.lock`` (docs/decisions/0032-packages.md); the page prints it,
so that the same input gives the same page on every machine, and ``run.json`` has the difference.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("packages.json")
_PIN: Final = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """Versions by package, several where they depend on the Python; SHA-256 of the list."""

    sha256: str
    versions: tuple[tuple[str, tuple[str, ...]], ...]


def made_from(lock: bytes) -> bytes:
    """Return ``packages.json`` for the bytes of ``requirements.lock``."""
    found: dict[str, list[str]] = {}
    for name, version in _PIN.findall(lock.decode("utf-8")):
        found.setdefault(name, []).append(version)
    held = {"sha256": hashlib.sha256(lock).hexdigest(), "versions": dict(sorted(found.items()))}
    return (json.dumps(held, indent=2) + "\n").encode()


@cache
def locked() -> Locked:
    """Return the packages of the release, by name."""
    held = json.loads(FILE.read_bytes())
    return Locked(
        sha256=held["sha256"],
        versions=tuple((name, tuple(ones)) for name, ones in held["versions"].items()),
    )


def differing(installed: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the packages of this machine that have another version than the release had.

    ``installed`` is for tests. A package that is not there is left out: several are for one system.
    """
    found: dict[str, str] = {}
    for name, versions in locked().versions:
        if installed is not None:
            here = installed.get(name, "")
        else:
            try:
                here = metadata.version(name)
            except metadata.PackageNotFoundError:
                continue
        if here and here not in versions:
            found[name] = here
    return found
