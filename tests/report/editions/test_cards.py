"""Numbers of cards: third parties' have pseudonyms, parties' before the public alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from provenance.audit import AuditEvent
from provenance.basics import Text, text
from provenance.correlation import AuditSide
from provenance.correlation.records import Circumstance
from provenance.report import Report, to_html, to_json
from provenance.report.editions import EditionName, edition_of
from provenance.report.editions.parties import parties_of
from provenance.report.editions.records import Category
from tests.correlation.events import a_passage
from tests.report.editions.build import mail, report_of

KEY = b"k" * 32
REDACTED = (EditionName.TRIBUNAL, EditionName.PUBLIC)


def row(number: int, card: str, person: str = "", **more: Any) -> AuditEvent:
    return a_passage(
        number, datetime(2026, 5, 14, 9, tzinfo=UTC), id_=f"e{number}", source="E5", person=person,
        card=card, place="Main entrance", operation="Main entrance", **more,
    )  # fmt: skip


ROWS = (
    row(1, "005357", "M. Carrow"), row(2, "004977", "k.north"), row(3, "005533"),
    row(4, "004826", "Harbour, Vera"), row(5, "AB-17", "p.quill", unmapped=(("Copy", "ab-17"),)),
    row(6, "4624", "i.holt"),
)  # fmt: skip
TOLD = Circumstance(
    kind="badge", message="M1",
    values=(("who", "005533"), ("cards", "004977\tk.north\t8\te1 e2"), ("size", "4624")),
)  # fmt: skip
SAID = text("reasoning.rows.told.card", card="004977", who="k.north", code="4624", row="4624")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    base = report_of(tmp_path_factory.mktemp("cards"), mail())
    return replace(base, audit=AuditSide(events=ROWS, presence=(TOLD,)))


def cards_of(report: Report) -> dict[str, str]:
    made = edition_of(report, EditionName.FULL, KEY).edition
    return {one.value: one.id for one in made.pseudonyms if one.category is Category.CARD}


def test_third_parties_cards_have_pseudonyms_and_those_of_parties_none(report: Report) -> None:
    held = cards_of(report)
    assert set(held) == {"004977", "005533", "ab-17", "4624"}
    assert all(one.startswith("C-") for one in held.values())


@pytest.mark.parametrize("name", REDACTED)
def test_a_card_stands_in_no_row_and_no_sentence(report: Report, name: EditionName) -> None:
    held = cards_of(report)
    made = edition_of(report, name, KEY)
    events = made.audit.events
    told = [dict(one.params)["card"] for one in events]
    assert [told[at] for at in (1, 2, 4, 5)] == [
        held["004977"], held["005533"], held["ab-17"], held["4624"],
    ]  # fmt: skip
    own = (told[0], told[3])
    assert set(own) == (
        {"C-0005", "C-0006"} if name is EditionName.PUBLIC else {"005357", "004826"}
    )
    assert [one.actor.account for one in events] == [dict(one.params)["card"] for one in events]
    assert dict(events[4].unmapped) == {"Copy": held["ab-17"]}
    values = dict(made.audit.presence[0].values)
    assert (values["who"], values["size"]) == (held["005533"], "4624")
    assert str(values["cards"]).startswith(f"{held['004977']}\t")
    for written in (to_html(made), to_json(made)):
        text_ = written.decode() if isinstance(written, bytes) else written
        assert not [one for one in ("004977", "005533", "AB-17", "ab-17") if one in text_]


def test_no_card_of_a_party_stands_before_the_public(report: Report) -> None:
    """In no row, sentence or table; what is left of the row ties the pseudonym to the role."""
    said = replace(
        TOLD, values=(("who", "005357"), ("cards", "004826\tVera Harbour\t8\te4"), ("size", "9")),
    )  # fmt: skip
    whole = replace(report, audit=replace(report.audit, presence=(TOLD, said)))
    made = edition_of(whole, EditionName.PUBLIC, KEY)
    values = dict(made.audit.presence[1].values)
    assert str(values["who"]).startswith("C-")
    assert str(values["cards"]).startswith("C-")
    for written in (to_html(made), to_json(made)):
        text_ = written.decode() if isinstance(written, bytes) else written
        assert not [one for one in ("005357", "004826") if one in text_]
    other = edition_of(whole, EditionName.TRIBUNAL, KEY)
    assert dict(other.audit.presence[1].values)["who"] == "005357"


def test_a_card_of_a_party_has_one_pseudonym_however_it_is_written(tmp_path: Path) -> None:
    rows = (row(1, "04a3c9", "M. Carrow"), row(2, "04A3C9"))
    base = replace(report_of(tmp_path, mail()), audit=AuditSide(events=rows))
    told = edition_of(base, EditionName.PUBLIC, KEY).audit.events
    assert [dict(one.params)["card"] for one in told] == ["C-0001", "C-0001"]


def test_digits_that_are_no_card_stay(report: Report) -> None:
    with_text = replace(report, audit=replace(report.audit, presence=(
        replace(TOLD, values=(("words", "4624"),)),
    )))  # fmt: skip
    made = edition_of(with_text, EditionName.TRIBUNAL, KEY)
    assert dict(made.audit.presence[0].values)["words"] == "4624"


def test_a_sentence_has_the_pseudonym_of_the_card_and_nothing_else(report: Report) -> None:
    from provenance.report.editions.cards import Cards
    from provenance.report.editions.plan import plan
    from provenance.report.editions.redact import Redactor
    from provenance.report.editions.walk import Rebuild

    made = plan(report, EditionName.TRIBUNAL, KEY)
    redactor = Redactor(made.known)
    cards = Cards(made.cards, redactor)
    said: Text = Rebuild(redactor.text, cards.special())(SAID)
    told = dict(said.params)
    assert (told["card"], told["code"]) == (cards_of(report)["004977"], "4624")
    assert redactor.places[Category.CARD] == 1


@pytest.mark.parametrize("name", REDACTED)
def test_the_schedule_counts_them_and_says_why(report: Report, name: EditionName) -> None:
    made = edition_of(report, name, KEY).edition
    (line,) = [one for one in made.rows if one.category is Category.CARD]
    public = name is EditionName.PUBLIC
    assert line.different == (6 if public else 4)
    assert line.places >= 8
    assert line.reason.id == f"report.edition.reason.card{'.public' if public else ''}"
    # What stands in one row is tied by it.
    assert any(
        {one[0] for one in tied.ids} >= {"C"} and len(tied.ids) == 2 for tied in made.together
    )


def test_a_card_has_one_pseudonym_in_every_edition_and_key_decides_it(report: Report) -> None:
    tags = [
        {
            one.id: one.tag
            for one in edition_of(report, name, KEY).edition.pseudonyms
            if one.category is Category.CARD
        }
        for name in EditionName
    ]
    first = tags[-1]
    assert [len(each) for each in tags] == [4, 4, 6]
    assert all(each.items() <= first.items() for each in tags)
    other = edition_of(report, EditionName.FULL, b"x" * 32).edition
    assert not {one.tag for one in other.pseudonyms} & set(first.values())


@pytest.mark.parametrize(
    "written", ["Carrow, M.", "CARROW M", "M Carrow", "m. carrow", "Vera Harbour", "HARBOUR, VERA"]
)
def test_a_party_is_known_by_the_name_in_any_order(tmp_path: Path, written: str) -> None:
    base = report_of(tmp_path, mail())
    report = replace(base, audit=AuditSide(events=(row(1, "005357", written),)))
    made = edition_of(report, EditionName.TRIBUNAL, KEY)
    assert dict(made.audit.events[0].params) == dict(report.audit.events[0].params)
    assert not [one for one in made.edition.pseudonyms if one.id[0] in {"N", "C"}]
    public = dict(edition_of(report, EditionName.PUBLIC, KEY).audit.events[0].params)["person"]
    roles = {role for _, role in parties_of(report).names}
    if written[0].isupper():
        assert public in roles
    else:
        assert public.rstrip(".") in roles
