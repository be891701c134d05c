"""Counts the vectors of one group and keeps those that fail; an exception is a failure too."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

from provenance.selftest.records import Failure, Group

VECTORS: Final = Path(__file__).parent / "vectors"
LONGEST: Final = 400
"""Characters of a value in a failure."""


class Tally:
    """Holds the answers of one group against the known ones."""

    def __init__(self, group: str, source: str) -> None:
        self.group = group
        self.source = source
        self.count = 0
        self.failures: list[Failure] = []

    def same(self, vector: str, expected: object, answer: Callable[[], object]) -> None:
        """Count one vector; ``answer`` is called here, so that what it raises names the vector."""
        self.count += 1
        try:
            found = answer()
        except Exception as error:  # a vector that raises has failed, and the others still run
            self._fail(vector, expected, f"{type(error).__name__}: {error}")
            return
        if found != expected:
            self._fail(vector, expected, found)

    def _fail(self, vector: str, expected: object, found: object) -> None:
        self.failures.append(
            Failure(vector=vector, expected=f"{expected}"[:LONGEST], found=f"{found}"[:LONGEST])
        )

    def done(self) -> Group:
        """The group; one without any vector has failed, since nothing was tested."""
        if not self.count:
            self._fail(self.group, "vectors", "none")
        return Group(
            id=self.group, vectors=self.count, failures=tuple(self.failures), source=self.source
        )


@cache
def vectors(name: str) -> Any:
    """A file of vectors that comes with the program, as JSON values."""
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))
