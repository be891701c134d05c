"""Records of one sending: which say the same, which contradict each other, in whatever order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from provenance.audit import AuditEvent, EventKind, Layout
from provenance.audit.records import AccessMode, Device, Integrity, Mailbox, SessionId
from provenance.basics import Interest
from provenance.correlation.records import (
    AuditSide,
    AuditSource,
    ExportMarks,
    Join,
    JoinTier,
)
from provenance.correlation.same_records import SIGN, with_shared_ids
from provenance.correlation.sendings import conflicts_of, differences, span_of, variants_of
from tests.correlation.test_neighbourhood import NOON, event

MSC = "msc@harbourvale.example"
HERE, THERE = "192.0.2.7", "203.0.113.90"


def sent(
    name: str, source: str = "E1", *, ip: str = HERE, seconds: float = 0, account: str = MSC
) -> AuditEvent:
    return event(name, EventKind.SEND, seconds=seconds, ip=ip, source=source, account=account)


def side_of(
    *events: AuditEvent,
    kind: str = "m365-ual",
    tier: JoinTier = JoinTier.S1,
    disagree: tuple[str, ...] = (),
    submitting: str = "",
    moments: tuple[tuple[str, datetime], ...] = (),
) -> AuditSide:
    sources = tuple(
        AuditSource(
            evidence=name, name=name, sha256=name * 8, size=1, coverage=None,
            layout=Layout(kind=kind, wrapper="", encoding="utf-8"),
            interest=Interest.SUBMITTING if name == submitting else Interest.OTHER,
        )
        for name in sorted({one.source for one in events})
    )  # fmt: skip
    joins = tuple(Join(event=e.id, message="M1", tier=tier, disagree=disagree) for e in events)
    return AuditSide(sources=sources, events=events, joins=joins, moments=moments)


DIFFERENT: list[tuple[str, AuditEvent, tuple[str, ...]]] = [
    ("the same", sent("b", "E2"), ()),
    ("another address", sent("b", "E2", ip=THERE), ("address",)),
    ("no address", sent("b", "E2", ip=""), ()),
    ("another account", sent("b", "E2", account="vh@harbourvale.example"), ("account",)),
    ("a log-on name", sent("b", "E2", account="HARBOUR\\msc"), ()),
    ("a display name", sent("b", "E2", account="V. Harbour"), ()),
    ("minutes apart", sent("b", "E2", seconds=120), ()),
    ("an hour apart", sent("b", "E2", seconds=3600), ("time",)),
    (
        "another role",
        replace(sent("b", "E2"), mailbox=Mailbox(mode=AccessMode.DELEGATE)),
        ("mode",),
    ),
    ("sent as", replace(sent("b", "E2"), kind=EventKind.SEND_AS), ("mode",)),
    ("another device", replace(sent("b", "E2"), device=Device(id="d2")), ("device",)),
]
FIRST = replace(sent("a", "E1"), mailbox=Mailbox(mode=AccessMode.OWNER), device=Device(id="d1"))


@pytest.mark.parametrize(
    ("other", "aspects"), [row[1:] for row in DIFFERENT], ids=[row[0] for row in DIFFERENT]
)
def test_in_what_two_records_of_one_sending_differ(
    other: AuditEvent, aspects: tuple[str, ...]
) -> None:
    side = side_of(FIRST, other)
    assert differences(side, FIRST, other) == differences(side, other, FIRST) == aspects
    assert [one.aspects for one in conflicts_of(side, "M1")] == ([aspects] if aspects else [])
    assert len(variants_of(side)) == (2 if aspects else 1)


def test_no_order_of_exports_drops_a_record_that_contradicts() -> None:
    rows = (sent("a", "E1"), sent("b", "E2", ip=THERE), sent("c", "E3"))
    for order in permutations(rows):
        found = {min(ip.raw for ip in one.ips) for _, one in variants_of(side_of(*order))}
        assert found == {HERE, THERE}


def test_of_records_that_agree_the_one_nobody_favours_stands_for_all() -> None:
    rows = (sent("a", "E1"), sent("b", "E2"))
    for favoured, stands in (("E1", "E2"), ("E2", "E1")):
        ((_, one),) = variants_of(side_of(*rows, submitting=favoured))
        assert one.source == stands


def test_servers_on_the_way_are_no_contradiction_and_one_queue_id_is() -> None:
    on_the_way = side_of(sent("a", "E1"), sent("b", "E1", ip=THERE), kind="postfix-maillog")
    assert len(variants_of(on_the_way)) == 1
    queue = (SessionId(kind="queue-id", value="4B1@mail"),)
    rows = tuple(
        replace(one, sessions=queue) for one in (sent("a", "E1"), sent("b", "E2", ip=THERE))
    )
    assert len(conflicts_of(side_of(*rows, kind="postfix-maillog"), "M1")) == 1


def test_a_row_that_only_fits_contradicts_none_that_names_the_message() -> None:
    fitting, naming = sent("a", "E1", ip=THERE), sent("b", "E2")
    side = side_of(fitting, naming)
    side = replace(side, joins=(replace(side.joins[0], tier=JoinTier.M), side.joins[1]))
    assert [one.id for _, one in variants_of(side)] == ["b"]
    assert conflicts_of(side, "M1") == ()


def test_a_sending_spans_all_times_that_records_and_a_copy_that_differs_give() -> None:
    late = NOON + timedelta(days=2)
    one, other = sent("a", "E1"), sent("b", "E2", seconds=7200)
    agreeing = side_of(one, moments=(("M1", late),))
    assert span_of(agreeing, "M1", one) == (NOON, NOON + timedelta(seconds=1))
    differing = side_of(one, disagree=("time",), moments=(("M1", late),))
    assert span_of(differing, "M1", one) == (NOON, late)
    both = side_of(one, other)
    wanted = (NOON, NOON + timedelta(seconds=7201))
    assert span_of(both, "M1", one) == span_of(both, "M1", other) == wanted
    assert NOON.tzinfo is UTC


@pytest.mark.parametrize(("ip", "marked"), [(THERE, True), (HERE, False)])
def test_one_id_with_two_contents_marks_both_exports(ip: str, marked: bool) -> None:
    rows = tuple(
        replace(one, native_id="8f1c") for one in (sent("a", "E1"), sent("b", "E2", ip=ip))
    )
    side = side_of(*rows)
    side = replace(
        side,
        marks=tuple(
            ExportMarks(integrity=Integrity(source=name, examined=1)) for name in ("E1", "E2")
        ),
        places=tuple((one.id, place(one)) for one in rows),
    )
    signs = [[sign.name for sign in one.integrity.signs] for one in with_shared_ids(side).marks]
    assert signs == ([[SIGN], [SIGN]] if marked else [[], []])


def place(one: AuditEvent):  # type: ignore[no-untyped-def]
    from provenance.basics import Where

    return Where(
        evidence=one.source, stream="file", locator="row 1", line_first=1, line_last=1, start=0,
        end=1, quote_sha256="0" * 64,
    )  # fmt: skip
