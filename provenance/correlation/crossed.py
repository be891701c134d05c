"""Two exports held against each other: what one says of a day, and what the other has of it.

A session names a device, and the device's machine has a log; an address is the organisation's, and
its doors have a log. Where the one lacks what the other names, one of them is not complete, or a
name or an address does not mean what it seems to. It may help either side, and shows no person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import State, known
from provenance.basics.record import dataclass
from provenance.case import Case, Person
from provenance.correlation.accounts import same_account
from provenance.correlation.attested import exhibit_of, is_inside
from provenance.correlation.day_rows import (
    DEVICE,
    DOOR,
    MACHINE,
    NEAR,
    NETWORK,
    ROOMS,
    SCREEN,
    SERVICE,
    DayRow,
)
from provenance.correlation.machines import devices_of
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide, AuditSource, Circumstance
from provenance.correlation.sendings import variants_of
from provenance.correlation.stated_times import zone_of

MAX_LOGINS: Final = 6
"""Other logins of one machine that are told; the rest is counted."""
MAX_CITED: Final = 20
Days = Mapping[str, tuple[DayRow, ...]]
"""The days of each export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Log:
    """One export that others are held against, with the days between its first and last record."""

    source: AuditSource
    rows: tuple[DayRow, ...]
    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    def values(self) -> tuple[tuple[str, str | int | datetime], ...]:
        return (
            ("exhibit", self.source.evidence),
            ("from", self.first.isoformat()),
            ("until", self.last.isoformat()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sending:
    """One recorded sending, the days of all exports, and the case that they are read for."""

    event: AuditEvent
    case: Case
    parties: Parties
    every: tuple[DayRow, ...]

    @property
    def account(self) -> str:
        return (known(self.event.actor.account) or "").strip().lower()

    @property
    def day(self) -> date | None:
        if isinstance(self.event.time, State):
            return None
        try:
            return self.event.time.start.astimezone(zone_of(self.case.timezone)).date()
        except OverflowError:
            return None

    @property
    def logins(self) -> tuple[str, ...]:
        """The account, and whatever else the case file gives to its person."""
        person = _person(self.account, self.parties)
        return (self.account, *(person.accounts if person is not None else ()))

    def has(self, row: DayRow) -> bool:
        """Whether a row is of its session; of its day where one of the two names no session."""
        sessions = {f"{one.kind}:{one.value}" for one in self.event.sessions}
        if sessions & {f"{one.kind}:{one.value}" for one in row.event.sessions}:
            return True
        return not (row.session and sessions) and row.day == self.day


def crossed_of(
    side: AuditSide, case: Case, parties: Parties, days: Days, *, cut: bool = False
) -> tuple[Circumstance, ...]:
    """For each recorded sending every log of doors, and every log of a machine that it names.

    ``cut`` tells that not every row could be kept; each comparison then says so.
    """
    if not days:
        return ()
    logs = [log for one in side.sources if (log := _log(one, days, case)) is not None]
    every = tuple(row for one in side.sources for row in days.get(one.evidence, ()))
    stays = {
        held.evidence
        for one in case.presence
        if (held := exhibit_of(side, one.source)) is not None and not is_inside(case, one)
    }
    found: dict[Circumstance, None] = {}
    made: dict[str, tuple[Circumstance, ...]] = {}
    for message, sending in variants_of(side):
        if sending.id not in made:  # the copies of one message have one sending
            of = _Sending(event=sending, case=case, parties=parties, every=every)
            named = {name: device for name, (device, _) in devices_of(sending, side).items()}
            made[sending.id] = tuple(
                one
                for log in logs
                for one in _of_log(of, log, named, doors=log.source.evidence not in stays)
            )
        found |= dict.fromkeys(
            replace(one, message=message, values=(*one.values, *((("cut", 1),) if cut else ())))
            for one in made[sending.id]
        )
    return tuple(found)


def _of_log(
    of: _Sending, log: _Log, named: Mapping[str, str], *, doors: bool
) -> Iterator[Circumstance]:
    """What one log shows against the others; a log of a stay elsewhere has no doors for it."""
    for machine in sorted({row.where for row in log.rows if row.what == MACHINE} & set(named)):
        yield from _devices(of, machine, named[machine], log)
        yield _log_ons(of, machine, named[machine], log)
    if doors and any(row.what == DOOR for row in log.rows):
        yield from _doors(of, log)
        yield from _door_days(of, log)


def _log(source: AuditSource, days: Days, case: Case) -> _Log | None:
    coverage = source.coverage
    if coverage is None or isinstance(coverage.first, State) or isinstance(coverage.last, State):
        return None
    zone = zone_of(case.timezone)
    try:
        first, last = (at.astimezone(zone).date() for at in (coverage.first, coverage.last))
    except OverflowError:
        return None
    rows = days.get(source.evidence, ())
    return _Log(source=source, rows=rows, first=first, last=last) if rows else None


def _devices(of: _Sending, machine: str, written: str, log: _Log) -> Iterator[Circumstance]:
    """Sessions of the account that name a device of that name, beside that of the sending."""
    sessions: dict[str, DayRow] = {}
    for row in of.every:
        if row.what != DEVICE or row.where != machine or row.who != of.account:
            continue
        if not log.covers(row.day) or of.has(row):
            continue
        sessions.setdefault(row.session or f"day:{row.day}", row)
    on: dict[date, DayRow] = {}
    for row in log.rows:
        mine = any(same_account(row.who, one) for one in of.logins)
        if row.what == SCREEN and row.where == machine and mine:
            on.setdefault(row.day, row)
    if not sessions:
        return
    having = [row for row in sessions.values() if row.day in on]
    lacking = [row for row in sessions.values() if row.day not in on]
    shown = [*lacking, *(each for row in having for each in (row, on[row.day]))]
    yield Circumstance(
        kind="crossed.device",
        message="",
        events=_ids(row.event for row in shown),
        values=(
            *log.values(), ("machine", written), ("account", of.account), ("count", len(sessions)),
            ("having", len(having)), ("lacking", len(lacking)),
        ),
    )  # fmt: skip


def _log_ons(of: _Sending, machine: str, written: str, log: _Log) -> Circumstance:
    """Log-ons of that machine in other logins than the account's, over the network too."""
    counts: dict[str, dict[str, int]] = {}
    first: dict[str, AuditEvent] = {}
    near: dict[str, AuditEvent] = {}
    service = 0
    for row in log.rows:
        if row.where != machine or row.what not in {SCREEN, NETWORK, SERVICE, NEAR}:
            continue
        if row.what == SERVICE:
            service += row.count
            continue
        if any(same_account(row.who, one) for one in of.logins):
            continue
        held = counts.setdefault(row.who, {})
        held[row.what] = held.get(row.what, 0) + row.count
        if row.what == NEAR:
            near.setdefault(row.who, row.event)
        else:
            first.setdefault(row.who, row.event)
    logins = sorted(counts, key=lambda one: (not counts[one].get(NEAR), one))
    told = [
        "\t".join((_written(first.get(one), one), *(str(counts[one].get(w, 0)) for w in _COUNTED)))
        for one in logins[:MAX_LOGINS]
    ]
    shown = [event for one in logins for event in (near.get(one), first.get(one)) if event]
    anything = next(row.event for row in log.rows if row.where == machine)
    return Circumstance(
        kind="crossed.log-ons" if logins else "crossed.log-ons-none",
        message="",
        events=_ids(shown or [anything]),
        values=(
            *log.values(), ("machine", written), ("count", len(logins)),
            ("logins", "\n".join(told)), ("left", max(0, len(logins) - MAX_LOGINS)),
            ("services", service),
        ),
    )  # fmt: skip


_COUNTED: Final = (SCREEN, NETWORK, NEAR)


def _written(event: AuditEvent | None, login: str) -> str:
    """The login as its first row writes it."""
    written = (known(event.actor.account) or "") if event is not None else ""
    return " ".join((written or login).split())


def _doors(of: _Sending, log: _Log) -> Iterator[Circumstance]:
    """Days of accounts with use from the organisation's rooms, against the doors of these days."""
    passed: dict[str, dict[date, DayRow]] = {}
    for row in log.rows:
        if row.what == DOOR:
            passed.setdefault(row.who, {}).setdefault(row.day, row)
    uses: dict[tuple[str, date], DayRow] = {}
    own = False
    for row in of.every:
        if row.what != ROOMS or not log.covers(row.day):
            continue
        if row.who == of.account and row.day == of.day:
            own = True
        else:
            uses.setdefault((row.who, row.day), row)
    holders = {who: _holders(who, passed, of.parties) for who, _ in uses}
    named = {key: row for key, row in uses.items() if holders[key[0]]}
    if not named:
        return
    doors = {
        key: next((held for one in holders[key[0]] if (held := passed[one].get(key[1]))), None)
        for key in named
    }
    lacking = [row for key, row in named.items() if doors[key] is None]
    having = [(row, held) for key, row in named.items() if (held := doors[key]) is not None]
    shown = [*lacking, *(each for pair in having for each in pair)]
    yield Circumstance(
        kind="crossed.doors",
        message="",
        events=_ids(row.event for row in shown),
        values=(
            *log.values(), ("count", len(named)), ("having", len(having)),
            ("lacking", len(lacking)),
            ("unnamed", len({who for who, _ in uses if not holders[who]})),
            *((("own", _own_rows(of, passed)),) if own else ()),
        ),
    )  # fmt: skip


def _own_rows(of: _Sending, passed: Mapping[str, Mapping[date, DayRow]]) -> int:
    """Door rows on the day of the sending of whoever is tied to its account."""
    tied = _holders(of.account, passed, of.parties)
    return sum(row.count for one in tied for day, row in passed[one].items() if day == of.day)


def _door_days(of: _Sending, log: _Log) -> Iterator[Circumstance]:
    """On how many of its days a log of doors names each person of the case file."""
    rows = [row for row in log.rows if row.what == DOOR]
    days = {row.day for row in rows}
    told, shown, maybe = [], [], []
    for person in of.parties.people[:MAX_LOGINS]:
        own = [row for row in rows if row.who == f"person:{person.id}"]
        mine = sorted({row.day for row in own})
        name = " ".join((person.name or person.id).split())
        told.append("\t".join((name, *(day.isoformat() for day in mine))))
        shown += [row.event for row in own]
        likely = [row for row in rows if _may_be(row, person, of.parties)]
        if likely:
            maybe.append(f"{name}\t{len({row.day for row in likely})}")
            shown += [row.event for row in likely]
    # Everybody at the doors on that day stands beside the people of the case, or two would be all.
    that = [row for row in rows if row.day == of.day]
    if shown:
        both = (each for row in that for each in (row.event, row.last or row.event))
        yield Circumstance(
            kind="crossed.door-days",
            message="",
            events=_ids((*both, *shown), 2 * MAX_CITED),
            values=(
                *log.values(), ("count", len(days)), ("people", "\n".join(told)),
                ("maybe", "\n".join(maybe)), *_of_the_day(of, that),
            ),
        )  # fmt: skip


def _of_the_day(of: _Sending, rows: list[DayRow]) -> tuple[tuple[str, str | int], ...]:
    """Rows and holders on the day of the sending, and how many name the person of the account."""
    person = _person(of.account, of.parties)
    if of.day is None or person is None or not rows:
        return ()
    mine = f"person:{person.id}"
    own = sum(row.count for row in rows if row.who == mine)
    may = sum(row.count for row in rows if row.who != mine and _may_be(row, person, of.parties))
    return (
        ("day", of.day.isoformat()), ("rows", sum(row.count for row in rows)),
        ("holders", len({row.who for row in rows})), ("own", own),
        ("person", " ".join((person.name or person.id).split())),
        ("may", may), ("refused", sum(row.refused for row in rows)),
    )  # fmt: skip


def _holders(
    account: str, passed: Mapping[str, Mapping[date, DayRow]], parties: Parties
) -> tuple[str, ...]:
    """The holders that the doors have for an account, by the rule of :meth:`Parties.could_be`.

    For an account of nobody in the case file the log-on name alone, or a card beside it, tells.
    """
    person = _person(account, parties)
    found = []
    for who in sorted(passed):
        row = next(iter(passed[who].values()))
        if person is not None:
            tied = who == f"person:{person.id}" or _may_be(row, person, parties)
        else:
            card = parties.card_alone(row.event)
            tied = same_account(card.who if card is not None else who, account)
        if tied:
            found.append(who)
    return tuple(found)


def _may_be(row: DayRow, person: Person, parties: Parties) -> bool:
    """Whether a door row that surely names nobody of the case may be of this person."""
    return not row.who.startswith("person:") and parties.could_be(row.event, person)


def _person(account: str, parties: Parties) -> Person | None:
    return next(
        (one for one in parties.people if any(same_account(account, a) for a in one.accounts)), None
    )


def _ids(events: Iterable[AuditEvent], most: int = MAX_CITED) -> tuple[str, ...]:
    return tuple(dict.fromkeys(event.id for event in events))[:most]
