"""Rows of a large table by the block: where each begins and ends, without taking it apart.

A line end closes a row where the quotes before it are even in number, so counting the quotes of
each line is enough; nothing is parsed. The rows are those of :func:`provenance.audit.source.rows`
to the octet, given-up ones included (a property of the tests), at a hundredth of the time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from mmap import mmap
from operator import xor

from provenance.audit.records import Locator
from provenance.audit.source.encoding import Transcoded
from provenance.audit.source.memory import let_go
from provenance.audit.source.rows import MAX_ROW, Row, row_end
from provenance.basics.record import dataclass, field

BLOCK = 512 * 1024
"""Octets that are looked at together; a row that is longer makes its block longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Where reading begins: offset, number of the first row there, number of its line."""

    at: int
    row: int = 1
    line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Whole rows that follow each other; blank lines between them are left out.

    They stand in the first ``size`` octets of ``data``; what is behind belongs to the next block.
    ``starts`` and ``stops`` are offsets in ``data``, a stop behind the line end; ``lines`` counts
    lines from that of ``start``, ``count`` says how many there are. ``closed`` is false for the
    one row of a block whose quotes are never closed.
    """

    data: bytes = field(repr=False)
    size: int
    count: int
    start: Start
    starts: tuple[int, ...] = field(repr=False)
    stops: tuple[int, ...] = field(repr=False)
    lines: tuple[int, ...] = field(repr=False)
    closed: bool = True

    def body(self, index: int) -> bytes:
        """Octets of one row without its line end."""
        return self.data[self.starts[index] : self.stops[index]].rstrip(b"\r\n")

    def locator(self, index: int) -> Locator:
        """Place of one row in the file."""
        start = self.start.at + self.starts[index]
        return Locator(
            row=self.start.row + index,
            line=self.start.line + self.lines[index],
            start=start,
            end=start + len(self.body(index)),
        )

    def row(self, index: int) -> Row:
        """One row, as the plain reader gives it."""
        return Row(locator=self.locator(index), data=self.body(index), closed=self.closed)

    def index(self, at: int) -> int:
        """Number, from 0, of the row that holds an offset of ``data``; -1 for a blank line."""
        index = bisect_right(self.starts, at) - 1
        return index if index >= 0 and at < self.stops[index] else -1


def blocks(
    text: Transcoded,
    begin: Start,
    *,
    stop: int | None = None,
    size: int = BLOCK,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Iterator[Block]:
    """Give all rows from ``begin`` on, to ``stop`` where it is the end of a row.

    The text must not be made over (``text.wide``). ``progress`` is told how far it is read.
    """
    data, end = text.data, len(text.data) if stop is None else stop
    now = begin
    while now.at < end:
        block, behind = _next(data, now, size, end)
        yield block
        let_go(data, now.at, behind)
        now = Start(at=behind, row=now.row + len(block.starts), line=now.line + block.count)
        progress(behind, end)


def _next(data: bytes | mmap, now: Start, size: int, end: int) -> tuple[Block, int]:
    """The next block and where it ends: as long as it must be to hold one whole row."""
    while True:
        piece = data[now.at : min(now.at + min(size, MAX_ROW), end)]
        last = now.at + len(piece) == end
        found = _cut(piece, now, last=last)
        if found is not None:
            return found, now.at + found.size
        if last or size >= MAX_ROW:
            break
        size *= 4
    # No row ends within the limit, or the quotes stay open to the end: the rule for such rows.
    stop, closed = row_end(data, now.at)
    whole = data[now.at : stop]
    some = (0,) if whole.strip(b"\r\n") else ()
    stops = (len(whole),) if some else ()
    block = Block(
        data=whole,
        size=len(whole),
        count=whole.count(b"\n"),
        start=now,
        starts=some,
        stops=stops,
        lines=some,
        closed=closed,
    )
    return block, stop


def _cut(piece: bytes, now: Start, *, last: bool) -> Block | None:
    """All whole rows at the beginning of a piece; ``None`` if it holds none."""
    lines = piece.split(b"\n")
    if not last or not lines[-1]:
        lines.pop()  # a line without its end, or what is behind the last line end: nothing
    quotes = [line.count(b'"') for line in lines]
    open_ = list(accumulate([count & 1 for count in quotes], xor))
    if 0 not in open_:
        return None
    ends = [at + number for number, at in enumerate(accumulate(map(len, lines)), 1)]
    stops = [end for end, odd in zip(ends, open_, strict=True) if not odd]
    stops[-1] = min(stops[-1], len(piece))
    starts = [0, *stops[:-1]]
    *numbers, count = 0, *[number for number, odd in enumerate(open_, 1) if not odd]
    whole = stops[-1]
    if 0 in quotes:  # only a line without any quote can be blank
        kept = [i for i, at in enumerate(starts) if piece[at : stops[i]].strip(b"\r\n")]
        starts, stops = [starts[i] for i in kept], [stops[i] for i in kept]
        numbers = [numbers[i] for i in kept]
    return Block(
        data=piece,
        size=whole,
        count=count,
        start=now,
        starts=tuple(starts),
        stops=tuple(stops),
        lines=tuple(numbers),
    )
