"""Rows and exports made by hand: what every row needs, and only what a test tells of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from provenance.audit import AuditEvent, EventKind, Layout, Locator
from provenance.audit.records import Actor, EventTime, IpRole, IpSeen, TimeBasis
from provenance.audit.values.addresses import read_ip
from provenance.correlation.records import AuditSource, Join, JoinTier


def an_event(
    id_: str,
    source: str,
    number: int,
    kind: EventKind,
    start: datetime,
    *,
    lasting: float = 0,
    who: str = "",
    ip: str = "",
    **more: Any,
) -> AuditEvent:
    """A row of an export; ``lasting`` are the seconds that its written time leaves open.

    ``more`` are fields of the event; its operation is that of its kind if none is given.
    """
    if who:
        more.setdefault("actor", Actor(account=who))
    if ip:
        more.setdefault("ips", seen(ip))
    return AuditEvent(
        id=id_,
        source=source,
        locator=Locator(row=number, line=number, start=number, end=number + 1),
        kind=kind,
        operation=more.pop("operation", kind.value),
        time=EventTime(
            start=start,
            end=start + timedelta(seconds=lasting),
            raw="",
            basis=more.pop("basis", TimeBasis.DOCUMENTED_UTC),
        ),
        **more,
    )


def a_passage(
    number: int,
    start: datetime,
    *,
    person: str = "",
    card: str = "",
    place: str = "",
    way: str = "",
    source: str = "E3",
    **more: Any,
) -> AuditEvent:
    """A row of doors or gates as its reader makes it: only what it has, the card before the name.

    ``more`` are fields of the event, or those of :func:`an_event`.
    """
    told = (("person", person), ("card", card), ("place", place), ("direction", way))
    more.setdefault("who", card or person)
    more.setdefault("flags", ("holder-named",))
    if place:
        more.setdefault("target", place)
    params = tuple((name, value) for name, value in told if value)
    id_ = more.pop("id_", f"d{number}")
    return an_event(id_, source, number, EventKind.BADGE, start, params=params, **more)


def seen(ip: str) -> tuple[IpSeen, ...]:
    """The address that a row names as the client's own."""
    return (read_ip(ip, "ip", IpRole.ORIGINAL_CLIENT),)


def an_export(name: str, kind: str = "", **more: Any) -> AuditSource:
    """An export that was read; of a kind that is not known if none is given."""
    layout = Layout(kind=kind, wrapper="", encoding="utf-8") if kind else None
    return AuditSource(
        evidence=name, name=f"{name}.csv", sha256=name * 8, size=1, layout=layout,
        coverage=more.pop("coverage", None), **more,
    )  # fmt: skip


def joined(sending: AuditEvent, *agree: str, message: str = "M1") -> tuple[Join, ...]:
    """The tie of a recorded sending to the message in dispute."""
    return (Join(event=sending.id, message=message, tier=JoinTier.S1, agree=agree),)
