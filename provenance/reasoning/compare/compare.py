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
from provenance.reasoning.compare.assumed import assumed, counted
from provenance.reasoning.compare.assumption_tests import change_of
from provenance.reasoning.compare.candidates import (
    HOLDER,
    OF_THE_COPY,
    OWN_LOGIN,
    Key,
    candidates,
    left_out,
    open_cases,
)
from provenance.reasoning.compare.cap_words import with_names
from provenance.reasoning.compare.carrying import pair_of
from provenance.reasoning.compare.choose import Choice, Leanings, choose
from provenance.reasoning.compare.exclusion import CAP, all_of, excluded_if, excluded_words
from provenance.reasoning.compare.sensitivity import (
    MAX_LEFT_OUT,
    all_leanings,
    chooses,
    sensitivity_of,
    telling_exhibits,
)
from provenance.reasoning.compare.sources import Sources
from provenance.reasoning.compare.steps import is_clear, leaning
from provenance.reasoning.compare.units import RANK, Unit, units_of
from provenance.reasoning.records import (
    Comparison,
    Explanation,
    ExplanationMark,
    Finding,
    Leaning,
    Mark,
    Request,
)
from provenance.reasoning.rules.marks import MarkRow
from provenance.reasoning.subject import Subject

MAX_CHANGES: Final = 12
"""An exclusion alone has up to nine assumptions, each with the record that would test it."""


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
    leanings = all_leanings(units, keys)
    choice = choose(keys, leanings, units)
    names = {one.key: one.statement for one in explanations}
    made = _comparison(choice, leanings, units, keys, names, requests, own)
    marked = tuple(_marked(one, units) for one in explanations)
    told = replace(made, statement=_with_count(made, marked, own, names))
    return Compared(
        explanations=marked,
        comparison=replace(
            made,
            statement=_with_gaps(told, gaps),
            caps=(*with_names(made, marked, own, _kinds(units)), *_cuts(case, units, keys)),
        ),
    )


def _kinds(units: tuple[Unit, ...]) -> dict[str, str]:
    """The reason of each finding whose kind carries one step at most, whatever bears it out."""
    return {id_: unit.reason for unit in units if unit.one_step for id_ in unit.findings}


def _with_count(
    made: Comparison, explanations: tuple[Explanation, ...], findings: tuple[Finding, ...],
    names: dict[Key, Text],
) -> Text:  # fmt: skip
    """The result; of an exclusion what is left without it, then how its assumptions stand.

    The step that needs fewer assumptions comes first, or a reader takes the exclusion for the
    result.
    """
    pair = pair_of(made)
    if made.step != "X" or pair is None:
        return made.statement
    counts = counted(assumed(made, explanations, findings))
    kind = ".if-used" if counts["used"] else ""
    many = text(f"reasoning.compare.step.X.bears{kind}", **counts)
    excluded = text("reasoning.and", answer=made.statement, more=many)
    return text("reasoning.and", answer=_left(made, pair, names), more=excluded)


def _left(made: Comparison, pair: tuple[Key, Key], names: dict[Key, Text]) -> Text:
    """What the records favour without what excludes, as the caps have it."""
    favoured, over = (names[key] for key in pair)
    for cap in made.caps:
        if cap.id == "reasoning.compare.cap.instead-of":
            step, aside = dict(cap.params)["step"], text("reasoning.compare.left.aside")
            made_of = text(f"reasoning.compare.step.{step}", favoured=favoured, over=over)
            return text("reasoning.and", answer=made_of, more=aside)
    return text("reasoning.compare.left.none", favoured=favoured, over=over)


def _with_gaps(made: Comparison, gaps: tuple[int, ...]) -> Text:
    """The result behind the questions that it rests on and that stay open."""
    if not gaps or isinstance(made.favoured, State):
        return made.statement
    gap = text(f"reasoning.gap.{'-'.join(str(number) for number in gaps)}")
    return text("reasoning.compare.with-gap", gap=gap, answer=made.statement)


def _cuts(case: Case, units: tuple[Unit, ...], keys: tuple[Key, ...]) -> tuple[Text, ...]:
    """Limits of this program that were reached, each said."""
    people = left_out(case)
    exhibits = max(0, len(telling_exhibits(units, keys)) - MAX_LEFT_OUT)
    found = []
    if people:
        found.append(text("reasoning.compare.cut.people", count=people))
    if exhibits:
        found.append(text("reasoning.compare.cut.exhibits", count=exhibits))
    return tuple(found)


def _marked(one: Explanation, units: tuple[Unit, ...]) -> Explanation:
    """The explanation with its marks, and the assumptions under which it cannot be right."""
    marks: list[ExplanationMark] = []
    excluded: dict[Text, None] = {}
    for unit in units:
        mark = unit.mark(one.key)
        if mark.mark is Mark.NEUTRAL:
            continue
        needed = tuple(Text(id=one) for one in mark.conditions)
        condition: Value[Text] = all_of(needed) if needed else State.ABSENT
        marks += [
            ExplanationMark(
                finding=id_, mark=mark.mark, condition=condition, reason=Text(id=unit.reason)
            )
            for id_ in unit.findings
        ]
        # What carries one step at most, for whatever reason, excludes nobody.
        firm = unit.strong and unit.weight >= RECORD
        if mark.mark is Mark.EXCLUDED and firm and needed:
            excluded[all_of(needed)] = None
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
    findings: tuple[Finding, ...],
) -> Comparison:
    favoured, over = choice.favoured, choice.over
    made = leanings[favoured, over] if favoured is not None and over is not None else None
    out = excluded_if(units, favoured, over, choice.step) if favoured and over else ()
    return Comparison(
        favoured=favoured[0] if favoured else State.ABSENT,
        over=over[0] if over else State.ABSENT,
        favoured_person=(favoured[1] or State.ABSENT) if favoured else State.ABSENT,
        over_person=(over[1] or State.ABSENT) if over else State.ABSENT,
        step="X" if out else str(choice.step),
        statement=_statement(choice, names, out),
        caps=(
            *_exclusion(choice, out, names, units),
            *(made.caps if made else _no_choice(units, keys)),
        ),
        items=_sorted(made.items) if made else (),
        against=_against(favoured, units, leanings, keys) if favoured else (),
        not_separated=choice.open,
        leanings=tuple(
            _with_exclusion(leanings[pair], units)
            for pair in permutations(keys, 2)
            if leanings[pair].step
        ),
        non_diagnostic=_sorted(
            id_ for unit in units if not chooses(unit, keys) for id_ in unit.findings
        ),
        sensitivity=sensitivity_of(choice, units, keys, names),
        would_change=_would_change(choice, requests, units, findings),
        cases_open=open_cases(frozenset(unit.name for unit in units)),
    )


def _with_exclusion(one: Leaning, units: tuple[Unit, ...]) -> Leaning:
    """A pair with what excludes its second explanation: one rule for all pairs and the result."""
    return replace(one, excluded_if=excluded_if(units, one.favoured, one.over, one.step))


def _sorted(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids), key=_number))


def _exclusion(
    choice: Choice, conditions: tuple[Text, ...], names: dict[Key, Text], units: tuple[Unit, ...]
) -> tuple[Text, ...]:
    """All that step X hangs on, each by itself, and what is left without what excludes."""
    if not conditions or choice.favoured is None or choice.over is None:
        return ()
    values = {"favoured": names[choice.favoured], "over": names[choice.over]}
    found = [text(CAP, words=one) for one in conditions]
    if choice.over[0] == HOLDER:
        found.append(text("reasoning.compare.cap.from-afar"))
    over = choice.over
    rest = tuple(unit for unit in units if unit.mark(over).mark is not Mark.EXCLUDED)
    step = leaning(rest, choice.favoured, over).step
    if not step:
        return (*found, text("reasoning.compare.cap.nothing-left"))
    return (*found, text("reasoning.compare.cap.instead-of", step=step, **values))


def _statement(choice: Choice, names: dict[Key, Text], conditions: tuple[Text, ...] = ()) -> Text:
    """The result in words; under ``conditions`` it excludes one explanation and names no other."""
    if choice.favoured is None or choice.over is None:
        return text("reasoning.compare.none")
    values = {"favoured": names[choice.favoured], "over": names[choice.over]}
    if conditions:
        made = excluded_words(values["over"], conditions)
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


def _no_choice(units: tuple[Unit, ...], keys: tuple[Key, ...]) -> tuple[Text, ...]:
    """Why no user was chosen, as far as single findings about users say it."""
    users = [key for key in keys if key[0] not in OF_THE_COPY]
    telling = (one for one in units if len({RANK[one.mark(key).mark] for key in users}) > 1)
    return tuple(dict.fromkeys(one.limit for one in telling if one.limit is not None))


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


def _would_change(
    choice: Choice,
    requests: tuple[Request, ...],
    units: tuple[Unit, ...],
    findings: tuple[Finding, ...],
) -> tuple[Text, ...]:
    """What could change this view: the assumptions of the result, then records to ask for."""
    found: dict[Text, None] = {}
    by_id = {one.id: one for one in findings}
    for key in (choice.favoured, choice.over):
        if key is None:
            continue
        for unit in units:
            mark = unit.mark(key)
            if unit.weight and mark.mark in {Mark.UNEXPECTED, Mark.EXCLUDED}:
                about = by_id[unit.findings[0]]
                found |= dict.fromkeys(change_of(one, about) for one in mark.conditions)
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
