"""A card without a name beside the name that the same export has for it; one rule for everybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import Interest
from provenance.case import Case, Person, Presence
from provenance.correlation import door_cards
from provenance.correlation.door_cards import CardWatch
from provenance.correlation.parties import Parties
from provenance.correlation.presence import presence_of
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.stays import stays_of
from tests.correlation.events import a_passage, an_event, an_export, joined

SENT = datetime(2026, 5, 14, 14, 2, tzinfo=UTC)
MSC = Person(id="holder", name="M. Carrow", accounts=("msc@harbourvale.example",))
VH = Person(id="director", name="V. Harbour", accounts=("vh@harbourvale.example",))
PARTIES = Parties(
    accounts=("msc@harbourvale.example",), people=(MSC, VH), moments=(SENT,),
    addresses=frozenset(), domains=("harbourvale.example",),
)  # fmt: skip
SENDING = an_event(
    "s1", "E6", 1, EventKind.SEND, SENT, who="msc@harbourvale.example", ip="192.0.2.7"
)


def door(
    number: int,
    hours: float,
    who: str,
    card: str = "77",
    place: str = "Main entrance",
    source: str = "E3",
    result: Outcome = Outcome.SUCCESS,
) -> AuditEvent:
    return a_passage(
        number, SENT + timedelta(hours=hours), person=who, card=card, place=place, way="IN",
        source=source, outcome=result,
    )  # fmt: skip


def watched(*rows: AuditEvent) -> CardWatch:
    watch = CardWatch(PARTIES.meant, lambda _: True)
    for one in rows:
        watch.see(one)
    return watch


def stays(person: Person, *rows: AuditEvent) -> dict[str, Circumstance]:
    """What is found of the stay of one person in Lisbon, the exports read whole."""
    stay = Presence(
        person=person.id, start="2026-05-10T14:00+00:00", end="2026-05-17T14:00+00:00",
        place="Lisbon", country="PT", attested_by="airline", source="E2", independent=True,
    )  # fmt: skip
    case = Case(people=(MSC, VH), presence=(stay,))
    out = door(900, -99, person.name, card="", place="LGW gate 14 to Lisbon", source="E2")
    side = AuditSide(
        sources=tuple(
            an_export(name, interest=Interest.INDEPENDENT) for name in ("E2", "E3", "E6")
        ),
        events=(SENDING,),
        about=(out, *rows),
        joins=joined(SENDING, "message-id"),
    )
    parties = replace(PARTIES, cards=watched(*rows).result())
    found = (*stays_of(side, case, parties), *presence_of(side, case, parties, None))
    return {one.kind: one for one in reversed(found)}


@pytest.mark.parametrize("person", [MSC, VH])
def test_a_card_alone_may_be_of_whom_it_stands_beside(person: Person) -> None:
    rows = [door(one, -200 - one, person.name) for one in range(1, 7)]
    found = stays(person, *rows, door(9, -0.7, ""))
    one = found["record-perhaps"]
    assert one.events == ("d9",)
    assert one.beside == ("d1", "d2", "d3", "d4")
    assert dict(one.values)["cards"] == f"77\t{person.name}\t6\td1 d2 d3 d4"
    assert found["stay-record"].source == "E2"
    # The row names nobody, so that nobody is counted as named; the card is told with its name.
    badge = found["badge"]
    assert (badge.person, badge.beside) == ("", one.beside)
    assert dict(badge.values)["held"] == "card"
    assert dict(badge.values)["cards"] == dict(one.values)["cards"]


@pytest.mark.parametrize("person", [MSC, VH])
@pytest.mark.parametrize(
    "rows",
    [
        (),
        (door(1, -200, "k.north"),),
        (door(1, -200, "M. Carrow"), door(2, -199, "V. Harbour")),
        (door(1, -200, "M. Carrow"), door(2, -199, "k.north")),
        (door(1, -200, "V. Harbour"), door(2, -199, "k.north"), door(3, -198, "V. Harbour")),
        # The same number in another export is another card.
        (door(1, -200, "M. Carrow", source="E6"), door(2, -199, "V. Harbour", source="E6")),
    ],
)
def test_a_card_beside_two_names_or_none_ties_to_nobody(
    person: Person, rows: tuple[AuditEvent, ...]
) -> None:
    assert "record-perhaps" not in stays(person, *rows, door(9, -0.7, ""))


def test_spellings_of_one_person_are_one_name() -> None:
    watch = watched(
        door(1, -9, "M. Carrow"), door(2, -8, "Carrow, M."), door(3, -7, "msc"), door(4, -1, "")
    )
    (card,) = watch.result().values()
    assert (card.who, card.people, card.count) == ("M. Carrow", frozenset({"holder"}), 3)


@pytest.mark.parametrize("card", ["77", ""])
@pytest.mark.parametrize(("person", "login"), [(MSC, "msc"), (VH, "vh"), (VH, "HARBOURVALE\\vh")])
def test_a_log_on_name_as_a_name_may_be_its_person(person: Person, login: str, card: str) -> None:
    found = stays(person, door(9, -0.7, login, card=card))
    assert found["record-perhaps"].events == ("d9",)
    assert "record-against" not in found
    assert (found["badge"].person, dict(found["badge"].values)["who"]) == ("", login)
    assert "record-perhaps" not in stays(person, door(9, -0.7, "k.north", card=card))
    named = stays(person, door(9, -0.7, person.accounts[0], card=card))
    assert named["record-against"].events == ("d9",)


def test_room_is_bounded_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door_cards, "MAX_ALONE", 1)
    watch = watched(door(1, -3, ""), door(2, -2, ""))
    assert ([one.id for one in watch.alone], watch.cut) == (["d1"], True)
