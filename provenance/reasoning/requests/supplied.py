"""Which wanted records are among the exports already, and which stretch of time they leave open.

An export speaks for the time between its first and its last record, without the holes in it that
are long for it. Half a day without a record at either end is no gap: little may have happened. What
a filter left out of an export is not seen here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from provenance.basics import State
from provenance.basics.record import dataclass
from provenance.correlation import AuditSide
from provenance.correlation.records import AuditSource
from provenance.reasoning.requests.days import moved
from provenance.reasoning.requests.table import Wanted

if TYPE_CHECKING:
    from provenance.audit import Coverage

QUIET: Final = timedelta(hours=12)
LONG: Final = timedelta(hours=24)
FEW: Final = 20
"""Records up to which an export is too small for its usual distances to be known."""
Stretch = tuple[datetime, datetime]
_NUMBERING: Final = "number-missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """What exports already answer of one wanted record.

    ``exhibits`` are the exports of that kind. ``open_`` are the stretches that they leave open,
    none if they cover all of it. ``flawed`` tells that one of them was cut at a row limit or has
    rows that could not be read. ``lacks_column`` tells that none has the column that is wanted.
    ``skipped`` counts records that are missing by the system's own numbering; ``ends_only`` tells
    that they are about a stay, and may say nothing of the day itself.
    """

    exhibits: tuple[str, ...] = ()
    open_: tuple[Stretch, ...] = ()
    flawed: bool = False
    lacks_column: bool = False
    skipped: int = 0
    ends_only: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing is left to ask for."""
        lacks = self.open_ or self.flawed or self.lacks_column or self.skipped or self.ends_only
        return bool(self.exhibits) and not lacks


def supplied(
    wanted: Wanted,
    audit: AuditSide,
    first: date | None,
    last: date | None,
    aside: frozenset[str] = frozenset(),
) -> Supplied:
    """Say what the exports hold of a record over these days; without days they cannot be held.

    Exports ``aside`` are of another kind of record with the same columns.
    """
    found = [
        source
        for source in audit.sources
        if _kind(source) in wanted.kinds and source.evidence not in aside
    ]
    if not found:
        return Supplied()
    exhibits = tuple(source.evidence for source in found)
    having = [source for source in found if _has_column(source, wanted.column)]
    if not having:
        return Supplied(exhibits=exhibits, lacks_column=True)
    flawed = any(_flawed(source.coverage) for source in having if source.coverage is not None)
    if not wanted.period:
        return Supplied(exhibits=exhibits, flawed=flawed)
    if first is None or last is None:
        return Supplied(exhibits=exhibits, flawed=True)
    window = (_midnight(first), _end_of(last))
    covered = [one for source in having for one in _stretches(source, audit)]
    return Supplied(
        exhibits=exhibits,
        open_=tuple(_left_open(window, covered)),
        flawed=flawed,
        skipped=_skipped(audit, exhibits),
    )


def _kind(source: AuditSource) -> str:
    return source.layout.kind if source.layout is not None else ""


def _has_column(source: AuditSource, column: str) -> bool:
    if not column or source.layout is None:
        return True
    names = {name.strip().casefold().replace("-", "_") for name in source.layout.columns}
    return column in names


def _flawed(coverage: Coverage) -> bool:
    return coverage.problems > 0 or any(flag.startswith("row-cap") for flag in coverage.flags)


def _skipped(audit: AuditSide, exhibits: tuple[str, ...]) -> int:
    """How many records the numbering of these exports leaves out."""
    return sum(
        sign.count
        for marks in audit.marks
        if marks.integrity.source in exhibits
        for sign in marks.integrity.signs
        if sign.name == _NUMBERING
    )


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _end_of(day: date) -> datetime:
    """The midnight after a day; the last moment that can be written after the last day."""
    after = moved(day, 1)
    return datetime.max.replace(tzinfo=UTC) if after is None else _midnight(after)


def _stretches(source: AuditSource, audit: AuditSide) -> list[Stretch]:
    """The stretches that an export speaks for: from its first record to its last, without holes."""
    whole = None if source.coverage is None else _stretch(source.coverage)
    if whole is None or source.coverage is None:
        return []
    holes = [(gap.start, gap.end) for gap in source.coverage.gaps]
    if not holes and source.coverage.events <= FEW:
        holes = _holes_of_few(source, audit)
    found, at = [], whole[0]
    for start, end in sorted(holes):
        if at <= start and end <= whole[1]:
            found.append((at, start))
            at = end
    return [*found, (at, whole[1])]


def _holes_of_few(source: AuditSource, audit: AuditSide) -> list[Stretch]:
    """Holes of more than a day between the records about the case in an export with few records."""
    times = sorted(
        event.time.start
        for event in (*audit.events, *audit.about, *audit.own)
        if event.source == source.evidence and not isinstance(event.time, State)
    )
    return [(one, other) for one, other in pairwise(times) if other - one > LONG]


def _stretch(coverage: Coverage) -> Stretch | None:
    if isinstance(coverage.first, State) or isinstance(coverage.last, State):
        return None
    return coverage.first, coverage.last


def _left_open(window: Stretch, covered: list[Stretch]) -> Iterator[Stretch]:
    """The stretches of the window, longer than :data:`QUIET`, that no export speaks for."""
    at, end = window
    for first, last in sorted(covered):
        if min(first, end) - at > QUIET:
            yield at, min(first, end)
        at = max(at, last)
        if at >= end:
            return
    if end - at > QUIET:
        yield at, end
