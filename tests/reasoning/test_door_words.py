"""A passage that was not granted is told as such, and a card is never told as a name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from provenance.audit import AuditEvent
from provenance.audit.records import Outcome
from provenance.reasoning.rows_in_words import dated_rows, row_in_words
from provenance.report.catalogue import render
from tests.correlation.events import a_passage

NINE = datetime(2026, 5, 14, 9, tzinfo=UTC)


def door(person: str, card: str, outcome: Outcome, native: str) -> AuditEvent:
    return a_passage(
        4, NINE, id_="e1", source="E5", person=person, card=card, operation="Main entrance",
        target="Main entrance", outcome=outcome, outcome_native=native,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("person", "card", "outcome", "native", "words"),
    [
        ("M. Carrow", "0053", Outcome.SUCCESS, "Granted",
         "“Main entrance”, card 0053 in the name M. Carrow,"),
        ("M. Carrow", "0053", Outcome.FAILURE, "Denied",
         "“Main entrance”, passage refused, card 0053 in the name M. Carrow,"),
        ("M. Carrow", "", Outcome.UNKNOWN, "Code 7",
         "“Main entrance”, result “Code 7” in the name M. Carrow,"),
        ("M. Carrow", "", Outcome.UNKNOWN, "", "“Main entrance” in the name M. Carrow,"),
        ("", "0053", Outcome.SUCCESS, "Granted", "“Main entrance”, card 0053 without a name,"),
    ],
)  # fmt: skip
def test_a_row_of_a_door_in_words(
    person: str, card: str, outcome: Outcome, native: str, words: str
) -> None:
    event = door(person, card, outcome, native)
    assert render(row_in_words(event, "door")).startswith(words)
    assert ("passage refused" in render(dated_rows((event,)))) is (outcome is Outcome.FAILURE)
