"""Counting of marks while rows go by: number, first places, values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from provenance.audit.records import Locator

MAX_PLACES: Final = 20
"""Places that a sign keeps; its count has all."""


class SignCount:
    """Count, first places and values of one sign while rows go by; ``seen`` are all places."""

    __slots__ = ("count", "rows", "seen", "values")

    def __init__(self) -> None:
        self.count = self.seen = 0
        self.rows: list[Locator] = []
        self.values: list[tuple[str, str]] = []

    def add(self, at: Locator, *values: tuple[str, str]) -> None:
        """Count one more, and keep its place while there is room."""
        self.count += 1
        self.seen += 1
        if len(self.rows) < MAX_PLACES:
            self.rows.append(at)
            self.values.extend(values)


Signs = Callable[[str], SignCount]
"""Gives the counter of a sign by its name."""
