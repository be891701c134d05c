"""A recorded self-test, read as a stranger's file: what annex F prints of it.

The known answers run apart from a report (``provenance selftest --json``); a report that ran them
itself would hold the time of day. What is printed is what the file says, and whether it speaks of
the version and the rules of this report.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from provenance.basics import MisuseError
from provenance.basics.files import read_regular
from provenance.basics.record import dataclass

SCHEMA: Final = "provenance/selftest/1"
MAX_SIZE: Final = 16 * 1024 * 1024
_MOST: Final = 500
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedGroup:
    """One group of known answers: how many ran, and the names of those that came out otherwise."""

    id: str
    vectors: int
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """A self-test as its file records it. ``broken`` names packages changed or missing.

    ``made_at`` is the time that it states, ``program`` and ``rules`` are SHA-256.
    """

    file: str
    sha256: str
    made_at: str
    version: str
    program: str
    rules: str
    python: str
    platform: str
    groups: tuple[TestedGroup, ...] = ()
    broken: tuple[str, ...] = ()

    @property
    def vectors(self) -> int:
        """How many known answers ran."""
        return sum(max(one.vectors, len(one.failed)) for one in self.groups)

    @property
    def failed(self) -> int:
        """How many of them came out otherwise."""
        return sum(len(one.failed) for one in self.groups)


def read_validation(path: Path) -> Validation:
    """Read the JSON of ``provenance selftest --json``.

    Raises:
        MisuseError: it cannot be read, or is not such a file.
    """
    remedy = "Give the file that `provenance selftest --json --out FILE` writes."
    try:
        data = read_regular(path, MAX_SIZE)
        return parse_validation(data, path.name)
    except OSError as error:
        raise MisuseError(
            f"the self-test cannot be read ({error.strerror}).", place=str(path), remedy=remedy
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise MisuseError(
            "this is no self-test of this program.", place=str(path), remedy=remedy
        ) from None


def parse_validation(data: bytes, name: str) -> Validation:
    """Parse the bytes of a recorded self-test.

    Raises:
        ValueError, TypeError, KeyError, AttributeError: they are not one.
    """
    found = json.loads(data)
    if found["schema"] != SCHEMA:
        raise ValueError(found["schema"])
    return Validation(
        file=name,
        sha256=hashlib.sha256(data).hexdigest(),
        made_at=_text(found["made_at"]),
        version=_text(found["version"]),
        program=_text(found["program"]),
        rules=_text(found["rules"]),
        python=_text(found["python"]),
        platform=_text(found["platform"]),
        groups=tuple(
            TestedGroup(
                id=_text(one["id"]),
                vectors=_count(one["vectors"]),
                failed=tuple(_text(bad["vector"]) for bad in _list(one["failures"])),
            )
            for one in _list(found["groups"])
        ),
        broken=tuple(
            _text(one["name"])
            for one in _list(found["installed"])
            if one["changed"] or (one["needed"] and not one["version"])
        ),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value[:_LONGEST]


def _count(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < 10**9:
        raise ValueError(value)
    return value


def _list(value: object) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value[:_MOST]
