"""What sessions say about whereabouts: no server as a client, no country out of a spelling."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import IpRole
from provenance.audit.values.addresses import read_ip
from provenance.case import Case, Network, Organisation, Person, Presence
from provenance.correlation.parties import Parties
from provenance.correlation.place_table import parse_places
from provenance.correlation.presence import presence_of
from provenance.correlation.records import AuditSide, Circumstance, Join, JoinTier
from provenance.correlation.stays import stays_of
from tests.correlation.events import an_event

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
MSC = Person(id="msc", name="Ms C", accounts=("msc@harbourvale.example",))
CASE = Case(
    people=(MSC,),
    organisation=Organisation(networks=(Network(name="Head office", cidr="192.0.2.0/24"),)),
    presence=(
        Presence(
            person="msc",
            start="2026-05-10T06:00+01:00",
            end="2026-05-17T23:00+01:00",
            place="Lisbon",
        ),
    ),
)
PARTIES = Parties(
    accounts=("msc@harbourvale.example",), people=(MSC,), moments=(NOON,), addresses=frozenset()
)


def event(
    number: int,
    kind: EventKind,
    *ips: tuple[str, IpRole],
    country: str = "",
    source: str = "E2",
    minutes: int = 0,
) -> AuditEvent:
    return an_event(
        f"e{number}", source, number, kind, NOON + timedelta(minutes=minutes), lasting=1,
        who="msc@harbourvale.example", ips=tuple(read_ip(text, "ip", role) for text, role in ips),
        unmapped=(("country", country),) if country else (),
    )  # fmt: skip


def found(sending: AuditEvent, *others: AuditEvent, table: bytes = b"") -> list[Circumstance]:
    side = AuditSide(
        events=(sending, *others),
        joins=(Join(event=sending.id, message="M1", tier=JoinTier.S1, agree=("sender",)),),
    )
    places = parse_places(table, "places.csv") if table else None
    return [*presence_of(side, CASE, PARTIES, places), *stays_of(side, CASE, PARTIES)]


@pytest.mark.parametrize(
    ("ips", "kinds"),
    [
        ([("192.0.2.9", IpRole.ORIGINAL_CLIENT)], ["office"]),
        ([("192.0.2.9", IpRole.PEER)], ["office"]),
        ([("192.0.2.9", IpRole.SERVER_SELF)], []),
        ([("192.0.2.9", IpRole.DESTINATION)], []),
        ([("192.0.2.9", IpRole.SEEN_BY_RESOURCE)], []),
        # A proxy of the office stands before a client that the row names.
        ([("192.0.2.9", IpRole.PEER), ("203.0.113.7", IpRole.ORIGINAL_CLIENT)], []),
        # Whoever asks can write this one.
        ([("192.0.2.9", IpRole.CLAIMED)], []),
    ],
)
def test_only_a_clients_address_places_a_sending_in_the_office(
    ips: list[tuple[str, IpRole]], kinds: list[str]
) -> None:
    assert [one.kind for one in found(event(1, EventKind.SEND, *ips))] == kinds


CLIENT = ("203.0.113.7", IpRole.ORIGINAL_CLIENT)


@pytest.mark.parametrize(
    ("here", "other", "source", "said"),
    [
        ("DE", "PT", "E3", True),
        ("de", "DE", "E3", False),
        ("GB", "UK", "E3", False),
        ("Germany", "DE", "E3", False),
        ("Germany", "Deutschland", "E3", False),
        ("Germany", "Portugal", "E2", True),
        ("Germany", "PT", "E2", False),
    ],
)
def test_two_spellings_are_not_two_countries(
    here: str, other: str, source: str, said: bool
) -> None:
    sending = event(1, EventKind.SEND, CLIENT, country=here)
    sign_in = event(2, EventKind.SIGN_IN, CLIENT, country=other, source=source, minutes=-40)
    assert [one.kind for one in found(sending, sign_in)] == (["countries"] if said else [])


def test_a_record_and_a_table_are_compared_by_codes_alone() -> None:
    sending = event(1, EventKind.SEND, CLIENT, country="Germany")
    sign_in = event(2, EventKind.SIGN_IN, CLIENT, minutes=-40)
    assert found(sending, sign_in, table=b"network,country\n203.0.113.0/24,DE\n") == []


def test_the_country_of_a_providers_server_is_nobodys() -> None:
    sending = event(1, EventKind.SEND, CLIENT, country="DE")
    server = event(
        2, EventKind.ACCESS, ("20.190.160.96", IpRole.ORIGINAL_CLIENT), country="NL", minutes=5
    )
    assert found(sending, server) == []
    client = replace(server, ips=(read_ip("198.51.100.4", "ip", IpRole.ORIGINAL_CLIENT),))
    assert "countries" in [one.kind for one in found(sending, client)]
