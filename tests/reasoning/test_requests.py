"""What to ask for next: the right system, the right day, and always worth asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

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
    # Whatever the system, these decide the first and the last rung for either side.
    assert {"whole-copy", "other-copy", "presence", "workstation"} <= set(names)


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
