"""Numbers of cards of doors: a card is a mark of whoever carries it, as a log-on name is.

They stand in cells of their own, so a number is replaced where it is a card's and nowhere else:
the same digits can be a size or a code in any other text. Cards of parties stay, but in the public
edition: there parties stand by their roles, and a card's number would name them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from provenance.basics import Text, known
from provenance.correlation.door_rows import card_of, folded
from provenance.report.editions.records import Category
from provenance.report.editions.redact import Redactor
from provenance.report.editions.walk import Rebuild

if TYPE_CHECKING:
    from provenance.audit import AuditEvent
    from provenance.correlation.records import Circumstance

_HOLDS: Final = frozenset({"card", "who", "account"})
"""Parameters of sentences that a card can stand in."""
_LINES: Final = "cards"


class Cards:
    """Writes pseudonyms for cards into rows and sentences; ``by_value`` is by compared form."""

    def __init__(self, by_value: Mapping[str, str], redactor: Redactor) -> None:
        self._new, self._redactor = by_value, redactor

    def special(self) -> dict[type, Callable[[Any, Rebuild], Any]]:
        """What makes records with cards new, by class; nothing where there are no cards."""
        if not self._new:
            return {}
        from provenance.audit import AuditEvent
        from provenance.correlation.records import Circumstance

        return {AuditEvent: self.event, Circumstance: self.circumstance, Text: self.text}

    def event(self, one: AuditEvent, again: Rebuild) -> AuditEvent:
        """A row: the card in its own cell, in that of whoever acts, and in cells without a name."""
        card = folded(card_of(one))
        if card not in self._new:
            made: AuditEvent = again.record(one)
            return made
        actor, written = one.actor, known(one.actor.account)
        if written is not None and folded(written) == card:
            actor = replace(actor, account=self._shown(written))
        done: AuditEvent = again.record(
            replace(
                one, actor=actor, params=self._pairs(one.params, card),
                unmapped=self._pairs(one.unmapped, card),
            )
        )  # fmt: skip
        return done

    def _pairs(self, pairs: Iterable[tuple[str, str]], card: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            (name, self._shown(value) if folded(value) == card else value) for name, value in pairs
        )

    def circumstance(self, one: Circumstance, again: Rebuild) -> Circumstance:
        """What is found of rows: cards stand there as whoever acts, or by line with a name."""
        values = tuple(
            (name, self._value(name, value) if isinstance(value, str) else value)
            for name, value in one.values
        )
        made: Circumstance = again.record(replace(one, values=values))
        return made

    def _value(self, name: str, value: str) -> str:
        if name in _HOLDS:
            return self._shown(value)
        if name != _LINES:
            return value
        lines = (line.split("\t") for line in value.split("\n"))
        return "\n".join("\t".join((self._shown(first), *rest)) for first, *rest in lines)

    def text(self, one: Text, again: Rebuild) -> Text:
        """A sentence: a card as a value of its own."""
        params = tuple(
            (name, self._shown(param) if name in _HOLDS and isinstance(param, str) else param)
            for name, param in one.params
        )
        return again.text_record(one if params == one.params else Text(id=one.id, params=params))

    def _shown(self, value: str) -> str:
        new = self._new.get(folded(value))
        if new is None:
            return value
        self._redactor.places[Category.CARD] += 1
        return new
