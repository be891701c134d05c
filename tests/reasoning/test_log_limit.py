"""The main limit names period and number of records of the log of the sending."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from provenance.correlation import JoinTier
from provenance.reasoning.log_limit import MOST, log_limit
from provenance.report.catalogue import render

START = datetime(2026, 5, 13, 13, 2, 10, tzinfo=UTC)


def side(*logs: tuple[str, timedelta, int], tier: JoinTier = JoinTier.S1) -> Any:
    return SimpleNamespace(
        events=[SimpleNamespace(id=name, source=name) for name, _, _ in logs],
        joins=[SimpleNamespace(message="M1", event=name, tier=tier) for name, _, _ in logs],
        sources=[
            SimpleNamespace(
                evidence=name,
                coverage=SimpleNamespace(first=START, last=START + span, events=count),
            )
            for name, span, count in logs
        ],
    )


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(hours=26, minutes=11), "E5, which records the sending, spans 26 hours; number"),
        (timedelta(days=22, hours=3), "spans 22 days;"),
        (timedelta(minutes=61), "spans less than two hours;"),
    ],
)
def test_period_and_number(span: timedelta, words: str) -> None:
    limit = log_limit(side(("E5", span, 6)), ("M1",))
    assert limit is not None
    assert words in render(limit)
    assert render(limit).endswith("number of its records: 6.")


def test_only_logs_of_the_sending_and_the_smallest_first() -> None:
    day = timedelta(days=9)
    many = side(("E7", day, 900), ("E5", day, 6), ("E6", day, 40))
    limit = log_limit(many, ("M1",))
    assert limit is not None
    words = render(limit)
    assert words.index("E5") < words.index("E6")
    assert words.count("which records the sending") == MOST
    assert log_limit(many, ("M2",)) is None
    assert log_limit(side(), ("M1",)) is None
    # A row that only fits does not record the sending of this message.
    assert log_limit(side(("E5", day, 6), tier=JoinTier.M), ("M1",)) is None
