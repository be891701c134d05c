"""Calendars without an entry over the sending are told as those with one are."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from provenance.audit import AuditEvent, EventKind
from provenance.basics import State
from provenance.case import Person
from provenance.correlation.away_entries import AwayWatch, Entries, away_entries
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide, Circumstance
from tests.correlation.events import an_event, an_export, joined

SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC)
MSC = "msc@harbourvale.example"
OTHER = "lk@harbourvale.example"
PEOPLE = (Person(id="holder", name="Ms C", accounts=(MSC,)),)
PARTIES = Parties(accounts=(MSC,), people=PEOPLE, moments=(SENT,), addresses=frozenset())
SENDING = an_event("s", "E2", 1, EventKind.SEND, SENT, who=MSC)


def entry(number: int, begins: float, ends: float, **more: Any) -> AuditEvent:
    """An entry from so many days before or after the sending to so many."""
    more.setdefault("operation", "entry OOF")
    kind = more.pop("kind", EventKind.ABSENCE)
    assert isinstance(kind, EventKind)
    day = 86_400.0
    return an_event(
        f"c{number}", str(more.pop("source", "E3")), number, kind,
        SENT + timedelta(days=begins), lasting=(ends - begins) * day, **more,
    )  # fmt: skip


def watched(*rows: AuditEvent) -> Entries | None:
    watch = AwayWatch((SENT,))
    for row in rows:
        watch.see(row)
    return watch.result()


def told(*rows: AuditEvent, kind: str = "calendar") -> tuple[Circumstance, ...]:
    entries = watched(*rows)
    side = AuditSide(
        events=(SENDING,), joins=joined(SENDING),
        sources=(an_export("E2", "m365-ual"), an_export("E3", kind)),
    )  # fmt: skip
    return away_entries(side, PARTIES, {} if entries is None else {"E3": entries})


def test_the_nearest_entries_on_both_sides_are_named() -> None:
    rows = (
        entry(1, -300, -290, who=MSC), entry(2, -40, -30, who=MSC),
        entry(3, 100, 101, who=MSC), entry(4, 200, 201, who=MSC),
    )  # fmt: skip
    (found,) = told(*rows)
    assert (found.kind, found.person, found.events) == ("calendar-apart", "holder", ("c2", "c3"))
    values = dict(found.values)
    assert (values["ended"], values["begins"]) == (
        SENT - timedelta(days=30), SENT + timedelta(days=100),
    )  # fmt: skip
    (alone,) = told(*rows[:2])
    assert "begins" not in dict(alone.values)


def test_an_entry_over_the_sending_leaves_nothing_to_say() -> None:
    assert told(entry(1, -3, 3, who=MSC), entry(2, -40, -30, who=MSC)) == ()
    # Entries without a name may be of whoever the other one names.
    assert told(entry(1, -3, 3, who=MSC), entry(2, -40, -30)) == ()
    (other,) = told(entry(1, -3, 3, who=OTHER), entry(2, -40, -30, who=MSC))
    assert other.person == "holder"


def test_entries_that_name_nobody_of_the_case_are_told_without_a_name() -> None:
    (found,) = told(entry(1, -40, -30), entry(2, -20, -10, who=OTHER))
    assert (found.person, dict(found.values)["who"], found.events) == ("", "", ("c2",))


def test_a_calendar_without_such_an_entry_is_shown_by_its_other_entries() -> None:
    busy = {"kind": EventKind.OTHER, "operation": "entry BUSY", "who": MSC}
    rows = (entry(1, -2, -1, **busy), entry(2, -1, 1, **busy), entry(3, 4, 5, **busy))
    found, over = told(*rows)
    assert (found.kind, found.person) == ("calendar-without", "holder")
    assert (over.kind, over.person, over.events) == ("calendar-other", "holder", ("c2",))
    assert set(found.events) == {"c1", "c2", "c3"}
    assert dict(found.values)["entries"] == 3
    # Who else organises entries leaves open whose calendar it is; an entry without a name does not.
    nameless, _ = told(*rows, entry(4, 6, 7, **busy | {"who": ""}))
    several, _ = told(*rows, entry(4, 6, 7, **busy | {"who": OTHER}))
    assert (nameless.person, several.person) == ("holder", "")


@pytest.mark.parametrize(
    ("more", "told_too"),
    [
        ({"operation": "entry BUSY"}, True),
        ({"operation": "entry"}, True),
        ({"operation": "entry FREE"}, False),
        ({"operation": "entry CANCELLED"}, False),
        ({"operation": "entry", "params": (("TRANSP", "TRANSPARENT"),)}, False),
    ],
)
def test_an_entry_that_keeps_somebody_busy_is_told_beside_one_that_says_away(
    more: dict[str, object], told_too: bool
) -> None:
    away = entry(1, -3, 3, who=MSC)
    meeting = entry(2, -0.1, 0.1, kind=EventKind.OTHER, who=MSC, **more)
    kinds = [one.kind for one in told(away, meeting)]
    assert kinds == (["calendar-other"] if told_too else [])


@pytest.mark.parametrize(
    ("more", "unread"),
    [({}, 0), ({"flags": ("entry-repeats",)}, 1), ({"flags": ("entry-repeats-cut",)}, 1)],
)
def test_series_that_are_not_followed_are_counted(more: dict[str, object], unread: int) -> None:
    (found,) = told(entry(1, -40, -30, who=MSC, **more))
    assert dict(found.values)["unread"] == unread


def test_an_entry_without_a_time_is_counted_and_not_placed() -> None:
    bare = replace(entry(2, 0, 0, who=MSC), time=State.UNPARSABLE)
    (found,) = told(entry(1, -40, -30, who=MSC), bare)
    assert (dict(found.values)["unread"], found.events) == (1, ("c1",))
    # It says away, so nobody can say that no entry does.
    busy = entry(3, 4, 5, who=MSC, kind=EventKind.OTHER, operation="entry BUSY")
    assert told(bare, busy) == ()


def test_whole_days_are_named_as_the_entry_has_them() -> None:
    lines = (("DTSTART", "20260401"), ("DTEND", "20260408"))
    (found,) = told(entry(1, -43, -36, who=MSC, params=lines))
    assert dict(found.values)["ended"] == "2026-04-07"


def test_other_exports_have_no_entries() -> None:
    assert (
        watched(an_event("x", "E3", 1, EventKind.OTHER, SENT, operation="entryway opened")) is None
    )
    assert told(entry(1, -40, -30, who=MSC), kind="m365-ual") == ()
