"""The step between two explanations (report standard §1.5): ordinal, capped, never multiplied.

Sources count once. One contradicting record caps at 1. A sentence about a person needs a record
about that person. Swapping the two explanations gives the mirrored result, by construction.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance.basics import Text, text
from provenance.basics.record import dataclass
from provenance.reasoning.compare.candidates import HOLDER, OWN_LOGIN, Key
from provenance.reasoning.compare.units import RANK, Unit
from provenance.reasoning.records import Leaning, Mark
from provenance.trace import AttestationClass

_BAD: Final = frozenset({Mark.UNEXPECTED, Mark.EXCLUDED})
_PERSONAL: Final = frozenset({AttestationClass.LOG, AttestationClass.PRESENCE})
CLEARLY: Final = 3
FIRMLY: Final = 4


def favours(unit: Unit, one: Key, other: Key) -> bool:
    """Whether a unit is rather to be expected under the first explanation."""
    return unit.weight > 0 and RANK[unit.mark(one).mark] > RANK[unit.mark(other).mark]


def is_clear(unit: Unit, one: Key, other: Key) -> bool:
    """Whether it speaks against the other: the difference of expected and possible is slight."""
    return unit.mark(other).mark in _BAD and unit.mark(one).mark not in _BAD


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
    step, more = _about_person(step, items, one, other)
    return Leaning(
        favoured=one,
        over=other,
        step=step,
        items=_ids(items),
        against=_ids(against),
        groups=tuple(sorted({unit.group for unit in items})),
        caps=tuple(dict.fromkeys([*caps, *more])),
    )


def _ids(units: Iterable[Unit]) -> tuple[str, ...]:
    return tuple(id_ for unit in units for id_ in unit.findings)


def _sum(units: tuple[Unit, ...], one: Key, other: Key) -> _Sum:
    best: dict[str, int] = {}
    strong: set[str] = set()
    contradicts = speaks = False
    for unit in units:
        clear = is_clear(unit, one, other)
        speaks = speaks or clear
        weight = unit.weight if clear else min(unit.weight, 1)
        best[unit.group] = max(best.get(unit.group, 0), weight)
        if clear and unit.strong:
            strong.add(unit.group)
            contradicts = contradicts or unit.cls is not AttestationClass.RECEIVER
        contradicts = contradicts or unit.contradicts
    step = max(best.values(), default=0)
    caps: list[Text] = list(dict.fromkeys(unit.limit for unit in units if unit.limit is not None))
    if step > 1 and len(strong) > 1:
        step = FIRMLY if _settled(units, one, other) else CLEARLY
        if step == CLEARLY:
            caps.append(text("reasoning.compare.cap.assumptions"))
    elif step > 1:
        caps.append(text("reasoning.compare.cap.one-source"))
    elif step == 1 and any(unit.assumed for unit in units):
        caps.append(text("reasoning.compare.cap.assumption"))
    return _Sum(step=step, contradicts=contradicts, caps=tuple(caps), clear=speaks)


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
    return presence and len({unit.group for unit in firm}) > 1


def _about_person(
    step: int, items: tuple[Unit, ...], one: Key, other: Key
) -> tuple[int, list[Text]]:
    """Cap a sentence about a person by the records about that person (rung 5).

    Between users of one login only records about persons tell more than a step. Whoever is named
    as the favoured one, the account holder too, needs a record about that very person.
    """
    caps = []
    people = {
        unit.person for unit in items if unit.about_person and unit.cls in _PERSONAL and unit.person
    }
    one_login = one[0] in OWN_LOGIN and other[0] in OWN_LOGIN
    if step > 1 and one_login and not people & {one[1], other[1]}:
        step = 1
        caps.append(text("reasoning.compare.cap.no-person"))
    if step > 1 and (one[1] or one[0] == HOLDER) and one[1] not in people:
        step = 1
        caps.append(text("reasoning.compare.cap.named"))
    return step, caps
