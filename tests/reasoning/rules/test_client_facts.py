"""Facts about the named program: what rules see, and what each rule says of real forms."""

from __future__ import annotations

import pytest

from provenance.authentication import Authentication
from provenance.basics import State
from provenance.evidence import MessageStream
from provenance.message import read_message
from provenance.origin import read_clocks
from provenance.reasoning.rules.facts import FactBase, fact_base
from provenance.reasoning.rules.vocabulary import LISTS, RECORDS
from provenance.trace import trace_message

OUTLOOK = "X-Mailer: Microsoft Outlook 16.0"
EXPRESS = "X-Mailer: Microsoft Outlook Express 6.00.2600.0000"
THUNDERBIRD = "User-Agent: Mozilla Thunderbird"
GMAIL_ID = "Message-ID: <CAF2hpXbVb5Y1pZ0d3w4u8kRzT6mQ9sLxA7yN1cE@mail.gmail.com>"
OWN_LAYOUT = "Thread-Index: AdzhohssAAECAwQFBgcICQoLDA0ODw=="
SERVER_LAYOUT = "Thread-Index: AQHVV7ascSeGFxJr4kqyqP8/FtxCwQ=="
MISSING = "c456SMTPIN_ADDED_MISSING"
NOT = State.NOT_APPLICABLE


def facts(*lines: str) -> FactBase:
    data = "\r\n".join((*lines, "", "x", "")).encode()
    message = read_message(MessageStream(name="file", data=data), id="M1", evidence="E1")
    trace = trace_message(message)
    clocks = read_clocks(message, trace)
    return fact_base(message, trace, Authentication(), trace.attestations, clocks)


def test_the_facts_are_those_of_the_vocabulary() -> None:
    base = facts(OUTLOOK, GMAIL_ID)
    assert set(base.records["client"].facts) == set(RECORDS["client"])
    (sign,) = base.lists["client_signs"]
    assert set(sign.facts) == set(LISTS["client_signs"])
    assert sign.facts["against"] == "Microsoft Outlook 16.0"
    assert (sign.facts["place"], sign.facts["fits"]) == ("message-id", False)
    assert sign.fields == (1, 0)


def test_all_signs_of_a_message_are_one_group() -> None:
    base = facts(OUTLOOK, GMAIL_ID, "Mime-Version: 1.0 (1.0)")
    groups = {one.group for one in base.lists["client_signs"]} | {base.records["client"].group}
    assert groups == {"M1:client"}
    assert len(base.lists["client_signs"]) == 2


@pytest.mark.parametrize(
    ("lines", "fact", "value"),
    [
        ((EXPRESS, "Message-ID: <1.2.3@mail.example>"), "identifier_fits", False),
        (
            (EXPRESS, "Message-ID: <000a01dce1a2$1b2c3d40$a1b2c3d0$@a.example>"),
            "identifier_fits",
            True,
        ),
        ((OUTLOOK, "Message-ID: <1.2.3@mail.example>"), "identifier_fits", NOT),
        # The identifier that the program gave stands aside: a server replaced it.
        (
            (EXPRESS, "Message-ID: <1.2.3@mail.example>", "X-Microsoft-Original-Message-ID: <a@b>"),
            "identifier_fits",
            NOT,
        ),
        (
            (
                EXPRESS,
                f"Message-ID: <6a02de80.012345ab.1234.ffff{MISSING}@mx.google.com>",
            ),
            "identifier_added",
            True,
        ),
        ((EXPRESS, "Message-ID: <1.2.3@mail.example>"), "identifier_added", False),
        ((OUTLOOK,), "identifier_added", NOT),
        (
            (THUNDERBIRD, "Message-ID: <01234567-89ab-4cde-8f01-23456789abcd@a.example>"),
            "generation_fits",
            True,
        ),
        (
            (THUNDERBIRD, "Message-ID: <01234567-89ab-7cde-cf01-23456789abcd@a.example>"),
            "generation_fits",
            False,
        ),
        (
            (
                f"{THUNDERBIRD} 1.0.2 (X11/20050322)",
                "Message-ID: <01234567-89ab-7cde-cf01-23456789abcd@a.example>",
            ),
            "generation_fits",
            NOT,
        ),
        ((OUTLOOK, OWN_LAYOUT), "thread_start_fits", True),
        ((OUTLOOK, SERVER_LAYOUT), "thread_start_fits", False),
        ((OUTLOOK, SERVER_LAYOUT, "In-Reply-To: <a@b.example>"), "thread_start_fits", NOT),
        (("X-Mailer: Apple Mail (2.3774)", SERVER_LAYOUT), "thread_start_fits", NOT),
        ((GMAIL_ID,), "google_seen", False),
        ((GMAIL_ID, "X-Gm-Message-State: AOJu0Yw"), "google_seen", True),
        ((OUTLOOK,), "google_seen", NOT),
    ],
)
def test_facts_of_the_record(lines: tuple[str, ...], fact: str, value: object) -> None:
    assert facts(*lines).records["client"].facts[fact] == value
