"""One stated stay at the moment of one recorded sending, and what the exhibits hold of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from ipaddress import ip_network
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics.record import dataclass
from provenance.case import Case, Person, Presence
from provenance.correlation.attested import (
    PARTY,
    RECORD,
    Standing,
    is_inside,
    names_network,
    standing_of,
)
from provenance.correlation.offsets import widened
from provenance.correlation.parties import Parties, client_addresses
from provenance.correlation.presence import REMOTE, lies_in, network_of, place_of, two_countries
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import span_of
from provenance.correlation.stated_times import stay_of

STANDS: Final = frozenset({RECORD, PARTY})
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stated stay that holds one recorded sending, with what its exhibit was found to hold.

    ``gap`` are the minutes to the nearest rows of it before and behind the sending, -1 where there
    is none; ``way`` is how its exhibit came here, as the case file states, "" for not stated.
    """

    message: str
    sending: AuditEvent
    interval: tuple[datetime, datetime]
    person: Person
    stated: Presence
    standing: Standing
    clash: bool = False
    gap: tuple[int, int] = (-1, -1)
    way: str = ""


def stays_at(
    message: str, sending: AuditEvent, side: AuditSide, case: Case, parties: Parties
) -> list[Stay]:
    """The stated stays that hold a sending; two places of one person at once are marked."""
    interval = span_of(side, message, sending)
    people = {person.id: person for person in case.people}
    found: list[Stay] = []
    for stated in case.presence if interval is not None else ():
        person = people.get(stated.person)
        stretch = stay_of(stated.start, stated.end, case.timezone)
        if person is None or interval is None or stretch is None or not stretch.holds(*interval):
            continue
        standing = standing_of(side, case, parties, person, stated, interval)
        found.append(
            Stay(
                message=message, sending=sending, interval=interval, person=person, stated=stated,
                standing=standing, gap=_gap(standing, interval, side),
                way=_way(standing, side, case),
            )
        )  # fmt: skip
    return [_with_clash(one, found) for one in found]


def _gap(
    standing: Standing, interval: tuple[datetime, datetime], side: AuditSide
) -> tuple[int, int]:
    """Minutes from the nearest row of the exhibit in this name to the sending, and to the next.

    A row of an earlier or later moment has nobody anywhere in between, so the distance is said.
    """
    own = (*standing.support, *standing.others, *standing.against, *standing.moved)
    before, behind = [], []
    for event in own:
        at = widened(event, side) if event.source == standing.source else None
        if at is None:
            continue
        if at[0] <= interval[1]:
            before.append(max(0.0, (interval[0] - at[1]).total_seconds()))
        if at[1] >= interval[0]:
            behind.append(max(0.0, (at[0] - interval[1]).total_seconds()))
    first, last = (int(min(each, default=-_MINUTE) // _MINUTE) for each in (before, behind))
    return first, last


def _way(standing: Standing, side: AuditSide, case: Case) -> str:
    """How the exhibit of a stay came into this hand, in the words of the case file."""
    source = next((one for one in side.sources if one.evidence == standing.source), None)
    note = case.audit_note(source.name, source.sha256) if source is not None else None
    return (note.obtained or note.route).strip() if note is not None else ""


def _with_clash(stay: Stay, others: list[Stay]) -> Stay:
    """Mark a stay beside one of another place that an exhibit bears out as well."""
    clash = any(
        one.person.id == stay.person.id
        and one.standing.basis in STANDS
        and one.stated.place.strip().casefold() != stay.stated.place.strip().casefold()
        for one in others
        if one is not stay
    )
    return replace(stay, clash=clash)


def from_afar(case: Case, event: AuditEvent) -> bool:
    """Whether any block of the organisation that holds the address is one for remote access."""
    _, address = network_of(case, event)
    return any(
        lies_in(address, network.cidr) and REMOTE.search(network.name) is not None
        for network in case.organisation.networks
    )


def basis_of_network(stay: Stay, side: AuditSide, case: Case, event: AuditEvent, cidr: str) -> str:
    """What bears out that a network is one of the stay: its exhibit, or the country of a record.

    A network that the case file alone gives to a stay is whatever its author wrote there.
    """
    standing, stated = stay.standing, stay.stated
    if standing.basis not in STANDS:
        return standing.basis
    if is_inside(case, stated) or names_network(standing, cidr):
        return standing.basis
    if _of_organisation(case, cidr):
        return "network-typed"
    return standing.basis if in_country(stay, side, event) else "network-typed"


def in_country(stay: Stay, side: AuditSide, event: AuditEvent) -> bool:
    """Whether a record itself places the address of a session in the country of the stay."""
    return bool(country_rows(stay, side, event))


def country_rows(stay: Stay, side: AuditSide, event: AuditEvent) -> tuple[AuditEvent, ...]:
    """The records that place the address of a session in the country of the stay."""
    own = stay.stated.country.strip().upper()
    sessions = {(one.kind, one.value) for one in event.sessions}
    found = []
    for one in (event, *side.events, *side.about) if own else ():
        same = one.id == event.id or sessions & {(s.kind, s.value) for s in one.sessions}
        if not same or not client_addresses(one) & client_addresses(event):
            continue
        country, by = place_of(one, None)
        alike = len(country) == len(own) == 2 and not two_countries(country, own, alike=False)
        if by == "record" and (country == own or alike):
            found.append(one)
    return tuple({one.id: one for one in found}.values())


def _of_organisation(case: Case, cidr: str) -> bool:
    try:
        given = ip_network(cidr, strict=False)
    except ValueError:
        return True
    return any(
        ip_network(one.cidr, strict=False).version == given.version
        and ip_network(one.cidr, strict=False).overlaps(given)
        for one in case.organisation.networks
    )


def told(
    kind: str,
    stay: Stay,
    events: tuple[AuditEvent, ...],
    more: tuple[tuple[str, str | int], ...],
    *,
    basis: str = "",
    stated: bool = True,
    assumes: str = "",
    bears: tuple[AuditEvent, ...] = (),
) -> Circumstance:
    """A circumstance of a stay; ``stated`` is false for a record that needs no statement.

    ``bears`` are rows that bear out what it assumes: it needs them where one export alone has any.
    """
    standing, said = stay.standing, stay.stated
    held = basis or standing.basis
    if held in STANDS and stay.clash:
        held = "clash"
    refuted = standing.refuted_by if stated else ()
    return Circumstance(
        kind=kind,
        message=stay.message,
        events=tuple(event.id for event in events),
        person=stay.person.id,
        values=(
            ("person", stay.person.name or stay.person.id),
            ("place", said.place or said.country or "?"),
            *more,
        ),
        gap=stay.gap,
        way=stay.way,
        stated=stated,
        attested_by=said.attested_by,
        source=standing.source or said.source,
        independent=said.independent,
        basis=held if stated else "",
        support=tuple(event.id for event in standing.support) if stated else (),
        beside=(
            *(tuple(event.id for event in standing.others) if stated and standing.support else ()),
            *(event.id for event in bears[:1] if len({one.source for one in bears}) == 1),
        ),
        refuted_by=refuted,
        doubted=stated and bool(standing.perhaps),
        assumes=assumes,
    )
