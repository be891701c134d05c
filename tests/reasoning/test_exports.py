"""Rows of exports in words: a row is no line, and the sentence says how many it leaves out."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from provenance.reasoning.exports import Exports
from provenance.report.catalogue import render


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((12,), "E8 row 12"),
        ((12, 13), "E8 row 12, E8 row 13"),
        ((1, 2, 3, 4), "E8 row 1, E8 row 2, E8 row 3, E8 row 4"),
        ((1, 2, 3, 4, 5, 6), "E8 row 1, E8 row 2, E8 row 3, E8 row 4, and 2 more"),
    ],
)
def test_rows_in_words(rows: tuple[int, ...], words: str) -> None:
    events: Any = [SimpleNamespace(source="E8", locator=SimpleNamespace(row=n)) for n in rows]
    mine = cast("Exports", SimpleNamespace())
    assert render(Exports.rows(mine, *events)) == words
