"""What a calendar says at a sending beside an entry that says away, or in place of one.

An entry that says away is told; that there is none, and that another entry stands there, has to be
told alike, or the page would speak for one side. None of it shows where somebody was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.basics import State, known
from provenance.basics.record import dataclass
from provenance.case import Person
from provenance.correlation.entry_days import days_of, is_entry
from provenance.correlation.offsets import widened
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import variants_of

MAX_MOMENTS: Final = 100
MOST_OVER: Final = 10
"""Entries over one moment that are kept of one calendar."""
_ANY: Final = "*"
"""The group of entries of any kind; the others are those of accounts that say away."""
MAX_NAMED: Final = 200
"""Different accounts whose entries are told apart in one calendar; the others are left out."""
_NOT_FOLLOWED: Final = frozenset({"entry-repeats", "entry-repeats-cut"})
"""Series of which not every time is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """What one calendar has: how many entries, and those nearest to the moments of the messages.

    ``unread`` are entries without a time that can be read, and series not followed to their end.
    ``absences`` is how many say that somebody was away; ``away`` are the nearest of those,
    ``other`` the nearest of any kind. ``named`` has the first entry of each account named.
    """

    count: int
    unread: int
    absences: int
    away: tuple[AuditEvent, ...]
    other: tuple[AuditEvent, ...]
    named: tuple[AuditEvent, ...] = ()


class AwayWatch:
    """Keeps, while the rows of an export go by, the calendar entries nearest to each moment."""

    def __init__(self, moments: Sequence[datetime]) -> None:
        self._moments = sorted(moments)[:MAX_MOMENTS]
        self._count = self._unread = self._absences = 0
        self._accounts: dict[str, AuditEvent] = {}
        self._near: dict[tuple[str, datetime, int], AuditEvent] = {}
        self._over: dict[tuple[str, datetime], list[AuditEvent]] = {}

    def see(self, event: AuditEvent) -> None:
        """Look at one event."""
        if not is_entry(event):
            return
        self._count += 1
        timed = not isinstance(event.time, State)
        self._unread += not timed or bool(_NOT_FOLLOWED & set(event.flags))
        self._absences += event.kind is EventKind.ABSENCE
        account = _account(event)
        if account not in self._accounts and len(self._accounts) > MAX_NAMED:
            return
        self._accounts.setdefault(account, event)
        if timed:
            self._keep(event, _ANY, most=MOST_OVER)
            if event.kind is EventKind.ABSENCE:
                self._keep(event, account)

    def _keep(self, event: AuditEvent, group: str, *, most: int = 1) -> None:
        """Keep it where it is nearer to a moment than what is held; of those over it ``most``."""
        for moment in self._moments:
            side = _side(event, moment)
            if side == 0:
                over = self._over.setdefault((group, moment), [])
                if len(over) < most:
                    over.append(event)
                continue
            held = self._near.get((group, moment, side))
            if held is None or _distance(event, moment) < _distance(held, moment):
                self._near[group, moment, side] = event

    def result(self) -> Entries | None:
        """What was kept, ``None`` for an export without a calendar's entries."""
        if not self._count:
            return None
        kept = [(key[0], one) for key, one in self._near.items()]
        kept += [(key[0], one) for key, over in self._over.items() for one in over]
        away = {one.id: one for group, one in kept if group != _ANY}
        other = {one.id: one for group, one in kept if group == _ANY}
        return Entries(
            count=self._count,
            unread=self._unread,
            absences=self._absences,
            away=tuple(away.values()),
            other=tuple(other.values()),
            named=tuple(one for account, one in self._accounts.items() if account),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """One calendar held against one recorded sending, whose interval is ``at``."""

    message: str
    at: tuple[datetime, datetime]
    evidence: str
    entries: Entries
    side: AuditSide
    parties: Parties

    def told(
        self,
        kind: str,
        person: Person | None,
        rows: Iterable[AuditEvent],
        *more: tuple[str, str | int | datetime],
    ) -> Circumstance:
        """What it comes to, with the name of the person whom the entries name, if any."""
        return Circumstance(
            kind=kind,
            message=self.message,
            events=tuple(dict.fromkeys(one.id for one in rows)),
            person=person.id if person else "",
            values=(
                ("exhibit", self.evidence),
                ("who", (person.name or person.id) if person else ""),
                *more,
            ),
        )

    def by_person(
        self, rows: Iterable[AuditEvent]
    ) -> list[tuple[Person | None, dict[str, AuditEvent]]]:
        """Entries by the person of the case whom they name, those that name nobody first."""
        found: dict[str, tuple[Person | None, dict[str, AuditEvent]]] = {}
        for event in rows:
            person = self.parties.person_of(event)
            found.setdefault(person.id if person else "", (person, {}))[1][event.id] = event
        return [found[id_] for id_ in sorted(found)]


def away_entries(
    side: AuditSide, parties: Parties, held: Mapping[str, Entries]
) -> tuple[Circumstance, ...]:
    """For each recorded sending the calendars in which no entry that says away covers it.

    Other entries over it are told too, whether or not one says away.
    """
    calendars = {
        source.evidence: held[source.evidence]
        for source in side.sources
        if source.evidence in held
        and source.layout is not None
        and source.layout.kind == "calendar"
    }
    asked = (
        _Asked(
            message=message, at=at, evidence=evidence, entries=entries, side=side, parties=parties
        )
        for message, sending in variants_of(side)
        if (at := widened(sending, side)) is not None
        for evidence, entries in calendars.items()
    )
    return tuple(one for each in asked for one in (*_absences(each), *_others(each)))


def _absences(of: _Asked) -> Iterator[Circumstance]:
    """Entries that say away and do not cover the sending, or that there is none such at all."""
    more = (("entries", of.entries.count), ("unread", of.entries.unread))
    if not of.entries.absences:
        around = [*_covering(of.entries.other, of), *_there(_nearest(of.entries.other, of))]
        if around:
            yield of.told("calendar-without", _whose(of), around, *more)
        return
    near = (e for e in of.side.about if e.source == of.evidence and e.kind is EventKind.ABSENCE)
    groups = of.by_person((*near, *of.entries.away))
    covered = [bool(_covering(rows.values(), of)) for _, rows in groups]
    for (person, rows), over in zip(groups, covered, strict=True):
        # Entries that name nobody of the case may be of whoever another entry names.
        if not over and (person is not None or not any(covered)):
            ends = _nearest(rows.values(), of)
            yield of.told("calendar-apart", person, _there(ends), *more, *_ends(*ends))


def _there(ends: tuple[AuditEvent | None, AuditEvent | None]) -> list[AuditEvent]:
    return [one for one in ends if one is not None]


def _others(of: _Asked) -> Iterator[Circumstance]:
    """Entries over the sending that keep somebody busy and do not say away, by whom they name."""
    busy = (
        one
        for one in _covering(of.entries.other, of)
        if one.kind is EventKind.OTHER and _keeps_busy(one)
    )
    for person, rows in of.by_person(busy):
        yield of.told("calendar-other", person, rows.values())


def _keeps_busy(event: AuditEvent) -> bool:
    """Whether an entry takes its time up (RFC 5545 §3.8.2.7; MS-OXCICAL for the busy status)."""
    told = {name.upper(): value.strip().upper() for name, value in event.params}
    return (
        event.operation not in {"entry FREE", "entry CANCELLED"}
        and told.get("TRANSP") != "TRANSPARENT"
    )


def _whose(of: _Asked) -> Person | None:
    """The person of the case whom the entries name, where they name one account only."""
    named = of.entries.named
    return of.parties.person_of(named[0]) if len(named) == 1 else None


def _covering(rows: Iterable[AuditEvent], of: _Asked) -> list[AuditEvent]:
    return [
        one
        for one in rows
        if (own := widened(one, of.side)) is not None and own[0] <= of.at[1] and of.at[0] <= own[1]
    ]


def _nearest(rows: Iterable[AuditEvent], of: _Asked) -> tuple[AuditEvent | None, AuditEvent | None]:
    """The last entry that ends before the sending, and the first that begins behind it."""
    spans = [(own, one) for one in rows if (own := widened(one, of.side)) is not None]
    before = [(own[1], one.id, one) for own, one in spans if own[1] < of.at[0]]
    behind = [(own[0], one.id, one) for own, one in spans if own[0] > of.at[1]]
    return (
        max(before)[2] if before else None,
        min(behind)[2] if behind else None,
    )


def _ends(
    before: AuditEvent | None, behind: AuditEvent | None
) -> Iterator[tuple[str, str | datetime]]:
    """Where the nearest entries end and begin; of whole days the day, as their lines have it."""
    if before is not None and not isinstance(before.time, State):
        days = days_of(before)
        yield "ended", days.last.isoformat() if days else before.time.end
    if behind is not None and not isinstance(behind.time, State):
        days = days_of(behind)
        yield "begins", days.first.isoformat() if days else behind.time.start


def _account(event: AuditEvent) -> str:
    return (known(event.actor.account) or "").strip().lower()


def _side(event: AuditEvent, moment: datetime) -> int:
    if isinstance(event.time, State):
        return 0
    return (event.time.start > moment) - (event.time.end < moment)


def _distance(event: AuditEvent, moment: datetime) -> float:
    """Seconds between a moment and the nearer end of an entry, 0 inside it."""
    if isinstance(event.time, State):
        return float("inf")
    before = (event.time.start - moment).total_seconds()
    behind = (moment - event.time.end).total_seconds()
    return max(before, behind, 0.0)
