"""Rows that stand at the minute and second of the sending at other times, in each export.

Of 3,600 minutes and seconds of an hour one is that of the sending: in a small export two further
rows at it are rare. Tasks by the clock and times that were typed do so. It carries nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import State
from provenance.basics.record import dataclass
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import variants_of

LEAST: Final = 2
"""Moments of an export, apart from each other, before anything is said."""
RARE: Final = 0.05
"""So many are to be expected by chance at most; in a large log two rows are nothing."""
MAX_MOMENTS: Final = 100
MAX_KEPT: Final = 20
APART: Final = timedelta(minutes=5)
"""Rows so near to the sending may be of the same act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameSecond:
    """Rows of one export at one minute and second, their different moments; ``all`` are timed."""

    at: tuple[int, int]
    rows: tuple[AuditEvent, ...]
    moments: tuple[datetime, ...]
    all: int


class SecondsWatch:
    """Sees the rows of one export, each once."""

    def __init__(self, moments: Sequence[datetime]) -> None:
        self._moments = sorted(set(moments))[:MAX_MOMENTS]
        # A full minute is what people and programs round to.
        self._wanted = {(at.minute, at.second) for at in self._moments if at.second}
        self._rows: dict[tuple[int, int], list[AuditEvent]] = {}
        self._times: dict[tuple[int, int], set[datetime]] = {}
        self._timed = 0

    def see(self, event: AuditEvent) -> None:
        """Note a row at one of the minutes and seconds, away from the moments themselves."""
        time = event.time
        if not self._wanted or isinstance(time, State) or time.precision_seconds > 1:
            return
        self._timed += 1
        at = time.start.replace(microsecond=0)
        key = (at.minute, at.second)
        if key not in self._wanted or any(abs(at - one) < APART for one in self._moments):
            return
        self._times.setdefault(key, set()).add(at)
        rows = self._rows.setdefault(key, [])
        if len(rows) < MAX_KEPT:
            rows.append(event)

    def result(self) -> tuple[SameSecond, ...]:
        """What stands out, in order of minute and second."""
        return tuple(
            SameSecond(at=key, rows=tuple(rows), moments=tuple(sorted(times)), all=self._timed)
            for key, rows in sorted(self._rows.items())
            if len(times := self._times[key]) >= LEAST and self._timed / 3600 <= RARE
        )


def same_seconds(
    side: AuditSide, seen: Mapping[str, tuple[SameSecond, ...]]
) -> tuple[Circumstance, ...]:
    """For each sending the exports with rows at its minute and second on other days or hours."""
    found: dict[Circumstance, None] = {}
    for message, sending in variants_of(side):
        if isinstance(sending.time, State):
            continue
        at = (sending.time.start.minute, sending.time.start.second)
        for evidence, every in sorted(seen.items()):
            for one in every:
                if one.at == at:
                    found[_told(message, evidence, one)] = None
    return tuple(found)


def _told(message: str, evidence: str, one: SameSecond) -> Circumstance:
    return Circumstance(
        kind="seconds.same",
        message=message,
        events=tuple(event.id for event in one.rows),
        values=(
            ("exhibit", evidence), ("at", f"{one.at[0]:02d}:{one.at[1]:02d}"),
            ("moments", len(one.moments)), ("count", one.all),
        ),
    )  # fmt: skip
