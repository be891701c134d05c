"""Large tables: counted by the block, and searched for a few texts, without reading every row.

Both ways give what reading row by row gives, places included; they exist because that takes
minutes for a log of gigabytes. Which exports qualify: text that keeps its octets (no UTF-16), in a
format whose rows stand for themselves.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from provenance.audit.brief import brief_of
from provenance.audit.ledger import Ledger, Totals
from provenance.audit.readers.base import Export, RowReader, TableReader
from provenance.audit.readers.registry import Recognised
from provenance.audit.records import AuditEvent, RowProblem
from provenance.audit.source.blocks import Block, blocks
from provenance.audit.source.needles import Needles, sieve

LARGE = 64 * 1024 * 1024
"""Octets from which on an export is read this way."""

Progress = Callable[[int, int], None]


def _silent(_done: int, _all: int) -> None:
    """Tell nobody."""


def row_reader(export: Export, found: Recognised) -> RowReader | None:
    """The rows of a table that can be read by the block; ``None`` for every other export."""
    if export.text.wide or not isinstance(found.reader, TableReader):
        return None
    return found.reader.by_row(export, found.layout)


def totals(
    export: Export, found: Recognised, reader: RowReader, *, progress: Progress = _silent
) -> Totals:
    """Account for every row, in one pass."""
    ledger = Ledger()
    if reader.begin is not None:
        for block in blocks(export.text, reader.begin, progress=progress):
            enter(ledger, reader, block)
    return ledger.close(export.source, found.layout)


def enter(ledger: Ledger, reader: RowReader, block: Block) -> None:
    """Enter the rows of one block."""
    brief, add = reader.brief, ledger.add
    data, start = block.data, block.start
    places = zip(block.starts, block.stops, block.lines, strict=True)
    for index, (at, stop, line) in enumerate(places):
        body = data[at:stop].rstrip(b"\r\n")
        told = brief(body) if block.closed else None
        if told is None:
            item = reader.item(block.row(index))
            if isinstance(item, RowProblem):
                ledger.fail(item)
                continue
            told = brief_of(item)
        add(told, start.at + at, len(body), start.row + index, start.line + line)


def can_search(needles: Needles) -> bool:
    """Whether every needle has something that can be looked for by its octets."""
    return sieve(needles) is not None


def candidates(
    export: Export,
    reader: RowReader,
    needles: Needles,
    *,
    repeats: Sequence[int] | None = None,
    progress: Progress = _silent,
) -> Iterator[AuditEvent]:
    """Events of all rows that can hold a needle, each record once, in order.

    ``repeats`` are where the rows begin that repeat a record, as :class:`Totals` has them. Without
    it a record counts as repeated if its first row was a candidate as well.

    Raises:
        ValueError: a needle cannot be looked for (:func:`can_search`).
    """
    ready = sieve(needles)
    if ready is None:
        raise ValueError("a needle has nothing that can be looked for")
    if reader.begin is None:
        return
    seen: set[str] = set()
    for block in blocks(export.text, reader.begin, progress=progress):
        for index in ready.hits(block):
            item = reader.item(block.row(index))
            if isinstance(item, RowProblem):
                continue
            if repeats is not None:
                place = bisect_left(repeats, item.locator.start)
                if place < len(repeats) and repeats[place] == item.locator.start:
                    continue
            elif brief_of(item).digest:
                if item.record_hash in seen:
                    continue
                seen.add(item.record_hash)
            yield item
