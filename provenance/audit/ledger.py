"""Counts the events of millions of rows in 56 octets each: columns of numbers, names kept once.

A ledger can be filled by part, each in a process of its own, and joined in the order of the file.
What it gives is what :class:`~provenance.audit.reconcile.Reconciler` and the lists of
:func:`~provenance.audit.overview.overview` give for the same rows (a property of the tests).
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Hashable
from heapq import nlargest
from itertools import compress, pairwise
from typing import Generic, TypeVar

from provenance.audit.brief import MICROSECOND, Brief, What, moment_of
from provenance.audit.reconcile import (
    GAP_FACTOR,
    LEAST_GAP,
    LEAST_TIMES,
    MAX_GAPS,
    MAX_KEPT_PROBLEMS,
    MAX_TIMES,
    SHARP,
    USUAL,
    Sums,
    Tally,
    coverage_of,
)
from provenance.audit.records import Coverage, EventKind, Gap, Layout, Locator, RowProblem
from provenance.basics.record import dataclass, field

K = TypeVar("K", bound=Hashable)
Addresses = tuple[tuple[str, str], ...]

_DIGEST = 16
_NONE = bytes(_DIGEST)
_NO_TIME = -(1 << 62)
_SHARP = SHARP // MICROSECOND


class _Names(Generic[K]):
    """Gives each value a number, in order of first use."""

    __slots__ = ("known", "values")

    def __init__(self) -> None:
        self.values: list[K] = []
        self.known: dict[K, int] = {}

    def number(self, value: K) -> int:
        """Number of a value, a new one if it was not seen before."""
        found = self.known.get(value)
        if found is None:
            found = self.known[value] = len(self.values)
            self.values.append(value)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A ledger as it goes from one process to another: columns as octets, each name once."""

    rows: int
    digests: bytes = field(repr=False)
    columns: tuple[bytes, ...] = field(repr=False)
    whats: tuple[What, ...]
    accounts: tuple[str | None, ...]
    addresses: tuple[Addresses, ...]
    problems: tuple[RowProblem, ...]
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Everything that a ledger tells once all rows are in it; duplicates count once.

    ``repeats`` has where the rows begin that repeat an earlier record of the system, rising.
    """

    coverage: Coverage
    accounts: Counter[str]
    addresses: Counter[tuple[str, str]]
    families: Counter[str]
    problems: tuple[RowProblem, ...]
    repeats: array[int] = field(repr=False)


class Ledger:
    """Events of one export in the order of its rows."""

    def __init__(self) -> None:
        self._rows = 0
        self._problems: list[RowProblem] = []
        self._reasons: Counter[str] = Counter()
        self._digests = bytearray()
        self._starts, self._times = array("q"), array("q")
        self._sizes, self._numbers, self._lines = array("I"), array("I"), array("I")
        self._what, self._who, self._where = array("I"), array("I"), array("I")
        self._whats: _Names[What] = _Names()
        self._accounts: _Names[str | None] = _Names()
        self._addresses: _Names[Addresses] = _Names()

    def add(self, brief: Brief, start: int, size: int, row: int, line: int) -> None:
        """Enter one event with the place of its row."""
        what, moment, digest, account, addresses = brief
        self._rows += 1
        self._digests += digest or _NONE
        self._starts.append(start)
        self._sizes.append(size)
        self._numbers.append(row)
        self._lines.append(line)
        self._times.append(_NO_TIME if moment is None else moment)
        self._what.append(self._whats.number(what))
        self._who.append(self._accounts.number(account))
        self._where.append(self._addresses.number(addresses))

    def fail(self, problem: RowProblem) -> None:
        """Enter a row that gave no event."""
        self._rows += 1
        self._reasons[problem.reason] += 1
        if len(self._problems) < MAX_KEPT_PROBLEMS:
            self._problems.append(problem)

    def part(self) -> Part:
        """Everything that was entered, to be sent."""
        return Part(
            rows=self._rows,
            digests=bytes(self._digests),
            columns=tuple(column.tobytes() for column in self._columns()),
            whats=tuple(self._whats.values),
            accounts=tuple(self._accounts.values),
            addresses=tuple(self._addresses.values),
            problems=tuple(self._problems),
            reasons=tuple(self._reasons.items()),
        )

    def join(self, part: Part) -> None:
        """Enter what another ledger holds, whose rows follow those of this one."""
        self._rows += part.rows
        self._digests += part.digests
        tables = (
            None, None, None, None, None,
            [self._whats.number(one) for one in part.whats],
            [self._accounts.number(one) for one in part.accounts],
            [self._addresses.number(one) for one in part.addresses],
        )  # fmt: skip
        for column, octets, table in zip(self._columns(), part.columns, tables, strict=True):
            theirs = array(column.typecode)
            theirs.frombytes(octets)
            column.extend(theirs if table is None else array("I", map(table.__getitem__, theirs)))
        self._problems += part.problems[: MAX_KEPT_PROBLEMS - len(self._problems)]
        self._reasons.update(dict(part.reasons))

    def close(self, source: str, layout: Layout) -> Totals:
        """Tell the duplicates apart and add up; nothing is entered afterwards."""
        repeated = self._repeated()
        self._digests.clear()
        single = repeated.translate(b"\x01" + bytes(255))
        whats = Counter(compress(self._what, single))
        names, places = self._accounts.values, self._addresses.values
        who = Counter(compress(self._who, single)).items()
        addresses: Counter[tuple[str, str]] = Counter()
        for index, count in Counter(compress(self._where, single)).items():
            for address in places[index]:
                addresses[address] += count
        families: Counter[str] = Counter()
        for index, count in whats.items():
            families[self._whats.values[index].family] += count
        return Totals(
            coverage=self._coverage(source, layout, single, whats),
            accounts=Counter({name: n for i, n in who if (name := names[i]) is not None}),
            addresses=addresses,
            families=families,
            problems=tuple(self._problems),
            repeats=array("q", compress(self._starts, repeated)),
        )

    def _columns(self) -> tuple[array[int], ...]:
        """The columns; the last three hold numbers of names."""
        places = (self._starts, self._times, self._sizes, self._numbers, self._lines)
        return (*places, self._what, self._who, self._where)

    def _repeated(self) -> bytearray:
        """For each event 1 if an earlier one is the same record of the system, else 0."""
        marks = bytearray(len(self._starts))
        order = [array("I") for _ in range(256)]
        for index, lead in enumerate(self._digests[::_DIGEST]):
            order[lead].append(index)
        for bucket in order:  # a 256th of all at a time, so that little is held
            seen: set[bytes] = set()
            for index in bucket:
                digest = bytes(self._digests[index * _DIGEST : (index + 1) * _DIGEST])
                if digest in seen and digest != _NONE:
                    marks[index] = 1
                seen.add(digest)
        return marks

    def _coverage(
        self, source: str, layout: Layout, single: bytearray, whats: Counter[int]
    ) -> Coverage:
        operations: dict[tuple[str, EventKind], Tally] = {}
        span, flags = Tally(), set(self._reasons)
        bounds = self._bounds(single)
        for index, count in whats.items():
            what = self._whats.values[index]
            flags.update(what.flags, what.time_flags)
            tally = operations.setdefault((what.operation, what.kind), Tally())
            tally.events += count
            if index in bounds:
                first, last = bounds[index]
                wide = what.width if what.width > _SHARP else 0
                tally.widen(moment_of(first), moment_of(last + wide))
                span.widen(moment_of(first), moment_of(last + wide))
        dated = array(
            "I",
            (i for i, one in enumerate(single) if one and self._times[i] != _NO_TIME),
        )
        falls = any(self._times[a] > self._times[b] for a, b in pairwise(dated))
        # The newest first is an order too: only both ways at once is none.
        unsorted = falls and any(self._times[a] < self._times[b] for a, b in pairwise(dated))
        sums = Sums(
            rows=self._rows,
            events=sum(whats.values()),
            duplicates=len(single) - sum(single),
            problems=sum(self._reasons.values()),
            unsorted=unsorted,
            flags=frozenset(flags),
            span=span,
            operations=operations,
            gaps=self._gaps(dated[:MAX_TIMES], unsorted=falls),
        )
        return coverage_of(source, layout, sums)

    def _bounds(self, single: bytearray) -> dict[int, tuple[int, int]]:
        """First and last moment of each kind of event that has any."""
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for index, time in zip(
            compress(self._what, single), compress(self._times, single), strict=True
        ):
            if time == _NO_TIME:
                continue
            if time < first.setdefault(index, time):
                first[index] = time
            if time > last.setdefault(index, time):
                last[index] = time
        return {index: (time, last[index]) for index, time in first.items()}

    def _gaps(self, dated: array[int], *, unsorted: bool) -> tuple[Gap, ...]:
        """Stretches without a record that are long for this export, longest first."""
        if len(dated) < LEAST_TIMES:
            return ()
        times = self._times
        order = array("I", sorted(dated, key=times.__getitem__)) if unsorted else dated
        steps = array("q", (times[later] - times[earlier] for earlier, later in pairwise(order)))
        # The same as the sorted steps at that place, without holding all of them as objects.
        usual = nlargest(len(steps) - int(len(steps) * USUAL), steps)[-1]
        limit = max(LEAST_GAP // MICROSECOND, usual * GAP_FACTOR)
        long = sorted((-step, i) for i, step in enumerate(steps) if step > limit)
        return tuple(
            Gap(
                start=moment_of(times[order[i]]),
                end=moment_of(times[order[i + 1]]),
                before=self._locator(order[i]),
                after=self._locator(order[i + 1]),
            )
            for _, i in long[:MAX_GAPS]
        )

    def _locator(self, index: int) -> Locator:
        start = self._starts[index]
        return Locator(
            row=self._numbers[index],
            line=self._lines[index],
            start=start,
            end=start + self._sizes[index],
        )
