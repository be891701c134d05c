"""A recorded sending from a place that is not that of a person's stated stay.

The mirror of the test of somebody away against a sending from the organisation: here somebody is
stated to be at a place, the organisation's own rooms included, and the session stands elsewhere.
A network is no place: only a country that the records themselves give is held against a stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.audit import AuditEvent
from provenance.case import Case, Presence
from provenance.correlation.offsets import widened
from provenance.correlation.parties import Parties, client_addresses
from provenance.correlation.presence import (
    EARLIER,
    network_of,
    own_network,
    place_of,
    two_countries,
    uses_of,
)
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.sendings import variants_of
from provenance.correlation.stated_times import shifted
from provenance.correlation.stay import Stay, stays_at, told


def elsewhere_of(side: AuditSide, case: Case, parties: Parties) -> tuple[Circumstance, ...]:
    """For each message every account of its sending against every stay that covers it."""
    found: list[Circumstance] = []
    for message, sending in variants_of(side):
        if widened(sending, side) is None:
            continue
        # In a network of the organisation other findings hold the address against stays.
        if not client_addresses(sending) or network_of(case, sending)[0]:
            continue
        for stay in stays_at(message, sending, side, case, parties):
            if not own_network(case, stay.stated, sending)[0]:
                found += _apart(stay, side, case)
    return tuple(found)


def _apart(stay: Stay, side: AuditSide, case: Case) -> Iterator[Circumstance]:
    """Another country than that of the stay, or no more than another network."""
    sending = stay.sending
    country, own, event = country_apart(side, case, stay.stated, sending)
    row = (("exhibit", sending.source), ("row", sending.locator.row))
    if country:
        events = (sending,) if event.id == sending.id else (sending, event)
        yield told("other-country", stay, events, (*row, ("country", country), ("own", own)))
    elif _networks_known(case, stay.stated) and not _is_usual(side, sending):
        address = min(client_addresses(sending))
        yield told("other-network", stay, (sending,), (*row, ("ip", address)))


def _is_usual(side: AuditSide, sending: AuditEvent) -> bool:
    """Whether the account was used from this address on earlier days: her telephone's, say."""
    moment = widened(sending, side)
    return moment is not None and any(
        client_addresses(event) & client_addresses(sending)
        for event in uses_of(side, sending)
        if (at := widened(event, side)) is not None and at[1] < shifted(moment[0], -EARLIER)
    )


def country_apart(
    side: AuditSide, case: Case, stated: Presence, sending: AuditEvent
) -> tuple[str, str, AuditEvent]:
    """Countries of the session and of the stay where they surely differ, and the row; else ""."""
    uses = uses_of(side, sending)
    country, event = _place_of_session(sending, uses)
    own, alike = _country_of_stay(case, stated, uses, event)
    return (country, own, event) if two_countries(own, country, alike=alike) else ("", "", event)


def _place_of_session(sending: AuditEvent, uses: list[AuditEvent]) -> tuple[str, AuditEvent]:
    """The country that a row of the session gives, "" for none, and that row."""
    sessions = {one.value for one in sending.sessions}
    for event in (sending, *uses):
        same = event.id == sending.id or sessions & {one.value for one in event.sessions}
        country = place_of(event, None)[0] if same else ""
        if country:
            return country, event
    return "", sending


def _country_of_stay(
    case: Case, stated: Presence, uses: list[AuditEvent], placed: AuditEvent
) -> tuple[str, bool]:
    """The country of a stay: as stated, or as the same export has it for the stay's networks."""
    if stated.country.strip():
        return stated.country.strip().upper(), False
    for event in uses:
        if event.source == placed.source and own_network(case, stated, event)[0]:
            country = place_of(event, None)[0]
            if country:
                return country, True
    return "", False


def _networks_known(case: Case, stated: Presence) -> bool:
    """Whether the case file gives a network for the stay, by itself or by the place's name."""
    place = stated.place.strip().casefold()
    named = {one.name.strip().casefold() for one in case.organisation.networks if one.name}
    return bool(stated.networks) or (bool(place) and place in named)
