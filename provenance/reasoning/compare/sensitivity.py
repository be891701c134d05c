"""What a result hangs on: each exhibit, each statement and the answers of DNS, left out in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations
from typing import Final

from provenance.basics import State, Text, text
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.compare.candidates import OF_THE_COPY, Key
from provenance.reasoning.compare.choose import Choice, Leanings, choose
from provenance.reasoning.compare.exclusion import excluded_if, excluded_words
from provenance.reasoning.compare.steps import exhibit_order, leaning
from provenance.reasoning.compare.units import RANK, Unit
from provenance.reasoning.records import Sensitivity

MAX_LEFT_OUT: Final = 300
"""Exhibits and statements that are left out in turn, so many of each."""
CASE_FILE: Final = "case file"
DNS: Final = "dns"
_BY_KEYS: Final = ("dkim.", "dmarc.", "spf.")
"""Findings that this program computed with answers of DNS."""

Units = tuple[Unit, ...]


def all_leanings(units: Units, keys: tuple[Key, ...]) -> Leanings:
    """Every explanation against every other."""
    return {(one, other): leaning(units, one, other) for one, other in permutations(keys, 2)}


def chooses(unit: Unit, keys: tuple[Key, ...]) -> bool:
    """Whether a unit tells any two explanations apart."""
    ranks = {RANK[unit.mark(key).mark] for key in keys if unit.speaks_of(key)}
    return unit.weight > 0 and len(ranks) > 1


def telling_exhibits(units: Units, keys: tuple[Key, ...]) -> list[str]:
    """Exhibits without which something that chooses would be gone or weaker, in order."""
    telling = [unit for unit in units if chooses(unit, keys)]
    found = {one for unit in telling for one in unit.exhibits}
    found |= {one for unit in telling if len(unit.anchor) == 1 for one in unit.anchor}
    found |= {one for unit in telling if len(unit.borne_by) == 1 for one in unit.borne_by}
    found |= {one for unit in units if unit.restored for one in unit.refuted_by | unit.lowered_by}
    return sorted(found, key=exhibit_order)


def sensitivity_of(
    choice: Choice, units: Units, keys: tuple[Key, ...], names: dict[Key, Text]
) -> tuple[Sensitivity, ...]:
    """Leave out each thing in turn; give those that change the result, step X too."""
    before = _shown(choice, choice.step, units)
    found = []
    for kind, name, words, rest in _each_left_out(units, keys):
        leanings = all_leanings(rest, keys)
        now = choose(keys, leanings, rest)
        step = now.step
        if choice.favoured is not None and choice.over is not None and not _same(now, choice):
            step = leanings[choice.favoured, choice.over].step
        shown = _shown(now, step, rest)
        if (now.favoured, now.over, shown) != (choice.favoured, choice.over, before):
            rises = now.step > choice.step or step > choice.step
            found.append(_changed(kind, name, words, shown, choice, now, names, rest, rises=rises))
        elif kind == DNS:
            found += _of_the_system(choice, units, leanings, keys, shown)
    return tuple(found)


def _each_left_out(
    units: Units, keys: tuple[Key, ...]
) -> Iterator[tuple[str, str, Text | str, Units]]:
    """Kind, name and words of each thing that is left out, and what stands without it."""
    telling = tuple(unit for unit in units if chooses(unit, keys))
    for name in telling_exhibits(units, keys)[:MAX_LEFT_OUT]:
        back = (
            replace(unit, weight=unit.restored, about_person=True)
            for unit in units
            if unit.restored and not unit.weight and unit.refuted_by <= {name}
        )
        rest = (_without(unit, name) for unit in (*telling, *back) if unit.stands_without(name))
        yield "exhibit", name, name, tuple(rest)
    stated = dict.fromkeys(one for unit in telling for one in unit.stated)
    for words in list(stated)[:MAX_LEFT_OUT]:
        yield "stated", CASE_FILE, words, tuple(u for u in telling if words not in u.stated)
    if any(unit.name.startswith(_BY_KEYS) for unit in telling):
        yield DNS, DNS, "", tuple(u for u in telling if not u.name.startswith(_BY_KEYS))


def _without(unit: Unit, name: str) -> Unit:
    """A unit without an exhibit that its weight hangs on.

    Without the only one that bears out what it assumes it carries one step at most; without the
    one that speaks against its assumption it carries what it may by itself.
    """
    if unit.lowered_by == frozenset({name}):
        unit = replace(unit, weight=unit.restored)
    if unit.borne_by != frozenset({name}):
        return unit
    return replace(unit, weight=min(unit.weight, CLAIM))


def _shown(choice: Choice, step: int, units: Units) -> str:
    """The step as it is printed: X where one record excludes."""
    if choice.favoured is None or choice.over is None:
        return str(step)
    return "X" if excluded_if(units, choice.favoured, choice.over, step) else str(step)


def _same(one: Choice, other: Choice) -> bool:
    return (one.favoured, one.over) == (other.favoured, other.over)


def _changed(
    kind: str,
    name: str,
    words: Text | str,
    step: str,
    choice: Choice,
    now: Choice,
    names: dict[Key, Text],
    rest: Units,
    *,
    rises: bool,
) -> Sensitivity:
    values: dict[str, Text | str] = {} if kind == DNS else {"name": words}
    if now.favoured is None or now.over is None:
        sentence = text(f"reasoning.compare.without.{kind}.none", **values)
    else:
        out = excluded_if(rest, now.favoured, now.over, now.step)
        result = (
            excluded_words(names[now.over], out)
            if out
            else text(
                f"reasoning.compare.step.{now.step}",
                favoured=names[now.favoured],
                over=names[now.over],
            )
        )
        turned = (now.favoured, now.over) == (choice.over, choice.favoured)
        falls = step == "X" and not out and _same(now, choice)
        case = "rises" if rises else "turns" if turned else "falls" if falls else "changes"
        sentence = text(f"reasoning.compare.without.{kind}.{case}", **values, result=result)
    return Sensitivity(
        left_out=name,
        kind=kind,
        step=step,
        result_step=_shown(now, now.step, rest),
        favoured=now.favoured[0] if now.favoured else State.ABSENT,
        over=now.over[0] if now.over else State.ABSENT,
        rises=rises,
        sentence=sentence,
    )


def _of_the_system(
    choice: Choice, units: Units, leanings: Leanings, keys: tuple[Key, ...], step: str
) -> list[Sensitivity]:
    """That the answers of DNS decide how far inside stands before outside, if nothing else."""
    before = all_leanings(units, keys)
    pairs = [(one, other) for one, other in before if _inside_over_outside(one, other)]
    most = max((before[pair].step for pair in pairs), default=0)
    left = max((leanings[pair].step for pair in pairs), default=0)
    if most == left:
        return []
    return [
        Sensitivity(
            left_out=DNS,
            kind=DNS,
            step=step,
            result_step=step,
            favoured=choice.favoured[0] if choice.favoured else State.ABSENT,
            over=choice.over[0] if choice.over else State.ABSENT,
            sentence=text("reasoning.compare.without.dns.pairs", before=most, after=left),
        )
    ]


def _inside_over_outside(one: Key, other: Key) -> bool:
    return other[0] == "outside-system" and one[0] not in OF_THE_COPY
