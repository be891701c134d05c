"""Stated stays of the people of a case against records: other people, machines, doors, networks.

A stay is a statement of the case file. What a record adds to it or takes from it is told; that one
person was elsewhere never points to another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from ipaddress import ip_network
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import known
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
from provenance.correlation.neighbourhood import sendings_of
from provenance.correlation.offsets import widened
from provenance.correlation.parties import Parties, client_addresses
from provenance.correlation.presence import (
    MAX_EACH,
    REMOTE,
    TOGETHER,
    network_of,
    own_network,
    place_of,
    two_countries,
    uses_of,
)
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.remote import ended, is_remote, remote_before
from provenance.correlation.stated_times import Stretch, shifted, stay_of

KEYBOARD_BEFORE: Final = timedelta(hours=4)
KEYBOARD_AFTER: Final = timedelta(minutes=30)
"""A log-on this long before a sending can belong to the session of it."""
_KEYBOARD: Final = (" interactive 2", " unlock 7", " cached interactive 11")
_REMOTE: Final = " remote interactive "
_LOG_ONS: Final = frozenset({EventKind.SIGN_IN, EventKind.SESSION_START})
_STANDS: Final = frozenset({RECORD, PARTY})


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


def stays_of(side: AuditSide, case: Case, parties: Parties) -> tuple[Circumstance, ...]:
    """What records say against or for each stated stay at the time of a recorded sending."""
    found: list[Circumstance] = []
    seen: set[str] = set()
    for message, sending in sendings_of(side):
        if message in seen or widened(sending, side) is None:
            continue
        seen.add(message)
        for stay in _stays_at(message, sending, side, case, parties):
            found += _network(stay, side, case, parties)
            if not is_inside(case, stay.stated):
                remote = tuple(_remote(stay, side, parties))
                found += remote
                found += _keyboard(stay, side, case, parties, remote=bool(remote))
                found += _session(stay, side, case, parties)
            found += _against(stay)
    return tuple(found)


def _stays_at(
    message: str, sending: AuditEvent, side: AuditSide, case: Case, parties: Parties
) -> list[Stay]:
    """The stated stays that hold a sending; two places of one person at once are marked."""
    interval = widened(sending, side)
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
    from dataclasses import replace

    clash = any(
        one.person.id == stay.person.id
        and one.standing.basis in _STANDS
        and one.stated.place.strip().casefold() != stay.stated.place.strip().casefold()
        for one in others
        if one is not stay
    )
    return replace(stay, clash=clash)


def _network(stay: Stay, side: AuditSide, case: Case, parties: Parties) -> Iterator[Circumstance]:
    """The sending came from a network of the organisation, or from one of the stay itself."""
    sending, stated, person = stay.sending, stay.stated, stay.person
    mine = parties.person_of(sending)
    network, address = network_of(case, sending)
    values: tuple[tuple[str, str | int], ...] = (
        ("exhibit", sending.source), ("row", sending.locator.row),
    )  # fmt: skip
    if mine is not None and mine.id == person.id:
        own, cidr = own_network(case, stated, sending)
        if own:
            basis = _basis_of_network(stay, side, case, sending, cidr)
            yield _told("network-fits", stay, (sending,), (*values, ("network", own)), basis=basis)
            return
    elif is_inside(case, stated):
        return
    if network:
        # The name is the case file's: an address for remote access is expected from afar.
        kind = "remote-network" if _from_afar(case, sending) else "office"
        yield _told(
            kind, stay, (sending,), (*values, ("ip", address), ("network", network)),
            assumes="network",
        )  # fmt: skip


def _from_afar(case: Case, event: AuditEvent) -> bool:
    """Whether any block of the organisation that holds the address is one for remote access."""
    name, _ = network_of(case, event)
    return REMOTE.search(name) is not None


def _basis_of_network(stay: Stay, side: AuditSide, case: Case, event: AuditEvent, cidr: str) -> str:
    """What bears out that a network is one of the stay: its exhibit, or the country of a record.

    A network that the case file alone gives to a stay is whatever its author wrote there.
    """
    standing, stated = stay.standing, stay.stated
    if standing.basis not in _STANDS:
        return standing.basis
    if is_inside(case, stated) or names_network(standing, cidr):
        return standing.basis
    if _of_organisation(case, cidr):
        return "network-typed"
    sessions = {(one.kind, one.value) for one in event.sessions}
    for one in (event, *side.events, *side.about):
        same = one.id == event.id or sessions & {(s.kind, s.value) for s in one.sessions}
        country, by = place_of(one, None)
        known_one = country and by == "record" and stated.country.strip()
        if same and known_one and client_addresses(one) & client_addresses(event):
            other = stated.country.strip().upper()
            if country == other or (
                len(country) == len(other) == 2 and not two_countries(country, other, alike=False)
            ):
                return standing.basis
    return "network-typed"


def _of_organisation(case: Case, cidr: str) -> bool:
    try:
        given = ip_network(cidr, strict=False)
    except ValueError:
        return True
    return any(
        ip_network(one.cidr, strict=False).version == given.version
        and ip_network(one.cidr, strict=False).overlaps(given)  # type: ignore[arg-type]
        for one in case.organisation.networks
    )


def _remote(stay: Stay, side: AuditSide, parties: Parties) -> Iterator[Circumstance]:
    """A remote desktop in a login of the person that may have been open at the sending."""
    events = remote_before(stay.sending, side, parties, stay.person)
    if events:
        yield _told(
            "remote-session", stay, (*events[:MAX_EACH],), (("count", len(events)),), stated=False
        )


def _keyboard(
    stay: Stay, side: AuditSide, case: Case, parties: Parties, *, remote: bool
) -> Iterator[Circumstance]:
    """A log-on at a keyboard in a login of the person, tied to the sending by place or device."""
    sending, person = stay.sending, stay.person
    near = Stretch(
        start=shifted(stay.interval[0], -KEYBOARD_BEFORE),
        end=shifted(stay.interval[1], KEYBOARD_AFTER),
    )
    office = bool(network_of(case, sending)[0]) and not _from_afar(case, sending)
    events = []
    for event in (*side.events, *side.about):
        own = widened(event, side)
        if own is None or not near.touches(*own) or not _at_keyboard(event):
            continue
        if not parties.login_of(event, person) or not (office or _same_device(event, sending)):
            continue
        if ended(event, sending, side) or remote_before(event, side, parties, person):
            continue
        events.append(event)
    if events:
        disputed = remote or _tunnel(stay, side, parties) or stay.standing.perhaps
        sure = stay.standing.basis == RECORD and stay.stated.independent and not disputed
        yield _told(
            "machine-away" if sure and stay.stated.attested_by else "machine-disputed",
            stay, (sending, *events[:MAX_EACH]), (("count", len(events)),),
        )  # fmt: skip


def _at_keyboard(event: AuditEvent) -> bool:
    if event.outcome is Outcome.FAILURE or is_remote(event):
        return False
    if event.kind is EventKind.UNLOCK:
        return True
    words = event.operation
    return event.kind in _LOG_ONS and words.endswith(_KEYBOARD) and _REMOTE not in words


def _tunnel(stay: Stay, side: AuditSide, parties: Parties) -> bool:
    """Whether a finding of this sending shows a tunnel of the person that may have been open."""
    from provenance.correlation.presence import tunnels_of

    return any(
        parties.login_of(event, stay.person) or parties.person_of(event) == stay.person
        for event in tunnels_of(stay.sending, side)
    )


def _same_device(one: AuditEvent, other: AuditEvent) -> bool:
    names = {(known(event.device.name) or "").casefold() for event in (one, other)}
    return len(names) == 1 and "" not in names


def _session(stay: Stay, side: AuditSide, case: Case, parties: Parties) -> Iterator[Circumstance]:
    """Another use of the account out of a network of the stay, near the sending."""
    sending, stated = stay.sending, stay.stated
    if not parties.login_of(sending, stay.person) or own_network(case, stated, sending)[0]:
        return
    near = Stretch(
        start=shifted(stay.interval[0], -TOGETHER), end=shifted(stay.interval[1], TOGETHER)
    )
    sessions = {one.value for one in sending.sessions}
    events, network, basis = [], "", ""
    for event in uses_of(side, sending):
        own = widened(event, side)
        if own is None or not near.touches(*own) or sessions & {s.value for s in event.sessions}:
            continue
        name, cidr = own_network(case, stated, event)
        if name and not client_addresses(event) & client_addresses(sending):
            events.append(event)
            held = _basis_of_network(stay, side, case, event, cidr)
            if not network or (basis not in _STANDS and held in _STANDS):
                network, basis = name, held
    if events:
        yield _told(
            "stay-session", stay, (sending, *events[:MAX_EACH]),
            (("count", len(events)), ("network", network)), basis=basis,
        )  # fmt: skip


def _against(stay: Stay) -> Iterator[Circumstance]:
    """Rows of any exhibit, that of the stay too, that have the person elsewhere meanwhile."""
    who = stay.person.name or stay.person.id
    for kind, events in (
        ("record-against", stay.standing.against),
        ("record-moved", stay.standing.moved),
        ("record-perhaps", stay.standing.perhaps),
    ):
        if events:
            yield _told(
                kind, stay, events[:MAX_EACH], (("count", len(events)), ("who", who)), stated=False
            )


def _told(
    kind: str,
    stay: Stay,
    events: tuple[AuditEvent, ...],
    more: tuple[tuple[str, str | int], ...],
    *,
    basis: str = "",
    stated: bool = True,
    assumes: str = "",
) -> Circumstance:
    standing, said = stay.standing, stay.stated
    held = basis or standing.basis
    if held in _STANDS and stay.clash:
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
