"""Marks that events of one export show together, whatever its format: times, words of the client.

Each has everyday causes, so none carries anything; each is a question for the operator of the log.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from provenance.audit.records import AuditEvent, Locator
from provenance.audit.signs import MAX_PLACES, Signs
from provenance.basics import State, known

LEAST_FRACTIONS: Final = 5
"""Times finer than a second before one fraction in all of them says anything."""
LEAST_NUMBERS: Final = 10
LEAST_DAYS: Final = 2
USUAL_A_DAY: Final = 20
"""Records a day below which a system log in use is very quiet; a security log has hundreds."""
_FRACTION: Final = re.compile(r":\d\d[.,](\d{3,9})(?!\d)")
_PHONE: Final = re.compile(r"iphone|ipad|android", re.IGNORECASE)
_PHONES: Final = re.compile(r"\bios\b|iphone|ipad|android", re.IGNORECASE)
_WEB: Final = re.compile(r"outlook web|\bowa\b", re.IGNORECASE)
_SYNC: Final = re.compile(r"active ?sync", re.IGNORECASE)


class EventMarks:
    """Looks at events as they go by; ``finish`` counts what needs all of them."""

    def __init__(self, signs: Signs) -> None:
        self._signs = signs
        self._fraction = ""
        self._varied = False
        self._fractions = 0
        self._fraction_rows: list[Locator] = []
        self._before: datetime | None = None
        self._turns: dict[bool, list[Locator]] = {True: [], False: []}
        self._counts = {True: 0, False: 0}
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.clients = 0

    @property
    def fractions(self) -> bool:
        """Whether enough times are finer than a second to be compared."""
        return self._varied or self._fractions >= LEAST_FRACTIONS

    @property
    def ordered(self) -> bool:
        """Whether two rows have times that differ."""
        return any(self._counts.values())

    def see(self, event: AuditEvent) -> None:
        """Look at one event."""
        if not isinstance(event.time, State):
            self._moment(event.time.start, event.locator)
            self._part(event.time.raw, event.locator)
        self._client(event)

    def _moment(self, at: datetime, row: Locator) -> None:
        if self._before is not None and at != self._before:
            later = at > self._before
            self._counts[later] += 1
            if len(self._turns[later]) < MAX_PLACES:
                self._turns[later].append(row)
        self._before = at
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)

    def _part(self, raw: str, row: Locator) -> None:
        found = _FRACTION.search(raw)
        if found is None or self._varied:
            return
        self._fraction = self._fraction or found[1]
        self._varied = found[1] != self._fraction
        self._fractions += 1
        if len(self._fraction_rows) < MAX_PLACES:
            self._fraction_rows.append(row)

    def _client(self, event: AuditEvent) -> None:
        """Words of one row that belong to two machines or two ways in."""
        agent = known(event.client.user_agent) or ""
        system = known(event.device.os) or ""
        words = " ".join(
            (known(event.client.info) or "", dict(event.unmapped).get("Client app", ""))
        )
        app = known(event.client.app) or ""
        if (agent and system) or (words.strip() and app):
            self.clients += 1
        telephone = bool(_PHONE.search(agent)) and "windows" in system.casefold()
        computer = "windows nt" in agent.casefold() and bool(_PHONES.search(system))
        two_ways = bool(_SYNC.search(words)) and bool(_WEB.search(app))
        if telephone or computer or two_ways:
            self._signs("client-words").add(event.locator)

    def finish(self) -> None:
        """Count what only the whole of the rows shows."""
        if self.fractions and not self._varied and self._fraction.strip("0"):
            sign = self._signs("fraction-constant")
            sign.count = sign.seen = self._fractions
            sign.rows = self._fraction_rows
            sign.values = [("fraction", self._fraction)]
        rarer = min(self._counts, key=lambda later: (self._counts[later], later))
        if self._counts[rarer]:
            sign = self._signs("time-order")
            sign.count = sign.seen = self._counts[rarer]
            sign.rows = self._turns[rarer]

    def is_quiet(self, records: int) -> bool:
        """Whether so many numbered records over the time of the export are very few."""
        if records < LEAST_NUMBERS or self.first is None or self.last is None:
            return False
        days = (self.last - self.first).total_seconds() / 86400
        return days >= LEAST_DAYS and records / days < USUAL_A_DAY
