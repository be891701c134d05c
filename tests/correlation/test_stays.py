"""A stated stay against the exhibits: what bears it out, what cancels it, what only doubts it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import (
    Actor,
    Device,
    Outcome,
    SessionId,
)
from provenance.basics import Interest
from provenance.case import Case, Network, Organisation, Person, Presence
from provenance.correlation.parties import Parties
from provenance.correlation.presence import network_of, presence_of
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.stays import stays_of
from tests.correlation.events import a_passage, an_event, an_export, joined, seen

SENT = datetime(2026, 5, 14, 14, 2, tzinfo=UTC)
MSC = Person(id="msc", name="M. Carrow", accounts=("msc@harbourvale.example",), devices=("PC-07",))
VH = Person(id="vh", name="V. Harbour", accounts=("vh@harbourvale.example",))
STAY = Presence(
    person="msc", start="2026-05-10T14:00+00:00", end="2026-05-17T14:00+00:00", place="Lisbon",
    country="PT", attested_by="airline", source="E2", independent=True,
)  # fmt: skip
ORGANISATION = Organisation(
    domains=("harbourvale.example",),
    networks=(Network(name="Head office", cidr="192.0.2.0/28"),),
)
AIRLINE: dict[str, Any] = {"supplied_by": "Airline", "interest": Interest.INDEPENDENT}


def row(
    number: int,
    kind: EventKind,
    hours: float,
    *,
    source: str = "E2",
    who: str = "M. Carrow",
    place: str = "",
    way: str = "",
    result: Outcome = Outcome.SUCCESS,
    words: str = "",
    logon: str = "",
    computer: str = "PC-07.harbourvale.example",
) -> AuditEvent:
    at, machine = SENT + timedelta(hours=hours), bool(logon)
    told: dict[str, Any] = {
        "lasting": 1, "operation": words or kind.value, "target": place, "outcome": result,
    }  # fmt: skip
    if kind is EventKind.BADGE:
        return a_passage(
            number, at, id_=f"e{number}", source=source, person=who, place=place, way=way, **told
        )
    return an_event(
        f"e{number}",
        source,
        number,
        kind,
        at,
        who=who,
        ip="" if machine else "192.0.2.7",
        **told,
        sessions=(SessionId(kind="logon-id", value=logon),) if machine else (),
        unmapped=(("Computer", computer),) if machine else (),
    )


SENDING = row(1, EventKind.SEND, 0, source="E6", who="msc@harbourvale.example")
OUT = row(2, EventKind.BADGE, -99, place="LGW gate 14 to Lisbon", way="out")
HOME = row(3, EventKind.BADGE, 74, place="LIS gate 41 to London", way="out")


def told(
    *rows: AuditEvent,
    stay: Presence = STAY,
    supplier: dict[str, Any] = AIRLINE,
    prepared_by: str = "",
    people: tuple[Person, ...] = (MSC, VH),
    more: tuple[Presence, ...] = (),
    zones: dict[str, str] | None = None,
    sending: AuditEvent = SENDING,
) -> dict[str, Circumstance]:
    case = Case(
        people=people, organisation=ORGANISATION, presence=(stay, *more), prepared_by=prepared_by
    )
    sources = tuple(
        an_export(
            name, timezone=(zones or {}).get(name, ""), **(supplier if name == "E2" else AIRLINE)
        )
        for name in ("E2", "E3", "E6")
    )  # fmt: skip
    side = AuditSide(
        sources=sources,
        events=(sending,),
        about=rows,
        joins=joined(SENDING, "message-id"),
    )
    parties = Parties(
        accounts=("msc@harbourvale.example",), people=people, moments=(SENT,),
        addresses=frozenset(), domains=("harbourvale.example",),
    )  # fmt: skip
    found = (*stays_of(side, case, parties), *presence_of(side, case, parties, None))
    return {one.kind: one for one in reversed(found)}


@pytest.mark.parametrize(
    ("rows", "stay", "supplier", "prepared_by", "basis"),
    [
        ((OUT, HOME), STAY, AIRLINE, "", "record"),
        ((OUT, HOME), replace(STAY, source="E2.csv"), AIRLINE, "", "record"),
        ((OUT, HOME), replace(STAY, source=""), AIRLINE, "", "no-exhibit"),
        ((OUT, HOME), replace(STAY, source="E99"), AIRLINE, "", "unknown-exhibit"),
        ((OUT, HOME), replace(STAY, source="E1"), AIRLINE, "", "unknown-exhibit"),
        ((HOME,), STAY, AIRLINE, "", "no-record"),
        ((replace(OUT, outcome=Outcome.FAILURE),), STAY, AIRLINE, "", "no-record"),
        ((replace(OUT, outcome=Outcome.UNKNOWN, outcome_native="no show"),), STAY, AIRLINE, "",
         "no-record"),
        ((row(2, EventKind.BADGE, -99, who="Z. Nobody", place="LGW to Lisbon"),), STAY, AIRLINE,
         "", "no-record"),
        ((row(2, EventKind.BADGE, -99, place="Lisbon gate 3 to Oslo"),), STAY, AIRLINE, "",
         "no-record"),
        ((OUT,), STAY, {"supplied_by": "x", "interest": Interest.SUBMITTING}, "", "own-exhibit"),
        ((OUT,), STAY, {"supplied_by": "M. Carrow", "interest": Interest.INDEPENDENT}, "",
         "own-exhibit"),
        ((OUT,), STAY, {"supplied_by": "Mr X", "interest": Interest.INDEPENDENT}, "mr x",
         "own-exhibit"),
        ((OUT,), STAY, {"supplied_by": "x", "interest": Interest.UNKNOWN}, "", "interested"),
        ((OUT,), STAY, {"supplied_by": "x", "interest": Interest.OTHER}, "", "interested"),
        ((OUT,), STAY, {"supplied_by": "x", "interest": Interest.OTHER}, "M. Carrow", "party"),
    ],
)  # fmt: skip
def test_what_a_stay_rests_on(
    rows: tuple[AuditEvent, ...],
    stay: Presence,
    supplier: dict[str, Any],
    prepared_by: str,
    basis: str,
) -> None:
    office = told(*rows, stay=stay, supplier=supplier, prepared_by=prepared_by)["office"]
    assert office.basis == basis
    assert bool(office.support) is (
        rows[0].id == OUT.id and office.basis in {"record", "party"}
    ) or (basis in {"own-exhibit", "interested"})


DOOR: dict[str, Any] = {"place": "Main entrance", "way": "IN", "source": "E3"}


@pytest.mark.parametrize(
    ("more", "kind", "doubted"),
    [
        (row(9, EventKind.BADGE, -5, **DOOR), "record-against", False),
        # In the exhibit of the stay itself, and in the middle of the week.
        (row(9, EventKind.BADGE, -5, place="Main entrance"), "record-against", False),
        (row(9, EventKind.BADGE, -21, **DOOR), "record-against", False),
        (row(9, EventKind.BADGE, 30, **DOOR), "record-against", False),
        (row(9, EventKind.BADGE, -5, **{**DOOR, "way": "OUT"}), "record-against", False),
        # A flight home before the sending, a second flight out behind it.
        (row(9, EventKind.BADGE, -46, place="LIS gate 41 to London"), "record-moved", False),
        (row(9, EventKind.BADGE, 20, place="LGW gate 14 to Lisbon"), "record-moved", False),
        (row(9, EventKind.BADGE, -3, place="LIS gate 22 to Faro"), "record-moved", False),
        (row(9, EventKind.BADGE, -5, who="CARROW M.", **DOOR), "record-perhaps", True),
        (row(9, EventKind.BADGE, -5, who="Mary Carrow", **DOOR), "record-perhaps", True),
        (row(9, EventKind.BADGE, -5, who="\u041c. \u0421arrow", **DOOR), "record-perhaps", True),
        (row(9, EventKind.BADGE, -5, who="V. Harbour", **DOOR), "", False),
        # Where somebody stood does not depend on the lock; who may not board, travelled nowhere.
        (row(9, EventKind.BADGE, -5, result=Outcome.FAILURE, **DOOR), "record-against", False),
        (
            row(9, EventKind.BADGE, -5, who="Carrow, M.", result=Outcome.FAILURE, **DOOR),
            "record-perhaps",
            True,
        ),
        (
            row(9, EventKind.BADGE, -3, place="LIS gate 22 to Faro", result=Outcome.FAILURE),
            "",
            False,
        ),
        (row(9, EventKind.BADGE, -3, place="LIS lane 3", result=Outcome.FAILURE), "", False),
        (row(9, EventKind.BADGE, -5, who="msc2", **DOOR), "", False),
        (row(9, EventKind.BADGE, 20, place="LIS gate 41 to London"), "", False),
        (row(9, EventKind.BADGE, -5, place="Hotel, Lisbon", source="E3"), "", False),
        (row(9, EventKind.BADGE, -120, **DOOR), "", False),
    ],
)
def test_what_speaks_against_a_stay(more: AuditEvent, kind: str, doubted: bool) -> None:
    found = told(OUT, HOME, more)
    assert [name for name in found if name.startswith("record-")] == ([kind] if kind else [])
    cancelled = kind in {"record-against", "record-moved"}
    assert found["office"].refuted_by == ((more.source,) if cancelled else ())
    assert found["office"].doubted is doubted


def test_both_readings_of_a_typed_zone_are_tried() -> None:
    """The door opened seven hours after the stay by the typed zone, inside it by the other."""
    late = row(9, EventKind.BADGE, 77, **DOOR)
    whole = replace(STAY, end="2026-05-17T18:00+00:00")
    near = row(9, EventKind.BADGE, 75, **DOOR)
    assert "record-against" in told(OUT, near, stay=whole, zones={"E3": "Europe/London"})
    assert "record-against" not in told(OUT, late, stay=STAY, zones={"E3": "UTC"})


def test_a_person_came_back_to_the_place() -> None:
    away = row(8, EventKind.BADGE, -60, place="LIS gate 2 to Porto", source="E3")
    back = row(9, EventKind.BADGE, -30, place="OPO gate 5 to Lisbon", source="E3")
    assert "record-moved" in told(OUT, away)
    assert "record-moved" not in told(OUT, away, back)


def test_two_people_of_one_name_are_nobody_and_the_order_decides_nothing() -> None:
    other = replace(VH, name="M. Carrow")
    for people in ((MSC, other), (other, MSC)):
        found = told(OUT, row(9, EventKind.BADGE, -5, **DOOR), people=people)
        assert found["office"].basis == "no-record"
        assert "record-against" not in found


def test_two_places_at_once_that_exhibits_bear_out() -> None:
    oslo = replace(STAY, place="Oslo", source="E3")
    there = row(9, EventKind.BADGE, -98, place="LGW gate 3 to Oslo", source="E3")
    assert told(OUT, there, more=(oslo,))["office"].basis == "clash"
    # What is only typed cancels no record.
    typed = replace(STAY, place="here", source="")
    assert told(OUT, more=(typed,))["office"].basis == "record"


MSC_LOGIN = "HARBOURVALE\\msc"
LOG_ON = row(
    20, EventKind.SIGN_IN, -0.4, source="E3", who=MSC_LOGIN, words="4624 log-on interactive 2",
    logon="0x1",
)  # fmt: skip
RDP = row(
    21, EventKind.SIGN_IN, -0.5, source="E3", who=MSC_LOGIN,
    words="4624 log-on remote interactive 10", logon="0x2",
)  # fmt: skip


def at(event: AuditEvent, number: int, kind: EventKind, hours: float, words: str) -> AuditEvent:
    made = row(number, kind, hours, source="E3", who=MSC_LOGIN, words=words, logon="0x0")
    return replace(made, sessions=event.sessions)


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ((LOG_ON,), {"machine-near"}),
        # Closed or locked before the sending.
        ((LOG_ON, at(LOG_ON, 22, EventKind.SESSION_END, -0.2, "4634 log-off")), set()),
        ((LOG_ON, at(LOG_ON, 22, EventKind.LOCK, -0.2, "4800 workstation locked")), set()),
        ((LOG_ON, at(LOG_ON, 22, EventKind.SESSION_END, 0.2, "4634 log-off")), {"machine-near"}),
        # From afar, and what is unlocked inside that.
        ((RDP,), {"remote-session"}),
        ((RDP, at(RDP, 22, EventKind.UNLOCK, -0.3, "4801 workstation unlocked")),
         {"remote-session"}),
        ((RDP, at(RDP, 22, EventKind.SESSION_END, -0.45, "4634 log-off"), LOG_ON),
         {"machine-near"}),
        # A local account of a foreign machine is another account of that name.
        ((replace(LOG_ON, actor=Actor(account="KIOSK-3\\msc"),
                  unmapped=(("Computer", "KIOSK-3.lakeside.example"),)),), set()),
        ((replace(LOG_ON, actor=Actor(account="PC-07\\msc")),), {"machine-near"}),
    ],
)  # fmt: skip
def test_who_was_at_the_keyboard(rows: tuple[AuditEvent, ...], kinds: set[str]) -> None:
    found = told(OUT, HOME, *rows)
    assert (
        set(found) & {"machine-away", "machine-near", "machine-disputed", "remote-session"} == kinds
    )


def test_a_machine_that_the_session_names_is_tied_to_the_sending() -> None:
    """A shared network is no tie: another machine of the house stands in it as well."""
    named = replace(SENDING, device=Device(name="pc-07"))
    found = told(OUT, HOME, LOG_ON, sending=named)
    assert found["machine-away"].events == (SENDING.id, LOG_ON.id)
    assert "machine-near" not in found
    sign_in = replace(
        row(23, EventKind.SIGN_IN, -0.3, source="E6", who="msc@harbourvale.example"),
        device=Device(name="PC-07"), sessions=(SessionId(kind="aad-session", value="s1"),),
    )  # fmt: skip
    session = replace(SENDING, sessions=sign_in.sessions)
    tied = told(OUT, HOME, LOG_ON, sign_in, sending=session)["machine-away"]
    assert tied.events == (SENDING.id, sign_in.id, LOG_ON.id)
    other = replace(sign_in, device=Device(name="PC-08"))
    assert "machine-near" in told(OUT, HOME, LOG_ON, other, sending=session)


def test_the_rows_of_a_stay_are_quoted_the_journey_back_too() -> None:
    found = told(OUT, HOME)["stay-record"]
    assert found.events == (OUT.id, HOME.id)
    assert dict(found.values)["others"] == 1
    assert "stay-record" not in told(HOME)


@pytest.mark.parametrize("stay", [replace(STAY, independent=False), replace(STAY, attested_by="")])
def test_nothing_is_excluded_without_an_outside_custodian(stay: Presence) -> None:
    found = told(OUT, HOME, LOG_ON, stay=stay)
    assert "machine-disputed" in found
    assert "machine-away" not in found


TUNNEL: dict[str, Any] = {"source": "E3", "who": "msc@harbourvale.example"}


@pytest.mark.parametrize(
    ("rows", "kinds"),
    [
        ((row(30, EventKind.NETWORK_SESSION, -1, words="connect", **TUNNEL),), {"tunnel"}),
        (
            (
                row(30, EventKind.NETWORK_SESSION, -11, words="connect", **TUNNEL),
                row(31, EventKind.NETWORK_SESSION, -10, words="disconnect", **TUNNEL),
            ),
            {"tunnel-over"},
        ),
        ((row(30, EventKind.NETWORK_SESSION, 2, words="connect", **TUNNEL),), {"tunnel-over"}),
    ],
)
def test_a_tunnel_counts_while_it_is_open(rows: tuple[AuditEvent, ...], kinds: set[str]) -> None:
    assert {name for name in told(OUT, HOME, *rows) if name.startswith("tunnel")} == kinds


@pytest.mark.parametrize(
    ("networks", "name"),
    [
        ((("House", "192.0.2.0/24"), ("VPN", "192.0.2.0/28")), "VPN"),
        ((("VPN", "192.0.2.0/28"), ("House", "192.0.2.0/24")), "VPN"),
    ],
)
def test_the_narrowest_block_is_meant(networks: tuple[tuple[str, str], ...], name: str) -> None:
    blocks = tuple(Network(name=one, cidr=cidr) for one, cidr in networks)
    case = Case(organisation=Organisation(networks=blocks))
    assert network_of(case, SENDING)[0] == name


@pytest.mark.parametrize(("written", "basis"), [("203.0.113.9", "record"), ("", "network-typed")])
def test_a_typed_network_counts_only_if_the_exhibit_names_it(written: str, basis: str) -> None:
    stay = replace(STAY, networks=("203.0.113.0/24",))
    out = replace(OUT, unmapped=(("Lounge", written),))
    hotel = replace(
        row(40, EventKind.SIGN_IN, -0.2, source="E6", who="msc@harbourvale.example"),
        ips=seen("203.0.113.9"),
    )
    assert told(out, hotel, stay=stay)["stay-session"].basis == basis
