"""Which pseudonyms stand together for whoever acts in one row of an export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from provenance.basics import known
from provenance.correlation.door_rows import card_of, folded
from provenance.report.editions.records import Pseudonym, Together
from provenance.report.editions.redact import Redactor
from provenance.report.records import Report

if TYPE_CHECKING:
    from provenance.audit import AuditEvent

_OWNER: Final = "owner"


def together_of(
    report: Report,
    pseudonyms: tuple[Pseudonym, ...],
    redactor: Redactor,
    cards: Mapping[str, str],
) -> tuple[Together, ...]:
    """Sets of pseudonyms by their first row, over the rows that the report uses; sorted.

    Only fields that name who acts are compared: the account, the person and card of a door or
    gate, the owner of a mailbox that is opened with the owner's own login. Recipients stand in one
    row with a sender too, and are other people.
    """
    own = {one.id for one in pseudonyms}
    found: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for event in _rows(report):
        shown = {redactor.shown(_bare(value)) for value in _acting(event)} & own
        shown |= {cards[card] for card in (folded(card_of(event)),) if card in cards}
        if len(shown) > 1:
            place = (event.source, event.locator.row)
            found.setdefault(tuple(sorted(shown)), []).append(place)
    return tuple(
        Together(ids=ids, evidence=min(places)[0], row=min(places)[1], count=len(set(places)))
        for ids, places in sorted(found.items())
    )


def _rows(report: Report) -> Iterator[AuditEvent]:
    side = report.audit
    yield from {
        event.id: event for event in (*side.events, *side.about, *side.own, *side.crossed)
    }.values()


def _bare(account: str) -> str:
    """An account without the Windows domain before it."""
    return account.rpartition("\\")[2]


def _acting(event: AuditEvent) -> Iterator[str]:
    """Values of a row that name who acts in it."""
    yield known(event.actor.account) or ""
    yield dict(event.params).get("person", "")
    if event.mailbox.mode.value == _OWNER:
        yield known(event.mailbox.owner) or ""
