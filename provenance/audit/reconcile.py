"""Accounts for every row of an export: events, duplicates, problems; period, operations, holes.

One pass, in bounded memory: of the events only digests, counts and extremes are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise

from provenance.audit.readers.base import Item
from provenance.audit.records import (
    AuditEvent,
    Coverage,
    EventKind,
    Gap,
    Layout,
    Locator,
    OperationCoverage,
    RowProblem,
)
from provenance.basics import State, known
from provenance.basics.record import dataclass

MAX_KEPT_PROBLEMS = 1000
MAX_GAPS = 20
MAX_TIMES = 4_000_000
ROW_CAPS = (1_000, 5_000, 10_000, 50_000, 100_000)
"""Row counts at which systems cut an export (vendors' documentation; see the audit reference)."""
LEAST_GAP = timedelta(hours=24)
LEAST_TIMES = 20
"""Records with a time that an export must have before its holes mean anything."""
USUAL = 0.95
GAP_FACTOR = 20
"""A hole is longer than a day and than this many times the usual (95 %) distance of records."""


SHARP = timedelta(minutes=1)
"""A longer interval is a time that is not known (no zone, a day only), not a second's width."""


class Tally:
    """Count and extremes of one operation, or of all, while they are counted."""

    __slots__ = ("events", "first", "last")

    def __init__(self) -> None:
        self.events = 0
        self.first: datetime | None = None
        self.last: datetime | None = None

    def widen(self, start: datetime, end: datetime) -> None:
        """Let the stretch hold this interval too."""
        self.first = start if self.first is None else min(self.first, start)
        self.last = end if self.last is None else max(self.last, end)


class Reconciler:
    """Counts while events stream by; ``coverage`` has the sums once they have."""

    def __init__(self, source: str, layout: Layout) -> None:
        self._source, self._layout = source, layout
        self.problems: list[RowProblem] = []
        self.duplicates: dict[str, list[Locator]] = {}
        self.repeated: Counter[str] = Counter()
        self._rows = self._events = self._duplicates = self._problems = 0
        self._seen: dict[bytes, Locator] = {}
        self._flags: Counter[str] = Counter()
        self._operations: dict[tuple[str, EventKind], Tally] = {}
        self._times: list[tuple[datetime, Locator]] = []
        self._span = Tally()
        self._last: datetime | None = None
        self._falls = self._rises = False

    def unique(self, items: Iterable[Item]) -> Iterator[AuditEvent]:
        """Pass on each event once, in order; count everything."""
        for item in items:
            self._rows += 1
            if isinstance(item, RowProblem):
                self._problems += 1
                self._flags[item.reason] += 1
                if len(self.problems) < MAX_KEPT_PROBLEMS:
                    self.problems.append(item)
                continue
            if self._is_duplicate(item):
                continue
            self._count(item)
            yield item

    def _is_duplicate(self, event: AuditEvent) -> bool:
        """Same record of the system: it has an id, and its content is the same byte for byte."""
        if not event.record_hash:
            return False
        native = known(event.native_id) or ""
        key = bytes.fromhex(event.record_hash)
        if not native:
            return False
        first = self._seen.setdefault(key, event.locator)
        if first is event.locator:
            return False
        self._duplicates += 1
        self.repeated[native] += 1
        self.duplicates.setdefault(event.record_hash, [first]).append(event.locator)
        return True

    def _count(self, event: AuditEvent) -> None:
        self._events += 1
        self._flags.update(event.flags)
        tally = self._operations.setdefault((event.operation, event.kind), Tally())
        tally.events += 1
        if isinstance(event.time, State):
            self._flags["time-" + event.time.value] += 1
            return
        self._flags.update(event.time.flags)
        start, end = event.time.start, event.time.end
        # A record has one time: the second that a whole number of seconds leaves open is none more.
        last = end if end - start > SHARP else start
        tally.widen(start, last)
        self._span.widen(start, last)
        if self._last is not None:
            self._falls = self._falls or start < self._last
            self._rises = self._rises or start > self._last
        self._last = start
        if len(self._times) < MAX_TIMES:
            self._times.append((start, event.locator))

    def coverage(self) -> Coverage:
        """The sums; ``rows = events + duplicates + problems`` always."""
        times = sorted(self._times, key=lambda pair: (pair[0], pair[1].start))
        return coverage_of(
            self._source,
            self._layout,
            Sums(
                rows=self._rows,
                events=self._events,
                duplicates=self._duplicates,
                problems=self._problems,
                # The newest first is an order too: only both ways at once is none.
                unsorted=self._falls and self._rises,
                flags=frozenset(self._flags),
                span=self._span,
                operations=self._operations,
                gaps=_gaps(times),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What was counted of one export, whichever way."""

    rows: int
    events: int
    duplicates: int
    problems: int
    unsorted: bool
    flags: frozenset[str]
    span: Tally
    operations: dict[tuple[str, EventKind], Tally]
    gaps: tuple[Gap, ...]


def coverage_of(source: str, layout: Layout, sums: Sums) -> Coverage:
    """What an export can speak about, with the limits that its numbers show."""
    flags = set(sums.flags)
    if sums.unsorted:
        flags.add("unsorted")
    if sums.rows in ROW_CAPS:
        flags.add(f"row-cap-{sums.rows}")
    if layout.encoding == "cp1252":
        flags.add("encoding-guess")
    return Coverage(
        source=source,
        kind=layout.kind,
        rows=sums.rows,
        events=sums.events,
        duplicates=sums.duplicates,
        problems=sums.problems,
        first=State.ABSENT if sums.span.first is None else sums.span.first,
        last=State.ABSENT if sums.span.last is None else sums.span.last,
        operations=_operation_list(sums.operations),
        gaps=sums.gaps,
        flags=tuple(sorted(flags)),
        seen_in_the_wild=layout.seen_in_the_wild,
    )


def _operation_list(
    operations: dict[tuple[str, EventKind], Tally],
) -> tuple[OperationCoverage, ...]:
    return tuple(
        OperationCoverage(
            operation=operation,
            kind=kind,
            events=tally.events,
            first=State.ABSENT if tally.first is None else tally.first,
            last=State.ABSENT if tally.last is None else tally.last,
        )
        for (operation, kind), tally in sorted(operations.items())
    )


def _gaps(times: list[tuple[datetime, Locator]]) -> tuple[Gap, ...]:
    """Stretches without a record that are long for this export, longest first."""
    if len(times) < LEAST_TIMES:
        return ()
    steps = [(later[0] - earlier[0], earlier, later) for earlier, later in pairwise(times)]
    usual = sorted(step for step, _, _ in steps)[int(len(steps) * USUAL)]
    limit = max(LEAST_GAP, usual * GAP_FACTOR)
    long = sorted((s for s in steps if s[0] > limit), key=lambda s: (-s[0], s[1][0]))
    return tuple(
        Gap(start=earlier[0], end=later[0], before=earlier[1], after=later[1])
        for _, earlier, later in long[:MAX_GAPS]
    )
