"""Days at the ends of the calendar: what does not exist has no stand-in."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from provenance.audit import Coverage, Layout
from provenance.case import Case, Person, Presence
from provenance.correlation import AuditSide, AuditSource
from provenance.reasoning.requests.concerns import stays_of
from provenance.reasoning.requests.days import moved
from provenance.reasoning.requests.supplied import supplied
from provenance.reasoning.requests.table import Wanted


@pytest.mark.parametrize(
    ("day", "days", "then"),
    [
        (date(2026, 5, 14), 30, date(2026, 6, 13)),
        (date(2026, 3, 1), -1, date(2026, 2, 28)),
        (date(9999, 12, 30), 1, date.max),
        (date.max, 0, date.max),
        (date.max, 1, None),
        (date.min, -1, None),
        (date(9999, 12, 20), 90, None),
    ],
)
def test_a_day_moved(day: date, days: int, then: date | None) -> None:
    assert moved(day, days) == then


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(9999, 12, 30), date(9999, 12, 16), date.max),
        (date(1, 1, 3), date.min, date(1, 1, 17)),
    ],
)
def test_the_end_of_the_calendar_cuts_no_stay(day: date, first: date, last: date) -> None:
    stated = Presence(person="a", start="0001-01-01", end="9999-12-31", place="Lisbon")
    case = Case(people=(Person(id="a"),), presence=(stated,))
    (stay,) = stays_of(case, AuditSide(), (day,))
    assert (stay.first, stay.last) == (first, last)


def test_an_export_is_held_against_the_last_day_of_the_calendar() -> None:
    noon = datetime(9999, 12, 30, 12, tzinfo=UTC)
    source = AuditSource(
        evidence="E2", name="x.csv", sha256="0" * 64, size=1,
        layout=Layout(kind="m365-ual", wrapper="x", encoding="utf-8"),
        coverage=Coverage(
            source="E2", kind="m365-ual", rows=9, events=9, duplicates=0, problems=0,
            first=datetime(9999, 12, 29, tzinfo=UTC), last=noon,
        ),
    )  # fmt: skip
    wanted = Wanted(id="x", holder="y", rung=3, kinds=("m365-ual",))
    found = supplied(wanted, AuditSide(sources=(source,)), date(9999, 12, 29), date.max)
    assert [(start, end.date()) for start, end in found.open_] == [(noon, date.max)]
