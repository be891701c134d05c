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
from provenance.correlation.parties import Parties, client_addresses
from provenance.correlation.presence import REMOTE, lies_in, network_of, place_of, two_countries
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import span_of
from provenance.correlation.stated_times import stay_of

STANDS: Final = frozenset({RECORD, PARTY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """One stated stay that holds one recorded sending, with what its exhibit was found to hold."""

    message: str
    sending: AuditEvent
    interval: tuple[datetime, datetime]
    person: Person
    stated: Presence
    standing: Standing
    clash: bool = False


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
                standing=standing,
            )
        )  # fmt: skip
    return [_with_clash(one, found) for one in found]


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
    own = stay.stated.country.strip().upper()
    sessions = {(one.kind, one.value) for one in event.sessions}
    for one in (event, *side.events, *side.about) if own else ():
        same = one.id == event.id or sessions & {(s.kind, s.value) for s in one.sessions}
        if not same or not client_addresses(one) & client_addresses(event):
            continue
        country, by = place_of(one, None)
        alike = len(country) == len(own) == 2 and not two_countries(country, own, alike=False)
        if by == "record" and (country == own or alike):
            return True
    return False


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
) -> Circumstance:
    """A circumstance of a stay; ``stated`` is false for a record that needs no statement."""
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
        stated=stated,
        attested_by=said.attested_by,
        source=standing.source or said.source,
        independent=said.independent,
        basis=held if stated else "",
        support=tuple(event.id for event in standing.support) if stated else (),
        refuted_by=refuted,
        doubted=stated and bool(standing.perhaps),
        assumes=assumes,
    )
