"""Compares all explanations of a case, and says what the result hangs on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import permutations
from typing import Final

from provenance.basics import State, Text, Value, text
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.reasoning.claims import RECORD
from provenance.reasoning.compare.assumption_tests import change_of
from provenance.reasoning.compare.candidates import HOLDER, OWN_LOGIN, Key, candidates, left_out
from provenance.reasoning.compare.choose import OF_THE_COPY, Choice, Leanings, choose
from provenance.reasoning.compare.exclusion import excluded_if
from provenance.reasoning.compare.sources import Sources
from provenance.reasoning.compare.steps import is_clear, leaning
from provenance.reasoning.compare.units import RANK, Unit, lifted, units_of
from provenance.reasoning.records import (
    Comparison,
    Explanation,
    ExplanationMark,
    Finding,
    Mark,
    Request,
    Sensitivity,
)
from provenance.reasoning.rules.marks import MarkRow
from provenance.reasoning.subject import Subject

MAX_LEFT_OUT: Final = 300
"""Exhibits and sources that are left out in turn."""
MAX_CHANGES: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The explanations with their marks, and the comparison of the first page."""

    explanations: tuple[Explanation, ...]
    comparison: Comparison


def compare(
    findings: tuple[Finding, ...],
    rows: tuple[MarkRow, ...],
    case: Case,
    side: AuditSide,
    subjects: tuple[Subject, ...],
    requests: tuple[Request, ...],
    gaps: tuple[int, ...] = (),
) -> Compared:
    """Compare by the findings about one message in dispute (``subjects`` are its copies).

    ``gaps`` are the questions 1 to 4 that stay open for it: the result names them. A pure function
    of its arguments; the order of the findings decides nothing.
    """
    asked = {subject.analysed.message.id for subject in subjects}
    own = tuple(one for one in findings if not one.message or one.message in asked)
    explanations = candidates(case, frozenset(one.person for one in own if one.person))
    units = units_of(own, rows, explanations, Sources(case, side, subjects))
    keys = tuple(one.key for one in explanations)
    leanings = _all(units, keys)
    choice = choose(keys, leanings, units)
    names = {one.key: one.statement for one in explanations}
    made = _comparison(choice, leanings, units, keys, names, requests)
    return Compared(
        explanations=tuple(_marked(one, units) for one in explanations),
        comparison=replace(
            made,
            statement=_with_gaps(made, gaps),
            caps=(*made.caps, *_cuts(case, units, keys)),
        ),
    )


def _with_gaps(made: Comparison, gaps: tuple[int, ...]) -> Text:
    """The result behind the questions that it rests on and that stay open."""
    if not gaps or isinstance(made.favoured, State):
        return made.statement
    gap = text(f"reasoning.gap.{'-'.join(str(number) for number in gaps)}")
    return text("reasoning.compare.with-gap", gap=gap, answer=made.statement)


def _cuts(case: Case, units: tuple[Unit, ...], keys: tuple[Key, ...]) -> tuple[Text, ...]:
    """Limits of this program that were reached, each said."""
    people = left_out(case)
    exhibits = max(0, len(_telling_exhibits(units, keys)) - MAX_LEFT_OUT)
    found = []
    if people:
        found.append(text("reasoning.compare.cut.people", count=people))
    if exhibits:
        found.append(text("reasoning.compare.cut.exhibits", count=exhibits))
    return tuple(found)


def _telling_exhibits(units: tuple[Unit, ...], keys: tuple[Key, ...]) -> list[str]:
    """Exhibits without which something that chooses would be gone, in order."""
    telling = [unit for unit in units if _chooses(unit, keys)]
    found = {one for unit in telling for one in unit.exhibits}
    found |= {one for unit in telling if len(unit.anchor) == 1 for one in unit.anchor}
    found |= {one for unit in units if unit.restored for one in unit.refuted_by}
    return sorted(found, key=_place)


def _all(units: tuple[Unit, ...], keys: tuple[Key, ...]) -> Leanings:
    units = lifted(units)
    return {(one, other): leaning(units, one, other) for one, other in permutations(keys, 2)}


def _marked(one: Explanation, units: tuple[Unit, ...]) -> Explanation:
    """The explanation with its marks, and the assumptions under which it cannot be right."""
    marks: list[ExplanationMark] = []
    excluded: dict[Text, None] = {}
    for unit in units:
        mark = unit.mark(one.key)
        if mark.mark is Mark.NEUTRAL:
            continue
        condition: Value[Text] = Text(id=mark.condition) if mark.condition else State.ABSENT
        marks += [
            ExplanationMark(
                finding=id_, mark=mark.mark, condition=condition, reason=Text(id=unit.reason)
            )
            for id_ in unit.findings
        ]
        # What carries one step at most, for whatever reason, excludes nobody.
        firm = unit.strong and unit.weight >= RECORD
        if mark.mark is Mark.EXCLUDED and firm and mark.condition:
            excluded[Text(id=mark.condition)] = None
    marks.sort(key=lambda mark: _number(mark.finding))
    return replace(one, marks=tuple(marks), excluded_if=tuple(excluded))


def _number(id_: str) -> tuple[str, int]:
    letter, _, number = id_.partition("-")
    return letter, int(number or 0)


def _comparison(
    choice: Choice,
    leanings: Leanings,
    units: tuple[Unit, ...],
    keys: tuple[Key, ...],
    names: dict[Key, Text],
    requests: tuple[Request, ...],
) -> Comparison:
    favoured, over = choice.favoured, choice.over
    made = leanings[favoured, over] if favoured is not None and over is not None else None
    out = excluded_if(units, favoured, over, choice.step) if favoured and over else None
    return Comparison(
        favoured=favoured[0] if favoured else State.ABSENT,
        over=over[0] if over else State.ABSENT,
        favoured_person=(favoured[1] or State.ABSENT) if favoured else State.ABSENT,
        over_person=(over[1] or State.ABSENT) if over else State.ABSENT,
        step="X" if out else str(choice.step),
        statement=_statement(choice, names, out),
        caps=(*_exclusion(choice, out), *(made.caps if made else _no_choice(units))),
        items=_sorted(made.items) if made else (),
        against=_against(favoured, units, leanings, keys) if favoured else (),
        not_separated=choice.open,
        leanings=tuple(leanings[pair] for pair in permutations(keys, 2) if leanings[pair].step),
        non_diagnostic=_sorted(
            id_ for unit in units if not _chooses(unit, keys) for id_ in unit.findings
        ),
        sensitivity=_sensitivity(choice, units, keys, names),
        would_change=_would_change(choice, requests, units),
    )


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids), key=_number))


def _exclusion(choice: Choice, condition: Text | None) -> tuple[Text, ...]:
    """What step X hangs on, and what is left of it without its assumption."""
    if condition is None:
        return ()
    return (
        text("reasoning.compare.cap.exclusion", words=condition),
        text("reasoning.compare.cap.instead-of", step=choice.step),
    )


def _statement(choice: Choice, names: dict[Key, Text], condition: Text | None = None) -> Text:
    """The result in words; under a ``condition`` it excludes one explanation and names no other."""
    if choice.favoured is None or choice.over is None:
        return text("reasoning.compare.none")
    values = {"favoured": names[choice.favoured], "over": names[choice.over]}
    if condition is not None:
        made = text("reasoning.compare.step.X", over=values["over"], condition=condition)
        return text("reasoning.and", answer=made, more=text("reasoning.compare.nothing-else"))
    made = text(f"reasoning.compare.step.{choice.step}", **values)
    if choice.favoured[0] in OF_THE_COPY:
        for key in choice.open:
            if key[0] in OF_THE_COPY:
                as_much = text("reasoning.compare.as-much", other=names[key])
                made = text("reasoning.and", answer=made, more=as_much)
    if choice.over[0] == HOLDER:
        return text("reasoning.and", answer=made, more=text("reasoning.compare.names-nobody"))
    return made


def _no_choice(units: tuple[Unit, ...]) -> tuple[Text, ...]:
    """Why nothing was chosen, as far as single findings say it."""
    return tuple(dict.fromkeys(unit.limit for unit in units if unit.limit is not None))


def _chooses(unit: Unit, keys: tuple[Key, ...]) -> bool:
    """Whether a unit tells any two explanations apart."""
    ranks = {RANK[unit.mark(key).mark] for key in keys if unit.speaks_of(key)}
    return unit.weight > 0 and len(ranks) > 1


def _against(
    favoured: Key, units: tuple[Unit, ...], leanings: Leanings, keys: tuple[Key, ...]
) -> tuple[str, ...]:
    """Findings that are rather to be expected under any other explanation."""
    found = {id_ for key in keys if key != favoured for id_ in leanings[favoured, key].against}
    weightless = (
        id_
        for unit in units
        if not unit.weight and any(is_clear(unit, key, favoured) for key in keys if key != favoured)
        for id_ in unit.findings
    )
    return _sorted((*found, *weightless))


def _sensitivity(
    choice: Choice, units: tuple[Unit, ...], keys: tuple[Key, ...], names: dict[Key, Text]
) -> tuple[Sensitivity, ...]:
    """Leave out each exhibit and each source in turn; give those that change the result."""
    telling = tuple(unit for unit in units if _chooses(unit, keys))
    cancelled = tuple(unit for unit in units if unit.restored and not unit.weight)
    wanted = _telling_exhibits(units, keys)[:MAX_LEFT_OUT]
    found = []
    for name in wanted:
        back = (
            replace(unit, weight=unit.restored, about_person=True)
            for unit in cancelled
            if unit.refuted_by <= {name}
        )
        rest = tuple(unit for unit in (*telling, *back) if unit.stands_without(name))
        leanings = _all(rest, keys)
        now = choose(keys, leanings, rest)
        step = now.step
        if choice.favoured is not None and choice.over is not None and not _same(now, choice):
            step = leanings[choice.favoured, choice.over].step
        if (now.favoured, now.over, step) == (choice.favoured, choice.over, choice.step):
            continue
        found.append(_changed("exhibit", name, step, choice, now, names))
    return tuple(found)


def _same(one: Choice, other: Choice) -> bool:
    return (one.favoured, one.over) == (other.favoured, other.over)


def _place(exhibit: str) -> tuple[int, str]:
    digits = exhibit.lstrip("EK")
    return (int(digits) if digits.isdigit() else 0, exhibit)


def _changed(
    kind: str, name: str, step: int, choice: Choice, now: Choice, names: dict[Key, Text]
) -> Sensitivity:
    shown = name.partition(":")[2] if kind == "stated" else name
    rises = now.step > choice.step or step > choice.step
    if now.favoured is None or now.over is None:
        case = "none"
        sentence = text(f"reasoning.compare.without.{kind}.none", name=shown)
    else:
        case = "rises" if rises else "changes"
        sentence = text(
            f"reasoning.compare.without.{kind}.{case}",
            name=shown,
            result=text(
                f"reasoning.compare.step.{now.step}",
                favoured=names[now.favoured],
                over=names[now.over],
            ),
        )
    return Sensitivity(
        left_out=shown,
        kind=kind,
        step=str(step),
        favoured=now.favoured[0] if now.favoured else State.ABSENT,
        over=now.over[0] if now.over else State.ABSENT,
        rises=rises,
        sentence=sentence,
    )


def _would_change(
    choice: Choice, requests: tuple[Request, ...], units: tuple[Unit, ...]
) -> tuple[Text, ...]:
    """What could change this view: the assumptions of the result, then records to ask for."""
    found: dict[Text, None] = {}
    for key in (choice.favoured, choice.over):
        if key is None:
            continue
        for unit in units:
            mark = unit.mark(key)
            if unit.weight and mark.condition and mark.mark in {Mark.UNEXPECTED, Mark.EXCLUDED}:
                found[change_of(mark.condition)] = None
    for rung in _open_rungs(choice):
        for request in requests:
            if request.decides_rung == rung:
                found.setdefault(request.what)
    return tuple(found)[:MAX_CHANGES]


def _open_rungs(choice: Choice) -> tuple[int, ...]:
    """The rungs whose records would separate what stays side by side."""
    side_by_side = {key[0] for key in (*choice.open, choice.favoured or ("", ""))}
    rungs = []
    if side_by_side & OWN_LOGIN:
        rungs += [5, 4]
    if side_by_side - OWN_LOGIN:
        rungs += [3]
    if side_by_side & {"outside-system"}:
        rungs += [2]
    if side_by_side & {"copy-altered"}:
        rungs += [1]
    return tuple(rungs)
