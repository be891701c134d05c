"""Stated stays of the people of a case against records: other people, machines, doors, networks.

A stay is a statement of the case file. What a record adds to it or takes from it is told; that one
person was elsewhere never points to another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.case import Case
from provenance.correlation.acts import acts_of
from provenance.correlation.attested import RECORD, is_inside
from provenance.correlation.door_cards import Card, card_line
from provenance.correlation.elsewhere import country_apart
from provenance.correlation.machines import devices_of, machine_name, machine_of
from provenance.correlation.offsets import widened
from provenance.correlation.parties import BY_HAND, Parties, client_addresses
from provenance.correlation.presence import (
    MAX_EACH,
    TOGETHER,
    network_of,
    own_network,
    tunnels_of,
    uses_of,
)
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.remote import ended, is_remote, remote_before
from provenance.correlation.sendings import variants_of
from provenance.correlation.stated_times import Stretch, shifted
from provenance.correlation.stay import (
    STANDS,
    Stay,
    basis_of_network,
    country_rows,
    from_afar,
    in_country,
    stays_at,
    told,
)

KEYBOARD_BEFORE: Final = timedelta(hours=4)
KEYBOARD_AFTER: Final = timedelta(minutes=30)
"""A log-on this long before a sending can belong to the session of it."""
_KEYBOARD: Final = (" interactive 2", " unlock 7", " cached interactive 11")
_REMOTE: Final = " remote interactive "
_LOG_ONS: Final = frozenset({EventKind.SIGN_IN, EventKind.SESSION_START})


def stays_of(side: AuditSide, case: Case, parties: Parties) -> tuple[Circumstance, ...]:
    """What records say against or for each stated stay at the time of a recorded sending."""
    found: list[Circumstance] = []
    for message, sending in variants_of(side):
        if widened(sending, side) is None:
            continue
        for stay in stays_at(message, sending, side, case, parties):
            found += _network(stay, side, case, parties)
            remote = tuple(_remote(stay, side, parties))
            found += _session(stay, side, case, parties, remote=bool(remote))
            if not is_inside(case, stay.stated):
                found += remote
                found += _keyboard(stay, side, case, parties, remote=bool(remote))
            found += _against(stay, parties)
            found += _borne_out(stay)
    return tuple(found)


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
            basis = basis_of_network(stay, side, case, sending, cidr)
            named = country_rows(stay, side, sending)
            yield told(
                "network-fits", stay, (sending,),
                (*values, ("network", own), *_named_in(stay, named)),
                basis=basis, assumes="stay-network",
                bears=named if basis in STANDS and sending not in named else (),
            )  # fmt: skip
            return
    elif is_inside(case, stated):
        return
    if network:
        # The block and its name are the case file's. A name for remote access, or a record that
        # has the session in the country of the stay, only takes weight away.
        afar = from_afar(case, sending) or in_country(stay, side, sending)
        kind = "remote-network" if afar else "office"
        yield told(
            kind, stay, (sending,), (*values, ("ip", address), ("network", network)),
            assumes="network",
        )  # fmt: skip


def _named_in(stay: Stay, rows: tuple[AuditEvent, ...]) -> tuple[tuple[str, str | int], ...]:
    """The first row that places such an address in the country of the stay, and that country."""
    return tuple(
        pair
        for event in rows[:1]
        for pair in (
            ("country", stay.stated.country.strip().upper()),
            ("country_exhibit", event.source),
            ("country_row", event.locator.row),
            ("country_at", event.begins),
        )
    )


def _remote(stay: Stay, side: AuditSide, parties: Parties) -> Iterator[Circumstance]:
    """A remote desktop in a login of the person that may have been open at the sending."""
    events = remote_before(stay.sending, side, parties, stay.person)
    if events:
        yield told(
            "remote-session",
            stay,
            events[:MAX_EACH],
            (("count", len(events)), ("who", stay.person.name or stay.person.id)),
            stated=False,
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
    office = bool(network_of(case, sending)[0]) and not from_afar(case, sending)
    named = devices_of(sending, side)
    ties: list[AuditEvent] = []
    tied: list[AuditEvent] = []
    events: list[AuditEvent] = []
    for event in (*side.events, *side.about):
        own = widened(event, side)
        if own is None or not near.touches(*own) or not _at_keyboard(event):
            continue
        same = named.get(machine_of(event))
        if not parties.login_of(event, person) or not (office or same):
            continue
        if ended(event, sending, side) or remote_before(event, side, parties, person):
            continue
        events.append(event)
        if same:
            ties.append(same[1])
            tied.append(event)
    if events:
        sure = stay.standing.basis not in STANDS or _is_sure(stay, side, parties, remote=remote)
        kind = "machine-away" if tied else "machine-near"
        shown = (tied or events)[:MAX_EACH]
        yield told(
            kind if sure else "machine-disputed", stay,
            tuple(dict.fromkeys((sending, *ties[:MAX_EACH], *shown))),
            (("count", len(events)), ("machine", machine_name(shown[0]) or "?")),
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
    return any(
        parties.login_of(event, stay.person) or parties.person_of(event) == stay.person
        for event in tunnels_of(stay.sending, side)
    )


def _session(
    stay: Stay, side: AuditSide, case: Case, parties: Parties, *, remote: bool
) -> Iterator[Circumstance]:
    """Another use of the account out of a network of the stay, near the sending.

    Where the sending stands at another place, and the use is one that takes a hand, it is an act
    at two places. A telephone beside a computer has a network of its own and no other place.
    """
    sending, stated = stay.sending, stay.stated
    placed = _at_another_place(stay, case, side)
    if is_inside(case, stated) and not placed:
        return
    if not parties.login_of(sending, stay.person) or own_network(case, stated, sending)[0]:
        return
    near = Stretch(
        start=shifted(stay.interval[0], -TOGETHER), end=shifted(stay.interval[1], TOGETHER)
    )
    sessions = {one.value for one in sending.sessions}
    events, network, basis = [], "", ""
    for event in uses_of(side, sending, fetching=True):
        own = widened(event, side)
        if own is None or not near.touches(*own) or sessions & {s.value for s in event.sessions}:
            continue
        name, cidr = own_network(case, stated, event)
        if name and not client_addresses(event) & client_addresses(sending):
            events.append(event)
            held = basis_of_network(stay, side, case, event, cidr)
            if not network or (basis not in STANDS and held in STANDS):
                network, basis = name, held
    if events:
        by_hand = placed and any(event.kind in BY_HAND for event in events)
        sure = basis not in STANDS or _is_sure(stay, side, parties, remote=remote)
        acts = acts_of(events, side)
        made = told(
            "stay-act" if by_hand and sure else "stay-session",
            stay, (sending, *events[:MAX_EACH]),
            (("count", len(acts)), ("ip", _address(events[0])), ("network", network)),
            basis=basis, assumes="stay-network",
        )  # fmt: skip
        yield replace(made, rows=len(events) if len(acts) < len(events) else 0)


def _address(event: AuditEvent) -> str:
    return min(client_addresses(event), default="?")


def _at_another_place(stay: Stay, case: Case, side: AuditSide) -> bool:
    """Whether the sending is from the organisation's rooms or another country than the stay."""
    if network_of(case, stay.sending)[0]:
        return not from_afar(case, stay.sending) and not is_inside(case, stay.stated)
    apart = country_apart(side, case, stay.stated, stay.sending)[0] != ""
    return bool(client_addresses(stay.sending)) and apart


def _is_sure(stay: Stay, side: AuditSide, parties: Parties, *, remote: bool) -> bool:
    """Whether an exclusion may rest on a stay: an outside record, and nothing that disputes it."""
    standing, said = stay.standing, stay.stated
    disputed = remote or stay.clash or standing.perhaps or standing.refuted_by
    if disputed or _tunnel(stay, side, parties):
        return False
    return standing.basis == RECORD and said.independent and bool(said.attested_by)


def _borne_out(stay: Stay) -> Iterator[Circumstance]:
    """The rows of its own exhibit that have the person at the place, or on the way to it."""
    events, stated = stay.standing.support, stay.stated
    if events:
        others = stay.standing.others[:MAX_EACH]
        yield told(
            "stay-record", stay, (*events[:MAX_EACH], *others),
            (
                ("count", len(events)), ("others", len(others)),
                ("from", stated.start), ("until", stated.end),
            ),
            stated=False,
        )  # fmt: skip


def _against(stay: Stay, parties: Parties) -> Iterator[Circumstance]:
    """Rows of any exhibit, that of the stay too, that have the person elsewhere meanwhile."""
    who = stay.person.name or stay.person.id
    for kind, events in (
        ("record-against", stay.standing.against),
        ("record-moved", stay.standing.moved),
        ("record-perhaps", stay.standing.perhaps),
    ):
        if not events:
            continue
        cards = _cards(events[:MAX_EACH], parties)
        lines = (("cards", "\n".join(map(card_line, cards))),) if cards else ()
        made = told(
            kind, stay, events[:MAX_EACH], (("count", len(events)), ("who", who), *lines),
            stated=False,
        )  # fmt: skip
        yield replace(made, beside=tuple(row.id for card in cards for row in card.named))


def _cards(events: tuple[AuditEvent, ...], parties: Parties) -> tuple[Card, ...]:
    """The cards by which rows without a name may be of somebody, each once."""
    found = {card.named[0].id: card for one in events if (card := parties.card_alone(one))}
    return tuple(found.values())
