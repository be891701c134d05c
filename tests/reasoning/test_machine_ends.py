"""What an open login leaves out: whether its exhibit would hold a lock or log-off at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from provenance.audit.records import Integrity, IntegritySign
from provenance.correlation import AuditSide
from provenance.correlation.records import Act, Circumstance, ExportMarks, Grade, Graded
from provenance.reasoning.machine_ends import ends_not_shown
from provenance.report.catalogue import render

OPEN = Circumstance(
    kind="device.open-login",
    message="M1",
    values=(("exhibit", "E8"), ("locks", 2), ("ends", 5)),
)
LOCK = Graded(
    source="E8",
    message="M1",
    act=Act.LOCK,
    grade=Grade.CANNOT_SAY,
    reasons=("act-not-around", "auditing-not-shown"),
    events=2,
    first=datetime(2026, 5, 5, 12, tzinfo=UTC),
    last=datetime(2026, 5, 8, 12, tzinfo=UTC),
    before=datetime(2026, 5, 8, 12, tzinfo=UTC),
)


def said(*graded: Graded, marks: tuple[ExportMarks, ...] = (), one: Circumstance = OPEN) -> str:
    side = AuditSide(coverage=graded, marks=marks)
    return " ".join(render(caution) for caution in ends_not_shown(side, one))


def test_the_last_lock_long_before_is_said_with_its_day() -> None:
    words = said(LOCK)
    assert words == (
        "Whether E8 records locks at that time cannot be said: the last one in it is of 8 May 2026."
    )


def test_locks_that_begin_later_are_said_with_the_first_day() -> None:
    later = replace(LOCK, before=None, after=LOCK.first)
    assert "the first one in it is of 5 May 2026" in said(later)


def test_locks_on_both_sides_leave_the_other_reasons() -> None:
    around = replace(LOCK, reasons=("auditing-not-shown",), after=LOCK.last)
    assert "Nothing shows that recording of such acts was on then." in said(around)


def test_an_export_that_is_shown_to_record_them_gets_no_caution() -> None:
    assert said(replace(LOCK, grade=Grade.COVERED_NONE, reasons=())) == ""
    assert said(replace(LOCK, grade=Grade.RECORDED, reasons=())) == ""


def test_other_exhibits_messages_and_acts_are_not_meant() -> None:
    others = (
        replace(LOCK, source="E9"), replace(LOCK, message="M2"), replace(LOCK, act=Act.SEND),
    )  # fmt: skip
    assert said(*others) == ""


def test_no_lock_at_all_is_said_by_the_statement_and_not_twice() -> None:
    none = replace(OPEN, values=(("exhibit", "E8"), ("locks", 0), ("ends", 5)))
    off = replace(LOCK, act=Act.LOG_OFF)
    words = said(LOCK, off, one=none)
    assert "locks" not in words
    assert "log-offs" in words


def test_records_that_the_numbering_lacks_are_said_of_that_exhibit() -> None:
    sign = IntegritySign(name="number-missing", count=11_518, of=29)
    for source, wanted in (("E8", True), ("E5", False)):
        marks = ExportMarks(
            integrity=Integrity(source=source, examined=29, whole=True, signs=(sign,))
        )
        assert ("numbering in E8 skips 11,518 numbers" in said(marks=(marks,))) is wanted
