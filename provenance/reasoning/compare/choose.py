"""Which two explanations the first page compares.

Nobody is favoured whom another explanation beats, and nobody over an explanation that the records
do not separate from it without that being said. A person is favoured by name only over everybody
unnamed: excluding one person never points to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from provenance.basics.record import dataclass
from provenance.reasoning.compare.candidates import HOLDER, IDS, OF_THE_COPY, SOMEBODY, Key
from provenance.reasoning.compare.steps import favours, is_clear
from provenance.reasoning.compare.units import Unit
from provenance.reasoning.records import Leaning

Leanings = Mapping[tuple[Key, Key], Leaning]
_BY_PEOPLE: Final = frozenset({SOMEBODY, "delegate", "administrator", "outside-compromise"})
"""Ways of people other than the holder, which are told apart before one of them is named."""
_ORDER: Final = {id_: place for place, id_ in enumerate(IDS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The explanation favoured and the one it is favoured over; both ``None`` for no choice.

    ``open`` are explanations that nothing separates from the favoured one, or that stay side by
    side where none is favoured.
    """

    favoured: Key | None
    over: Key | None
    step: int
    open: tuple[Key, ...]


def choose(keys: tuple[Key, ...], leanings: Leanings, units: tuple[Unit, ...] = ()) -> Choice:
    """Choose by the steps; a tie between the holder and other users is no choice.

    ``units`` tell whether the records that carry the result carry the name of a way as well.

    The holder is held against somebody with the same login, everybody else against the holder.
    """
    unbeaten = tuple(key for key in keys if not _beaten(key, keys, leanings))
    holders = [key for key in unbeaten if key[0] == HOLDER]
    # Explanations of the text stay open beside the holder as they do beside somebody else.
    rivals = [key for key in unbeaten if key[0] != HOLDER and key[0] not in OF_THE_COPY]
    if not unbeaten or (holders and rivals):
        return Choice(favoured=None, over=None, step=0, open=unbeaten)
    over = next(key for key in keys if key[0] == HOLDER)
    if holders:
        favoured, over = holders[0], (SOMEBODY, "")
    else:
        found = _favoured(unbeaten, over, leanings)
        if found is None:
            return Choice(favoured=None, over=None, step=0, open=unbeaten)
        favoured = found
    if not leanings[favoured, over].step:
        over = _most(favoured, keys, leanings)
    favoured, step = _named_no_further(favoured, over, keys, leanings, units)
    if not step:
        return Choice(favoured=None, over=None, step=0, open=unbeaten)
    rest = tuple(
        key
        for key in keys
        if key not in {favoured, over}
        and not leanings[favoured, key].step
        and (not leanings[key, favoured].step or key in unbeaten)
    )
    return Choice(favoured=favoured, over=over, step=step, open=rest)


def _named_no_further(
    favoured: Key,
    over: Key,
    keys: tuple[Key, ...],
    leanings: Leanings,
    units: tuple[Unit, ...],
) -> tuple[Key, int]:
    """The favoured explanation and its step, which is the least over all that it is chosen over.

    Other ways of people count that stand further from ``over`` than they lie behind the favoured
    one, unless the records that carry the result tell the two apart themselves. Where that leaves
    less than for *somebody else*, it is somebody else, and the way stays open. *Somebody else*
    names no way, so what tells it slightly from one takes nothing from its own step.
    """
    step = leanings[favoured, over].step
    broad = (SOMEBODY, "")
    if favoured == broad and over[0] == HOLDER:
        return favoured, step
    carrying = [one for one in units if one.weight >= step and is_clear(one, favoured, over)]
    least = min(
        (
            leanings[favoured, key].step
            for key in keys
            if key[0] in _BY_PEOPLE
            and key not in {favoured, over}
            and 0 < leanings[favoured, key].step < leanings[key, over].step
            and not any(favours(one, favoured, key) for one in carrying)
        ),
        default=step,
    )
    least = min(least, step)
    if over[0] == HOLDER and broad != favoured and broad in keys:
        wider = leanings[broad, over].step
        return (broad, wider) if wider > least else (favoured, least)
    return favoured, least


def _beaten(key: Key, keys: tuple[Key, ...], leanings: Leanings) -> bool:
    """Whether another explanation is favoured over it; one that only adds a name does not count."""
    return any(
        leanings[other, key].step
        for other in keys
        if other != key and not (other[0] == key[0] and not key[1])
    )


def _favoured(unbeaten: tuple[Key, ...], holder: Key, leanings: Leanings) -> Key | None:
    """The one that stands furthest from the holder; of equals somebody with the same login.

    Where several ways stand side by side and none of them is that one, nothing is chosen, unless
    all are about the copy alone: then the first stands for them, and the others are named as open.
    """
    most = max(leanings[key, holder].step for key in unbeaten)
    equal = [key for key in unbeaten if leanings[key, holder].step == most]
    if (SOMEBODY, "") in equal:
        return (SOMEBODY, "")
    unnamed = [key for key in equal if not key[1]] or equal
    if all(key[0] in OF_THE_COPY for key in unnamed):
        return min(unnamed, key=lambda key: _ORDER[key[0]])
    return unnamed[0] if len(unnamed) == 1 else None


def _most(favoured: Key, keys: tuple[Key, ...], leanings: Leanings) -> Key:
    """The explanation that the favoured one stands furthest from; of equals the unnamed first."""
    # That it was made outside and that a copy was changed are two questions, and no rivals.
    others = [key for key in keys if key != favoured and not {favoured[0], key[0]} <= OF_THE_COPY]
    return min(
        others,
        key=lambda key: (-leanings[favoured, key].step, bool(key[1]), _ORDER[key[0]], key[1]),
    )
