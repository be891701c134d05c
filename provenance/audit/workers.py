"""Counts one large table in several processes: stretches of whole rows, joined in their order.

The interface is ``concurrent.futures.Executor``. A worker is given a path and a stretch, and gives
columns of numbers; the sums do not depend on how many workers there are.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from provenance.audit.large import LARGE, enter, row_reader, totals
from provenance.audit.ledger import Ledger, Part, Totals
from provenance.audit.readers.base import Export, RowReader, open_export
from provenance.audit.readers.registry import Recognised, recognise
from provenance.audit.source.blocks import Start, blocks

STRETCH = 8 * 1024 * 1024
"""Octets, about, that one worker counts at a time."""
WAITING = 8
"""Stretches that are sent before the first of them has to be finished."""


MOST_WORKERS = 8


@contextmanager
def pool(size: int) -> Iterator[Executor | None]:
    """Processes for so many octets of exports; ``None`` where they would not pay."""
    workers = min(os.cpu_count() or 1, MOST_WORKERS)
    if size < LARGE or workers < 2:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(workers) as executor:
        yield executor


class Opening(NamedTuple):
    """What a worker needs to open an export as it was opened before."""

    path: str
    sha256: str
    timezone: str = ""
    year: int = 0


class _Stretch(NamedTuple):
    opening: Opening
    begin: Start
    stop: int


def totals_by(
    executor: Executor | None,
    path: Path | None,
    export: Export,
    found: Recognised,
    reader: RowReader,
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Totals:
    """Account for every row; the same as :func:`provenance.audit.large.totals`.

    Without processes, or without a path by which they could open the file, it is counted here.
    """
    if executor is None or path is None:
        return totals(export, found, reader, progress=progress)
    opening = Opening(str(path), export.sha256, export.timezone, export.year)
    ledger = Ledger()
    waiting: deque[tuple[Future[Part], int]] = deque()
    end = len(export.text.data)

    def take() -> None:
        future, stop = waiting.popleft()
        ledger.join(future.result())
        progress(stop, end)

    for begin, stop in _stretches(export, reader):
        while len(waiting) >= WAITING:
            take()
        waiting.append((executor.submit(_count, _Stretch(opening, begin, stop)), stop))
    while waiting:
        take()
    return ledger.close(export.source, found.layout)


def _stretches(export: Export, reader: RowReader) -> Iterator[tuple[Start, int]]:
    """Where each stretch begins and ends: a row begins and ends there."""
    if reader.begin is None:
        return
    begin = reader.begin
    for block in blocks(export.text, reader.begin):
        stop = block.start.at + block.size
        if stop - begin.at >= STRETCH:
            yield begin, stop
            lines, rows = block.start.line + block.count, block.start.row + len(block.starts)
            begin = Start(at=stop, row=rows, line=lines)
    if begin.at < len(export.text.data):
        yield begin, len(export.text.data)


def _count(stretch: _Stretch) -> Part:
    """In a worker: count one stretch."""
    export, reader = _opened(stretch.opening)
    ledger = Ledger()
    for block in blocks(export.text, stretch.begin, stop=stretch.stop):
        enter(ledger, reader, block)
    return ledger.part()


@lru_cache(maxsize=2)
def _opened(opening: Opening) -> tuple[Export, RowReader]:
    """The export in this process; the file stays mapped as long as it may be asked for again."""
    from mmap import ACCESS_READ, mmap

    with Path(opening.path).open("rb") as file:
        content = mmap(file.fileno(), 0, access=ACCESS_READ)
    export = open_export(
        content,
        source="",
        sha256=opening.sha256,
        timezone=opening.timezone,
        year=opening.year,
    )
    found = recognise(export)
    reader = None if found is None else row_reader(export, found)
    if reader is None:
        raise RuntimeError("the export was recognised before, and now is not")
    return export, reader
