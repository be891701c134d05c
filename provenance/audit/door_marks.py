"""What rows of a door log show together: cards and holders, passages, the people of a day.

Everything has everyday causes (lent cards, new cards, doors held open, a filter), and each is a
reason to ask the operator of the doors for the whole log.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import median
from typing import Final

from provenance.audit.records import AuditEvent, EventKind, Locator
from provenance.audit.signs import MAX_PLACES, Signs
from provenance.basics import State, known

MAX_HELD: Final = 20_000
"""Cards, holders and days that are kept; behind that nothing new is looked at."""
LEAST_OTHERS: Final = 5
"""Holders, and days, that an export needs before one day can stand out."""
LEAST_USUAL: Final = 6
_SATURDAY: Final = 5


class DoorMarks:
    """Looks at passages as they go by; ``finish`` counts what needs all of them."""

    def __init__(self, signs: Signs) -> None:
        self._signs = signs
        self._holders: dict[str, str] = {}
        self._cards: dict[str, str] = {}
        self._last: dict[str, str] = {}
        self._unpaired: list[Locator] = []
        self._unpaired_count = 0
        self._directions: set[str] = set()
        self._days: dict[date, dict[str, Locator]] = {}
        self.passages = 0
        self.named_cards = False

    @property
    def directed(self) -> bool:
        """Whether the log tells two directions apart."""
        return len(self._directions) == 2

    @property
    def days(self) -> int:
        """Days with a passage."""
        return len(self._days)

    def see(self, event: AuditEvent) -> None:
        """Look at one event."""
        if event.kind is not EventKind.BADGE:
            return
        told = {name: value.strip().casefold() for name, value in event.params}
        card, person = told.get("card", ""), told.get("person", "")
        holder = person or card or (known(event.actor.account) or "").strip().casefold()
        if not holder:
            return
        self.passages += 1
        if card and person:
            self.named_cards = True
            self._pair(card, person, event.locator)
        if told.get("direction"):
            self._pass(holder, told["direction"], event.locator)
        self._on(event, holder)

    def _pair(self, card: str, person: str, at: Locator) -> None:
        for name, held, one, other in (
            ("card-two-holders", self._holders, card, person),
            ("holder-two-cards", self._cards, person, card),
        ):
            if one not in held and len(held) >= MAX_HELD:
                continue
            if held.setdefault(one, other) != other:
                self._signs(name).add(at)

    def _pass(self, holder: str, direction: str, at: Locator) -> None:
        if len(self._directions) < 3:
            self._directions.add(direction)
        if holder not in self._last and len(self._last) >= MAX_HELD:
            return
        if self._last.get(holder) == direction:
            self._unpaired_count += 1
            if len(self._unpaired) < MAX_PLACES:
                self._unpaired.append(at)
        self._last[holder] = direction

    def _on(self, event: AuditEvent, holder: str) -> None:
        if isinstance(event.time, State):
            return
        day = event.time.start.date()
        if day not in self._days and len(self._days) >= MAX_HELD:
            return
        people = self._days.setdefault(day, {})
        if len(people) < MAX_HELD:
            people.setdefault(holder, event.locator)

    def finish(self) -> None:
        """Count what only the whole of the rows shows."""
        if self.directed and self._unpaired_count:
            sign = self._signs("passage-unpaired")
            sign.count = sign.seen = self._unpaired_count
            sign.rows = self._unpaired
        if len(self._days) <= LEAST_OTHERS:
            return
        seen = Counter(holder for people in self._days.values() for holder in people)
        usual = median([len(held) for day, held in self._days.items() if _is_working(day)] or [0])
        for day in sorted(self._days):
            if _is_working(day) and self._stands_out(self._days[day], seen, usual):
                rows = sorted(self._days[day].values(), key=lambda at: at.start)
                sign = self._signs("day-holders")
                sign.count += 1
                sign.seen += len(rows)
                sign.rows = [*sign.rows, *rows][:MAX_PLACES]
                sign.values.append(("day", day.isoformat()))

    def _stands_out(self, people: dict[str, Locator], seen: Counter[str], usual: float) -> bool:
        """A working day with few holders, or with holders that no other day of the log has."""
        if usual >= LEAST_USUAL and 3 * len(people) <= usual:
            return True
        others = len(seen) - len(people)
        return len(people) > 1 and others >= LEAST_OTHERS and all(seen[one] == 1 for one in people)


def _is_working(day: date) -> bool:
    """Monday to Friday; holidays are not known here."""
    return day.weekday() < _SATURDAY
