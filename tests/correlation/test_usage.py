"""Habits of an account: the disputed session is never one of them, however early it began."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import SessionId
from provenance.case import Case
from provenance.correlation.records import AuditSide, Circumstance, Join, JoinTier
from provenance.correlation.usage import usage_of
from tests.correlation.events import an_event

SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC)
OWN = (SessionId(kind="aad-session", value="s-1"),)


def event(number: int, kind: EventKind, hours: float, address: str) -> AuditEvent:
    return an_event(
        f"e{number}", "E4", number, kind, SENT + timedelta(hours=hours), lasting=1,
        who="msc@harbourvale.example", ip=address,
    )  # fmt: skip


SENDING = replace(event(1, EventKind.SEND, 0, "203.0.113.90"), sessions=OWN)
OTHERS = tuple(
    event(10 + n, EventKind.SIGN_IN, -24 * day - n, "192.0.2.7") for day in (1, 2) for n in (1, 2)
)


def addresses(*others: AuditEvent) -> list[Circumstance]:
    side = AuditSide(
        events=(SENDING,), about=others,
        joins=(Join(event=SENDING.id, message="M1", tier=JoinTier.S1),),
    )  # fmt: skip
    return [one for one in usage_of(side, Case()) if one.kind.startswith("address.")]


def test_a_row_of_the_same_session_is_no_habit_and_makes_the_address_no_news() -> None:
    """A session that began the day before would otherwise bear itself out."""
    early = replace(event(2, EventKind.SIGN_IN, -26, "203.0.113.90"), sessions=OWN)
    assert addresses(early, *OTHERS) == []
    (new,) = addresses(*OTHERS)
    assert new.kind == "address.new"


def test_a_row_of_another_session_is_counted_without_those_of_the_same() -> None:
    early = replace(event(2, EventKind.SIGN_IN, -26, "203.0.113.90"), sessions=OWN)
    other = event(3, EventKind.SIGN_IN, -50, "203.0.113.90")
    (usual,) = addresses(early, other, *OTHERS)
    assert usual.kind == "address.usual"
    assert dict(usual.values)["seen"] == 1
    assert dict(usual.values)["count"] == 5
    assert early.id not in usual.events
    assert (usual.left, dict(usual.values)["left"]) == ((early.id,), 1)


def test_rows_just_before_the_sending_are_said_to_be_left_out() -> None:
    near = event(2, EventKind.DRAFT, -1, "203.0.113.90")
    (one,) = addresses(near, *OTHERS)
    assert one.kind == "address.new"
    assert (one.left, dict(one.values)["hours"]) == ((near.id,), 12)
