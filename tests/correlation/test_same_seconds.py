"""Rows at the minute and second of the sending: told where chance makes them rare, else not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from provenance.audit import AuditEvent, EventKind
from provenance.correlation.records import AuditSide, Circumstance, Join, JoinTier
from provenance.correlation.same_seconds import SecondsWatch, same_seconds
from tests.correlation.events import an_event

SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC)


def row(number: int, at: datetime, kind: EventKind = EventKind.BADGE) -> AuditEvent:
    return an_event(f"e{number}", "E2", number, kind, at)


def found(*moments: datetime, sent: datetime = SENT) -> list[Circumstance]:
    watch = SecondsWatch((sent,))
    for number, at in enumerate(moments):
        watch.see(row(number, at))
    sending = row(99, sent, EventKind.SEND)
    side = AuditSide(
        events=(sending,), joins=(Join(event=sending.id, message="M1", tier=JoinTier.S1),)
    )
    return list(same_seconds(side, {"E2": watch.result()}))


DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def test_two_gates_at_the_minute_and_second_of_the_sending_are_told() -> None:
    (one,) = found(SENT - 4 * DAY - 3 * HOUR, SENT + 3 * DAY + 2 * HOUR, SENT)
    assert one.events == ("e0", "e1")
    assert dict(one.values)["at"] == "02:10"
    assert (dict(one.values)["moments"], dict(one.values)["count"]) == (2, 3)


def test_one_row_a_full_minute_and_a_large_log_say_nothing() -> None:
    assert found(SENT - DAY, SENT, SENT + timedelta(seconds=30)) == []
    assert found(SENT - DAY, SENT - DAY) == [], "two rows of one moment can be one act"
    full = SENT.replace(second=0)
    assert found(full - DAY, full - 2 * DAY, sent=full) == []
    many = [SENT + timedelta(seconds=17 * n + 1) + DAY for n in range(200)]
    assert found(SENT - DAY, SENT - 2 * DAY, *many) == []
