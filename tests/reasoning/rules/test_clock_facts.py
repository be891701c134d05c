"""Facts about clocks and identifiers: what rules see of a message's clock table."""

from __future__ import annotations

import pytest

from provenance.authentication import Authentication
from provenance.basics import Instant, State
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import read_clocks
from provenance.reasoning.rules.facts import FactBase, fact_base
from provenance.reasoning.rules.vocabulary import LISTS, RECORDS
from provenance.trace import AttestationClass, trace_message

DATE = "Date: Thu, 14 May 2026 14:02:10 +0000"
SERVER = "AS8PR07MB7001"
ID = f"{SERVER}0123456789ABCDEF0123C407A@{SERVER}.eurprd07.prod.outlook.com"
START = f"{SERVER}0123456789ABCDEF0123C407A{SERVER}eurp"
GUIDS = ("70b94148-3b10-4979-1c05-08deb1c1647e", "80b94148-3b10-4979-1c05-08deb1c1647e")


def facts(*lines: str) -> FactBase:
    data = "\r\n".join((*lines, "", "x", "")).encode()
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    trace = trace_message(message)
    clocks = read_clocks(message, trace)
    return fact_base(message, trace, Authentication(), trace.attestations, clocks)


def test_the_facts_are_those_of_the_vocabulary() -> None:
    base = facts(DATE, f"Message-ID: <{ID}>", "Thread-Index: AQHVV7ascSeGFxJr4kqyqP8/FtxCwQ==")
    for one in base.lists["identifiers"]:
        assert set(one.facts) == set(LISTS["identifiers"])
    assert set(base.records["clocks"].facts) == set(RECORDS["clocks"])
    late = facts(DATE, "Message-ID: <1.2.1778777330000.JavaMail.x@mail.example>")
    (pair,) = late.lists["contradictions"]
    assert set(pair.facts) == set(LISTS["contradictions"])
    assert pair.facts["kind"] == "later-than-date"
    assert pair.facts["seconds"] == 10_000
    assert pair.fields == (1, 0)
    assert pair.cls is AttestationClass.CLIENT


@pytest.mark.parametrize(
    ("date", "readable", "weekday"),
    [
        (DATE, True, True),
        ("Date: Fri, 14 May 2026 14:02:10 +0000", True, False),
        ("Date: 14 May 2026 14:02:10 +0000", True, State.NOT_APPLICABLE),
        ("Date: Thu, 14 May 2026 14:02:10", False, State.NOT_APPLICABLE),
        ("Date: yesterday", False, State.NOT_APPLICABLE),
        ("Subject: no date", State.ABSENT, State.NOT_APPLICABLE),
    ],
)
def test_the_date_field(date: str, readable: object, weekday: object) -> None:
    clocks = facts(date).records["clocks"].facts
    assert (clocks["date_readable"], clocks["weekday_fits"]) == (readable, weekday)


@pytest.mark.parametrize(
    ("lines", "fits"),
    [
        ([f"Message-ID: <{ID}>"], True),
        (["Message-ID: <other@mail.example>"], False),
        (
            ["Message-ID: <other@mail.example>", f"X-Microsoft-Original-Message-ID: <{ID}>"],
            True,
        ),
        ([], State.NOT_APPLICABLE),
    ],
)
def test_the_boundary_of_exchange_against_the_message_id(lines: list[str], fits: object) -> None:
    boundary = f'Content-Type: multipart/mixed; boundary="_003_{START}_"'
    assert facts(DATE, *lines, boundary).records["clocks"].facts["boundary_id_fits"] is fits


@pytest.mark.parametrize(
    ("ids", "different"),
    [
        (GUIDS[:1], State.NOT_APPLICABLE),
        ((GUIDS[0], GUIDS[0].upper()), 1),
        (GUIDS, 2),
        ((GUIDS[0], "redacted"), State.NOT_APPLICABLE),
    ],
)
def test_how_many_transport_identifiers_differ(ids: tuple[str, ...], different: object) -> None:
    names = (
        "X-MS-Exchange-CrossTenant-Network-Message-Id",
        "X-MS-Office365-Filtering-Correlation-Id",
    )
    lines = [f"{name}: {id_}" for name, id_ in zip(names, ids, strict=False)]
    assert facts(DATE, *lines).records["clocks"].facts["network_ids"] == different


def test_an_implausible_identifier_says_what_stands_there() -> None:
    base = facts(DATE, "Message-ID: <73a02a4c-c5b4-1b64-b4a6-a25bb81657a8@web.example>")
    (one,) = base.lists["identifiers"]
    assert (one.facts["decoder"], one.facts["plausible"]) == ("uuid.v1", False)
    says = one.facts["says"]
    assert isinstance(says, Instant)
    assert says.utc.year == 4184
