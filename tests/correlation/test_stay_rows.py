"""Rows of gates around a stated stay: told however far from the sending, and for what they say."""

from __future__ import annotations

from provenance.audit import AuditEvent, EventKind
from provenance.case import Case
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide, AuditSource, Join, JoinTier
from provenance.correlation.stay_rows import stay_rows_of
from tests.correlation.test_stays import (
    AIRLINE,
    HOME,
    MSC,
    ORGANISATION,
    OUT,
    SENDING,
    SENT,
    STAY,
    VH,
    row,
)

CASE = Case(people=(MSC, VH), presence=(STAY,), organisation=ORGANISATION, timezone="UTC")
PARTIES = Parties(accounts=MSC.accounts, people=CASE.people, moments=(SENT,), addresses=frozenset())


def side(*about: AuditEvent, sent: bool = True) -> AuditSide:
    source = AuditSource(
        evidence="E2", name="airline.csv", sha256="", size=0, layout=None, coverage=None,
        **AIRLINE,
    )  # fmt: skip
    joins = (Join(event=SENDING.id, message="M1", tier=JoinTier.S1),) if sent else ()
    return AuditSide(
        sources=(source,),
        joins=joins,
        events=(SENDING,) if sent else (),
        about=about,
        moments=(("M1", SENT),),
    )


def said(*about: AuditEvent, sent: bool = True) -> dict[str, str]:
    return {one.event: one.says for one in stay_rows_of(side(*about, sent=sent), CASE, PARTIES)}


def test_the_row_that_a_stay_rests_on_and_the_way_back_are_both_told() -> None:
    assert said(OUT, HOME) == {OUT.id: "bears-out", HOME.id: "after"}


def test_a_row_of_another_place_within_the_stay_is_not_after_it() -> None:
    early = row(8, EventKind.BADGE, -120, place="Main entrance", way="IN")
    assert said(OUT, early)[early.id] != "after"


def test_a_row_that_speaks_against_the_stay_is_told_as_such() -> None:
    door = row(5, EventKind.BADGE, -20, source="E7", place="Main entrance", way="IN")
    assert said(OUT, door) == {OUT.id: "bears-out", door.id: "against"}


def test_rows_of_other_people_and_of_other_weeks_are_not_told() -> None:
    other = row(6, EventKind.BADGE, -99, who="V. Harbour", place="LGW gate 14 to Lisbon")
    far = row(7, EventKind.BADGE, -24 * 30, place="LGW gate 14 to Lisbon", way="out")
    assert said(other, far) == {}


def test_without_a_recorded_sending_the_time_of_the_copy_decides() -> None:
    assert said(OUT, sent=False) == {OUT.id: "bears-out"}
