"""Reads the exports of a case against its messages: two passes over each file, little memory."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from mmap import mmap

from provenance.audit import (
    AuditEvent,
    ColumnMap,
    Export,
    Recognised,
    Reconciler,
    open_export,
    recognise,
)
from provenance.basics import Interest, Where
from provenance.basics.record import dataclass
from provenance.correlation.joins import Joined, join_all, neighbours
from provenance.correlation.keys import MessageKeys
from provenance.correlation.records import AuditSide, AuditSource, Join
from provenance.evidence import ExportFile, map_file


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenExport:
    """An export with what the case file says of it; ``evidence`` is its exhibit's id."""

    evidence: str
    file: ExportFile
    supplied_by: str = ""
    interest: Interest = Interest.UNKNOWN
    timezone: str = ""
    column_map: ColumnMap | None = None


def read_exports(
    given: Sequence[GivenExport],
    keys: Sequence[MessageKeys],
    *,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> AuditSide:
    """Join every export to the messages: firm joins first, then what lies beside them.

    The first pass accounts for every row as well. The second one looks for the sessions and
    accounts of all joined events, in every file: a sign-in log names the session of a sending that
    another log records.
    """
    if not given:
        return AuditSide()
    sources: list[AuditSource] = []
    joined = Joined(joins=(), events=())
    for number, one in enumerate(given):
        source, found = _first(one, keys)
        sources.append(source)
        joined = Joined(
            joins=joined.joins + found.joins,
            events=joined.events + found.events,
            cut=joined.cut or found.cut,
        )
        progress(number + 1, 2 * len(given))
    beside: list[tuple[Join, AuditEvent]] = []
    for number, one in enumerate(given):
        if joined.joins:
            beside += _second(one, joined)
        progress(len(given) + number + 1, 2 * len(given))
    joins = (*joined.joins, *(join for join, _ in beside))
    events = (*joined.events, *(event for _, event in beside))
    return AuditSide(
        sources=tuple(sources),
        joins=joins,
        events=events,
        places=tuple(_places(given, events)),
        cut=joined.cut,
    )


def _open(one: GivenExport, content: bytes | mmap) -> Export:
    return open_export(
        content,
        source=one.evidence,
        sha256=one.file.sha256,
        timezone=one.timezone,
        name=one.file.name,
        column_map=one.column_map,
    )


def _first(one: GivenExport, keys: Sequence[MessageKeys]) -> tuple[AuditSource, Joined]:
    with map_file(one.file.path) as (content, _):
        export = _open(one, content)
        found = recognise(export)
        if found is None:
            return _source(one, None, None), Joined(joins=(), events=())
        sums = Reconciler(one.evidence, found.layout)
        joined = join_all(sums.unique(found.reader.read(export, found.layout)), keys)
        return _source(one, found, sums), joined


def _source(one: GivenExport, found: Recognised | None, sums: Reconciler | None) -> AuditSource:
    return AuditSource(
        evidence=one.evidence,
        name=one.file.name,
        sha256=one.file.sha256,
        size=one.file.size,
        layout=found.layout if found else None,
        coverage=sums.coverage() if sums else None,
        problems=tuple(sums.problems) if sums else (),
        supplied_by=one.supplied_by,
        interest=one.interest,
        timezone=one.timezone,
    )


def _second(one: GivenExport, joined: Joined) -> list[tuple[Join, AuditEvent]]:
    with map_file(one.file.path) as (content, _):
        export = _open(one, content)
        found = recognise(export)
        if found is None:
            return []
        sums = Reconciler(one.evidence, found.layout)
        stream = sums.unique(found.reader.read(export, found.layout))
        return list(neighbours(stream, joined))


def _places(
    given: Sequence[GivenExport], events: Sequence[AuditEvent]
) -> Iterator[tuple[str, Where]]:
    """The bytes of each row that is shown, read again from its file."""
    for one in given:
        own = [event for event in events if event.source == one.evidence]
        if not own:
            continue
        with map_file(one.file.path) as (content, _):
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
