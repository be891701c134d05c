"""The chapter on people: who had which means, and what places a person."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import cast

import pytest

from provenance.case import Case, Person, parse_case
from provenance.reasoning import FindingKind
from provenance.report import Report, to_html, to_json
from provenance.report.people import people_of
from tests.report.outline.shown import (
    access,
    asked,
    chapter,
    words,
)


def test_people_come_from_case_file_and_findings_alone(page: str, found: dict[str, object]) -> None:
    part = words(chapter(page, "people"))
    listed = cast("list[dict[str, str]]", found["findings"])
    office = next(one["id"] for one in listed if one["name"] == "presence.office")
    assert "People who are stated to have had a means at that time: 3." in part
    assert "No records of doors or travel were supplied." in part
    for one in ("M. Carrow", "V. Harbour", "T. Reed", "knew the password", "Lisbon", "airline",
                "stated by M. Carrow", "from 12 January 2026", office):  # fmt: skip
        assert one in part, one
    people = found["people"]
    assert isinstance(people, dict)
    assert [people["with_means"], people["placed"]] == [3, 0]
    assert people["moment"] == "2026-05-14T14:02:10Z"


@pytest.mark.parametrize(
    ("names", "placed", "logins"),
    [
        (("presence.badge",), 1, 0),
        (("presence.machine", "presence.tunnel"), 0, 1),
        (("presence.machine-away", "presence.badge"), 1, 1),
        (("presence.office", "presence.calendar", "presence.record-against"), 0, 0),
    ],
)
def test_a_door_places_a_person_and_a_login_does_not(
    report: Report, names: tuple[str, ...], placed: int, logins: int
) -> None:
    first = report.reasoning.findings[0]
    findings = tuple(
        replace(first, id=f"F-{n}", name=name, kind=FindingKind.PRESENCE, person="p")
        for n, name in enumerate(names, 1)
    )
    case = Case(account="a@x.example", people=(access("2026-01-01"),))
    told = replace(report, case=case, reasoning=replace(report.reasoning, findings=findings))
    found = people_of(told)
    assert (found.with_means, found.placed, found.logins) == (1, placed, logins)
    data = json.loads(to_json(told))["people"]
    assert (data["placed"], data["logins"]) == (placed, logins)


@pytest.mark.parametrize(
    ("person", "expected", "counted"),
    [
        (access("2026-01-01"), "yes", 1),
        (access("2026-01-01", "2026-05-13"), "no", 0),
        (access("2026-01-01", "2026-05-14"), "yes", 1),
        (access("", ""), "not-stated", 1),
        (access("some day"), "not-readable", 1),
        (Person(id="p", accounts=("A@X.example",)), "not-stated", 1),
    ],
)
def test_a_means_is_held_against_the_time(
    report: Report, person: Person, expected: str, counted: int
) -> None:
    case = Case(account="a@x.example", timezone="Europe/London", people=(person,))
    found = people_of(replace(report, case=case))
    assert found.basis == "date"
    assert [one.at_the_time for one in found.candidates[0].means] == [expected]
    assert found.with_means == counted


def test_whoever_has_no_means_is_no_candidate(report: Report) -> None:
    case = Case(account="other@x.example", people=(access("2026-01-01"),))
    assert people_of(replace(report, case=case)).candidates == ()
    assert "names no person with a way" in words(
        chapter(to_html(replace(report, case=case)).decode("utf-8"), "people")
    )


def test_an_access_with_an_exhibit_names_it_and_one_without_says_who_states_it(
    report: Report,
) -> None:
    people = (access("2026-01-01", source="E8"), replace(access("2026-01-01"), id="q"))
    case = Case(account="a@x.example", people=people, prepared_by="Z. Y.")
    part = words(chapter(to_html(replace(report, case=case)).decode("utf-8"), "people"))
    assert "exhibit named: E8" in part
    assert part.count("stated by Z. Y.") == 1


def test_the_case_file_takes_the_new_members() -> None:
    case = parse_case(asked("expert").encode())
    assert (case.asked_by, case.responsible, case.left_out) == (
        "Rowan & Pike LLP",
        "J. Doe",
        "one voicemail",
    )
