"""Large tables: counted by the block, and searched for a few texts, without reading every row.

Both ways give what reading row by row gives, places included; they exist because that takes
minutes for a log of gigabytes. Which exports qualify: text that keeps its octets (no UTF-16), in a
format whose rows stand for themselves.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from provenance.audit.brief import brief_of
from provenance.audit.ledger import Ledger, Totals
from provenance.audit.readers.base import Export, Item, RowReader, TableReader
from provenance.audit.readers.registry import Recognised
from provenance.audit.records import AuditEvent, Locator, RowProblem
from provenance.audit.source.blocks import Block, Start, blocks
from provenance.audit.source.memory import let_go
from provenance.audit.source.needles import Needles, Sieve, sieve
from provenance.audit.source.rows import Row

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


class Search:
    """Looks for needles in one large table, and again for others, faster the second time.

    The first look notes where each block of rows begins and where the rows are that can hold a
    needle. A second one only compares octets: rows are counted anew where a new needle is found.
    """

    def __init__(self, needles: Needles) -> None:
        ready = sieve(needles)
        if ready is None:
            raise ValueError("a needle has nothing that can be looked for")
        self._needles, self._sieve = needles, ready
        self._begins: list[Start] = []
        self._ends = 0
        self._at, self._size = array("q"), array("q")
        self._row, self._line = array("q"), array("q")

    def first(
        self,
        export: Export,
        reader: RowReader,
        *,
        repeats: Sequence[int] | None = None,
        progress: Progress = _silent,
    ) -> Iterator[AuditEvent]:
        """Events of all rows that can hold a needle, each record once, in order.

        ``repeats`` are where the rows begin that repeat a record, as :class:`Totals` has them.
        Without it a record counts as repeated if its first row was found as well.
        """
        once = _Once(repeats)
        if reader.begin is None:
            return
        for block in blocks(export.text, reader.begin, progress=progress):
            self._begins.append(block.start)
            self._ends = block.start.at + block.size
            if not block.closed:
                continue  # a row whose quotes stay open gives no event
            for index in self._sieve.hits(block):
                row = block.row(index)
                self._note(row)
                event = once.event(reader.item(row))
                if event is not None:
                    yield event

    def again(
        self,
        export: Export,
        reader: RowReader,
        needles: Needles,
        *,
        repeats: Sequence[int] | None = None,
        progress: Progress = _silent,
    ) -> Iterator[AuditEvent]:
        """Events of all rows that can hold a needle of the first look or of these.

        Raises:
            ValueError: a needle cannot be looked for (:func:`can_search`).
        """
        known = self._needles
        ready = sieve(
            Needles(
                exact=tuple(one for one in needles.exact if one not in known.exact),
                accounts=tuple(one for one in needles.accounts if one not in known.accounts),
            ),
            odd=not self._sieve.patterns,
        )
        if ready is None:
            raise ValueError("a needle has nothing that can be looked for")
        once = _Once(repeats)
        for row in self._rows(export, ready, progress):
            event = once.event(reader.item(row))
            if event is not None:
                yield event

    def _note(self, row: Row) -> None:
        at = row.locator
        self._at.append(at.start)
        self._size.append(at.end - at.start)
        self._row.append(at.row)
        self._line.append(at.line)

    def _rows(self, export: Export, ready: Sieve, progress: Progress) -> Iterator[Row]:
        """Rows that were found before and rows that are found now, in order."""
        data, at = export.text.data, 0
        stops = [*(begin.at for begin in self._begins[1:]), self._ends]
        for begin, stop in zip(self._begins, stops, strict=True):
            more = self._more(export, ready, begin, stop)
            while at < len(self._at) and self._at[at] < stop:
                place = self._at[at]
                more[place] = self._known(data[place : place + self._size[at]], at)
                at += 1
            let_go(data, begin.at, stop)
            yield from (more[place] for place in sorted(more))
            progress(stop, self._ends)

    def _more(self, export: Export, ready: Sieve, begin: Start, stop: int) -> dict[int, Row]:
        """Rows of one block that hold a new needle, by their places."""
        if not ready.touches(export.text.data[begin.at : stop]):
            return {}
        found: dict[int, Row] = {}
        for block in blocks(export.text, begin, stop=stop):
            if block.closed:
                for index in ready.hits(block):
                    row = block.row(index)
                    found[row.locator.start] = row
        return found

    def _known(self, body: bytes, at: int) -> Row:
        start = self._at[at]
        locator = Locator(
            row=self._row[at], line=self._line[at], start=start, end=start + self._size[at]
        )
        return Row(locator=locator, data=body)


class _Once:
    """Passes on each record of the system once."""

    def __init__(self, repeats: Sequence[int] | None) -> None:
        self._repeats = repeats
        self._seen: set[str] = set()

    def event(self, item: Item) -> AuditEvent | None:
        """The event, ``None`` for a problem or for a record that came before."""
        if isinstance(item, RowProblem):
            return None
        if self._repeats is not None:
            place = bisect_left(self._repeats, item.locator.start)
            repeated = place < len(self._repeats) and self._repeats[place] == item.locator.start
            return None if repeated else item
        if brief_of(item).digest:
            if item.record_hash in self._seen:
                return None
            self._seen.add(item.record_hash)
        return item
