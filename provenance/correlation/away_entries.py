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
from provenance.correlation.entry_days import days_of
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
_KINDS: Final = frozenset({EventKind.ABSENCE, EventKind.OTHER})
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
        if not _is_entry(event):
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
    return tuple(
        one
        for message, sending in variants_of(side)
        if (at := widened(sending, side)) is not None
        for evidence, entries in calendars.items()
        for one in (
            *_of_calendar(message, at, evidence, entries, side, parties),
            *_others(message, at, evidence, entries, side, parties),
        )
    )


def _of_calendar(
    message: str,
    at: tuple[datetime, datetime],
    evidence: str,
    entries: Entries,
    side: AuditSide,
    parties: Parties,
) -> Iterator[Circumstance]:
    kept = [e for e in side.about if e.source == evidence and e.kind is EventKind.ABSENCE]
    by_person: dict[str, dict[str, AuditEvent]] = {}
    for event in (*kept, *entries.away):
        person = parties.person_of(event)
        by_person.setdefault(person.id if person else "", {})[event.id] = event
    told = (("exhibit", evidence), ("entries", entries.count), ("unread", entries.unread))
    if not entries.absences:
        yield from _without(message, at, entries, side, told, _whose(entries, parties))
        return
    covered = {id_ for id_, rows in by_person.items() if _covering(rows.values(), at, side)}
    for id_, rows in sorted(by_person.items()):
        # Entries that name nobody of the case may be of whoever another entry names.
        if id_ in covered or (not id_ and covered):
            continue
        name = next((one.name or one.id for one in parties.people if one.id == id_), "")
        nearest = _nearest(rows.values(), at, side)
        yield Circumstance(
            kind="calendar-apart",
            message=message,
            events=tuple(dict.fromkeys(one.id for one in nearest if one is not None)),
            person=id_,
            values=(*told, ("who", name), *_ends(*nearest)),
        )


def _without(
    message: str,
    at: tuple[datetime, datetime],
    entries: Entries,
    side: AuditSide,
    told: tuple[tuple[str, str | int], ...],
    person: Person | None,
) -> Iterator[Circumstance]:
    """A calendar with no entry that says away, shown by the entries around the sending."""
    over = _covering(entries.other, at, side)
    shown = [*over, *(one for one in _nearest(entries.other, at, side) if one is not None)]
    events = tuple(dict.fromkeys(one.id for one in shown))
    if events:
        yield Circumstance(
            kind="calendar-without",
            message=message,
            events=events,
            person=person.id if person else "",
            values=(*told, ("who", (person.name or person.id) if person else "")),
        )


def _others(
    message: str,
    at: tuple[datetime, datetime],
    evidence: str,
    entries: Entries,
    side: AuditSide,
    parties: Parties,
) -> Iterator[Circumstance]:
    """Entries over the sending that keep somebody busy and do not say away, by whom they name."""
    by_person: dict[str, list[AuditEvent]] = {}
    for event in _covering(entries.other, at, side):
        if event.kind is EventKind.OTHER and _keeps_busy(event):
            person = parties.person_of(event)
            by_person.setdefault(person.id if person else "", []).append(event)
    for id_, rows in sorted(by_person.items()):
        name = next((one.name or one.id for one in parties.people if one.id == id_), "")
        yield Circumstance(
            kind="calendar-other",
            message=message,
            events=tuple(one.id for one in rows),
            person=id_,
            values=(("exhibit", evidence), ("who", name)),
        )


def _keeps_busy(event: AuditEvent) -> bool:
    """Whether an entry takes its time up (RFC 5545 §3.8.2.7; MS-OXCICAL for the busy status)."""
    told = {name.upper(): value.strip().upper() for name, value in event.params}
    return (
        event.operation not in {"entry FREE", "entry CANCELLED"}
        and told.get("TRANSP") != "TRANSPARENT"
    )


def _whose(entries: Entries, parties: Parties) -> Person | None:
    """The person of the case whom the entries name, where they name one account only."""
    return parties.person_of(entries.named[0]) if len(entries.named) == 1 else None


def _covering(
    rows: Iterable[AuditEvent], at: tuple[datetime, datetime], side: AuditSide
) -> list[AuditEvent]:
    found = []
    for one in rows:
        own = widened(one, side)
        if own is not None and own[0] <= at[1] and at[0] <= own[1]:
            found.append(one)
    return found


def _nearest(
    rows: Iterable[AuditEvent], at: tuple[datetime, datetime], side: AuditSide
) -> tuple[AuditEvent | None, AuditEvent | None]:
    """The last entry that ends before the sending, and the first that begins behind it."""
    spans = [(own, one) for one in rows if (own := widened(one, side)) is not None]
    before = [(own[1], one.id, one) for own, one in spans if own[1] < at[0]]
    behind = [(own[0], one.id, one) for own, one in spans if own[0] > at[1]]
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


def _is_entry(event: AuditEvent) -> bool:
    # The words first: this is asked of every row of every export.
    words = event.operation
    return words.startswith("entry") and words.partition(" ")[0] == "entry" and event.kind in _KINDS


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
