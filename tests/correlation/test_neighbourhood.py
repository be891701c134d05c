"""Neighbours of a recorded sending, clocks of exports: order only where nothing overlaps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from provenance.audit import AuditEvent, Coverage, EventKind, Locator
from provenance.audit.records import (
    Actor,
    Client,
    Device,
    EventTime,
    IpRole,
    SessionId,
    TimeBasis,
)
from provenance.audit.values.addresses import read_ip
from provenance.basics import State
from provenance.correlation.keys import MessageKeys
from provenance.correlation.neighbourhood import neighbourhood_of
from provenance.correlation.offsets import offsets_of, widened
from provenance.correlation.records import (
    AuditSide,
    AuditSource,
    Join,
    JoinTier,
    Neighbour,
    Order,
    SourceOffset,
    Stage,
)

NOON = datetime(2026, 5, 14, 14, 2, tzinfo=UTC)
SESSION = (SessionId(kind="aad-session", value="s1"),)


def event(
    name: str,
    kind: EventKind = EventKind.SIGN_IN,
    *,
    seconds: float = -60,
    account: str = "msc@harbourvale.example",
    ip: str = "",
    agent: str = "",
    device: str = "",
    session: tuple[SessionId, ...] = (),
    source: str = "E3",
) -> AuditEvent:
    start = NOON + timedelta(seconds=seconds)
    return AuditEvent(
        id=name,
        source=source,
        locator=Locator(row=1, line=1, start=len(name), end=len(name) + 1),
        kind=kind,
        operation=kind.value,
        time=EventTime(
            start=start,
            end=start + timedelta(seconds=1),
            raw="",
            basis=TimeBasis.DOCUMENTED_UTC,
        ),
        actor=Actor(account=account),
        ips=(read_ip(ip, "ip", IpRole.ORIGINAL_CLIENT),) if ip else (),
        client=Client(user_agent=agent or State.ABSENT),
        device=Device(id=device or State.ABSENT),
        sessions=session,
    )


SENDING = event(
    "send", EventKind.SEND, seconds=0, ip="192.0.2.7", agent="A/1", device="d1", session=SESSION
)


def around(*events: AuditEvent, offsets: tuple[SourceOffset, ...] = ()) -> tuple[Neighbour, ...]:
    side = AuditSide(
        events=(SENDING,),
        about=events,
        joins=(Join(event="send", message="M1", tier=JoinTier.S1),),
        offsets=offsets,
    )
    return neighbourhood_of(side)


@pytest.mark.parametrize(
    ("one", "shares"),
    [
        (event("e", session=SESSION), ("session", "account")),
        (event("e", ip="192.0.2.7:500"), ("address", "account")),
        (event("e", device="d1", account="vh@harbourvale.example"), ("device",)),
        (event("e", ip="192.0.2.7", account="vh@harbourvale.example"), ("address",)),
    ],
)
def test_what_ties_a_record_to_the_sending(one: AuditEvent, shares: tuple[str, ...]) -> None:
    (found,) = around(one)
    assert (found.shares, found.stage, found.order) == (shares, Stage.SIGN_IN, Order.BEFORE)
    assert found.own_account == ("account" in shares)


@pytest.mark.parametrize(
    "one",
    [
        event("e"),
        event("e", agent="A/1"),
        event("e", ip="10.0.0.7", account="vh@harbourvale.example"),
        event("e", ip="2603:10a6:800:125::13"),
        event("e", session=(SessionId(kind="request", value="s1"),)),
    ],
)
def test_an_account_a_program_or_a_servers_address_alone_ties_nothing(one: AuditEvent) -> None:
    assert around(one) == ()


def test_the_same_inside_address_is_no_tie_even_on_both_sides() -> None:
    inside = replace(SENDING, ips=(read_ip("10.0.0.7", "ip", IpRole.ORIGINAL_CLIENT),))
    other = event("e", ip="10.0.0.7", account="vh@harbourvale.example")
    join = Join(event="send", message="M1", tier=JoinTier.S1)
    assert neighbourhood_of(AuditSide(events=(inside,), about=(other,), joins=(join,))) == ()


@pytest.mark.parametrize(
    ("seconds", "widen", "order"),
    [
        (-60, 0, Order.BEFORE),
        (60, 0, Order.AFTER),
        (1, 0, Order.OPEN),
        (0, 0, Order.SAME),
        (-60, 40, Order.OPEN),
        (60, 40, Order.OPEN),
        (-100, 40, Order.BEFORE),
    ],
)
def test_order_is_said_only_where_no_reading_overlaps(
    seconds: float, widen: float, order: Order
) -> None:
    offsets = (SourceOffset(source="E3", pairs=3, widen_seconds=widen),)
    (found,) = around(event("e", seconds=seconds, session=SESSION), offsets=offsets)
    assert found.order is order


def side_of(*seconds: float, wide: bool = False) -> tuple[AuditSide, list[MessageKeys]]:
    events, joins, keys = [], [], []
    for number, apart in enumerate(seconds):
        one = event(f"s{number}", EventKind.SEND, seconds=apart)
        if wide and not isinstance(one.time, State):
            one = replace(one, time=replace(one.time, end=one.time.start + timedelta(hours=26)))
        events.append(one)
        joins.append(Join(event=one.id, message=f"M{number}", tier=JoinTier.S1))
        keys.append(
            MessageKeys(
                message=f"M{number}",
                message_id=f"{number}@b",
                network_ids=frozenset(),
                hops=(),
                accounts=frozenset(),
                subject="",
                date=None,
                first_hop=None,
                recipients=frozenset(),
                client_ips=frozenset(),
                anchor=NOON,
            )
        )
    coverage = Coverage(source="E3", kind="m365-ual", rows=3, events=3, duplicates=0, problems=0)
    source = AuditSource(evidence="E3", name="", sha256="", size=0, layout=None, coverage=coverage)
    return AuditSide(sources=(source,), events=tuple(events), joins=tuple(joins)), keys


def test_three_messages_establish_a_clock_and_two_do_not() -> None:
    side, keys = side_of(-4, -2, -9)
    (found,) = offsets_of(side, keys)
    assert (found.pairs, found.median_seconds, found.spread_seconds) == (3, -4.0, 7.0)
    assert found.widen_seconds == 11.0
    side, keys = side_of(-4, -2)
    assert offsets_of(side, keys) == (SourceOffset(source="E3", pairs=2),)


def test_two_copies_of_one_message_are_one_pair() -> None:
    side, keys = side_of(-4, -2, -9)
    same = [replace(key, message_id="one@b") for key in keys]
    assert offsets_of(side, same)[0].pairs == 1


def test_wide_times_tell_nothing_about_a_clock() -> None:
    side, keys = side_of(-4, -2, -9, wide=True)
    assert offsets_of(side, keys)[0].pairs == 0


def test_intervals_are_widened_to_both_sides_and_never_shifted() -> None:
    side = AuditSide(offsets=(SourceOffset(source="E3", pairs=3, widen_seconds=11.0),))
    interval = widened(SENDING, side)
    assert interval is not None
    assert interval[0] == NOON - timedelta(seconds=11)
    assert interval[1] == NOON + timedelta(seconds=12)
    assert widened(replace(SENDING, time=State.ABSENT), side) is None
