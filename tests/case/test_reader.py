from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import CaseFileError, Interest
from provenance.case import Case, parse_case, read_case

STORY = """\
case: {id: HV-2026-001, question: "Who sent it?", timezone: Europe/London, role: party}
organisation:
  name: Harbour & Vale Ltd
  domains: [HarbourVale.example]
  networks: [{name: Head office, cidr: 192.0.2.0/24}]
account: msc@harbourvale.example
people:
  - id: account-holder
    name: Ms C
    accounts: [msc@harbourvale.example]
  - id: person-b
    access_to: [{account: msc@harbourvale.example, how: knows-password, from: 2026-01-01}]
presence:
  - {person: account-holder, from: 2026-05-10T06:00+01:00, to: 2026-05-17T23:00+01:00,
     place: Lisbon, country: PT, attested_by: airline, source: E7, independent: true}
receivers: [mx.friend.example]
evidence:
  - {file: received.eml, supplied_by: a friend, obtained: gmail-download-original,
     interest: independent}
auditing:
  - {system: m365, operations: [Send], on_from: 2026-03-02, source: E6}
"""


def test_story_is_read_whole() -> None:
    """Every part of the contract's example arrives in its record, dates as they were written."""
    case = parse_case(STORY.encode())
    assert case.organisation.domains == ("harbourvale.example",)
    assert case.people[1].access_to[0].how == "knows-password"
    assert case.people[1].access_to[0].start == "2026-01-01"
    assert case.presence[0].independent is True
    assert case.presence[0].start == "2026-05-10T06:00+01:00"
    assert case.evidence[0].interest is Interest.INDEPENDENT
    assert case.receivers == ("mx.friend.example",)
    assert len(case.sha256) == 64


def test_empty_file_is_an_empty_case() -> None:
    """Everything in a case file is optional."""
    case = parse_case(b"")
    assert case == Case(sha256=case.sha256)


@pytest.mark.parametrize(
    ("source", "line", "problem"),
    [
        ("acount: x", 1, "`acount` is not known"),
        ("account: a\naccount: b", 2, "given twice"),
        ("case:\n  timezone: Europe/Londn", 2, "not a known time zone"),
        ("audit:\n  - {file: a,\n     timezone: Mars/X}", 3, "not a known time zone"),
        ("case:\n  role: judge", 2, "not one of the known values"),
        ("people:\n  - name: X", 2, "needs an `id`"),
        ("organisation:\n  networks:\n    - {name: a, cidr: 192.0.2.300}", 3, "address range"),
        ("presence:\n  - {person: a, from: b, to: c, independent: yes}", 2, "`true` or `false`"),
        ("people:\n  - {id: a}\n  - {id: A}", 3, "two people have the id"),
        ("people:\n  - {id: a, accounts: [x@y]}\n  - {id: b, accounts: [X@y]}", 3, "two people"),
        ("people:\n  - {id: a}\npresence:\n  - {person: b}", 4, "the id of nobody"),
        (
            "people:\n  - {id: a}\npresence:\n  - {person: a, from: 2026-05-17, to: 2026-05-10}",
            4,
            "ends before it begins",
        ),
        (
            "people:\n  - id: a\n    access_to: [{account: x, from: 2026-06-01, to: 2026-01-01}]",
            3,
            "ends before it begins",
        ),
        ("auditing:\n  - {system: a, on_from: 2026-06-01, on_to: May}", 2, "no date or time"),
        ("evidence:\n  - {file: a,\n     received_on: 2026-02-29}", 3, "`2026-02-29` is no date"),
        ("audit:\n  - {file: a, received_on: 2026-13-01}", 2, "no date or time"),
        ("audit:\n  - {file: a, received_on: 29.02.2026}", 2, "no date or time"),
        ("evidence:\n  - {file: a, received_on: 2026-02-29T10:00Z}", 2, "no date or time"),
        ("people:\n  - {id: a, access_to: [{from: 2026-02-29}]}", 2, "no date or time"),
        ("auditing:\n  - {system: a, on_to: 2026-02-29}", 2, "no date or time"),
        ("evidence: x.eml", 1, "a list is expected"),
        ("people:\n  - {id: a, access_to: [{how: magic}]}", 2, "not one of the known values"),
        ("a: [", 1, "not valid YAML"),
        ("case: {question: Who sent it?, id: x}", 1, "in quotes"),
        ("x: &a 1\ny: *a", 0, "aliases"),
        ("case: {id: \xff}", 1, "not UTF-8"),
    ],
)
def test_mistakes_name_their_line(source: str, line: int, problem: str) -> None:
    """A mistake is named with its line and in words, so that a layperson can mend it."""
    with pytest.raises(CaseFileError) as caught:
        parse_case(source.encode("latin-1"), name="case.yaml")
    assert problem in str(caught.value)
    if line:
        assert caught.value.place == f"case.yaml:{line}"


@pytest.mark.parametrize(
    "written", ["2026-05-20", "2028-02-29", "2026-05-20T10:00", "2026-05-20T10:00+01:00", "2026-05",
                "about 20 May 2026", "2026-05-20 by post", ""],
)  # fmt: skip
def test_a_day_of_receipt_is_a_day_of_the_calendar_or_words(written: str) -> None:
    """Who knows no exact day can say so in words; only a day in figures has to exist."""
    case = parse_case(f'evidence:\n  - {{file: a, received_on: "{written}"}}'.encode())
    assert case.evidence[0].received_on == written


def test_the_last_day_of_the_calendar_is_an_end() -> None:
    """An end that is meant as "still so" is no reason to stop."""
    case = parse_case(b"auditing:\n  - {system: a, on_from: 2026-01-01, on_to: 9999-12-31}")
    assert case.auditing[0].on_to == "9999-12-31"


def test_missing_file_is_misuse(tmp_path: Path) -> None:
    """A case file that is not there is an error with a remedy, not a traceback."""
    with pytest.raises(CaseFileError, match="cannot be opened"):
        read_case(tmp_path / "none.yaml")


@given(st.binary(max_size=300))
def test_any_bytes_read_or_refuse(data: bytes) -> None:
    """Arbitrary bytes give a case or a readable error, never another exception."""
    with contextlib.suppress(CaseFileError):
        assert isinstance(parse_case(data), Case)
