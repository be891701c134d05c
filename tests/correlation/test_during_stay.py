"""Use of an account during a stay: rows of the disputed session bear its place out nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import SessionId
from provenance.case import Case
from provenance.correlation.during_stay import during_stays
from provenance.correlation.parties import Parties
from provenance.correlation.records import AuditSide, Circumstance
from tests.correlation.events import an_event, an_export, joined
from tests.correlation.test_stays import AIRLINE, HOME, MSC, ORGANISATION, OUT, SENT, STAY, VH

HOTEL, OFFICE = "203.0.113.90", "192.0.2.7"


def used(id_: str, hours: float, ip: str, session: str, kind: EventKind) -> AuditEvent:
    return an_event(
        id_, "E6", int(id_[1:]), kind, SENT + timedelta(hours=hours), who=MSC.accounts[0], ip=ip,
        sessions=(SessionId(kind="session", value=session),),
    )  # fmt: skip


def told(sent_from: str, *rows: AuditEvent) -> dict[str, Circumstance]:
    sending = used("e1", 0, sent_from, "s1", EventKind.SEND)
    stay = replace(STAY, networks=("203.0.113.88/29",))
    case = Case(people=(MSC, VH), organisation=ORGANISATION, presence=(stay,))
    side = AuditSide(
        sources=tuple(an_export(name, **AIRLINE) for name in ("E2", "E6")),
        events=(sending,), about=(OUT, HOME, *rows), joins=joined(sending, "message-id"),
    )  # fmt: skip
    parties = Parties(
        accounts=MSC.accounts, people=(MSC, VH), moments=(SENT,), addresses=frozenset(),
        domains=("harbourvale.example",),
    )  # fmt: skip
    return {one.kind: one for one in during_stays(side, case, parties)}


def test_a_session_from_the_stay_bears_itself_out_nowhere() -> None:
    own = used("e5", -1, HOTEL, "s1", EventKind.SEND)
    other = used("e6", -20, HOTEL, "s2", EventKind.SEND)
    assert told(HOTEL, own) == {}
    found = told(HOTEL, own, other)["stay.there-same"]
    assert found.events == ("e6",)
    assert set(found.left) == {"e1", "e5"}
    assert dict(found.values)["left_session"] == 1


def test_of_a_session_at_two_places_the_rows_at_the_stay_are_told() -> None:
    found = told(OFFICE, used("e5", -1, HOTEL, "s1", EventKind.SEND))["stay.there"]
    assert found.events == ("e5",)
    assert dict(found.values)["left_session"] == 0
