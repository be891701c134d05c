"""One act in two exports counts once, and two acts never count as one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from provenance.audit import AuditEvent, EventKind, Layout, Locator
from provenance.audit.records import Actor, EventTime, IpRole, TimeBasis
from provenance.audit.values.addresses import read_ip
from provenance.correlation.acts import acts_of
from provenance.correlation.records import AuditSide, AuditSource

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
SIDE = AuditSide(
    sources=tuple(
        AuditSource(
            evidence=name, name=name, sha256=name * 8, size=1, coverage=None,
            layout=Layout(kind=kind, wrapper="", encoding="utf-8"),
        )
        for name, kind in (("E1", "m365-ual"), ("E2", "entra-signin"), ("E3", "m365-ual"))
    )
)  # fmt: skip


def event(
    source: str, number: int, seconds: float, *, kind: EventKind = EventKind.SIGN_IN, ip: str = "",
    native: str = "", who: str = "a@b.example",
) -> AuditEvent:  # fmt: skip
    start = NOON + timedelta(seconds=seconds)
    return AuditEvent(
        id=f"{source}-{number}",
        source=source,
        locator=Locator(row=number, line=number, start=number, end=number + 1),
        kind=kind,
        operation=kind.value,
        time=EventTime(start=start, end=start, raw="", basis=TimeBasis.DOCUMENTED_UTC),
        native_id=native or f"{source}-{number}",
        actor=Actor(account=who),
        ips=(read_ip(ip, "ip", IpRole.ORIGINAL_CLIENT),) if ip else (),
    )


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
