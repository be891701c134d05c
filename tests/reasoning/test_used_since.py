"""A reset by another account counts until the account was in usual use again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from provenance.audit.records import (
    Actor,
    AuditEvent,
    EventKind,
    EventTime,
    IpRole,
    Locator,
    Outcome,
    TimeBasis,
)
from provenance.audit.values.addresses import read_ip
from provenance.correlation import AuditSide, Join, JoinTier
from provenance.reasoning.exports import Exports
from provenance.reasoning.used_since import used_since

SENT = datetime(2026, 5, 14, 14, 2, tzinfo=UTC)
OWN, DESK = "c@x.example", "it@x.example"


def act(
    days: float, kind: EventKind = EventKind.SIGN_IN, *, by: str = OWN, ip: str = "192.0.2.7",
    outcome: Outcome = Outcome.SUCCESS,
) -> AuditEvent:  # fmt: skip
    start = SENT - timedelta(days=days)
    return AuditEvent(
        id=f"{days}", source="E3", locator=Locator(row=1, line=1, start=0, end=1), kind=kind,
        operation="x", outcome=outcome,
        time=EventTime(start=start, end=start, raw="", basis=TimeBasis.DOCUMENTED_UTC),
        actor=Actor(account=by), ips=(read_ip(ip, "ip", IpRole.ORIGINAL_CLIENT),), target=OWN,
    )  # fmt: skip


RESET = act(20, EventKind.PASSWORD, by=DESK)


@pytest.mark.parametrize(
    ("acts", "used"),
    [
        ([], False),
        ([act(30), act(10)], True),
        ([act(30)], False),
        ([act(10)], False),
        ([act(30), act(10, ip="203.0.113.9")], False),
        ([act(30), act(10, by=DESK)], False),
        ([act(30), act(10, outcome=Outcome.FAILURE)], False),
        ([act(30), act(0.1)], False),
        ([act(10, EventKind.PASSWORD, ip="203.0.113.9")], True),
    ],
)
def test_usual_use_after_a_reset(acts: list[AuditEvent], used: bool) -> None:
    sent = act(0, EventKind.SEND)
    join = Join(message="M", event=sent.id, tier=JoinTier.S1)
    side = AuditSide(events=(sent,), about=(RESET, *acts), joins=(join,))
    assert used_since(Exports(side, "M"), (RESET,)) is used
