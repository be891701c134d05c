"""What to ask for next: the right system, the right day, and always worth asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from provenance.authentication import DnsSource, RecordedResolver, read_dns_file
from provenance.basics import State
from provenance.evidence import Exhibit
from provenance.reasoning import AnalysedMessage, Reasoning, Request
from provenance.report.catalogue import render

Pair = tuple[AnalysedMessage, Exhibit]
Conclude = Callable[..., Reasoning]
Analyse = Callable[..., Pair]


def asked(reasoning: Reasoning) -> dict[str, Request]:
    return {
        request.what.id.removeprefix("reasoning.request.").removesuffix(".what"): request
        for request in reasoning.requests
    }


@pytest.mark.parametrize(
    ("name", "days", "ask_by", "rung"),
    [
        ("m365-sign-in", 7, "2026-05-21", 4),
        ("m365-trace-address", 10, "2026-05-24", 4),
        ("m365-trace", 90, "2026-08-12", 2),
        ("m365-audit", 180, "2026-11-10", 3),
    ],
)
def test_days_are_counted_from_the_arrival(
    sample_pairs: dict[str, Pair],
    conclude: Conclude,
    name: str,
    days: int,
    ask_by: str,
    rung: int,
) -> None:
    request = asked(conclude(sample_pairs["mass-mailing-gmail"]))[name]
    assert (request.usually_kept_days, request.ask_by) == (days, ask_by)
    assert request.decides_rung == rung
    assert "<LO3P265MB44" in render(request.wording)


def test_a_request_names_the_sending_and_the_arrival_apart(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    """A holder looks for the second of the sending; the recipient's clock shows another."""
    words = render(asked(conclude(sample_pairs["mass-mailing-gmail"]))["m365-audit"].wording)
    assert "Its Date field says 14 May 2026, 14:02:10 UTC" in words
    assert "server mx.google.com noted its arrival at 14 May 2026, 14:02:13 UTC" in words
    assert words.index("14:02:10") < words.index("14:02:13")


def test_what_is_late_is_asked_for_anyway(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    pair = sample_pairs["mass-mailing-gmail"]
    for as_of, late in ((date(2026, 5, 21), False), (date(2026, 5, 22), True)):
        request = asked(conclude(pair, as_of=as_of))["m365-sign-in"]
        assert (request.wording.id == "reasoning.request.late") is late
        words = render(request.wording)
        assert "Please export all sign-ins" in words
        assert "expired" not in words


def test_the_nearest_day_comes_first(sample_pairs: dict[str, Pair], conclude: Conclude) -> None:
    days = [request.ask_by for request in conclude(sample_pairs["mass-mailing-gmail"]).requests]
    known = [day for day in days if isinstance(day, str)]
    assert known == sorted(known)
    assert days[: len(known)] == known


def test_an_undocumented_period_is_not_guessed(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    request = asked(conclude(sample_pairs["spoof-outside"]))["mail-log"]
    assert request.usually_kept_days is State.ABSENT
    assert request.ask_by is State.ABSENT


@pytest.mark.parametrize(
    ("by", "with_", "expected"),
    [
        ("x.eurprd01.prod.outlook.com", "mapi", "m365-audit"),
        ("mail-lj1-f50.google.com", "SMTP", "google-email-log"),
        ("EX01.corp.example", "mapi", "exchange-tracking"),
        ("mail.example.org", "ESMTPSA", "mail-log"),
    ],
)
def test_each_system_is_asked_for_its_own_records(
    analyse: Analyse, conclude: Conclude, by: str, with_: str, expected: str
) -> None:
    data = (
        f"Received: from {by} ({by} [198.51.100.9])\r\n"
        "\tby mx.friend.example (Postfix) with ESMTP id 4AB12C3;\r\n"
        "\tThu, 14 May 2026 14:02:11 +0000\r\n"
        f"Received: from a by {by} with {with_} id 1;\r\n 14 May 2026 14:02:10 +0000\r\n\r\n"
    )
    names = asked(conclude(analyse(data.encode(), receivers=("mx.friend.example",))))
    assert expected in names
    systems = {"m365-audit", "google-email-log", "exchange-tracking", "mail-log"}
    assert systems & set(names) == {expected}
    # Whatever the system, these bear on the first and the last rung for either side.
    assert {"other-copy", "presence", "workstation"} <= set(names)


def test_a_whole_copy_is_not_asked_for_again(
    sample_pairs: dict[str, Pair], analyse: Analyse, conclude: Conclude
) -> None:
    assert "whole-copy" not in asked(conclude(sample_pairs["mass-mailing-gmail"]))
    for way in ({"repaired": True, "body": False}, {"body": False}):
        assert "whole-copy" in asked(conclude(analyse(b"From: a@b.example\r\n\r\n", **way)))


def test_a_request_names_hour_account_identifier_and_days(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    words = render(asked(conclude(sample_pairs["mass-mailing-gmail"]))["m365-audit"].wording)
    for part in ("14:02:1", "msc@harbourvale.example", "<LO3P265MB44"):
        assert part in words
    assert "The period is 30 April 2026 to 21 May 2026, counted in UTC." in words


def test_keepers_of_presence_learn_the_days_and_not_the_message(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    requests = asked(conclude(sample_pairs["mass-mailing-gmail"]))
    for name in ("presence", "workstation", "own-sign-ins"):
        words = render(requests[name].wording)
        assert "13 May 2026 to 15 May 2026" in words
        assert "<" not in words
        # Only the holder of the account is told which account it is.
        assert ("@" in words) is (name == "own-sign-ins")


def test_holders_are_named_where_the_copy_names_them(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    requests = asked(conclude(sample_pairs["spoof-outside"]))
    assert "parcelpost-hosting.example" in render(requests["mail-log"].holder)
    assert "harbourvale.example" in render(requests["outgoing"].holder)
    assert "msc@harbourvale.example" in render(requests["own-sign-ins"].holder)


def test_a_key_out_of_a_file_is_asked_of_the_domain_or_an_archive(
    samples: Any, sample_pairs: dict[str, Pair], analyse: Analyse, conclude: Conclude
) -> None:
    request = asked(conclude(sample_pairs["mass-mailing-gmail"]))["key"]
    assert "harbourvale.example" in render(request.holder)
    assert "archive" in render(request.holder)
    live = RecordedResolver(
        tuple(
            replace(answer, source=DnsSource.LIVE)
            for answer in read_dns_file(samples / "dns.jsonl")
        )
    )
    data = (samples / "mass-mailing-gmail.eml").read_bytes()
    assert "key" not in asked(conclude(analyse(data, resolver=live)))
    assert "key" not in asked(conclude(sample_pairs["spoof-outside"]))  # no seal, no key


def test_a_seal_of_the_organisation_needs_no_record_of_outgoing_mail(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    assert "outgoing" not in asked(conclude(sample_pairs["mass-mailing-gmail"]))


def test_an_impossible_date_gives_no_day(analyse: Analyse, conclude: Conclude) -> None:
    data = (
        b"Received: from a by x.prod.outlook.com with mapi id 1;\r\n\tx\r\n"
        b"Date: Fri, 31 Dec 9999 23:59:59 +0000\r\n\r\n"
    )
    for request in conclude(analyse(data)).requests:
        assert request.ask_by is State.ABSENT


def test_several_messages_share_one_request(
    sample_pairs: dict[str, Pair], conclude: Conclude
) -> None:
    pairs = (sample_pairs["mass-mailing-gmail"], sample_pairs["mass-mailing-postfix"])
    names = [request.what.id for request in conclude(*pairs).requests]
    assert len(names) == len(set(names))
