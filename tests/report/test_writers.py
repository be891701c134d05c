"""Who wrote a time: the log of the row, never whom the row names."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from provenance.basics import State
from provenance.report.timeline import Entry
from provenance.report.view.timeline import _whom, _writer

MOMENT = datetime(2026, 5, 10, 11, 14, 39, tzinfo=UTC)


def entry(kind: str = "record", writer: str = "log", account: str | State = "M. Carrow") -> Entry:
    return Entry(
        kind=kind,
        name="scan",
        text="2026-05-10T11:14:39Z",
        start=MOMENT,
        end=MOMENT,
        basis="explicit-zone",
        writer=writer,
        evidence="E4",
        row=2,
        account=account,
    )


@pytest.mark.parametrize(
    ("suppliers", "words"),
    [({"E4": "Airline"}, "supplied by"), ({"E4": ""}, "nobody states"), ({}, "nobody states")],
)
def test_a_row_was_written_by_its_log(suppliers: dict[str, str], words: str) -> None:
    said = str(_writer(entry(), suppliers))
    assert "E4" in said
    assert words in said
    assert "Carrow" not in said
    assert ("Airline" in said) is bool(suppliers.get("E4"))


def test_whom_a_row_names_is_said_apart() -> None:
    assert "Carrow" in str(_whom(entry()))
    assert _whom(entry(account=State.ABSENT)) is None
    assert _whom(entry(kind="clock", writer="author")) is None


def test_a_clock_of_a_message_has_its_own_writer() -> None:
    assert "receiving side" in str(_writer(entry(kind="clock", writer="receiver"), {}))
