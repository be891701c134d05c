"""What is in one export, in one pass: coverage, the most frequent accounts, addresses, clients."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from pathlib import Path
from typing import TypeVar

from provenance.audit.large import LARGE, row_reader
from provenance.audit.ledger import Totals
from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.registry import recognise
from provenance.audit.reconcile import Reconciler
from provenance.audit.records import Coverage, Layout, RowProblem
from provenance.audit.workers import totals_by
from provenance.basics import State
from provenance.basics.record import dataclass

K = TypeVar("K")

SHOWN = 10
"""Entries of each list of most frequent values."""
STEP = 20_000
"""Rows between two reports of progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """One export in numbers; the lists hold (value, count), most frequent first.

    ``addresses`` have the class of each address beside it: a provider's server is no client.
    """

    name: str
    sha256: str
    size: int
    layout: Layout
    coverage: Coverage
    accounts: tuple[tuple[str, int], ...]
    addresses: tuple[tuple[str, str, int], ...]
    clients: tuple[tuple[str, int], ...]
    problems: tuple[RowProblem, ...]


def overview(
    export: Export,
    *,
    size: int,
    path: Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] = lambda _done, _all: None,
) -> Overview | None:
    """Read an export to its end; ``None`` if its content is of no kind that is known.

    ``progress`` is told how many octets of how many are read; it must not change anything. The
    file at ``path`` is counted in the processes of ``executor`` where that is worth while.
    """
    found = recognise(export)
    if found is None:
        return None
    reader = row_reader(export, found) if size >= LARGE else None
    if reader is not None:
        counted = totals_by(executor, path, export, found, reader, progress=progress)
        return _of_totals(export, size, found.layout, counted)
    sums = Reconciler(export.source, found.layout)
    accounts: Counter[str] = Counter()
    addresses: Counter[tuple[str, str]] = Counter()
    clients: Counter[str] = Counter()
    items = _watched(found.reader.read(export, found.layout), size, progress)
    for event in sums.unique(items):
        if isinstance(event.actor.account, str):
            accounts[event.actor.account] += 1
        for ip in event.ips:
            shown = ip.raw if isinstance(ip.address, State) else ip.address
            addresses[shown, ip.cls.value] += 1
        clients[event.client.family.value] += 1
    return Overview(
        name=export.name,
        sha256=export.sha256,
        size=size,
        layout=found.layout,
        coverage=sums.coverage(),
        accounts=_top(accounts),
        addresses=tuple((ip, cls, count) for (ip, cls), count in _top(addresses)),
        clients=_top(clients),
        problems=tuple(sums.problems),
    )


def _of_totals(export: Export, size: int, layout: Layout, counted: Totals) -> Overview:
    return Overview(
        name=export.name,
        sha256=export.sha256,
        size=size,
        layout=layout,
        coverage=counted.coverage,
        accounts=_top(counted.accounts),
        addresses=tuple((ip, cls, count) for (ip, cls), count in _top(counted.addresses)),
        clients=_top(counted.families),
        problems=counted.problems,
    )


def _watched(
    items: Iterator[Item], size: int, progress: Callable[[int, int], None]
) -> Iterator[Item]:
    for number, item in enumerate(items):
        if number % STEP == 0:
            progress(item.locator.end, size)
        yield item


def _top(counts: Counter[K]) -> tuple[tuple[K, int], ...]:
    """Most frequent first; equal counts in the order of their values, so that runs agree."""
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))[:SHOWN])
