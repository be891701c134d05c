"""Rows of delimited text (RFC 4180 and what programs make of it), each with its place.

A row ends at a line end outside quotes: audit exports carry raw line ends inside fields. A quote
that is never closed would swallow the rest of the file; such a row is given up at a limit and
reading goes on with the next line, so that one damaged row costs one row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from mmap import mmap

from provenance.audit.records import Locator
from provenance.audit.source.encoding import Places, Transcoded
from provenance.audit.source.memory import let_go
from provenance.basics.record import dataclass, field

MAX_ROW = 16 * 1024 * 1024
"""Octets of one row; Excel's cells end at 32,767 characters, real rows at some megabytes."""
KEPT = 8 * 1024 * 1024
"""Octets behind the present row after which a mapped file gives memory back."""
DELIMITERS = (",", ";", "\t", "|")

csv.field_size_limit(MAX_ROW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its octets without the line end, place, and whether its quotes were closed."""

    locator: Locator
    data: bytes = field(repr=False)
    closed: bool = True


def rows(text: Transcoded) -> Iterator[Row]:
    """Give the rows in order; empty lines are passed over, but count as lines."""
    places = Places(text)
    data = text.data
    at, line, number = text.start, 1, 0
    size, held = len(data), 0
    while at < size:
        if at - held > KEPT:
            let_go(data, held, at)
            held = at
        end, closed = row_end(data, at)
        whole = data[at:end]
        body = whole.rstrip(b"\r\n")
        if body:
            number += 1
            start = places.original(at)
            stop = places.original(at + len(body))
            yield Row(
                locator=Locator(row=number, line=line, start=start, end=stop),
                data=body,
                closed=closed,
            )
        line += whole.count(b"\n")
        at = end


def line_rows(text: Transcoded) -> Iterator[Row]:
    """Give every line that is not empty as a row: for logs whose rows never hold a line end."""
    places = Places(text)
    data = text.data
    at, line, size = text.start, 0, len(data)
    held = 0
    while at < size:
        if at - held > KEPT:
            let_go(data, held, at)
            held = at
        newline = data.find(b"\n", at)
        end = size if newline < 0 else newline + 1
        body = data[at:end].rstrip(b"\r\n")
        line += 1
        if body:
            start, stop = places.original(at), places.original(at + len(body))
            yield Row(locator=Locator(row=line, line=line, start=start, end=stop), data=body)
        at = end


def row_end(data: bytes | mmap, at: int) -> tuple[int, bool]:
    """Where the row that begins at ``at`` ends, line end included, and whether quotes closed."""
    quotes = 0
    end = at
    limit = at + MAX_ROW
    while end < len(data):
        newline = data.find(b"\n", end)
        stop = len(data) if newline < 0 else newline + 1
        quotes += data[end:stop].count(b'"')
        end = stop
        if quotes % 2 == 0:
            return end, True
        if end > limit:
            break
    first = data.find(b"\n", at)
    return (len(data) if first < 0 else first + 1), False


def split(row: bytes, delimiter: str, codec: str = "utf-8") -> list[str] | None:
    """Take a row apart into its fields; ``None`` where it cannot be."""
    try:
        found = next(csv.reader([row.decode(codec, "replace")], delimiter=delimiter), None)
    except csv.Error:
        return None
    return found


def sniff_delimiter(header: str) -> str:
    """Say which delimiter a header row uses: the one that gives most fields; "" if none does."""
    best, most = "", 1
    for delimiter in DELIMITERS:
        fields = split(header.encode("utf-8", "surrogatepass"), delimiter)
        if fields is not None and len(fields) > most:
            best, most = delimiter, len(fields)
    return best
