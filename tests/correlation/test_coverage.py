"""No record: graded, with the reasons; never read as a thing that did not happen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from provenance.audit import Coverage, EventKind
from provenance.audit.records import Gap, Integrity, IntegritySign, Locator, OperationCoverage
from provenance.case import Auditing, Case
from provenance.correlation.coverage import coverage_of
from provenance.correlation.keys import MessageKeys
from provenance.correlation.records import Act, AuditSide, AuditSource, ExportMarks, Grade, Graded

NOON = datetime(2026, 5, 14, 14, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KEYS = MessageKeys(
    message="M1",
    message_id="a@b",
    network_ids=frozenset(),
    hops=(),
    accounts=frozenset({"msc@harbourvale.example"}),
    subject="",
    date=NOON,
    first_hop=None,
    recipients=frozenset(),
    client_ips=frozenset(),
)
ON = Auditing(system="m365", operations=("UserLoggedIn", "Send"), on_from="2026-03-02", source="E6")
AT = Locator(row=1, line=1, start=0, end=1)


def operation(kind: EventKind, first: datetime, last: datetime) -> OperationCoverage:
    return OperationCoverage(operation=kind.value, kind=kind, events=2, first=first, last=last)


BASE = Coverage(
    source="E3",
    kind="m365-ual",
    rows=4,
    events=4,
    duplicates=0,
    problems=0,
    first=NOON - DAY,
    last=NOON + DAY,
    operations=(
        operation(EventKind.SEND, NOON - DAY, NOON + DAY),
        operation(EventKind.SIGN_IN, NOON - DAY, NOON + DAY),
    ),
)


def grade(
    act: Act = Act.SIGN_IN,
    *,
    auditing: tuple[Auditing, ...] = (ON,),
    signs: tuple[IntegritySign, ...] = (),
    keys: MessageKeys = KEYS,
    whole: bool = True,
    **changed: Any,
) -> Graded:
    source = AuditSource(
        evidence="E3", name="x", sha256="0", size=1, layout=None, coverage=replace(BASE, **changed)
    )
    marks = ExportMarks(integrity=Integrity(source="E3", examined=4, whole=whole, signs=signs))
    side = AuditSide(sources=(source,), marks=(marks,))
    found = coverage_of(side, [keys], Case(auditing=auditing))
    machine = changed.get("kind", "").startswith("windows-")
    assert {one.act for one in found} == set(Act) - (set() if machine else {Act.LOCK, Act.LOG_OFF})
    return next(one for one in found if one.act is act)


def test_covered_and_none_needs_all_of_it() -> None:
    found = grade()
    assert (found.grade, found.reasons, found.auditing) == (Grade.COVERED_NONE, (), "on")
    assert (found.shown_by, found.events) == ("E6", 2)


@pytest.mark.parametrize(
    ("changed", "grade_", "reason"),
    [
        ({"first": NOON + HOUR}, Grade.NOT_COVERED, "before-first"),
        ({"first": NOON + HOUR, "last": NOON + 181 * DAY}, Grade.NOT_COVERED, "before-first-aged"),
        ({"last": NOON - HOUR}, Grade.NOT_COVERED, "after-last"),
        ({"events": 0}, Grade.NOT_COVERED, "no-times"),
        ({"gaps": (Gap(start=NOON - HOUR, end=NOON + HOUR, before=AT, after=AT),)},
         Grade.NOT_COVERED, "gap"),
        ({"auditing": (replace(ON, on_from="2026-06-01"),)}, Grade.NOT_COVERED, "auditing-off"),
        ({"auditing": (replace(ON, on_to="2026-05-13"),)}, Grade.NOT_COVERED, "auditing-off"),
        ({"auditing": ()}, Grade.CANNOT_SAY, "auditing-not-shown"),
        ({"auditing": (replace(ON, operations=("Send",)),)}, Grade.CANNOT_SAY,
         "auditing-not-shown"),
        ({"auditing": (replace(ON, on_from="soon"),)}, Grade.CANNOT_SAY, "auditing-not-shown"),
        ({"operations": BASE.operations[:1]}, Grade.CANNOT_SAY, "act-nowhere"),
        ({"operations": (operation(EventKind.SIGN_IN, NOON + HOUR, NOON + DAY),)},
         Grade.CANNOT_SAY, "act-not-around"),
        ({"flags": ("row-cap-5000",)}, Grade.CANNOT_SAY, "row-cap"),
        ({"flags": ("throttled",)}, Grade.CANNOT_SAY, "rows-lost"),
        ({"signs": (IntegritySign(name="index-missing", count=1, of=4),)}, Grade.CANNOT_SAY,
         "index-missing"),
        ({"whole": False}, Grade.CANNOT_SAY, "examined-in-part"),
        ({"kind": "exo-message-trace"}, Grade.NEVER_LOGGED, "never-logged"),
        ({"keys": replace(KEYS, date=None)}, Grade.CANNOT_SAY, "no-moment"),
    ],
)  # fmt: skip
def test_anything_that_lacks_lowers_the_grade(
    changed: dict[str, Any], grade_: Grade, reason: str
) -> None:
    found = grade(**changed)
    assert found.grade is grade_
    assert reason in found.reasons


@pytest.mark.parametrize(
    "kind", [EventKind.SESSION_START, EventKind.UNLOCK, EventKind.NETWORK_SESSION]
)
def test_a_log_on_at_the_keyboard_or_over_a_network_is_a_sign_in(kind: EventKind) -> None:
    found = grade(operations=(operation(kind, NOON - HOUR, NOON - HOUR),))
    assert (found.events, found.last) == (2, NOON - HOUR)


def test_the_end_of_a_day_belongs_to_it() -> None:
    assert grade(auditing=(replace(ON, on_to="2026-05-14"),)).grade is Grade.COVERED_NONE


def test_an_on_premises_mailbox_audit_never_has_the_owners_sending() -> None:
    assert grade(Act.SEND, kind="mailbox-audit").grade is Grade.NEVER_LOGGED


def test_locks_and_log_offs_of_a_machine_are_graded_apart() -> None:
    ends = (operation(EventKind.SESSION_END, NOON - DAY, NOON + DAY),)
    machine: dict[str, Any] = {"kind": "windows-security-xml", "operations": ends, "auditing": ()}
    assert grade(Act.LOG_OFF, **machine).reasons == ("auditing-not-shown",)
    assert grade(Act.LOCK, **machine).reasons == ("act-nowhere", "auditing-not-shown")
    assert (grade(Act.LOG_OFF, **machine).events, grade(Act.LOCK, **machine).events) == (2, 0)
