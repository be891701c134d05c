"""Every recorded use of an account while its person is stated to be at a place.

The test of a sending looks at half an hour; this one at the whole stay. Use from the place of the
stay, from the organisation's own rooms and from another country are told alike, whomever they
help. An account can be used by several people, and a program that nobody attends signs in and
fetches by itself: what each row did decides what it can carry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from provenance.audit import AuditEvent
from provenance.audit.records import Outcome
from provenance.basics import State, known
from provenance.case import Case, Presence
from provenance.correlation.acts import acts_of
from provenance.correlation.attested import is_inside
from provenance.correlation.offsets import widened
from provenance.correlation.parties import BY_HAND, FIRM, Parties, client_addresses
from provenance.correlation.presence import (
    network_of,
    own_network,
    place_of,
    two_countries,
    uses_of,
)
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import variants_of
from provenance.correlation.stated_times import stay_of
from provenance.correlation.stay import (
    STANDS,
    Stay,
    basis_of_network,
    from_afar,
    stays_at,
    told,
)

MAX_PLACES: Final = 4
"""Places of one stay that are told."""
MAX_DEVICES: Final = 5
MAX_LEFT: Final = 20
"""Rows of the message itself that are cited as not counted; their number has all."""
THERE, ROOMS, ABROAD = "there", "elsewhere", "abroad"
Session = tuple[str, str]


def during_stays(side: AuditSide, case: Case, parties: Parties) -> tuple[Circumstance, ...]:
    """For each sending and each stay of the person of its account: from where it was used."""
    found: list[Circumstance] = []
    of_sending: dict[str, list[AuditEvent]] = {}
    made: dict[tuple[str, tuple[datetime, datetime], Presence], tuple[Circumstance, ...]] = {}
    for message, sending in variants_of(side):
        if not case.presence or widened(sending, side) is None:
            continue
        if sending.id not in of_sending:
            of_sending[sending.id] = uses_of(side, sending, ever=True)
        for stay in stays_at(message, sending, side, case, parties):
            if not parties.login_of(sending, stay.person):
                continue
            key = (sending.id, stay.interval, stay.stated)
            if key not in made:  # the copies of one message have one sending
                made[key] = tuple(_of_stay(stay, of_sending[sending.id], side, case))
            found += [replace(one, message=message) for one in made[key]]
    return tuple(found)


def _of_stay(
    stay: Stay, uses: list[AuditEvent], side: AuditSide, case: Case
) -> Iterator[Circumstance]:
    """One circumstance for each place, the place of the stay first."""
    countries = _countries((stay.sending, *uses))
    sent = _place(stay, stay.sending, case, countries)
    at_stay = sent is not None and sent[0] == THERE
    own = {join.event for join in side.joins if join.message == stay.message and join.tier in FIRM}
    rows: dict[tuple[str, str], list[AuditEvent]] = {}
    left: dict[tuple[str, str], list[AuditEvent]] = {}
    held = {event.id for event in uses}
    for event in _within(
        stay, uses if stay.sending.id in held else [stay.sending, *uses], side, case
    ):
        place = _place(stay, event, case, countries)
        if place is None:
            continue
        # The message itself is what is held against the place, and so is its session. Only where
        # that session stands at the stay and the sending elsewhere, its rows there are told.
        itself = event.id in {*own, stay.sending.id} or (
            (place[0] != THERE or at_stay) and _one_session(event, stay.sending)
        )
        (left if itself else rows).setdefault(place, []).append(event)
    order = {THERE: 0, ROOMS: 1, ABROAD: 2}
    for place in sorted(rows, key=lambda one: (order[one[0]], one[1]))[:MAX_PLACES]:
        kind = _kind(place[0], rows[place], stay, "" if sent is None else sent[0])
        # Held against a sending from the stay, the rows carry what its place is borne out by.
        at = [stay.sending] if at_stay else []
        shown = rows[place] if place[0] == THERE else at
        basis = _basis(stay, shown, side, case)
        made = _circumstance(kind, place[1], rows[place], stay, basis, side)
        yield _with_left(made, left.get(place, []), session=place[0] != THERE or at_stay)


def _basis(stay: Stay, events: list[AuditEvent], side: AuditSide, case: Case) -> str:
    """The best that bears out that rows stand at the place of the stay, "" for the stay's own."""
    found = ""
    for event in events:
        cidr = own_network(case, stay.stated, event)[1]
        held = basis_of_network(stay, side, case, event, cidr) if cidr else ""
        if not held or held in STANDS:
            return held
        found = found or held
    return found


def _within(
    stay: Stay, uses: list[AuditEvent], side: AuditSide, case: Case
) -> Iterator[AuditEvent]:
    stretch = stay_of(stay.stated.start, stay.stated.end, case.timezone)
    for event in uses if stretch is not None else ():
        moment = widened(event, side)
        if moment is None or event.outcome is Outcome.FAILURE:
            continue
        if stretch is not None and stretch.holds(*moment):
            yield event


def _countries(events: Iterable[AuditEvent]) -> dict[tuple[Session, str], str]:
    """Country that a row itself gives to an address of a session: others of it need not say it."""
    found: dict[tuple[Session, str], str] = {}
    for event in events:
        country, by = place_of(event, None)
        if by != "record":
            continue
        for session in event.sessions:
            for address in client_addresses(event):
                found.setdefault(((session.kind, session.value), address), country)
    return found


def _place(
    stay: Stay, event: AuditEvent, case: Case, countries: dict[tuple[Session, str], str]
) -> tuple[str, str] | None:
    """Where a row stands as to the stay, and what the case file or the row calls it."""
    name = own_network(case, stay.stated, event)[0]
    if name:
        return THERE, name
    network = network_of(case, event)[0]
    if network:
        # An exit for access from afar shows no place, and a stay in the rooms is no other place.
        apart = not from_afar(case, event) and not is_inside(case, stay.stated)
        return (ROOMS, network) if apart else None
    own = stay.stated.country.strip().upper()
    country = _country(event, countries)
    if not own or not country or not client_addresses(event):
        return None
    if two_countries(own, country, alike=False):
        return ABROAD, country
    return (THERE, country) if own == country else None


def _country(event: AuditEvent, countries: dict[tuple[Session, str], str]) -> str:
    country, by = place_of(event, None)
    if by == "record":
        return country
    return next(
        (
            found
            for session in event.sessions
            for address in sorted(client_addresses(event))
            if (found := countries.get(((session.kind, session.value), address)))
        ),
        "",
    )


def _one_session(one: AuditEvent, other: AuditEvent) -> bool:
    sessions = {(s.kind, s.value) for s in one.sessions}
    return any((s.kind, s.value) in sessions for s in other.sessions)


def _kind(place: str, events: list[AuditEvent], stay: Stay, sent: str) -> str:
    """Name of the circumstance: only what a hand did in another session carries anything."""
    others = [event for event in events if not _one_session(event, stay.sending)]
    by_hand = any(event.kind in BY_HAND for event in others)
    if place != THERE:
        # Use at a third place than the sending's says nothing of that sending.
        apart = "" if sent in {THERE, place} else "-apart"
        return f"stay.{place}{apart}" if by_hand else f"stay.{place}-idle"
    if not by_hand or not sent:
        return "stay.there"
    return "stay.there-same" if sent == THERE else "stay.there-apart"


def _with_left(made: Circumstance, left: list[AuditEvent], *, session: bool) -> Circumstance:
    """The circumstance with the rows at its place that it does not count, of the message itself.

    ``session`` tells that those of the session of the sending are among them.
    """
    return replace(
        made,
        values=(*made.values, ("left", len(left)), ("left_session", int(session))),
        left=tuple(event.id for event in left[:MAX_LEFT]),
    )


def _circumstance(
    kind: str, where: str, events: list[AuditEvent], stay: Stay, basis: str, side: AuditSide
) -> Circumstance:
    acts = acts_of(events, side)
    times = [event.time for event in events if not isinstance(event.time, State)]
    names = dict.fromkeys(
        name for event in events if (name := known(event.device.name) or known(event.device.id))
    )
    listed = {one.strip().casefold() for one in stay.person.devices}
    shown = sorted(names)[:MAX_DEVICES]
    made = told(
        kind, stay, tuple(events),
        (
            ("count", len(acts)),
            ("days", len({one.start.date() for one in times})),
            ("hand", sum(event.kind in BY_HAND for event in acts)),
            ("where", where),
            ("devices", "\n".join(shown)),
            ("listed", "\n".join(one for one in shown if one.strip().casefold() in listed)),
        ),
        basis=basis,
    )  # fmt: skip
    return replace(made, rows=len(events) if len(acts) < len(events) else 0)
