"""Rung 4 asks for program, device and network: what the joined record names is in the answer."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from provenance.audit.records import Client, ClientFamily
from provenance.basics import Text, Where, text
from provenance.reasoning.program_words import program_words
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.rung_from import MAX_NAMED, from_log, program_of, range_words
from provenance.reasoning.rung_logs import _rows_of_message
from provenance.report.catalogue import render
from provenance.trace import AttestationClass


def finding(name: str, statement: Text, row: int) -> Finding:
    where = Where(
        evidence="E5", stream="file", locator=f"row {row}", line_first=row, line_last=row,
        start=row, end=row + 1, quote_sha256=f"{row:064x}",
    )  # fmt: skip
    return Finding(
        id=f"F-{row}", name=name, kind=FindingKind.JOIN, rung=4, statement=statement,
        attested_by=AttestationClass.LOG, where=(where,), strength=1, group="g",
    )  # fmt: skip


def client(row: int, name: str = "OWA") -> Finding:
    return finding("join.client", text("reasoning.join.client", client=name, row=row), row)


SENT = finding("join.sent", text("reasoning.join.sent.s1", row=4), 4)
DEVICE = finding("tempting.device", text("reasoning.tempting.device", device="PHONE-3"), 9)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((SENT,), []),
        ((SENT, client(4)), ["It names as program: OWA."]),
        ((SENT, client(5)), []),
        ((client(4),), []),
        (
            (SENT, DEVICE),
            ["Its session names the device PHONE-3. Whose device that is, a name does not show."],
        ),
    ],
)
def test_only_a_record_of_this_message_names_its_program(
    found: tuple[Finding, ...], words: list[str]
) -> None:
    assert [render(one) for one in program_of(found, _rows_of_message(found))] == words


def test_an_answer_stays_short() -> None:
    many = tuple(client(4, f"program {n}") for n in range(9))
    assert len(program_of((SENT, *many), _rows_of_message((SENT, *many)))) == MAX_NAMED


ADDRESS = finding("join.address.client", text("reasoning.join.address.client", ip="192.0.2.7"), 4)
OFFICE = text("reasoning.usage.network.organisation", ip="192.0.2.7", network="Head office")
STAY = text(
    "reasoning.presence.network-fits", network="203.0.113.88/29", person="M", place="Lisbon"
)
VALUES: dict[str, Any] = {"exhibit": "E5", "row": 4, "ip": "192.0.2.7"}


def written_by(name: str) -> Any:
    return SimpleNamespace(stated_by=name)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((), "It shows a network, not a person."),
        ((finding("usage.network.organisation", OFFICE, 4),), "the case file calls Head office."),
        # A range that is about another row, or another address, says nothing of this one.
        ((finding("usage.network.organisation", OFFICE, 5),), "It shows a network, not a person."),
        ((finding("usage.network.remote", text("x", ip="192.0.2.9", network="VPN"), 4),),
         "It shows a network, not a person."),
        ((finding("usage.network.remote", text("x", ip="192.0.2.7", network="VPN"), 4),),
         "M. Carrow states that range; it was not checked. Whoever uses that exit shows such"),
        ((finding("presence.network-fits", STAY, 4),),
         "in 203.0.113.88/29 (from 203.0.113.88 to 203.0.113.95). The case file gives that"),
    ],
)  # fmt: skip
def test_an_address_is_told_with_the_range_of_the_case_file(
    found: tuple[Finding, ...], words: str
) -> None:
    told = render(from_log(written_by("M. Carrow"), ADDRESS, found, dict(VALUES)))
    assert words in told
    nameless = range_words(written_by(""), ADDRESS, found)
    assert nameless is None or "does not say who wrote it" in render(nameless)


@pytest.mark.parametrize(("ip", "said"), [("192.0.2.7", True), ("192.0.2.8", False)])
def test_an_address_that_one_account_alone_has_is_said_to_be_so(ip: str, said: bool) -> None:
    """It stands beside the words that others in the network show such addresses too."""
    inside = finding("usage.network.organisation", OFFICE, 4)
    words = text("reasoning.usage.users.alone", exhibit="E5", ip=ip, account="a", count=12, days=5,
                 others=3, addresses=1, network="Head office")  # fmt: skip
    alone = finding("usage.users.alone", text("x", words=words), 4)
    told = render(from_log(written_by("M. Carrow"), ADDRESS, (inside, alone), dict(VALUES)))
    assert ("this very address stands with this account alone" in told) is said


def test_a_range_that_another_finding_bears_out_is_not_called_unchecked() -> None:
    """One report: an answer may not say less than the finding that carries its result."""
    inside = finding("usage.network.organisation", OFFICE, 4)
    office = text("reasoning.presence.office", ip="192.0.2.7", network="Head office")
    borne = text("reasoning.network.borne-out", exhibits=("E5",), block="192.0.2.0/28")
    stays = replace(finding("presence.office", office, 4), cautions=(borne,))
    told = render(from_log(written_by("M. Carrow"), ADDRESS, (inside, stays), dict(VALUES)))
    assert "M. Carrow states that range. Rows of E5 show other accounts" in told
    assert "not checked" not in told
    nameless = range_words(written_by(""), ADDRESS, (inside, stays))
    assert nameless is not None
    assert "The case file states that range. Rows of E5 show other accounts" in render(nameless)
    elsewhere = replace(stays, where=finding("x", office, 5).where)
    told = render(from_log(written_by("M. Carrow"), ADDRESS, (inside, elsewhere), dict(VALUES)))
    assert "not checked" in told


def test_a_device_is_told_with_whose_list_has_its_name() -> None:
    listed = finding(
        "usage.device.listed", text("x", device="PHONE-3", person="M. Carrow"), 9
    )  # fmt: skip
    other = finding("usage.device.listed", text("x", device="PC-07", person="T. Reed"), 9)
    (words,) = program_of((SENT, DEVICE, listed, other), frozenset())
    assert "lists a device of that name for M. Carrow;" in render(words)


@pytest.mark.parametrize(
    ("agent", "family", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/124.0 Edg/124.0", ClientFamily.OWA,
         "a browser that calls itself Microsoft Edge on Windows; web mail"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17 Safari/604",
         ClientFamily.BROWSER, "a browser that calls itself Safari on an iPhone or iPad"),
        ("Mozilla/5.0 (X11; Linux) Firefox/125.0", ClientFamily.BROWSER,
         "a browser that calls itself Firefox on Linux"),
        ("Edg/124.0", ClientFamily.NOT_SAID, None),
        ("", ClientFamily.ACTIVESYNC, "the kind of access that telephones use (ActiveSync)"),
        ("Mozilla/5.0 (unknown)", ClientFamily.OTHER, None),
    ],
)  # fmt: skip
def test_programs_in_plain_words(agent: str, family: ClientFamily, words: str | None) -> None:
    made = program_words(Client(user_agent=agent, family=family))
    assert (None if made is None else render(made)) == words
