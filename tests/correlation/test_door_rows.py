"""Card and holder of a door row: how a card is written decides nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from provenance.audit import AuditEvent, EventKind
from provenance.correlation.door_cards import key_of
from provenance.correlation.door_rows import card_of, folded, holder_of
from tests.correlation.events import an_event

AT = datetime(2026, 5, 14, 9, tzinfo=UTC)


def row(account: str, *, kind: EventKind = EventKind.BADGE, **told: str) -> AuditEvent:
    return an_event("d1", "E3", 1, kind, AT, who=account, params=tuple(told.items()))


@pytest.mark.parametrize("account", ["04A3C9", "04a3c9", " 04a3C9 "])
def test_the_number_of_the_card_in_the_other_cell_is_no_holder(account: str) -> None:
    event = row(account, card="04a3c9")
    assert holder_of(event) == ""
    assert card_of(event) == "04a3c9"


def test_a_name_beside_the_card_is_the_holder_as_written() -> None:
    assert holder_of(row("04A3C9", card="04a3c9", person=" M. Carrow ")) == "M. Carrow"
    assert holder_of(row("msc", card="04a3c9")) == "msc"


def test_one_chip_is_one_card_of_an_export() -> None:
    assert key_of(row("x", card="04A3C9")) == key_of(row("y", card=" 04a3c9"))
    assert folded(" 04A3C9 ") == "04a3c9"


def test_a_card_of_another_kind_of_row_is_none() -> None:
    assert card_of(row("msc", kind=EventKind.SIGN_IN, card="04a3c9")) == ""
