"""Logs that name their columns in lines ``#Fields:``: Exchange server logs and W3C (IIS).

Exchange separates with commas and quotes (RFC 4180), W3C with blanks, ``+`` for blanks inside.
A file may hold several such blocks with other columns. Rows stand on one line each; a quote that
is not closed ends with its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from provenance.audit.records import Locator, RowProblem
from provenance.audit.source.encoding import Transcoded
from provenance.audit.source.rows import Row, line_rows, split
from provenance.basics.record import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldHead:
    """What the lines before the rows say; ``columns`` as written."""

    columns: tuple[str, ...] = ()
    delimiter: str = ","
    software: str = ""
    log_type: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One row with its cells by name of column, and the head that it stands under."""

    locator: Locator
    head: FieldHead
    cells: dict[str, str] = field(repr=False)


def read_head(head: str) -> FieldHead | None:
    """Read the first block's head out of the beginning of a file; ``None`` if there is none."""
    found: FieldHead | None = None
    for line in head.splitlines()[:50]:
        if not line.startswith("#"):
            break
        found = _with(found or FieldHead(), line)
    return found if found and found.columns else None


def field_rows(text: Transcoded, start: FieldHead | None = None) -> Iterator[FieldRow | RowProblem]:
    """Give the rows; ``start`` has the columns of a file whose own head was cut off."""
    head = start or FieldHead()
    for row in line_rows(text):
        line = row.data.decode(text.codec, "replace")
        if line.startswith("#"):
            head = _with(head, line)
            continue
        yield _row(row, line, head, text.codec)


def _with(head: FieldHead, line: str) -> FieldHead:
    name, _, value = line[1:].partition(":")
    value = value.strip()
    key = name.strip().lower()
    if key == "fields":
        delimiter = "," if "," in value else " "
        columns = tuple(part.strip() for part in value.split(delimiter) if part.strip())
        return replace(head, columns=columns, delimiter=delimiter)
    known = {"software": "software", "log-type": "log_type", "date": "date"}.get(key)
    changes: dict[str, Any] = {known: value} if known else {}
    return replace(head, **changes)


def _row(row: Row, line: str, head: FieldHead, codec: str) -> FieldRow | RowProblem:
    if not head.columns:
        return RowProblem(locator=row.locator, reason="columns-not-named")
    if head.delimiter == " ":
        # W3C writes "-" for nothing: an empty cell is a blank too many.
        cells: list[str] | None = [cell for cell in line.split(" ") if cell]
    else:
        cells = split(row.data, head.delimiter, codec)
    if cells is None:
        return RowProblem(locator=row.locator, reason="quotes-not-closed")
    while len(cells) > len(head.columns) and not cells[-1]:
        cells.pop()
    if len(cells) != len(head.columns):
        detail = f"{len(cells)}/{len(head.columns)}"
        return RowProblem(locator=row.locator, reason="columns-differ", detail=detail)
    return FieldRow(
        locator=row.locator, head=head, cells=dict(zip(head.columns, cells, strict=True))
    )
