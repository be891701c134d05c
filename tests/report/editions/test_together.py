"""One way of writing has one pseudonym; what a row ties is said, and nothing else is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest

import provenance.report
from provenance.audit.records import (
    AccessMode,
    Actor,
    AuditEvent,
    EventKind,
    EventTime,
    Locator,
    Mailbox,
    TimeBasis,
)
from provenance.correlation import AuditSide
from provenance.report import Report, to_html, to_json
from provenance.report.editions import EditionName, edition_of
from provenance.report.editions.plan import plan
from tests.report.editions.build import mail, report_of

QUILL = "p.quill@harbourvale.example"
KEY = b"k" * 32


def row(number: int, account: str, *, person: str = "", owner: str = "") -> AuditEvent:
    moment = datetime(2026, 5, 14, 9, tzinfo=UTC)
    time = EventTime(start=moment, end=moment, raw="", basis=TimeBasis.DOCUMENTED_UTC)
    return AuditEvent(
        id=f"e{number}",
        source="E5",
        locator=Locator(row=number, line=number, start=number, end=number + 1),
        kind=EventKind.BADGE,
        operation="in",
        time=time,
        actor=Actor(account=account),
        mailbox=Mailbox(owner=owner, mode=AccessMode.OWNER) if owner else Mailbox(),
        params=(("person", person),) if person else (),
    )


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Report:
    to = f"{QUILL}, d.stone@one.example, d.stone@two.example, anna@friend.example"
    return report_of(tmp_path_factory.mktemp("together"), mail(to=to))


def with_rows(base: Report, *events: AuditEvent) -> Report:
    return replace(base, audit=AuditSide(events=events))


def pseudonyms(report: Report) -> dict[str, str]:
    made = edition_of(report, EditionName.FULL, KEY).edition
    return {one.value: one.id for one in made.pseudonyms}


def test_a_login_and_a_name_written_alike_have_one_pseudonym(base: Report) -> None:
    rows = (row(1, "HARBOURVALE\\p.quill"), row(2, "005533", person="p.quill"))
    made = plan(with_rows(base, *rows), EditionName.TRIBUNAL, KEY)
    ids = {one.value: one.id for one in made.pseudonyms}
    assert "p quill" not in ids
    assert "p.quill" not in ids
    assert made.known.logins["p.quill"][0] == ids[QUILL]
    assert [new for _, _, new in made.known.names.find("by P. Quill")] == [ids[QUILL]]
    assert made.known.folders["p.quill"][0] == ids[QUILL]


def test_of_two_mailboxes_none_is_chosen(base: Report) -> None:
    rows = (row(1, "d.stone"), row(2, "005533", person="d.stone"))
    made = plan(with_rows(base, *rows), EditionName.TRIBUNAL, KEY)
    mailboxes = {one.id for one in made.pseudonyms if one.id.startswith("R-")}
    new = made.known.logins["d.stone"][0]
    assert new not in mailboxes
    assert [found for _, _, found in made.known.names.find("d.stone")] in ([new], [])


@pytest.mark.parametrize("name", list(EditionName))
def test_what_stands_together_in_a_row_is_listed(base: Report, name: EditionName) -> None:
    rows = (
        row(7, QUILL, person="Paula Quill-Lane"),
        row(3, QUILL, person="Paula Quill-Lane"),
        row(4, "anna@friend.example"),
    )
    report = with_rows(base, *rows)
    ids = pseudonyms(report)
    (tied,) = edition_of(report, name, KEY).edition.together
    assert set(tied.ids) == {ids[QUILL], ids["paula quill lane"]}
    assert (tied.evidence, tied.row, tied.count) == ("E5", 3, 2)


def test_the_owner_of_a_mailbox_counts_only_with_the_owner_s_login(base: Report) -> None:
    tied = row(1, QUILL, owner="anna@friend.example")
    other = replace(tied, mailbox=replace(tied.mailbox, mode=AccessMode.DELEGATE))
    shown = edition_of(with_rows(base, tied), EditionName.TRIBUNAL, KEY).edition
    assert len(shown.together) == 1
    assert edition_of(with_rows(base, other), EditionName.TRIBUNAL, KEY).edition.together == ()


def notes(report: Report) -> set[str]:
    shown = edition_of(report, EditionName.TRIBUNAL, KEY).edition
    return {one.id.removeprefix("report.edition.note.") for one in shown.notes}


def test_the_schedule_says_what_ties_and_that_counting_counts_nobody(base: Report) -> None:
    apart = notes(with_rows(base, row(1, "login-of-nobody"), row(2, "p.quill")))
    assert {"kinds", "alike", "apart"} <= apart
    assert "together" not in apart
    tied = notes(with_rows(base, row(1, QUILL, person="Paula Quill-Lane")))
    assert {"kinds", "together"} <= tied
    assert "apart" not in tied


def test_the_list_stands_on_the_page_and_gives_no_address_away(base: Report) -> None:
    report = edition_of(
        with_rows(base, row(7, QUILL, person="Paula Quill-Lane")), EditionName.TRIBUNAL, KEY
    )
    page = to_html(report).decode("utf-8")
    schedule = page.partition('id="redaction"')[2].partition("</section>")[0]
    assert "Pseudonyms that stand together in one record" in schedule
    assert "in one record, " in schedule
    data = to_json(report)
    assert json.loads(data)["redaction"]["together"][0]["row"] == 7
    for hidden in (QUILL, "p.quill", "quill", "paula"):
        assert hidden.encode() not in data.lower()
        assert hidden not in page.lower()


def test_the_list_has_the_shape_of_the_schema(base: Report) -> None:
    place = Path(provenance.report.__file__).parent / "schema" / "report-1.schema.json"
    report = edition_of(
        with_rows(base, row(7, QUILL, person="Paula Quill-Lane")), EditionName.TRIBUNAL, KEY
    )
    whole = jsonschema.Draft202012Validator(json.loads(place.read_text("utf-8")))
    assert [e.message for e in whole.iter_errors(json.loads(to_json(report)))] == []
