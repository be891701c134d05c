"""Who wrote a time: the log of the row, never whom the row names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from provenance.basics import State, Where
from provenance.origin import ClockReading
from provenance.report.attested import BY_FORM, class_of, whose_clock
from provenance.report.clock_strip import shape_of
from provenance.report.timeline import Entry
from provenance.report.view.timeline import _short, _whom, _writer

PLACE = Where(
    evidence="E2",
    stream="msg",
    locator="item",
    line_first=0,
    line_last=0,
    start=0,
    end=1,
    quote_sha256="",
)
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


THREAD = ClockReading(source="thread-index.exchange", time=State.ABSENT, field=7, place="field",
                      written_by="sender-server")  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "cls", "whose"),
    [
        (THREAD, "E", BY_FORM),
        # Under a seal, or in a line of a server, it is that side's.
        (THREAD, "A", "sender-server"),
        (THREAD, "D", "sender-server"),
        # The form speaks of no server.
        (replace(THREAD, written_by="author"), "E", "author"),
        # A property of an item has no line that anybody typed.
        (replace(THREAD, where=PLACE), "E", "sender-server"),
    ],
)
def test_a_server_that_only_a_form_speaks_of_is_no_clock_of_it(
    reading: ClockReading, cls: str, whose: str
) -> None:
    assert whose_clock(reading, cls) == whose
    assert class_of(reading, {7: cls}) == cls


def test_it_is_named_so_and_drawn_as_a_claim() -> None:
    said = str(_writer(replace(entry(kind="clock", writer="sender-server"), by_form=True), {}))
    assert said == "by its form a server of the sending side; nothing vouches for that"
    assert shape_of(BY_FORM) == shape_of("author") == "claim"
    assert shape_of("sender-server") == "sender-server"


def test_a_sign_in_is_called_one_in_the_picture() -> None:
    row = replace(entry(), known_as="entra-signin", values=("Outlook web",))
    assert _short(row, {}) == "E4 row 2 sign-in, Outlook web"
