"""The interview writes a case file that the reader accepts, whatever is answered."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from provenance.case import parse_case
from provenance.case.interview import Answers, Question, interview
from provenance.case.write import to_yaml
from provenance.report.catalogue import render, sentence


def talk(answers: dict[str, Iterable[str]]) -> Answers:
    left = {id_: iter(given) for id_, given in answers.items()}

    def ask(question: Question) -> str:
        return next(left[question.id], "") if question.id in left else ""

    return interview(ask, messages=["a.eml"], logs=["ual.csv"])


def written(answers: Answers) -> bytes:
    return to_yaml(answers, lambda id_: sentence(id_) or "", render).encode()


def test_nothing_known_is_a_valid_case_file() -> None:
    answers = talk({})
    case = parse_case(written(answers))
    assert case.account == ""
    assert [person.id for person in case.people] == ["account-holder"]
    assert [one.id for one in answers.worth][:2] == ["case.worth.account", "case.worth.domains"]


def test_what_was_said_stands_in_the_file() -> None:
    answers = talk(
        {
            "question": ["Who sent it?"],
            "timezone": ["London", "Europe/London"],
            "role": ["judge", "party"],
            "domains": ["harbourvale.example, hv.example"],
            "network": ["office", "192.0.2.0/24"],
            "network-name": ["Head office"],
            "account": ["msc@harbourvale.example"],
            "another-person": ["yes", "no"],
            "person-name": ['V. "Harbour" #1'],
            "how": ["knows-password"],
            "access-from": ["12.1.26", "2026-01-12"],
            "another-stay": ["y"],
            "stay-person": ["account-holder"],
            "stay-from": ["2026-05-10T06:00+01:00"],
            "stay-place": ["Lisbon"],
            "copy-by": ["A. Field"],
            "log-by": ["IT"],
            "interest": ["independent", "other"],
            "category": ["health"],
        }
    )
    case = parse_case(written(answers))
    assert case.timezone == "Europe/London"
    assert case.role == "party"
    assert case.organisation.domains == ("harbourvale.example", "hv.example")
    assert case.organisation.networks[0].cidr == "192.0.2.0/24"
    person = case.people[1]
    assert (person.id, person.name) == ("person-b", 'V. "Harbour" #1')
    assert person.access_to[0].start == "2026-01-12"
    assert case.presence[0].place == "Lisbon"
    assert case.evidence[0].supplied_by == "A. Field"
    assert case.audit[0].interest.value == "other"
    assert case.disclosure_category == "health"


@given(st.lists(st.text(max_size=40), max_size=60))
def test_no_answer_breaks_the_file(given_: list[str]) -> None:
    left = iter(given_)
    answers = interview(lambda _: next(left, ""), messages=["a\nb: [.eml"], logs=["l.csv"])
    case = parse_case(written(answers))
    assert case.evidence[0].file == "a\nb: [.eml"
