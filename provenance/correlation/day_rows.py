"""The days of one export that two exports can be held against each other by.

Doors, log-ons of a machine, use from the organisation's rooms and sessions that name a device: of
each day the first row is kept, with the number of the others. One pass, so many rows at most.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta, tzinfo
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import AccountKind, IpSeen, Outcome
from provenance.basics import State, known
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.correlation.attested import accepted, names_journey
from provenance.correlation.door_rows import card_of, holder_of
from provenance.correlation.machines import machine_of, plain
from provenance.correlation.parties import USES, Parties
from provenance.correlation.presence import AROUND, network_of
from provenance.correlation.records import AuditSide
from provenance.correlation.stated_times import shifted, zone_of
from provenance.correlation.stay import from_afar

DOOR, ROOMS, DEVICE, MACHINE = "door", "rooms", "device", "machine"
SCREEN, NETWORK, SERVICE, NEAR = "screen", "network", "service", "near"
MAX_KEPT: Final = 20_000
"""Days of one export that are kept; what comes behind is counted as left out."""
_OF_MACHINE: Final = frozenset(
    {
        *(EventKind.SIGN_IN, EventKind.SESSION_START, EventKind.UNLOCK, EventKind.LOCK),
        *(EventKind.SIGN_OUT, EventKind.SESSION_END),
    }
)
Key = tuple[str, str, str, str, date]
_AT_SCREEN: Final = frozenset({EventKind.SESSION_START, EventKind.UNLOCK})


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """The first row of its kind in one export on one day (of the case's own zone), and how many.

    ``who`` is an account, a login or a holder in lower case, or ``person:`` with an id of the case
    file; ``where`` a machine or device in a comparable form, ``session`` that of the row. ``last``
    is the last row of a door, ``refused`` how many rows do not say that it was opened.
    """

    what: str
    who: str
    where: str
    session: str
    day: date
    event: AuditEvent
    count: int
    last: AuditEvent | None = None
    refused: int = 0


def asked_for(side: AuditSide) -> bool:
    """Whether any export is a log of doors or of a machine; without one nothing is compared."""
    kinds = [one.layout.kind for one in side.sources if one.layout is not None]
    return any(one == DOOR or one.startswith("windows-") for one in kinds)


class DayWatch:
    """Sees the rows of one export, each once."""

    def __init__(self, case: Case, parties: Parties, *, watching: bool) -> None:
        self._case, self._parties, self._watching = case, parties, watching
        self._zone: tzinfo = zone_of(case.timezone)
        self._first: dict[Key, AuditEvent] = {}
        self._counts: Counter[Key] = Counter()
        self._last: dict[Key, AuditEvent] = {}
        self._refused: Counter[Key] = Counter()
        self._rooms: dict[tuple[IpSeen, ...], bool] = {}
        named = case.organisation.domains or (case.account.rpartition("@")[2],)
        self._domains = tuple(one.strip().casefold().rstrip(".") for one in named if one.strip())
        self.left_out = 0

    def see(self, event: AuditEvent) -> None:
        """Note what a row is on its day."""
        if not self._watching or isinstance(event.time, State):
            return
        if event.kind is EventKind.BADGE:
            self._door(event)
        elif event.kind in _OF_MACHINE and _on_machine(event):
            self._log_on(event)
        elif event.kind in USES and event.outcome is not Outcome.FAILURE:
            self._use(event)

    def result(self) -> tuple[DayRow, ...]:
        """All that was kept, in the order of the file."""
        return tuple(
            DayRow(
                what=key[0], who=key[1], where=key[2], session=key[3], day=key[4],
                event=event, count=self._counts[key],
                last=self._last.get(key), refused=self._refused[key],
            )
            for key, event in self._first.items()
        )  # fmt: skip

    def _door(self, event: AuditEvent) -> None:
        # A gate to another place is no door of the organisation. Where somebody stood does not
        # depend on the lock, so that a refused row counts.
        if names_journey(event):
            return
        person = self._parties.person_of(event)
        holder = holder_of(event) or card_of(event)
        who = f"person:{person.id}" if person else holder.lower()
        key = self._keep(DOOR, who, "", event)
        if key is None:
            return
        self._refused[key] += not accepted(event)
        if event.begins >= self._last.get(key, event).begins:
            self._last[key] = event

    def _log_on(self, event: AuditEvent) -> None:
        machine, login = machine_of(event), (known(event.actor.account) or "").strip().lower()
        if not machine:
            return
        self._keep(MACHINE, "", machine, event)
        kind = _kind_of_log_on(event)
        if not kind or not login or event.outcome is Outcome.FAILURE:
            return
        self._keep(kind, login, machine, event)
        if kind != SERVICE and self._is_near(event, AROUND):
            self._keep(NEAR, login, machine, event)

    def _use(self, event: AuditEvent) -> None:
        account = (known(event.actor.account) or "").strip().lower()
        if account in self._parties.senders:
            session = next((f"{one.kind}:{one.value}" for one in event.sessions), "")
            for name in {known(event.device.name), known(event.device.id)} - {None, ""}:
                self._keep(DEVICE, account, plain(name or ""), event, session=session)
        if self._own(account) and self._in_rooms(event):
            self._keep(ROOMS, account, "", event)

    def _keep(
        self, what: str, who: str, where: str, event: AuditEvent, session: str = ""
    ) -> Key | None:
        day = self._day(event)
        if day is None or (what == DOOR and not who):
            return None
        key = (what, who, where, session, day)
        if key not in self._first and len(self._first) >= MAX_KEPT:
            self.left_out += 1
            return None
        self._first.setdefault(key, event)
        self._counts[key] += 1
        return key

    def _day(self, event: AuditEvent) -> date | None:
        if isinstance(event.time, State):
            return None
        try:
            return event.time.start.astimezone(self._zone).date()
        except OverflowError:
            return None

    def _is_near(self, event: AuditEvent, most: timedelta) -> bool:
        return not isinstance(event.time, State) and any(
            shifted(moment, -most) <= event.time.end and event.time.start <= shifted(moment, most)
            for moment in self._parties.moments
        )

    def _in_rooms(self, event: AuditEvent) -> bool:
        """Whether the client is in a network of the organisation that is not for remote access."""
        held = self._rooms.get(event.ips)
        if held is None:
            held = bool(network_of(self._case, event)[0]) and not from_afar(self._case, event)
            if len(self._rooms) < MAX_KEPT:
                self._rooms[event.ips] = held
        return held

    def _own(self, account: str) -> bool:
        domain = account.rpartition("@")[2] if "@" in account else ""
        return any(domain == one or domain.endswith(f".{one}") for one in self._domains)


def _on_machine(event: AuditEvent) -> bool:
    return any(one.kind == "logon-id" for one in event.sessions)


def _kind_of_log_on(event: AuditEvent) -> str:
    """At a screen (from afar too), over the network, by a service; "" for what is no log-on."""
    if event.kind in _AT_SCREEN:
        return SCREEN
    if event.kind is not EventKind.SIGN_IN or "explicit-credentials" in event.flags:
        return ""
    name = (known(event.actor.account) or "").rpartition("\\")[2].lower()
    if event.actor.kind is AccountKind.SYSTEM or name in {"system", "anonymous logon"}:
        return SERVICE
    return NETWORK if "network-logon" in event.flags else SERVICE
