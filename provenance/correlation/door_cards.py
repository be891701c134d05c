"""Beside whose name a card stands in one export of doors, and the rows that have the card alone.

A row with a card and no name may be of whoever stands beside that card in the other rows of the
same export. A card that stands beside two names ties to nobody, and cards are lent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import State
from provenance.basics.record import dataclass
from provenance.correlation.door_rows import card_of, folded, holder_of

NAMED_KEPT: Final = 4
"""Rows with card and name that are kept to be cited; their number has all."""
MAX_CARDS: Final = 20_000
MAX_ALONE: Final = 2_000
"""Rows of one export with a card and no name that are kept."""
Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card that one export has beside one name: the name as first written, and its rows.

    ``people`` are ids of people of the case file whom that name may mean.
    """

    number: str
    who: str
    people: frozenset[str]
    named: tuple[AuditEvent, ...]
    count: int


def key_of(event: AuditEvent) -> Key:
    """The export and the card, by which rows are told apart."""
    return event.source, folded(card_of(event))


class CardWatch:
    """Sees the rows of one export, each once.

    ``meant`` gives the people whom a name may mean, ``near`` whether a row stands at a time that
    matters.
    """

    def __init__(
        self, meant: Callable[[str], frozenset[str]], near: Callable[[AuditEvent], bool]
    ) -> None:
        self._meant, self._near = meant, near
        self._first: dict[Key, tuple[str, frozenset[str]]] = {}
        self._rows: dict[Key, list[AuditEvent]] = {}
        self._count: Counter[Key] = Counter()
        self._two: set[Key] = set()
        self._bare: set[Key] = set()
        self.alone: list[AuditEvent] = []
        self.cut = False

    def see(self, event: AuditEvent) -> None:
        """Note beside whom the card of a row stands."""
        if not card_of(event) or isinstance(event.time, State):
            return
        who, key = holder_of(event), key_of(event)
        if who:
            self._named(who, key, event)
            return
        if len(self._bare) < MAX_CARDS:
            self._bare.add(key)
        if self._near(event):
            if len(self.alone) < MAX_ALONE:
                self.alone.append(event)
            else:
                self.cut = True

    def _named(self, who: str, key: Key, event: AuditEvent) -> None:
        if key not in self._first:
            if len(self._first) >= MAX_CARDS:
                self.cut = True
                return
            self._first[key] = who, self._meant(who)
        first, people = self._first[key]
        if who.casefold() != first.casefold() and not (people and people == self._meant(who)):
            self._two.add(key)
        self._count[key] += 1
        rows = self._rows.setdefault(key, [])
        if len(rows) < NAMED_KEPT:
            rows.append(event)

    def result(self) -> dict[Key, Card]:
        """The cards beside one name that a row has without a name too."""
        wanted = sorted((self._bare & self._first.keys()) - self._two)
        return {
            key: Card(
                number=card_of(self._rows[key][0]), who=self._first[key][0],
                people=self._first[key][1], named=tuple(self._rows[key]), count=self._count[key],
            )
            for key in wanted
        }  # fmt: skip


def card_line(card: Card) -> str:
    """Number, name, number of rows and ids of the first rows of a card, apart by tabulators."""
    ids = " ".join(event.id for event in card.named)
    words = (" ".join(one.split()) for one in (card.number, card.who))
    return "\t".join((*words, str(card.count), ids))
