"""Two cards near a sending are not all cards: how many more there were is counted, not who."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import TimeBasis
from provenance.basics import State
from provenance.case import Case, Person
from provenance.correlation.parties import Parties
from provenance.correlation.passers import PasserWatch
from provenance.correlation.presence import presence_of
from provenance.correlation.records import AuditSide, Join, JoinTier
from tests.correlation.events import a_passage

SENT = datetime(2026, 5, 14, 14, 2, 10, tzinfo=UTC)


def passage(number: int, who: str, hours: float, kind: EventKind = EventKind.BADGE) -> AuditEvent:
    one = a_passage(
        number, SENT + timedelta(hours=hours), person=who, source="E6", lasting=1,
        basis=TimeBasis.USER_STATED, operation="Door IN", target="Door",
    )  # fmt: skip
    return replace(one, kind=kind)


def test_holders_are_told_apart_and_only_those_near_count() -> None:
    watch = PasserWatch((SENT,), "E6")
    rows = (
        passage(1, "V. Harbour", -5), passage(2, "v. harbour", 4), passage(3, "K. North", -5),
        passage(4, "P. Quill", -30), passage(5, "T. Reed", -1, EventKind.SIGN_IN),
        replace(passage(6, "Nobody", 0), time=State.ABSENT),
    )  # fmt: skip
    for row in rows:
        watch.see(row)
    (found,) = watch.result()
    assert (found.evidence, found.moment, found.holders) == ("E6", SENT, 2)
    assert PasserWatch((SENT,), "E6").result() == ()


def test_a_finding_about_a_card_has_the_number_of_all() -> None:
    sending = replace(passage(9, "", 0, EventKind.SEND), source="E5")
    own = passage(1, "V. Harbour", -5)
    watch = PasserWatch((SENT,), "E6")
    for row in (own, passage(2, "K. North", -5)):
        watch.see(row)
    person = Person(id="vh", name="V. Harbour")
    parties = Parties(accounts=(), people=(person,), moments=(SENT,), addresses=frozenset())
    side = AuditSide(
        events=(sending,), about=(own,), passers=watch.result(),
        joins=(Join(event=sending.id, message="M1", tier=JoinTier.S1),),
    )  # fmt: skip
    (badge,) = presence_of(side, Case(people=(person,)), parties, None)
    assert badge.kind == "badge"
    assert dict(badge.values)["holders"] == 2
    (alone,) = presence_of(replace(side, passers=()), Case(people=(person,)), parties, None)
    assert "holders" not in dict(alone.values)
