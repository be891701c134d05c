"""Reads the exports of a case against its messages: two passes over each file, little memory."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from mmap import mmap

from provenance.audit import (
    LARGE,
    AuditEvent,
    ColumnMap,
    Coverage,
    Export,
    Recognised,
    Reconciler,
    RowProblem,
    Search,
    can_search,
    count_lines,
    open_export,
    recognise,
    row_reader,
    totals_by,
)
from provenance.basics import Interest, Where
from provenance.basics.record import dataclass
from provenance.correlation.joins import (
    Joined,
    join_all,
    needles_of,
    neighbour_needles,
    neighbours,
)
from provenance.correlation.keys import MessageKeys
from provenance.correlation.records import AuditSide, AuditSource, Join
from provenance.evidence import ExportFile, map_hashed


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenExport:
    """An export with what the case file says of it; ``evidence`` is its exhibit's id."""

    evidence: str
    file: ExportFile
    supplied_by: str = ""
    interest: Interest = Interest.UNKNOWN
    timezone: str = ""
    column_map: ColumnMap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the first pass over one export gave; ``repeats`` only where it was counted by block."""

    source: AuditSource
    joined: Joined
    repeats: array[int] | None = None
    search: Search | None = None


def read_exports(
    given: Sequence[GivenExport],
    keys: Sequence[MessageKeys],
    *,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> AuditSide:
    """Join every export to the messages: firm joins first, then what lies beside them.

    The first pass accounts for every row as well. The second one looks for the sessions and
    accounts of all joined events, in every file: a sign-in log names the session of a sending that
    another log records. With processes, files are read side by side, and a large table by its
    stretches; what comes out is the same. ``progress`` is told octets: twice those of all files.
    """
    if not given:
        return AuditSide()
    done = _Done(2 * sum(one.file.size for one in given), progress)
    found: list[_Found] = []
    for one, later in _begun(executor, given, keys):
        found.append(_first(one, keys, executor, done.within) if later is None else later.result())
        done.add(one.file.size)
    joined = Joined(
        joins=tuple(join for one in found for join in one.joined.joins),
        events=tuple(event for one in found for event in one.joined.events),
        cut=any(one.joined.cut for one in found),
    )
    beside: list[tuple[Join, AuditEvent]] = []
    for one, first in zip(given, found, strict=True):
        if joined.joins:
            beside += _second(one, joined, first)
        done.add(one.file.size)
    joins = (*joined.joins, *(join for join, _ in beside))
    events = (*joined.events, *(event for _, event in beside))
    return AuditSide(
        sources=tuple(one.source for one in found),
        joins=joins,
        events=events,
        places=tuple(_places(given, events)),
        cut=joined.cut,
    )


class _Done:
    """Adds up what was read, for the progress bar."""

    def __init__(self, whole: int, tell: Callable[[int, int], None]) -> None:
        self._whole, self._tell, self._sum = whole, tell, 0

    def add(self, size: int) -> None:
        """One pass over one file is finished."""
        self._sum += size
        self._tell(self._sum, self._whole)

    def within(self, done: int, _all: int) -> None:
        """So much of the present file is read."""
        self._tell(self._sum + done, self._whole)


def _begun(
    executor: Executor | None, given: Sequence[GivenExport], keys: Sequence[MessageKeys]
) -> list[tuple[GivenExport, Future[_Found] | None]]:
    """Start reading the files that a process reads whole; large ones are shared out by block."""
    if executor is None or len(given) == 1:
        return [(one, None) for one in given]
    return [
        (one, executor.submit(_first, one, keys) if one.file.size < LARGE else None)
        for one in given
    ]


def _open(one: GivenExport, content: bytes | mmap) -> Export:
    return open_export(
        content,
        source=one.evidence,
        sha256=one.file.sha256,
        timezone=one.timezone,
        name=one.file.name,
        column_map=one.column_map,
    )


def _first(
    one: GivenExport,
    keys: Sequence[MessageKeys],
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> _Found:
    with map_hashed(one.file) as content:
        export = _open(one, content)
        found = recognise(export)
        if found is None:
            source = _source(one, None, None, (), lines=count_lines(content))
            return _Found(source=source, joined=Joined(joins=(), events=()))
        reader = row_reader(export, found) if one.file.size >= LARGE else None
        if reader is not None and can_search(needles_of(keys)):
            sums = totals_by(executor, one.file.path, export, found, reader, progress=progress)
            search = Search(needles_of(keys))
            joined = join_all(search.first(export, reader, repeats=sums.repeats), keys)
            source = _source(one, found, sums.coverage, sums.problems, lines=count_lines(content))
            return _Found(source=source, joined=joined, repeats=sums.repeats, search=search)
        plain = Reconciler(one.evidence, found.layout)
        joined = join_all(plain.unique(found.reader.read(export, found.layout)), keys)
        problems = tuple(plain.problems)
        source = _source(one, found, plain.coverage(), problems, lines=count_lines(content))
        return _Found(source=source, joined=joined)


def _source(
    one: GivenExport,
    found: Recognised | None,
    coverage: Coverage | None,
    problems: tuple[RowProblem, ...],
    *,
    lines: int,
) -> AuditSource:
    return AuditSource(
        evidence=one.evidence,
        name=one.file.name,
        sha256=one.file.sha256,
        size=one.file.size,
        layout=found.layout if found else None,
        coverage=coverage,
        problems=problems,
        supplied_by=one.supplied_by,
        interest=one.interest,
        timezone=one.timezone,
        lines=lines,
    )


def _second(one: GivenExport, joined: Joined, first: _Found) -> list[tuple[Join, AuditEvent]]:
    with map_hashed(one.file) as content:
        export = _open(one, content)
        found = recognise(export)
        if found is None:
            return []
        needles, search = neighbour_needles(joined), first.search
        reader = row_reader(export, found) if search is not None else None
        if search is not None and reader is not None and can_search(needles):
            stream = search.again(export, reader, needles, repeats=first.repeats)
            return list(neighbours(stream, joined))
        sums = Reconciler(one.evidence, found.layout)
        return list(neighbours(sums.unique(found.reader.read(export, found.layout)), joined))


def _places(
    given: Sequence[GivenExport], events: Sequence[AuditEvent]
) -> Iterator[tuple[str, Where]]:
    """The bytes of each row that is shown, read again from its file."""
    for one in given:
        own = [event for event in events if event.source == one.evidence]
        if not own:
            continue
        with map_hashed(one.file) as content:
            for event in own:
                at = event.locator
                row = content[at.start : at.end]
                yield (
                    event.id,
                    Where(
                        evidence=one.evidence,
                        stream="file",
                        locator=f"row {at.row}" + (f" {at.path}" if at.path else ""),
                        line_first=at.line,
                        line_last=at.line + row.count(b"\n"),
                        start=at.start,
                        end=at.end,
                        quote_sha256=hashlib.sha256(row).hexdigest(),
                    ),
                )
