"""What is watched while exports are read once more, and what of all of them is kept.

Rows of others than the accounts and people of a case are counted here, and only few are kept.
"""

from __future__ import annotations

from collections.abc import Callable

from provenance.audit import AuditEvent, Locator
from provenance.basics import Where
from provenance.case import Case
from provenance.correlation.address_users import AddressDay, AddressWatch, address_users
from provenance.correlation.away_entries import AwayWatch, Entries, away_entries
from provenance.correlation.crossed import crossed_of
from provenance.correlation.day_rows import DayRow, DayWatch
from provenance.correlation.door_cards import Card, CardWatch, Key
from provenance.correlation.networks import NetworkWatch
from provenance.correlation.other_sign_ins import SignIns, SignInWatch, others_paired
from provenance.correlation.parties import Parties
from provenance.correlation.passers import PasserWatch
from provenance.correlation.records import AuditSide, Circumstance, NetworkUse, Passers
from provenance.correlation.same_seconds import SameSecond, SecondsWatch, same_seconds


class Watches:
    """The watches of one export; each sees a row once."""

    def __init__(self, case: Case, parties: Parties, evidence: str, *, watching: bool) -> None:
        self.evidence = evidence
        self.networks = NetworkWatch(case, evidence)
        self.days = DayWatch(case, parties, watching=watching)
        self.passers = PasserWatch(parties.asked, evidence)
        self.addresses = AddressWatch(case)
        self.sign_ins = SignInWatch()
        self.seconds = SecondsWatch(parties.moments)
        self.cards = CardWatch(parties.meant, parties.matters)
        self.away = AwayWatch(parties.moments)

    def see(self, event: AuditEvent) -> None:
        """Show a row to each of them."""
        self.networks.see(event)
        self.days.see(event)
        self.passers.see(event)
        self.addresses.see(event)
        self.sign_ins.see(event)
        self.seconds.see(event)
        self.cards.see(event)
        self.away.see(event)


class Watched:
    """What the watches of all exports kept, and the places of the rows among it."""

    def __init__(self) -> None:
        self.networks: list[NetworkUse] = []
        self.passers: list[Passers] = []
        self.places: dict[str, Where] = {}
        self.cards: dict[Key, Card] = {}
        self.alone: list[AuditEvent] = []
        self.cards_cut = False
        self._days: dict[str, tuple[DayRow, ...]] = {}
        self._users: dict[str, tuple[AddressDay, ...]] = {}
        self._signed: dict[str, SignIns] = {}
        self._seconds: dict[str, tuple[SameSecond, ...]] = {}
        self._entries: dict[str, Entries] = {}
        self._cut = False

    def keep(self, of: Watches, place: Callable[[Locator], Where], *, whole: bool) -> None:
        """Keep what one export showed; of one not read to its end no number of others is known."""
        self.networks += of.networks.result()
        self._days[of.evidence] = of.days.result()
        self._cut = self._cut or bool(of.days.left_out) or not whole
        if whole:
            self.passers += of.passers.result()
            self._users[of.evidence] = of.addresses.result()
            self._signed[of.evidence] = of.sign_ins.result()
            self._seconds[of.evidence] = of.seconds.result()
            if (entries := of.away.result()) is not None:
                self._entries[of.evidence] = entries
        if whole:  # Behind the last row that was looked at a card may stand beside another name.
            self.cards |= of.cards.result()
            self.alone += of.cards.alone
            self.cards_cut = self.cards_cut or of.cards.cut
        for event in self._events(of.evidence):
            self.places[event.id] = place(event.locator)

    def _events(self, evidence: str) -> list[AuditEvent]:
        days, users = self._days.get(evidence, ()), self._users.get(evidence, ())
        seconds = (row for one in self._seconds.get(evidence, ()) for row in one.rows)
        doors = (one.last for one in days if one.last is not None)
        cards = (
            *(row for key, one in self.cards.items() if key[0] == evidence for row in one.named),
            *(one for one in self.alone if one.source == evidence),
        )
        calendar = self._entries.get(evidence)
        entries = () if calendar is None else (*calendar.away, *calendar.other)
        return [
            *(one.event for one in days), *doors, *(one.event for one in users), *seconds, *cards,
            *entries,
        ]  # fmt: skip

    def rows(self, wanted: set[str]) -> dict[str, AuditEvent]:
        """Of the rows that were kept those with these ids, in the order of the exports."""
        return {
            event.id: event
            for evidence in self._days
            for event in self._events(evidence)
            if event.id in wanted
        }

    def apart(self, side: AuditSide, parties: Parties) -> tuple[Circumstance, ...]:
        """Calendars in which no entry that says away covers a sending."""
        return away_entries(side, parties, self._entries)

    def compared(self, side: AuditSide, case: Case, parties: Parties) -> tuple[Circumstance, ...]:
        """Exports against each other: days, addresses, and the sign-ins of everybody else."""
        return (
            *crossed_of(side, case, parties, self._days, cut=self._cut),
            *address_users(side, case, self._users),
            *others_paired(side, self._signed),
            *same_seconds(side, self._seconds),
        )
