"""Stated stays of the people of a case against records: other people, machines, doors, networks.

A stay is a statement of the case file. What a record adds to it or takes from it is told; that one
person was elsewhere never points to another.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import known
from provenance.case import Case, Person, Presence
from provenance.correlation.accounts import same_account
from provenance.correlation.elsewhere import country_apart
from provenance.correlation.offsets import widened
from provenance.correlation.parties import SENDING, Parties, client_addresses
from provenance.correlation.presence import (
    AROUND,
    MAX_EACH,
    REMOTE,
    TOGETHER,
    network_of,
    own_network,
    stated_circumstance,
    uses_of,
)
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import span_of, variants_of
from provenance.correlation.stated_times import Stretch, shifted, stretch_of

KEYBOARD_BEFORE: Final = timedelta(hours=4)
KEYBOARD_AFTER: Final = timedelta(minutes=30)
"""A log-on this long before a sending can belong to the session of it."""
_KEYBOARD: Final = (" interactive 2", " unlock 7", " cached interactive 11")
_REMOTE: Final = " remote interactive "
_BY_HAND: Final = frozenset({*SENDING, EventKind.DRAFT, EventKind.DELETE, EventKind.RECALL})
"""Uses that no program makes by itself while it fetches mail."""
_LOG_ONS: Final = frozenset({EventKind.SIGN_IN, EventKind.SESSION_START})


def stays_of(side: AuditSide, case: Case, parties: Parties) -> tuple[Circumstance, ...]:
    """What records say against or for each stated stay at the time of a recorded sending."""
    found: list[Circumstance] = []
    people = {person.id: person for person in case.people}
    for message, sending in variants_of(side):
        interval = span_of(side, message, sending)
        if interval is None:
            continue
        for stated in case.presence:
            person = people.get(stated.person)
            stretch = stretch_of(stated.start, stated.end, case.timezone)
            if person is None or stretch is None or not stretch.holds(*interval):
                continue
            found += _session(message, sending, side, case, person, stated)
            if _is_inside(case, stated):
                continue
            found += _others(message, sending, case, person, stated, parties)
            found += _keyboard(message, sending, side, case, person, stated)
            found += _doors(message, side, person, stated, interval, stretch, parties)
    return tuple(found)


def _is_inside(case: Case, stated: Presence) -> bool:
    """Whether the stay itself is at the organisation, by the names of the case file."""
    own = {one.name.casefold() for one in case.organisation.networks if one.name}
    own |= {one.cidr for one in case.organisation.networks}
    own |= {case.organisation.name.casefold()} if case.organisation.name else set()
    return stated.place.casefold() in own or any(one.casefold() in own for one in stated.networks)


def _others(
    message: str,
    sending: AuditEvent,
    case: Case,
    person: Person,
    stated: Presence,
    parties: Parties,
) -> Iterator[Circumstance]:
    """Sent from the organisation's network while somebody else than the holder is elsewhere."""
    actor = parties.person_of(sending)
    network, address = network_of(case, sending)
    if (actor is not None and actor.id == person.id) or not network:
        return
    kind = "remote-network" if REMOTE.search(network) is not None else "office"
    yield stated_circumstance(
        kind, message, sending, stated, person.name or person.id, network, address
    )


def _keyboard(
    message: str,
    sending: AuditEvent,
    side: AuditSide,
    case: Case,
    person: Person,
    stated: Presence,
) -> Iterator[Circumstance]:
    """A log-on at a keyboard in a login of the person, tied to the sending by place or device."""
    interval = widened(sending, side)
    if interval is None:
        return
    near = Stretch(
        start=shifted(interval[0], -KEYBOARD_BEFORE), end=shifted(interval[1], KEYBOARD_AFTER)
    )
    network, _ = network_of(case, sending)
    office = bool(network) and REMOTE.search(network) is None
    events = []
    for event in (*side.events, *side.about):
        own = widened(event, side)
        if own is None or not near.touches(*own) or not _at_keyboard(event):
            continue
        if not any(same_account(known(event.actor.account) or "", a) for a in person.accounts):
            continue
        if office or _same_device(event, sending):
            events.append(event)
    if events:
        yield _told(
            "machine-away", message, (sending, *events[:MAX_EACH]), stated, person,
            (("count", len(events)),),
        )  # fmt: skip


def _at_keyboard(event: AuditEvent) -> bool:
    if event.kind is EventKind.UNLOCK:
        return True
    words = event.operation
    return event.kind in _LOG_ONS and words.endswith(_KEYBOARD) and _REMOTE not in words


def _same_device(one: AuditEvent, other: AuditEvent) -> bool:
    names = {(known(event.device.name) or "").casefold() for event in (one, other)}
    return len(names) == 1 and "" not in names


def _session(
    message: str,
    sending: AuditEvent,
    side: AuditSide,
    case: Case,
    person: Person,
    stated: Presence,
) -> Iterator[Circumstance]:
    """Another use of the account out of a network of the stay, near the sending.

    Where the sending stands at another place, and the use is one that takes a hand, it is an act
    at two places. A telephone beside a computer has a network of its own and no other place.
    """
    placed = _at_another_place(case, stated, sending, side)
    if _is_inside(case, stated) and not placed:
        return
    if not any(
        same_account(known(sending.actor.account) or "", account) for account in person.accounts
    ) or own_network(case, stated, sending):
        return
    interval = widened(sending, side)
    if interval is None:
        return
    near = Stretch(start=shifted(interval[0], -TOGETHER), end=shifted(interval[1], TOGETHER))
    sessions = {one.value for one in sending.sessions}
    events, network = [], ""
    for event in uses_of(side, sending, fetching=True):
        own = widened(event, side)
        if own is None or not near.touches(*own) or sessions & {s.value for s in event.sessions}:
            continue
        name = own_network(case, stated, event)
        if name and not client_addresses(event) & client_addresses(sending):
            events.append(event)
            network = network or name
    if events:
        by_hand = placed and any(event.kind in _BY_HAND for event in events)
        kind = "stay-act" if by_hand else "stay-session"
        yield _told(
            kind, message, (sending, *events[:MAX_EACH]), stated, person,
            (("count", len(events)), ("ip", _address(events[0])), ("network", network)),
        )  # fmt: skip


def _address(event: AuditEvent) -> str:
    return min(client_addresses(event), default="?")


def _at_another_place(case: Case, stated: Presence, sending: AuditEvent, side: AuditSide) -> bool:
    """Whether the sending is from the organisation's rooms or another country than the stay."""
    network, _ = network_of(case, sending)
    if network:
        return REMOTE.search(network) is None and not _is_inside(case, stated)
    return bool(client_addresses(sending)) and country_apart(side, case, stated, sending)[0] != ""


def _doors(
    message: str,
    side: AuditSide,
    person: Person,
    stated: Presence,
    interval: tuple[datetime, datetime],
    stretch: Stretch,
    parties: Parties,
) -> Iterator[Circumstance]:
    """Doors that name the person during the stay, within twelve hours of the sending.

    The exhibit that the case file names for the stay itself is no record against it, nor is the
    same file supplied a second time.
    """
    own_exhibit = _same_file(side, stated.source.strip())
    near = Stretch(start=shifted(interval[0], -AROUND), end=shifted(interval[1], AROUND))
    events = []
    for event in (*side.events, *side.about):
        if event.kind is not EventKind.BADGE or event.outcome is Outcome.FAILURE:
            continue
        if event.source in own_exhibit:
            continue
        own, named = widened(event, side), parties.person_of(event)
        if own is None or named is None or named.id != person.id:
            continue
        if near.touches(*own) and stretch.holds(*own):
            events.append(event)
    if events:
        yield _told(
            "record-against", message, tuple(events[:MAX_EACH]), stated, person,
            (("count", len(events)), ("who", person.name or person.id)),
        )  # fmt: skip


def _same_file(side: AuditSide, exhibit: str) -> frozenset[str]:
    """Exhibits with the bytes of this one, itself included; none for no exhibit."""
    hashes = {one.sha256 for one in side.sources if one.evidence == exhibit}
    return frozenset(one.evidence for one in side.sources if one.sha256 in hashes)


def _told(
    kind: str,
    message: str,
    events: tuple[AuditEvent, ...],
    stated: Presence,
    person: Person,
    more: tuple[tuple[str, str | int], ...],
) -> Circumstance:
    return Circumstance(
        kind=kind,
        message=message,
        events=tuple(event.id for event in events),
        person=person.id,
        values=(
            ("person", person.name or person.id),
            ("place", stated.place or stated.country or "?"),
            *more,
        ),
        stated=True,
        attested_by=stated.attested_by,
        source=stated.source,
        independent=stated.independent,
    )
