"""Tables with a header row: cells by name, read by position, so that no column is lost.

Entra's sign-in export has one name twice, names with blanks at their end and one with two blanks
inside: a reader by name loses a column in silence. A repeated name gets ``#2`` here.
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.audit.readers.base import Export
from provenance.audit.records import Locator, RowProblem
from provenance.audit.source.rows import rows, split
from provenance.basics.record import dataclass, field

EXCEL_CELL = 32_767
"""Characters at which Excel cuts a cell (Excel specifications and limits)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row; ``cells`` by comparable name (lower case, single blanks)."""

    locator: Locator
    cells: dict[str, str] = field(repr=False)
    flags: tuple[str, ...] = ()

    def get(self, *names: str) -> str | None:
        """The cell of the first of these columns that the table has; ``None`` if none is there."""
        for name in names:
            if name in self.cells:
                return self.cells[name]
        return None


def table_names(export: Export) -> tuple[str, ...]:
    """Comparable names of the columns in their order, repeated ones numbered."""
    seen: dict[str, int] = {}
    found = []
    for name in export.names():
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(found)


def table_rows(export: Export) -> Iterator[TableRow | RowProblem]:
    """Give the rows behind the header; one with another number of cells is a problem."""
    names = table_names(export)
    codec, delimiter = export.text.codec, export.delimiter
    header_seen = False
    for row in rows(export.text):
        cells = split(row.data, delimiter, codec)
        if not header_seen:
            header_seen = cells is not None and tuple(cells) == export.columns
            continue
        if cells is None or not row.closed:
            yield RowProblem(locator=row.locator, reason="quotes-not-closed")
            continue
        while len(cells) > len(names) and not cells[-1]:
            cells.pop()
        if len(cells) > len(names):
            detail = f"{len(cells)}/{len(names)}"
            yield RowProblem(locator=row.locator, reason="columns-differ", detail=detail)
            continue
        # Spreadsheets leave out empty cells at the end of a row.
        cells += [""] * (len(names) - len(cells))
        yield TableRow(
            locator=row.locator,
            cells=dict(zip(names, cells, strict=True)),
            flags=_flags(cells),
        )


def _flags(cells: list[str]) -> tuple[str, ...]:
    flags = set()
    for cell in cells:
        if cell.strip() in {"System.String[]", "System.Object[]"}:
            flags.add("array-lost")
        elif len(cell) >= EXCEL_CELL - 1:
            flags.add("cell-cut")
    return tuple(sorted(flags))
