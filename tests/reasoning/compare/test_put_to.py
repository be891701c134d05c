"""The plainest records that name an account are put to whoever the account belongs to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from provenance.basics import Address, text
from provenance.case import Access, Case, Person
from provenance.reasoning.compare.put_to import put_to, stated_ways
from provenance.reasoning.records import Finding, FindingKind, Party
from provenance.report.catalogue import render
from provenance.trace import AttestationClass

ACCOUNT = "msc@harbourvale.example"
KNOWS = Access(account=ACCOUNT, how="knows-password", start="2026-01-12")
CASE = Case(
    side="employee", account=ACCOUNT,
    people=(
        Person(id="msc", name="M. Carrow", accounts=(ACCOUNT,)),
        Person(id="vh", name="V. Harbour", access_to=(KNOWS,)),
    ),
)  # fmt: skip


def finding(name: str, **params: Any) -> Finding:
    return Finding(
        id="F-1", name=name, kind=FindingKind.JOIN, rung=3, statement=text("x", **params),
        attested_by=AttestationClass.LOG, where=(), strength=1, group="g", message="M1",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("one", "party"),
    [
        (finding("identity.from", address=Address(spec=ACCOUNT, display="M")), Party.HOLDER),
        (finding("identity.from", address=Address(spec="o@else.example")), None),
        (finding("join.sent", account=Address(spec=ACCOUNT.upper())), Party.HOLDER),
        (finding("join.sent", account=Address(spec="vh@harbourvale.example")), None),
        (finding("join.sent"), None),
        (finding("join.item-deleted", account=Address(spec=ACCOUNT)), Party.HOLDER),
        (
            finding("join.item-deleted", words=text("y", account=Address(spec=ACCOUNT))),
            Party.HOLDER,
        ),
    ],
)
def test_the_from_line_and_the_row_of_the_sending(one: Finding, party: Party | None) -> None:
    found = put_to((one,), CASE, frozenset({"M1"}))
    assert [each for each, ids in found.items() if ids] == ([party] if party else [])
    # Whose side hands the report in decides nothing, and without an account it is nobody's.
    assert put_to((one,), replace(CASE, side="employer"), frozenset({"M1"})) == found
    assert not any(put_to((one,), replace(CASE, account=""), frozenset({"M1"})).values())


def test_who_deleted_the_item_is_asked_whoever_acted() -> None:
    """A recall and a deletion are put to the same side; that of another account to the other."""
    other = finding("join.item-deleted", account=Address(spec="tr@harbourvale.example"))
    assert put_to((other,), CASE, frozenset({"M1"}))[Party.ORGANISATION] == ("F-1",)
    assert put_to((finding("join.item-deleted"),), CASE, frozenset({"M1"})) == {
        Party.HOLDER: (), Party.ORGANISATION: (),
    }  # fmt: skip


def test_a_statement_without_an_exhibit_is_said_to_have_none() -> None:
    (bare,) = stated_ways(CASE)
    assert "names no exhibit for that" in render(bare)
    way = replace(KNOWS, source="E9")
    people = (CASE.people[0], replace(CASE.people[1], access_to=(way,)))
    (named,) = stated_ways(replace(CASE, people=people))
    assert "as exhibit for that" in render(named)
    assert "not in the evidence" not in render(bare)


def of(name: str, person: str) -> Finding:
    return replace(finding(name), person=person)


BOTH = {Party.HOLDER, Party.ORGANISATION}


@pytest.mark.parametrize(
    ("name", "own", "others"),
    [
        # An entry that says away, and rows of a stay: put to the side that the absence harms.
        ("presence.calendar", {Party.ORGANISATION}, {Party.HOLDER}),
        ("presence.calendar-elsewhere", {Party.ORGANISATION}, {Party.HOLDER}),
        ("presence.stay-record", {Party.ORGANISATION}, {Party.HOLDER}),
        # A card or an entry that speaks against a stay: put to whoever states it.
        ("presence.record-against", {Party.HOLDER}, {Party.ORGANISATION}),
        ("presence.calendar-later", {Party.HOLDER}, {Party.ORGANISATION}),
        # A calendar in which no entry covers the sending: put to the side that an entry would help.
        ("presence.calendar-apart", {Party.HOLDER}, {Party.ORGANISATION}),
        ("presence.calendar-without", {Party.HOLDER}, {Party.ORGANISATION}),
        ("presence.calendar-other", {Party.HOLDER}, {Party.ORGANISATION}),
        # Use from elsewhere during a stay: somebody else was at work, or the stay is not so.
        ("usage.stay.elsewhere", BOTH, BOTH),
        ("usage.stay.abroad-idle", BOTH, BOTH),
    ],
)
def test_whereabouts_are_put_to_the_side_that_they_harm(
    name: str, own: set[Party], others: set[Party]
) -> None:
    for person, wanted in (("msc", own), ("vh", others)):
        found = put_to((of(name, person),), CASE, frozenset({"M1"}))
        assert {party for party, ids in found.items() if ids} == wanted
