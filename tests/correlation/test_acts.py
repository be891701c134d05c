"""One act in two exports counts once, and two acts never count as one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from provenance.audit import AuditEvent, EventKind
from provenance.correlation.acts import acts_of
from provenance.correlation.records import AuditSide
from tests.correlation.events import an_event, an_export

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
SIDE = AuditSide(
    sources=(
        an_export("E1", "m365-ual"), an_export("E2", "entra-signin"), an_export("E3", "m365-ual")
    )
)  # fmt: skip


def event(
    source: str, number: int, seconds: float, *, kind: EventKind = EventKind.SIGN_IN, ip: str = "",
    native: str = "", who: str = "a@b.example",
) -> AuditEvent:  # fmt: skip
    id_ = f"{source}-{number}"
    return an_event(
        id_, source, number, kind, NOON + timedelta(seconds=seconds), who=who, ip=ip,
        native_id=native or id_,
    )  # fmt: skip


def kept(*events: AuditEvent) -> list[str]:
    return [one.id for one in acts_of(events, SIDE)]


def test_one_id_in_two_exports_of_one_kind_is_one_act() -> None:
    send = event("E1", 1, 0, kind=EventKind.SEND, native="X")
    again = event("E3", 1, 0, kind=EventKind.SEND, native="x")
    other = event("E3", 2, 0, kind=EventKind.SEND, native="y")
    assert kept(send, again, other) == ["E1-1", "E3-2"]


def test_a_sign_in_of_the_directory_answers_for_one_of_the_audit_log() -> None:
    assert len(kept(event("E1", 1, 0, ip="192.0.2.7"), event("E2", 1, 30, ip="192.0.2.7"))) == 1
    assert len(kept(event("E1", 1, 0), event("E1", 2, 20), event("E2", 1, 10))) == 2


def test_what_differs_is_another_act() -> None:
    here = event("E1", 1, 0, ip="192.0.2.7")
    assert len(kept(here, event("E2", 1, 5, ip="203.0.113.9"))) == 2
    assert len(kept(here, event("E2", 1, 600, ip="192.0.2.7"))) == 2
    assert len(kept(here, event("E2", 1, 5, who="c@b.example"))) == 2
    assert len(kept(event("E1", 1, 0, kind=EventKind.SEND), event("E2", 1, 0))) == 2
