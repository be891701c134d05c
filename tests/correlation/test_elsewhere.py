"""A session apart from a stated stay: a country decides, a network hardly, a usual one not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import IpRole
from provenance.case import Case, Network, Organisation, Presence
from provenance.correlation.elsewhere import elsewhere_of
from provenance.correlation.records import AuditSide, Circumstance, Join, JoinTier
from provenance.correlation.stays import stays_of
from tests.correlation.test_presence import MSC, PARTIES, event

OFFICE = ("192.0.2.9", IpRole.ORIGINAL_CLIENT)
AWAY = ("203.0.113.7", IpRole.ORIGINAL_CLIENT)
HOTEL = ("198.51.100.9", IpRole.ORIGINAL_CLIENT)
DAY = 24 * 60


def case(place: str = "Head office", country: str = "", networks: tuple[str, ...] = ()) -> Case:
    stay = Presence(
        person="msc", start="2026-05-10T06:00+01:00", end="2026-05-17T23:00+01:00", place=place,
        country=country, networks=networks,
    )  # fmt: skip
    rooms = Network(name="Head office", cidr="192.0.2.0/24")
    return Case(people=(MSC,), organisation=Organisation(networks=(rooms,)), presence=(stay,))


def side_of(sending: AuditEvent, *others: AuditEvent) -> AuditSide:
    joins = (Join(event=sending.id, message="M1", tier=JoinTier.S1, agree=("sender",)),)
    return AuditSide(events=(sending, *others), joins=joins)


def told(case_: Case, sending: AuditEvent, *others: AuditEvent) -> list[Circumstance]:
    return list(elsewhere_of(side_of(sending, *others), case_, PARTIES))


def test_another_country_than_that_of_the_rooms_by_the_same_export() -> None:
    sending = event(1, EventKind.SEND, AWAY, country="VN")
    own = event(2, EventKind.SIGN_IN, OFFICE, country="GB", minutes=-180)
    (one,) = told(case(), sending, own)
    assert (one.kind, one.person, dict(one.values)["country"]) == ("other-country", "msc", "VN")
    assert dict(one.values)["own"] == "GB"


@pytest.mark.parametrize(
    ("case_", "country", "kinds"),
    [
        (case(), "", ["other-network"]),
        (case("Lisbon", "PT"), "VN", ["other-country"]),
        (case("Lisbon", "PT"), "PT", []),
        (case("Lisbon", "PT"), "Portugal", []),
        (case("Lisbon", "PT", ("198.51.100.0/24",)), "PT", ["other-network"]),
        (case("Lisbon", "PT", ("203.0.113.0/24",)), "VN", []),
        # Neither a country nor a network of the stay is known: nothing can be said.
        (case("Lisbon"), "VN", []),
    ],
)
def test_what_is_held_against_a_stay(case_: Case, country: str, kinds: list[str]) -> None:
    sending = event(1, EventKind.SEND, AWAY, country=country)
    assert [one.kind for one in told(case_, sending)] == kinds


def test_the_networks_of_the_organisation_are_for_other_tests() -> None:
    assert told(case("Lisbon", "PT"), event(1, EventKind.SEND, OFFICE, country="GB")) == []


def test_an_address_of_earlier_days_is_no_other_network() -> None:
    sending = event(1, EventKind.SEND, AWAY)
    earlier = event(2, EventKind.SEND, AWAY, minutes=-DAY)
    assert told(case(), sending, earlier) == []


@pytest.mark.parametrize(
    ("kind", "other", "country", "said"),
    [
        (EventKind.SEND, OFFICE, "VN", ["stay-act"]),
        (EventKind.SYNC, OFFICE, "VN", ["stay-session"]),
        # A telephone beside a computer: another network, and no other place.
        (EventKind.SEND, OFFICE, "", []),
        (EventKind.SEND, HOTEL, "VN", []),
    ],
)
def test_a_use_by_hand_at_the_stay_while_the_sending_stands_elsewhere(
    kind: EventKind, other: tuple[str, IpRole], country: str, said: list[str]
) -> None:
    sending = event(1, EventKind.SEND, AWAY, country=country)
    use = event(2, kind, other, country="GB", minutes=6)
    found = stays_of(side_of(sending, use), case(country="GB"), PARTIES)
    assert [one.kind for one in found] == said


def test_the_mirror_somebody_away_and_a_sending_from_the_rooms() -> None:
    sending = event(1, EventKind.SEND, OFFICE)
    use = event(2, EventKind.SEND, HOTEL, minutes=-4)
    away = case("Lisbon", "PT", ("198.51.100.0/24",))
    assert [one.kind for one in stays_of(side_of(sending, use), away, PARTIES)] == [
        "office",
        "stay-act",
    ]
    tunnel = Network(name="VPN exit", cidr="192.0.2.0/24")
    remote = replace(away, organisation=Organisation(networks=(tunnel,)))
    kinds = [one.kind for one in stays_of(side_of(sending, use), remote, PARTIES)]
    assert kinds == ["remote-network", "stay-session"]
