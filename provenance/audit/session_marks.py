"""Marks in the identifiers of sessions: a number that is used again, digits that are all alike.

A log-on number of Windows is "only unique between reboots on the same computer", in the words of
the event that ends a log-on (Microsoft, event 4634); a random identifier has 122 random bits (RFC
9562 section 5.4). Both marks have everyday causes and carry nothing: they are questions.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from provenance.audit.records import AuditEvent, EventKind, Locator
from provenance.audit.signs import Signs
from provenance.basics import State

MAX_HELD: Final = 200_000
"""Beginnings and ends that are kept, as many as rows are looked at."""
ALIKE: Final = 20
"""Equal digits of 32 that no random identifier has: fewer than one in 10^14 has so many."""
_RESERVED: Final = 0x3FF
"""Numbers up to this one are those of the system itself, the same after each start."""
_STARTS: Final = frozenset({EventKind.SESSION_START, EventKind.UNLOCK, EventKind.SIGN_IN})
_ENDS: Final = frozenset({EventKind.SESSION_END, EventKind.SIGN_OUT})
_BOOT: Final = "4608"
_RANDOM: Final = re.compile(
    r"[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}\Z", re.IGNORECASE
)
_Moment = tuple[datetime, int, Locator]


class SessionMarks:
    """Looks at events as they go by; ``finish`` puts the log-ons in order of time."""

    def __init__(self, signs: Signs) -> None:
        self._signs = signs
        self._log_ons: dict[str, list[_Moment]] = {}
        self._boots: list[datetime] = []
        self._held = 0
        self.ends = False
        self.identifiers = False

    def see(self, event: AuditEvent) -> None:
        """Look at one event."""
        for one in event.sessions:
            if one.kind != "logon-id" and _RANDOM.match(one.value):
                self._digits(one.value, event.locator)
        if isinstance(event.time, State):
            return
        if event.operation.startswith(_BOOT):
            self._boots.append(event.time.start)
        number = next((one.value for one in event.sessions if one.kind == "logon-id"), "")
        ends = event.kind in _ENDS
        if not number or _is_reserved(number) or not (ends or event.kind in _STARTS):
            return
        self.ends = self.ends or ends
        if self._held < MAX_HELD:
            self._held += 1
            self._log_ons.setdefault(number, []).append(
                (event.time.start, int(ends), event.locator)
            )

    def _digits(self, value: str, at: Locator) -> None:
        self.identifiers = True
        digits = value.replace("-", "").lower()
        if max(digits.count(one) for one in set(digits)) >= ALIKE:
            self._signs("id-digits-alike").add(at, ("id", value))

    def finish(self) -> None:
        """Count log-ons under a number whose log-on had ended before, on one machine."""
        boots = sorted(self._boots)
        for number, moments in sorted(self._log_ons.items()):
            ended: datetime | None = None
            for at, ends, row in sorted(moments, key=lambda one: (one[0], one[1], one[2].start)):
                if ends:
                    ended = at
                elif ended is not None and ended < at:
                    if not any(ended <= boot <= at for boot in boots):
                        self._signs("log-on-number-again").add(row, ("number", number[:40]))
                    ended = None


def _is_reserved(number: str) -> bool:
    """Whether a number is one that the system gives itself (0x3e7 is its own log-on)."""
    try:
        return int(number.partition("@")[0], 16) <= _RESERVED
    except ValueError:
        return True
