"""The day in plain words: which rows stand there, what is said of them, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from provenance.audit import AuditEvent, EventKind, Locator
from provenance.audit.records import (
    Actor,
    Device,
    EventTime,
    MessageRef,
    Outcome,
    SessionId,
    TimeBasis,
)
from provenance.basics import State, Text, Where, text
from provenance.correlation.entry_days import days_of
from provenance.correlation.records import (
    AuditSide,
    Join,
    JoinTier,
    Neighbour,
    Order,
    Stage,
)
from provenance.correlation.stay_row import StayRow
from provenance.reasoning.operations import act_in_words, operation_key, values_of_act
from provenance.report.acts import act_words
from provenance.report.catalogue import render, sentence
from provenance.report.day import DayLine, _Choice
from provenance.report.ties import Ties
from provenance.report.timeline import Entry
from provenance.report.view.audit import _span, _time
from provenance.report.view.day import kinds_of
from provenance.report.view.moments import marked_zone, precision, zone_said

SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC)
MSC = "msc@harbourvale.example"


def event(kind: EventKind, hours: float = 0, **values: Any) -> AuditEvent:
    start = SENT + timedelta(hours=hours)
    given: dict[str, Any] = {
        "id": f"{kind.value}{hours}",
        "source": "E5",
        "locator": Locator(row=4, line=4, start=4, end=5),
        "kind": kind,
        "operation": kind.value,
        "time": EventTime(
            start=start,
            end=start + timedelta(seconds=1),
            raw="",
            basis=TimeBasis.DOCUMENTED_UTC,
        ),
        "actor": Actor(account=MSC),
        **values,
    }
    return AuditEvent(**given)


SENDING = event(EventKind.SEND)


def choice(*others: AuditEvent, **more: Any) -> _Choice:
    joins = (Join(event=SENDING.id, message="M1", tier=JoinTier.S1),)
    return _Choice(AuditSide(joins=joins, events=(SENDING,), about=others, **more), MSC, (SENT,))


def why(chosen: tuple[int, Text, bool] | None) -> str:
    return "" if chosen is None else chosen[1].id


def test_another_message_of_the_account_is_never_the_message() -> None:
    other = event(EventKind.SEND, -25, messages=(MessageRef(subject="Weekly figures"),))
    rank, reason, own = choice(other).of(other) or (0, Text(id=""), True)
    assert (own, reason.id) == (False, "report.day.why.other")
    assert "not examined" in render(act_words(other, "m365-ual", own=own))
    assert rank > 0
    far = event(EventKind.SEND, -100)
    assert choice(far).of(far) is None
    foreign = event(EventKind.SEND, -1, actor=Actor(account="vh@harbourvale.example"))
    assert choice(foreign).of(foreign) is None


def test_a_row_of_the_stay_stands_there_however_far_back() -> None:
    gate = event(EventKind.BADGE, -24 * 20)
    assert choice(gate).of(gate) is None
    stay = StayRow(event=gate.id, person="M. Carrow", place="Lisbon", says="bears-out")
    assert why(choice(gate, stay_rows=(stay,)).of(gate)) == "report.day.stay.bears-out"


def test_servers_on_the_way_do_not_stand_there_even_where_they_name_the_message() -> None:
    hop = event(EventKind.TRANSFER, 0.001)
    joined = Join(event=hop.id, message="M1", tier=JoinTier.S1)
    side = AuditSide(joins=(joined,), events=(hop,))
    assert _Choice(side, MSC, (SENT,)).of(hop) is None


def test_doors_and_machines_count_near_the_sending_alone() -> None:
    for kind in (EventKind.BADGE, EventKind.SESSION_START, EventKind.UNLOCK):
        near, far = event(kind, -5), event(kind, -20)
        own = "near" if kind is EventKind.BADGE else "near-account"
        assert why(choice(near).of(near)) == f"report.day.why.{own}"
        assert choice(far).of(far) is None


def test_what_a_session_did_stands_there() -> None:
    deleted = event(EventKind.DELETE, 1, operation="SoftDelete")
    near = Neighbour(
        event=deleted.id, message="M1", sending=SENDING.id, stage=Stage.DELETE,
        order=Order.AFTER, shares=("session",),
    )  # fmt: skip
    assert why(choice(deleted, neighbours=(near,)).of(deleted)) == "report.day.why.session"
    assert choice(deleted).of(deleted) is None


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize("own", [True, False])
def test_every_kind_of_row_has_a_sentence(kind: EventKind, own: bool) -> None:
    for operation in ("SoftDelete", "Create", "something"):
        words = act_words(event(kind, operation=operation), "m365-ual", own=own)
        assert sentence(words.id) is not None, words.id
        assert "?]" not in render(words)


def test_an_unknown_operation_is_printed_as_the_log_writes_it() -> None:
    odd = event(EventKind.OTHER, operation="Frobnicate")
    assert "Frobnicate" in render(act_words(odd, "m365-ual", own=True))
    assert operation_key("other", "Frobnicate", "m365-ual") == ""
    assert operation_key("other", "4999 log-on 2", "windows-security-xml") == ""
    assert operation_key("sign-in", "4624 log-on type 77", "windows-security-xml") == ""
    # The same word in another system means something else.
    assert operation_key("transfer", "SEND", "exchange-tracking") == ""


@pytest.mark.parametrize(
    ("operation", "layout", "words"),
    [
        (
            "4624 log-on interactive 2",
            "windows-security-xml",
            "at the keyboard (event 4624, type 2)",
        ),
        ("4624 log-on remote interactive 10", "windows-security-evtx", "by remote desktop"),
        ("4634 log-off interactive 2", "windows-security-xml", "end of a log-on"),
        ("SoftDelete", "m365-ual", "item deleted (soft delete)"),
        ("MoveToDeletedItems", "mailbox-audit", "Deleted Items"),
        ("UserLoggedIn", "m365-ual", "sign-in to an account"),
        ("entry OOF", "calendar", "out of office"),
    ],
)
def test_coded_operations_have_words(operation: str, layout: str, words: str) -> None:
    key = operation_key("", operation, layout)
    assert words in (sentence(f"report.operation.{key}") or "")


def test_a_row_with_the_name_of_the_device_of_the_session_is_not_called_untied() -> None:
    """The log of a machine of that name carries an exclusion; a name is the tie, and is said."""
    session = (SessionId(kind="aad-session", value="s1"),)
    sending = replace(SENDING, sessions=session)
    sign_in = event(EventKind.SIGN_IN, -0.4, sessions=session, device=Device(name="PC-07"))
    log_on = event(
        EventKind.SESSION_START, -0.5, source="E8", actor=Actor(account="HARBOURVALE\\msc"),
        unmapped=(("Computer", "PC-07.harbourvale.example"),),
    )  # fmt: skip
    other = replace(log_on, id="other", unmapped=(("Computer", "PC-09"),))
    place = Where(
        evidence="E8", stream="file", locator="row 12", line_first=13, line_last=13,
        start=5, end=9, quote_sha256="0" * 64,
    )  # fmt: skip
    side = AuditSide(
        sources=(cast("Any", SimpleNamespace(evidence="E0", layout=None)),),
        joins=(Join(event=sending.id, message="M1", tier=JoinTier.S1),),
        events=(sending, sign_in), about=(log_on, other), places=((log_on.id, place),),
    )  # fmt: skip
    inference = SimpleNamespace(id="I-3", where=(place,))
    report: Any = SimpleNamespace(audit=side, reasoning=SimpleNamespace(findings=(inference,)))
    found = _Choice(side, MSC, (SENT,), Ties(report))
    said = found.of(log_on)
    assert said is not None
    assert render(said[1]) == (
        "Near the sending. Only the name PC-07 ties it: the session of the sending names a device "
        "of that name. Used in: I-3."
    )
    assert why(found.of(other)) == "report.day.why.near"


@pytest.mark.parametrize(
    ("kind", "operation", "layout", "more", "words", "values"),
    [
        (EventKind.SESSION_START, "4624 log-on interactive 2", "windows-security-xml", {},
         "log-on of the kind made at the keyboard (event 4624, type 2)", ()),
        (EventKind.OTHER, "4672 special privileges", "windows-security-xml", {},
         "event 4672", ("4672",)),
        (EventKind.ABSENCE, "entry OOF", "calendar", {},
         "calendar entry, marked as out of office", ("OOF",)),
        (EventKind.BADGE, "Main entrance IN", "door",
         {"target": "Main entrance", "params": (("direction", "IN"),)},
         "“Main entrance”, marked “IN”", ("Main entrance", "IN")),
        (EventKind.BADGE, "Open Gate 3 IN", "door",
         {"target": "Gate 3", "params": (("direction", "IN"),)},
         "“Open” at “Gate 3”, marked “IN”", ("Open", "Gate 3", "IN")),
        (EventKind.BADGE, "Gate 3", "door", {"target": "Gate 3"}, "“Gate 3”", ("Gate 3",)),
        (EventKind.NETWORK_SESSION, "ASA 113019", "vpn-cisco-asa", {},
         "entry of the kind ASA 113019", ("ASA 113019",)),
    ],
)  # fmt: skip
def test_quotation_marks_hold_what_stands_in_the_exhibit(
    kind: EventKind, operation: str, layout: str, more: dict[str, Any], words: str,
    values: tuple[str, ...],
) -> None:  # fmt: skip
    """Names that this program puts together are its own words, never a quotation."""
    one = event(kind, operation=operation, **more)
    assert render(act_in_words(one, layout)) == words
    assert values_of_act(one, layout) == values


def test_a_door_says_card_and_place_and_a_refusal() -> None:
    door = event(
        EventKind.BADGE,
        actor=Actor(account="004826"),
        target="Main entrance",
        params=(("person", "V. Harbour"), ("card", "004826"), ("direction", "IN")),
    )
    said = render(act_words(door, "door", own=False))
    assert (
        said
        == "A record of a door or gate names V. Harbour with card 004826 at Main entrance (IN)."
    )
    refused = replace(door, outcome=Outcome.FAILURE)
    assert "refused" in render(act_words(refused, "door", own=False))


def test_the_last_day_of_a_calendar_entry_is_the_day_before_its_end() -> None:
    entry = event(EventKind.ABSENCE, params=(("DTSTART", "20260510"), ("DTEND", "20260517")))
    days = days_of(entry)
    assert days is not None
    assert (days.first.isoformat(), days.last.isoformat()) == ("2026-05-10", "2026-05-16")
    timed = event(EventKind.ABSENCE, params=(("DTSTART", "20260510T090000Z"),))
    assert days_of(timed) is None
    assert str(_time(entry)).count("<time") == 2
    assert "2026-05-16" in str(_time(entry))
    assert "2026-05-14" in str(_time(timed))


def test_a_period_says_from_when_to_when() -> None:
    later = SENT + timedelta(hours=1)
    assert str(_span(SENT, later)).count("<time") == 2
    assert " to " in str(_span(SENT, later))
    assert str(_span(SENT, SENT)) == str(_span(SENT, None)) == str(_span(None, SENT))
    assert str(_span(None, None)) == ""


@pytest.mark.parametrize(
    ("written", "offset", "words"),
    [
        ("2026-05-14T13:37:10.1234567Z", State.ABSENT, "marked as UTC (Z)"),
        ("2026-05-11T14:02:10Z", 0, "marked as UTC (Z)"),
        ("14 May 2026 14:02:10.4021 (UTC)", 0, "marked as UTC"),
        ("Thu, 14 May 2026 15:02:14 +0100 (BST)", 60, "+01:00"),
        ("Thu, 14 May 2026 07:02:13 -0700 (PDT)", -420, "07:00"),
    ],
)
def test_a_text_with_a_zone_is_never_called_one_without(
    written: str, offset: Any, words: str
) -> None:
    assert words in str(marked_zone(written, offset))
    assert marked_zone("2026-05-14T14:02:10", State.ABSENT) is None
    one = Entry(
        kind="record", name="x", text=written, start=SENT, end=SENT, basis="explicit-zone",
        writer="log", evidence="E5", offset_minutes=offset,
    )  # fmt: skip
    assert words in str(zone_said(one))
    assert "no zone" not in str(zone_said(one))
    assert "no zone" in str(zone_said(replace(one, basis="documented-utc", text="2026-05-14")))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1e-7, "tenth of a microsecond"), (1e-6, "the microsecond"),
        (1e-4, "tenth of a millisecond"), (0.001, "the millisecond"), (1.0, "the second"),
        (1.6777216, "1.678 s"), (60.0, "the minute"), (86_400.0, "the day"),
    ],
)  # fmt: skip
def test_one_precision_has_one_wording(seconds: float, words: str) -> None:
    assert words in str(precision(seconds))


def test_a_row_that_an_inference_rests_on_stands_there_however_far_back() -> None:
    old = event(EventKind.SEND, -72)
    held = Where(evidence="E5", stream="file", locator="row 4", line_first=4, line_last=4, start=4,
                 end=5, quote_sha256="0")  # fmt: skip
    side = AuditSide(
        sources=(cast("Any", SimpleNamespace(evidence="E5")),), own=(old,), places=((old.id, held),)
    )
    report = cast("Any", SimpleNamespace(
        audit=side, reasoning=SimpleNamespace(findings=(SimpleNamespace(id="I-4", where=(held,)),))
    ))  # fmt: skip
    ties = Ties(report)
    assert ties.further((SENT,)) == (old,)
    chosen = _Choice(side, MSC, (SENT,), ties).of(old)
    assert chosen is not None
    assert "Used in: I-4" in render(chosen[1])
    assert _Choice(side, MSC, (SENT,)).of(old) is None


def test_the_doors_of_anybody_near_the_sending_stand_there() -> None:
    side = AuditSide(
        sources=(cast("Any", SimpleNamespace(evidence="E5")),),
        crossed=(event(EventKind.BADGE, -6), event(EventKind.BADGE, -30)),
    )
    ties = Ties(cast("Any", SimpleNamespace(audit=side, reasoning=SimpleNamespace(findings=()))))
    assert ties.further((SENT,)) == side.crossed[:1]


def line(why: Text, sort: str = "login") -> DayLine:
    return DayLine(
        start=SENT,
        end=SENT,
        words=text("report.day.date"),
        why=why,
        sort=sort,
        evidence="E5",
        rank=0,
    )


def test_the_kinds_named_are_those_that_stand_there() -> None:
    assert kinds_of(()) == frozenset()
    near = text("report.day.why.near")
    assert kinds_of((line(text("report.day.why.line"), "line"),)) == {"arrival"}
    assert kinds_of((line(near, "door"), line(near))) == {"door", "log-on"}
    stay = text("report.day.stay.bears-out", person="M", place="Oslo")
    by = text("report.day.why.by", words=near, findings=("I-1",))
    assert kinds_of((line(stay, "door"), line(by, "door"))) == {"stay", "door", "rests"}
