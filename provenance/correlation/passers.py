"""How many cards or names pass doors around a moment, so that two of them are not read as all.

Rows about people of the case are kept, the others are not: a reader who sees the cards of two
people has to be told whether more were there. Only their number is kept, never who they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.basics import State, known
from provenance.correlation.presence import AROUND
from provenance.correlation.records import Passers

MAX_MOMENTS: Final = 100
MAX_HELD: Final = 20_000
"""Different holders that are told apart around one moment; of more no number is said."""


class PasserWatch:
    """Counts, while events go by, the holders of cards near each moment of a message."""

    def __init__(self, moments: Sequence[datetime], evidence: str) -> None:
        self._evidence = evidence
        self._found: dict[datetime, set[str]] = {at: set() for at in sorted(moments)[:MAX_MOMENTS]}

    def see(self, event: AuditEvent) -> None:
        """Look at one event."""
        if event.kind is not EventKind.BADGE or isinstance(event.time, State):
            return
        told = dict(event.params)
        named = (told.get("person", ""), told.get("card", ""), known(event.actor.account) or "")
        holder = next((one.strip().casefold() for one in named if one.strip()), "")
        for moment, holders in self._found.items():
            near = event.time.start - AROUND <= moment <= event.time.end + AROUND
            if near and holder and len(holders) <= MAX_HELD:
                holders.add(holder)

    def result(self) -> tuple[Passers, ...]:
        """The numbers in order of the moments, none for a moment without a passage."""
        return tuple(
            Passers(evidence=self._evidence, moment=moment, holders=len(holders))
            for moment, holders in sorted(self._found.items())
            if 0 < len(holders) <= MAX_HELD
        )
