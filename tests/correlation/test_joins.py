"""Joins of log events to a message: tiers, what agrees, what does not, rivals, neighbours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from provenance.audit import AuditEvent, EventKind, Locator
from provenance.audit.records import (
    Actor,
    EventTime,
    IpRole,
    Mailbox,
    MessageRef,
    SessionId,
    TimeBasis,
)
from provenance.audit.values.addresses import read_ip
from provenance.basics import State
from provenance.correlation.joins import join_all, neighbours, strong_join
from provenance.correlation.keys import HopKey, MessageKeys, comparable_subject
from provenance.correlation.records import JoinTier

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
KEYS = MessageKeys(
    message="M1",
    message_id="A@b.example",
    network_ids=frozenset({"70b94148-3b10-4979-1c05-08db998ea4e3"}),
    hops=(HopKey(position=2, host="mx.harbourvale.example", queue_id="4XyZ", at=NOON),),
    accounts=frozenset({"msc@harbourvale.example"}),
    subject="to all",
    date=NOON,
    first_hop=NOON + timedelta(seconds=2),
    recipients=frozenset({"friend@friend.example"}),
    client_ips=frozenset({"203.0.113.7"}),
)


def event(
    number: int = 1,
    *,
    kind: EventKind = EventKind.SEND,
    at: datetime | None = NOON,
    account: str = "msc@harbourvale.example",
    ip: str = "",
    sessions: tuple[SessionId, ...] = (),
    **message: Any,
) -> AuditEvent:
    time: Any = State.ABSENT
    if at is not None:
        time = EventTime(
            start=at,
            end=at + timedelta(seconds=1),
            raw="",
            basis=TimeBasis.DOCUMENTED_UTC,
        )
    return AuditEvent(
        id=f"e{number}",
        source="E2",
        locator=Locator(row=number, line=number, start=0, end=1),
        kind=kind,
        operation=kind.value,
        time=time,
        actor=Actor(account=account),
        mailbox=Mailbox(),
        ips=(read_ip(ip, "ClientIP", IpRole.ORIGINAL_CLIENT),) if ip else (),
        sessions=sessions,
        messages=(MessageRef(**message),) if message else (),
    )


FULL: dict[str, Any] = {"id": "A@b.example", "subject": "To all"}
QUEUE = (SessionId(kind="queue-id", value="4XyZ@mx"),)


@pytest.mark.parametrize(
    ("found", "tier", "agree", "disagree"),
    [
        (event(**FULL), "S1", ("message-id", "sender", "subject", "time"), ()),
        (event(id="a@b.example", subject="To all"), None, (), ()),
        (event(id="A@b.example", at=NOON + timedelta(days=1), account="x@y.example"),
         "M", ("message-id",), ("sender", "time")),
        (event(network_id="70B94148-3B10-4979-1C05-08DB998EA4E3", kind=EventKind.DELIVER),
         "S2", ("network-id", "sender"), ()),
        (event(subject="RE: To  all"), "M", ("sender", "subject", "time"), ()),
        (event(subject="To all", at=NOON + timedelta(hours=1)), None, (), ()),
        (event(subject="To all", at=None), None, (), ()),
        (event(subject="To all", kind=EventKind.ACCESS), None, (), ()),
        (event(ip="203.0.113.7", **FULL), "S1",
         ("message-id", "sender", "subject", "time", "client-ip"), ()),
        (event(ip="198.51.100.9", **FULL), "S1",
         ("message-id", "sender", "subject", "time"), ("client-ip",)),
        # A provider's server and an inside address contradict no client.
        (event(ip="20.190.160.96", **FULL), "S1", ("message-id", "sender", "subject", "time"), ()),
        (event(ip="10.0.0.4", **FULL), "S1", ("message-id", "sender", "subject", "time"), ()),
        (event(kind=EventKind.RECEIVE, sessions=QUEUE), "S3", ("queue-id hop 2",), ()),
        (event(kind=EventKind.RECEIVE, sessions=QUEUE, at=NOON + timedelta(days=3)), None, (), ()),
        (event(kind=EventKind.RECEIVE,
               sessions=(SessionId(kind="queue-id", value="4XyZ@other"),)), None, (), ()),
        (event(kind=EventKind.RECEIVE, sessions=(
            SessionId(kind="queue-id", value="4XyZ@mx.other.example"),)), None, (), ()),
        (event(kind=EventKind.RECEIVE, sessions=(
            SessionId(kind="queue-id", value="4XyZ@MX.Harbourvale.example."),)),
         "S3", ("queue-id hop 2",), ()),
        # The id alone is the client's choice: a recipient or an address makes it no firm key.
        (event(kind=EventKind.DELIVER, id="A@b.example", account="",
               recipients=("friend@friend.example",)), "M", ("message-id", "recipient"), ()),
        (event(kind=EventKind.DELIVER, id="A@b.example", recipients=("Friend@friend.example",)),
         "S1", ("message-id", "sender", "recipient"), ()),
    ],
)  # fmt: skip
def test_tiers(
    found: AuditEvent, tier: str | None, agree: tuple[str, ...], disagree: tuple[str, ...]
) -> None:
    join = strong_join(found, KEYS)
    if tier is None:
        assert join is None
    else:
        assert join is not None
        assert (join.tier.value, join.agree, join.disagree) == (tier, agree, disagree)


def test_the_firmest_of_several_messages_in_one_row_counts() -> None:
    row = event(**FULL)
    both = AuditEvent(
        id="e9",
        source="E2",
        locator=row.locator,
        kind=EventKind.ACCESS,
        operation="x",
        time=row.time,
        messages=(MessageRef(id="other@x.example"), MessageRef(**FULL)),
    )
    join = strong_join(both, KEYS)
    assert join is not None
    assert join.tier is JoinTier.S1


def test_rivals_and_order() -> None:
    stream = [event(1, subject="To all"), event(2, subject="To all"), event(3, **FULL)]
    joined = join_all(stream, [KEYS])
    assert [(j.event, j.tier.value, j.rivals) for j in joined.joins] == [
        ("e3", "S1", 0),
        ("e1", "M", 1),
        ("e2", "M", 1),
    ]
    assert [e.id for e in joined.events] == ["e1", "e2", "e3"]


def test_neighbours_share_a_session_or_are_near() -> None:
    session = (SessionId(kind="aad-session", value="s"),)
    stream = [
        event(1, kind=EventKind.SIGN_IN, sessions=session, at=NOON - timedelta(days=2)),
        event(2, sessions=session, **FULL),
        event(3, kind=EventKind.DELETE, at=NOON + timedelta(hours=3)),
        event(4, kind=EventKind.DELETE, at=NOON + timedelta(hours=30)),
        event(5, kind=EventKind.DELETE, account="other@harbourvale.example"),
        event(6, kind=EventKind.DELETE, at=None),
    ]
    joined = join_all(stream, [KEYS])
    found = [(join.event, join.tier.value) for join, _ in neighbours(stream, joined)]
    assert found == [("e1", "L"), ("e3", "W")]


def test_nothing_joined_has_no_neighbours() -> None:
    stream = [event(1, id="z@z.example")]
    assert list(neighbours(stream, join_all(stream, [KEYS]))) == []


def test_an_empty_message_joins_nothing() -> None:
    empty = MessageKeys(
        message="M1", message_id="", network_ids=frozenset(), hops=(), accounts=frozenset(),
        subject="", date=None, first_hop=None, recipients=frozenset(), client_ips=frozenset(),
    )  # fmt: skip
    rows = [event(id=""), event(subject=""), event(), event(network_id="")]
    assert [strong_join(row, empty) for row in rows] == [None] * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Re: FW: To  All", "to all"),
        ("回复：To all", "to all"),
        ("Regarding", "regarding"),
        ("", ""),
    ],
)
def test_comparable_subject(text: str, expected: str) -> None:
    assert comparable_subject(text) == expected
