"""Exports of one system are one source, whoever supplied them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from provenance.audit.records import (
    Actor,
    AuditEvent,
    EventKind,
    EventTime,
    Integrity,
    Layout,
    Locator,
    MessageRef,
    TimeBasis,
)
from provenance.correlation import AuditSide, AuditSource
from provenance.correlation.records import ExportMarks
from provenance.reasoning.suppliers import suppliers

NOON = datetime(2026, 5, 14, 14, 2, tzinfo=UTC)


def source(evidence: str, by: str, kind: str = "m365-ual") -> AuditSource:
    layout = Layout(kind=kind, wrapper="", encoding="utf-8")
    return AuditSource(
        evidence=evidence, name=evidence, sha256=evidence, size=1, layout=layout, coverage=None,
        supplied_by=by,
    )  # fmt: skip


def row(
    evidence: str, *, actor: str = "c@x.example", message: str = "m@x", seconds: int = 0,
    operation: str = "Send", native: str = "",
) -> AuditEvent:  # fmt: skip
    start = NOON + timedelta(seconds=seconds)
    return AuditEvent(
        id=f"{evidence}-{seconds}", source=evidence, native_id=native or f"id-{evidence}",
        locator=Locator(row=1, line=1, start=0, end=1), kind=EventKind.SEND, operation=operation,
        time=EventTime(start=start, end=start, raw="", basis=TimeBasis.DOCUMENTED_UTC),
        actor=Actor(account=actor), messages=(MessageRef(id=message),) if message else (),
    )  # fmt: skip


def tenant(evidence: str, id_: str) -> ExportMarks:
    return ExportMarks(integrity=Integrity(source=evidence, examined=1, organisations=((id_, 1),)))


@pytest.mark.parametrize(
    ("first", "second", "kind", "tenants", "one"),
    [
        ({"native": "same"}, {"native": "same", "message": ""}, "m365-ual", ("", ""), True),
        ({}, {}, "m365-ual", ("", ""), True),
        ({"actor": "C@X.example"}, {"operation": "send"}, "m365-ual", ("", ""), True),
        ({}, {"seconds": 1}, "m365-ual", ("", ""), False),
        ({}, {"actor": "b@x.example"}, "m365-ual", ("", ""), False),
        ({}, {"operation": "SendAs"}, "m365-ual", ("", ""), False),
        ({}, {"message": "other@x"}, "m365-ual", ("", ""), False),
        ({}, {"message": "", "seconds": 9}, "m365-ual", ("t1", "t1"), True),
        ({}, {"message": "", "seconds": 9}, "m365-ual", ("t1", "t2"), False),
        ({}, {"message": "", "seconds": 9}, "entra-signin", ("t1", "t1"), False),
    ],
)
def test_exports_of_one_system_are_one_source(
    first: dict[str, str], second: dict[str, str], kind: str, tenants: tuple[str, str], one: bool
) -> None:
    events = (row("E3", **first), row("E4", **second))  # type: ignore[arg-type]
    marks = tuple(tenant(e, t) for e, t in zip(("E3", "E4"), tenants, strict=True) if t)
    sources = (source("E3", "Harbour & Vale"), source("E4", "Cloud Reseller", kind))
    side = AuditSide(sources=sources, events=events, marks=marks)
    turned = AuditSide(sources=sources[::-1], events=events[::-1], marks=marks[::-1])
    found = suppliers(side, ())
    assert (found["E3"] == found["E4"]) is one
    assert suppliers(turned, ()) == found
