"""The card and the holder's name that a row of doors has: one reading for joins and editions.

It loads nothing of the room of logs, which most analyses never need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from provenance.basics import known

if TYPE_CHECKING:
    from provenance.audit import AuditEvent

_DOOR: Final = "badge"


def card_of(event: AuditEvent) -> str:
    """The card of a door row as written, "" for none."""
    return dict(event.params).get("card", "").strip() if event.kind.value == _DOOR else ""


def holder_of(event: AuditEvent) -> str:
    """The name that a door row has for whoever passes, as written; a card's number is none."""
    person = dict(event.params).get("person", "").strip()
    account = (known(event.actor.account) or "").strip()
    return person or ("" if folded(account) == folded(card_of(event)) else account)


def folded(card: str) -> str:
    """A card in the form in which cards are compared.

    Systems print one number in small or capital letters: ``04a3c9`` and ``04A3C9`` are one chip.
    """
    return card.strip().casefold()
