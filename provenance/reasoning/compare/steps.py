"""The step between two explanations (report standard §1.5): ordinal, capped, never multiplied.

Sources count once, and only records of full weight make a second one. One contradicting record
caps at 1. A sentence about a person needs a record about that person. Swapping the two explanations
gives the mirrored result, by construction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance.basics import Text, text
from provenance.basics.record import dataclass
from provenance.reasoning.claims import RECORD
from provenance.reasoning.compare.candidates import HOLDER, OF_THE_COPY, OWN_LOGIN, Key
from provenance.reasoning.compare.units import RANK, Unit
from provenance.reasoning.records import Leaning, Mark
from provenance.trace import AttestationClass

_BAD: Final = frozenset({Mark.UNEXPECTED, Mark.EXCLUDED})
_PERSONAL: Final = frozenset({AttestationClass.LOG, AttestationClass.PRESENCE})
CLEARLY: Final = 3
FIRMLY: Final = 4


def favours(unit: Unit, one: Key, other: Key) -> bool:
    """Whether a unit is rather to be expected under the first explanation.

    It has to speak of both: what it says nothing about gains nothing by it.
    """
    return (
        unit.weight > 0
        and unit.speaks_of(one)
        and unit.speaks_of(other)
        and RANK[unit.mark(one).mark] > RANK[unit.mark(other).mark]
    )


def is_clear(unit: Unit, one: Key, other: Key) -> bool:
    """Whether it speaks against the other: the difference of expected and possible is slight."""
    return unit.speaks_of(one) and unit.mark(other).mark in _BAD and unit.mark(one).mark not in _BAD


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sum:
    """What the units of one side come to, before they are held against the other side."""

    step: int
    contradicts: bool
    caps: tuple[Text, ...]
    clear: bool


def leaning(units: tuple[Unit, ...], one: Key, other: Key) -> Leaning:
    """How far the records favour the first explanation over the second; step 0 if not at all."""
    items = tuple(unit for unit in units if favours(unit, one, other))
    against = tuple(unit for unit in units if favours(unit, other, one))
    mine, theirs = _sum(items, one, other), _sum(against, other, one)
    step, caps = mine.step, list(mine.caps)
    if step == theirs.step == 1 and mine.clear and not theirs.clear:
        # What only fits a little better does not outweigh what speaks against.
        caps.append(text("reasoning.compare.cap.slight"))
    elif step <= theirs.step:
        step = 0
        caps += [text("reasoning.compare.cap.balance")] if mine.step else []
    elif theirs.contradicts and step > 1:
        step = 1
        caps.append(text("reasoning.compare.cap.contradiction"))
    elif theirs.step and not theirs.clear:
        caps.append(text("reasoning.compare.cap.slight"))
    step, more = _about_person(step, items, one, other)
    return Leaning(
        favoured=one,
        over=other,
        step=step,
        items=_ids(items),
        against=_ids(against),
        groups=tuple(sorted({source for unit in items for source in unit.sources})),
        caps=tuple(dict.fromkeys([*caps, *more])),
    )


def _ids(units: Iterable[Unit]) -> tuple[str, ...]:
    return tuple(id_ for unit in units for id_ in unit.findings)


def _sum(units: tuple[Unit, ...], one: Key, other: Key) -> _Sum:
    best = 0
    strong: list[Unit] = []
    contradicts = speaks = False
    for unit in units:
        clear = is_clear(unit, one, other)
        speaks = speaks or clear
        best = max(best, _counted(unit, one, other))
        if clear and unit.strong:
            strong.append(unit)
            contradicts = contradicts or unit.cls is not AttestationClass.RECEIVER
        contradicts = contradicts or unit.contradicts
    step = best
    caps: list[Text] = list(dict.fromkeys(unit.limit for unit in units if unit.limit is not None))
    if step > 1 and _two_sources(strong):
        step = FIRMLY if _settled(units, one, other) else CLEARLY
        if step == CLEARLY:
            caps.append(text("reasoning.compare.cap.assumptions"))
    elif step > 1:
        caps.append(_one_hand(strong))
    elif step == 1:
        caps.append(text("reasoning.compare.cap.slight-items"))
    return _Sum(step=step, contradicts=contradicts, caps=tuple(caps), clear=speaks)


def _counted(unit: Unit, one: Key, other: Key) -> int:
    """The weight of a unit between two explanations: a slight difference is one step at most."""
    return unit.weight if is_clear(unit, one, other) else min(unit.weight, 1)


def _two_sources(units: list[Unit]) -> bool:
    """Whether two records of full weight share none of the sources that they need.

    A log row and the custodian of a stay are both needed where a record is held against a stay, so
    that two such records with one of them in common are one source.
    """
    full = {unit.sources for unit in units if unit.weight >= RECORD}
    return any(not one & other for one in full for other in full)


def _one_hand(strong: list[Unit]) -> Text:
    """Why there is no second source: the hands that every record of full weight needs, by name."""
    full = [unit for unit in strong if unit.weight >= RECORD]
    shared = frozenset.intersection(*(unit.sources for unit in full)) if full else frozenset()
    exhibits: dict[str, set[str]] = {}
    names: dict[str, str] = {}
    for hand in (hand for unit in full for hand in unit.hands if hand.source in shared):
        exhibits.setdefault(hand.source, set()).update(hand.exhibits)
        names[hand.source] = names.get(hand.source) or hand.name
    told = [_hand(names[source], exhibits[source]) for source in sorted(exhibits)]
    if not told:
        return text("reasoning.compare.cap.shared-sources")
    if len(told) == 1:
        return text("reasoning.compare.cap.one-source", hand=told[0])
    words = told.pop()
    while told:
        words = text("reasoning.compare.hands", first=told.pop(), rest=words)
    return text("reasoning.compare.cap.same-hands", hands=words)


def _hand(name: str, exhibits: set[str]) -> Text:
    values = {"exhibits": tuple(sorted(exhibits, key=exhibit_order))}
    if not name:
        return text("reasoning.compare.hand.unnamed", **values)
    return text("reasoning.compare.hand", hand=name, **values)


def exhibit_order(exhibit: str) -> tuple[int, str]:
    """Order of exhibits by their numbers: E2 before E10."""
    digits = exhibit.lstrip("EK")
    return (int(digits) if digits.isdigit() else 0, exhibit)


def _settled(units: tuple[Unit, ...], one: Key, other: Key) -> bool:
    """Step 4: step 3 with a record about the person or the presence, and nothing assumed.

    That record is an outside custodian's, or harms the side that supplied it (§1.5).
    What rests on an assumption is left out and takes nothing away: a record more may not lower
    what the others carry without it.
    """
    firm = [
        unit for unit in units if unit.strong and is_clear(unit, one, other) and not unit.assumed
    ]
    presence = any(
        unit.about_person and (unit.cls is AttestationClass.PRESENCE or unit.against_interest)
        for unit in firm
    )
    return presence and _two_sources(firm)


def _about_person(
    step: int, items: tuple[Unit, ...], one: Key, other: Key
) -> tuple[int, list[Text]]:
    """Cap a sentence about a person by the records about that person (rung 5).

    Between users of one login only records about persons tell more than a step. Whoever is named
    as the favoured one, the account holder too, needs a record about that very person. Neither goes
    beyond the weight of these records. That a message came from inside the system, or that a copy
    is as delivered, is no sentence about a person, whoever is meant to have used the account.
    """
    if OF_THE_COPY & {one[0], other[0]}:
        return step, []
    caps = []
    people: dict[str, int] = {}
    for unit in items:
        if unit.about_person and unit.cls in _PERSONAL and unit.person:
            people[unit.person] = max(people.get(unit.person, 0), _counted(unit, one, other))
    one_login = one[0] in OWN_LOGIN and other[0] in OWN_LOGIN
    either = max(people.get(one[1], 0), people.get(other[1], 0))
    if step > 1 and one_login and either < RECORD:
        step = 1
        caps.append(text("reasoning.compare.cap.no-person"))
    if step > 1 and (one[1] or one[0] == HOLDER) and people.get(one[1], 0) < RECORD:
        step = 1
        slight = people.get(one[1], 0)
        caps.append(text(f"reasoning.compare.cap.{'named-slight' if slight else 'named'}"))
    return step, caps
