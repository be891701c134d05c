"""What sessions say about whereabouts, against what the case file states of people.

A row places a log-in in a network, never a person in a room. Places come from the case file, from
the records themselves or from a table that the user supplied; nothing is looked up. That somebody
was elsewhere speaks for another user of the account, and names none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import IpClass, IpRole, Outcome
from provenance.basics import State, known
from provenance.case import Case, Network, Person, Presence
from provenance.correlation.acts import acts_of
from provenance.correlation.door_cards import Card, card_line
from provenance.correlation.door_rows import card_of, holder_of
from provenance.correlation.offsets import widened
from provenance.correlation.parties import USES, Parties, client_addresses
from provenance.correlation.place_table import country_of
from provenance.correlation.records import AuditSide, Circumstance, PlaceTable
from provenance.correlation.sendings import variants_of
from provenance.correlation.stated_times import Stretch, shifted

TOGETHER: Final = timedelta(minutes=30)
"""Two uses of one account this near are simultaneous enough to need an explanation."""
TRAVEL: Final = timedelta(hours=2)
"""Two countries within this time are worth a finding; no distance is calculated."""
AROUND: Final = timedelta(hours=12)
_KEPT: Final = 1 << 14
"""Answers about addresses that are kept: a log has far fewer addresses than rows."""
EARLIER: Final = timedelta(hours=12)
"""Records so much before the sending are earlier use."""
MAX_EACH: Final = 10
_BESIDE: Final = {
    EventKind.BADGE: "badge",
    EventKind.LOCK: "machine",
    EventKind.UNLOCK: "machine",
    EventKind.SESSION_START: "machine",
    EventKind.SESSION_END: "machine",
    EventKind.NETWORK_SESSION: "tunnel",
    EventKind.ABSENCE: "calendar",
}
_CLIENT: Final = frozenset(
    {IpRole.ORIGINAL_CLIENT, IpRole.ASSIGNED_INSIDE, IpRole.ASSIGNED_OUTSIDE}
)
_PLACED: Final = frozenset({IpClass.PUBLIC, IpClass.DOCUMENTATION, IpClass.PRIVATE, IpClass.SHARED})
REMOTE: Final = re.compile(
    r"vpn|remote|tunnel|citrix|globalprotect|anyconnect|zscaler|pool|gateway|proxy|dial.?in",
    re.IGNORECASE,
)
"""Names of networks that are used from afar. A name that fits only takes weight away."""
_CLOSES: Final = re.compile(r"disconnect|logout|log-?off|terminat|stop|close|\bend")
_SAME_CODE: Final = {"UK": "GB", "EL": "GR"}
"""Codes that are in use beside those of ISO 3166-1 (the European Union's list of countries)."""
_COUNTRY_NAMES: Final = (
    "location.countryorregion", "activity country", "country", "countryorregion",
)  # fmt: skip


def presence_of(
    side: AuditSide, case: Case, parties: Parties, table: PlaceTable | None
) -> tuple[Circumstance, ...]:
    """Everything of it for each message with a recorded sending, in a fixed order."""
    found: list[Circumstance] = []
    of_sending: dict[str, list[AuditEvent]] = {}
    for message, sending in variants_of(side):
        uses = of_sending.setdefault(sending.id, []) or uses_of(side, sending)
        of_sending[sending.id] = uses
        found += _together(message, sending, uses, side, case)
        found += _countries(message, sending, uses, side, table)
        found += _beside(message, sending, side, parties)
    return tuple(found)


def uses_of(
    side: AuditSide, sending: AuditEvent, *, fetching: bool = False, ever: bool = False
) -> list[AuditEvent]:
    """Other uses of the account of the sending, in order of time and place.

    What a program fetches by itself is no use, unless it is asked for (``fetching``). Those within
    days of the sending, or in the whole of the exports (``ever``).
    """
    kinds = {*USES, EventKind.SYNC} if fetching else USES
    account = (known(sending.actor.account) or "").lower()
    found = [
        event
        for event in (*side.events, *side.about, *(side.own if ever else ()))
        if event.id != sending.id
        and event.kind in kinds
        and not isinstance(event.time, State)
        and account
        and (known(event.actor.account) or "").lower() == account
    ]
    return sorted(found, key=lambda e: (e.begins, e.source, e.locator.start))


def network_of(case: Case, event: AuditEvent) -> tuple[str, str]:
    """Name of the organisation's network that a row's address lies in, and the address.

    Of blocks that lie in each other the narrowest is meant. The address of the server itself, of
    the next server or of the resource is nobody's client.
    """
    return _narrowest(case.organisation.networks, tuple(sorted(_near_client(event))))


@lru_cache(maxsize=_KEPT)
def _narrowest(networks: tuple[Network, ...], addresses: tuple[str, ...]) -> tuple[str, str]:
    """The narrowest block with one of these addresses; asked for every row of a large log."""
    found = [
        (-ip_network(network.cidr, strict=False).prefixlen, place, address)
        for place, network in enumerate(networks)
        for address in addresses
        if lies_in(address, network.cidr)
    ]
    if not found:
        return "", ""
    _, place, address = min(found)
    return networks[place].name or networks[place].cidr, address


def _near_client(event: AuditEvent) -> set[str]:
    """Addresses of the client, inside ones too; what connected only where no client is named."""
    for roles in (_CLIENT, frozenset({IpRole.PEER})):
        found = {
            address
            for ip in event.ips
            if ip.role in roles and ip.cls in _PLACED and (address := known(ip.address))
        }
        if found:
            return found
    return set()


def own_network(case: Case, stated: Presence, event: AuditEvent) -> tuple[str, str]:
    """A network of the stay that the row's address lies in: as the case file names it, and CIDR.

    A stay whose place is the name of one of the organisation's networks was in that network.
    """
    cidrs = {network.name: network.cidr for network in case.organisation.networks}
    place = stated.place.strip().casefold()
    there = tuple(name for name in cidrs if place and name.strip().casefold() == place)
    for name in (*stated.networks, *there):
        for address in sorted(client_addresses(event)):
            if lies_in(address, cidrs.get(name, name)):
                return name, cidrs.get(name, name)
    return "", ""


@lru_cache(maxsize=_KEPT)
def lies_in(address: str, cidr: str) -> bool:
    """Whether an address is one of a block; a text that is neither lies nowhere."""
    try:
        return ip_address(address) in ip_network(cidr, strict=False)
    except ValueError:
        return False


def _together(
    message: str, sending: AuditEvent, uses: list[AuditEvent], side: AuditSide, case: Case
) -> Iterator[Circumstance]:
    """Uses of the account from another address, in another session, near the sending.

    Two addresses of one network of the organisation are no two places: web mail hands in from its
    own server what its user sends from a desk.
    """
    network = network_of(case, sending)[0]
    own, sessions = client_addresses(sending), {s.value for s in sending.sessions}
    rows: dict[str, list[AuditEvent]] = {}
    for event in uses:
        other = client_addresses(event) - own
        if not own or not other or client_addresses(event) & own:
            continue
        if network and network_of(case, event)[0] == network:
            continue
        if sessions & {s.value for s in event.sessions} or not _within(
            event, sending, TOGETHER, side
        ):
            continue
        rows.setdefault(min(other), []).append(event)
    known_before = _earlier_addresses(sending, uses, side)
    for address, events in sorted(rows.items())[:MAX_EACH]:
        acts = acts_of(events, side)
        usual = all(
            seen & known_before or _in_the_rooms(case, event)
            for event, seen in ((sending, own), (events[0], {address}))
        )
        yield Circumstance(
            kind="together-usual" if usual else "together",
            message=message,
            events=(sending.id, *(event.id for event in events)),
            values=(("count", len(acts)), ("ip", address), ("sent", min(own))),
            rows=len(events) if len(acts) < len(events) else 0,
        )


def _in_the_rooms(case: Case, event: AuditEvent) -> bool:
    """Whether a row is from a network of the organisation that is none for access from afar."""
    network = network_of(case, event)[0]
    return bool(network) and REMOTE.search(network) is None


def _earlier_addresses(
    sending: AuditEvent, uses: list[AuditEvent], side: AuditSide
) -> frozenset[str]:
    """Client addresses of the account in records of earlier days."""
    moment = widened(sending, side)
    last = shifted(moment[0], -EARLIER) if moment else None
    return frozenset(
        address
        for event in uses
        if last is not None and (at := widened(event, side)) is not None and at[1] < last
        for address in client_addresses(event)
    )


def _within(one: AuditEvent, other: AuditEvent, most: timedelta, side: AuditSide) -> bool:
    left, right = widened(one, side), widened(other, side)
    if left is None or right is None:
        return False
    return shifted(left[0], -most) <= right[1] and right[0] <= shifted(left[1], most)


def place_of(event: AuditEvent, table: PlaceTable | None) -> tuple[str, str]:
    """Country of a row and where that comes from: ``record``, ``table``, or both empty.

    The country beside the address of a provider's server is that of a data centre: none.
    """
    if any(ip.cls is IpClass.PROVIDER for ip in event.ips) and not client_addresses(event):
        return "", ""
    values = {name.lower(): value for name, value in event.unmapped}
    for name in _COUNTRY_NAMES:
        if values.get(name, "").strip():
            return values[name].strip().upper()[:40], "record"
    located = values.get("location", "").strip()
    if located and not located.startswith(("{", "[")):
        return located.rpartition(",")[2].strip().upper()[:40], "record"
    for address in sorted(client_addresses(event)):
        country = country_of(table, address)
        if country:
            return country, "table"
    return "", ""


def two_countries(here: str, other: str, *, alike: bool) -> bool:
    """Whether two texts surely name two countries.

    Codes of two letters compare everywhere. Names do within one export only (``alike``): another
    program writes the same country as a code, or in another language.
    """
    one, two = (_SAME_CODE.get(text, text) for text in (here, other))
    if not one or not two or one == two:
        return False
    codes = [len(text) == 2 and text.isascii() and text.isalpha() for text in (one, two)]
    return all(codes) or (alike and not any(codes))


def _countries(
    message: str,
    sending: AuditEvent,
    uses: list[AuditEvent],
    side: AuditSide,
    table: PlaceTable | None,
) -> Iterator[Circumstance]:
    """Two countries for one account within two hours of the sending."""
    same = (e for e in uses if {s.value for s in e.sessions} & {s.value for s in sending.sessions})
    placed = next((e for e in (sending, *same) if place_of(e, table)[0]), sending)
    here, basis = place_of(placed, table)
    rows: dict[tuple[str, str], list[AuditEvent]] = {}
    for event in uses:
        country, other = place_of(event, table)
        alike = placed.source == event.source and basis == other
        if two_countries(here, country, alike=alike) and _within(event, sending, TRAVEL, side):
            rows.setdefault((country, other), []).append(event)
    for (country, other), events in sorted(rows.items())[:MAX_EACH]:
        from_table = table is not None and "table" in {basis, other}
        acts = acts_of(events, side)
        values: list[tuple[str, str | int | datetime]] = [
            ("country", here),
            ("count", len(acts)),
            ("other", country),
        ]
        if from_table and table is not None:
            values += [("date", table.date or "?"), ("name", table.name)]
            values.append(("sha256", table.sha256[:16]))
        yield Circumstance(
            kind="countries-table" if from_table else "countries",
            message=message,
            events=(sending.id, *(event.id for event in events)),
            values=tuple(values),
            rows=len(events) if len(acts) < len(events) else 0,
        )


def _beside_kind(event: AuditEvent) -> str | None:
    """What sort of record about a person it is; log-ons of Windows name a machine's session."""
    machine = any(session.kind == "logon-id" for session in event.sessions)
    if "explicit-credentials" in event.flags:
        return "machine-credentials"
    if event.kind is EventKind.SIGN_IN and machine:
        return "machine-network" if "network-logon" in event.flags else "machine"
    if event.kind in {EventKind.SIGN_OUT, EventKind.SESSION_END} and machine:
        return "machine"
    return _BESIDE.get(event.kind)


def tunnels_of(sending: AuditEvent, side: AuditSide) -> list[AuditEvent]:
    """Tunnels within twelve hours of a sending that may have been open at it."""
    return [
        event
        for event in (*side.events, *side.about)
        if event.kind is EventKind.NETWORK_SESSION
        and event.outcome is not Outcome.FAILURE
        and _within(event, sending, AROUND, side)
        and not _over(event, sending, side)
    ]


def _over(event: AuditEvent, sending: AuditEvent, side: AuditSide) -> bool:
    """Whether a tunnel was closed before the sending or opened after it.

    A connection is open until a later record of its account, or its own end, closes it.
    """
    own, sent = widened(event, side), widened(sending, side)
    if own is None or sent is None:
        return False
    if own[0] > sent[1]:
        return True
    ends = [event, *(one for one in (*side.events, *side.about) if _same_tunnel(one, event))]
    return any(
        _closes(one)
        and (at := widened(one, side)) is not None
        and own[0] <= at[0]
        and at[1] < sent[0]
        for one in ends
    )


def _same_tunnel(one: AuditEvent, other: AuditEvent) -> bool:
    return (
        one.id != other.id
        and one.source == other.source
        and (known(one.actor.account) or "").lower() == (known(other.actor.account) or "").lower()
    )


def _closes(event: AuditEvent) -> bool:
    words = event.operation.casefold()
    return event.kind in {EventKind.SIGN_OUT, EventKind.SESSION_END} or (
        event.kind is EventKind.NETWORK_SESSION and _CLOSES.search(words) is not None
    )


def _beside(
    message: str, sending: AuditEvent, side: AuditSide, parties: Parties
) -> Iterator[Circumstance]:
    """Cards, machines, tunnels and calendar entries at that time, each by its person or account."""
    interval = widened(sending, side)
    if interval is None:
        return
    rows: dict[tuple[str, str], list[AuditEvent]] = {}
    for event in (*side.events, *side.about):
        kind = _beside_kind(event)
        own = widened(event, side)
        if kind is None or own is None:
            continue
        reach = timedelta(0) if kind == "calendar" else AROUND
        if not Stretch(start=shifted(interval[0], -reach), end=shifted(interval[1], reach)).touches(
            *own
        ):
            continue
        if kind == "tunnel" and _over(event, sending, side):
            kind = "tunnel-over"
        if kind == "calendar" and event.operation.endswith("WORKINGELSEWHERE"):
            kind = "calendar-elsewhere"
        who = _whose(event, parties)
        rows.setdefault((kind, who), []).append(event)
    for (kind, who), events in sorted(rows.items())[: 4 * MAX_EACH]:
        person = next((one for one in parties.people if one.id == who), None)
        card = parties.card_alone(events[0])
        later = kind.startswith("calendar") and any("entry-made-later" in e.flags for e in events)
        yield Circumstance(
            kind="calendar-later" if later else kind,
            message=message,
            events=tuple(event.id for event in events),
            person=person.id if person else "",
            beside=tuple(row.id for row in card.named) if card is not None else (),
            values=(
                ("count", len(events)),
                ("who", (person and person.name) or who or "?"),
                *_not_of_case(kind, person, events[0], card),
                *_holders(kind, events, interval[0], side),
            ),
        )


def _whose(event: AuditEvent, parties: Parties) -> str:
    """The person whom a row names; else the name, login or card that it has."""
    person = parties.person_of(event)
    if person is not None:
        return person.id
    if event.kind is EventKind.BADGE:
        return holder_of(event) or card_of(event)
    return known(event.actor.account) or ""


def _not_of_case(
    kind: str, person: Person | None, event: AuditEvent, card: Card | None
) -> tuple[tuple[str, str], ...]:
    """What a door row has in place of a name of the case file: another name, or a card alone."""
    if kind != "badge" or person is not None:
        return ()
    held = ("held", "name" if holder_of(event) else "card")
    return (held, ("cards", card_line(card))) if card is not None else (held,)


def _holders(
    kind: str, events: list[AuditEvent], moment: datetime, side: AuditSide
) -> tuple[tuple[str, int], ...]:
    """How many cards or names pass the doors of that log at that time, this one included."""
    sources = {event.source for event in events}
    if kind != "badge" or len(sources) > 1:
        return ()
    near = [
        (abs(one.moment - moment), one.holders)
        for one in side.passers
        if one.evidence in sources and abs(one.moment - moment) <= TOGETHER
    ]
    return (("holders", min(near)[1]),) if near else ()
