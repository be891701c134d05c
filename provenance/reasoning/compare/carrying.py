"""What a result rests on and what speaks against it, by what the findings say (standard §1.5).

One rule for every result: the findings that the comparison lists, those that exclude first, then
those that speak against the other explanation, then those that fit a little better. Swapping the
two explanations swaps the two lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from provenance.basics import Param, State, Text, Where
from provenance.reasoning.doubted import place_of
from provenance.reasoning.records import Comparison, Explanation, Finding, Mark

Key = tuple[str, str]
_STAY: Final = "presence.stay-record"
_SENT: Final = "join.sent"
_WEIGHS: Final = {Mark.EXCLUDED: 0, Mark.UNEXPECTED: 1}


def pair_of(one: Comparison) -> tuple[Key, Key] | None:
    """The favoured explanation and the one over which it is; ``None`` where none is favoured."""
    if isinstance(one.favoured, State) or isinstance(one.over, State):
        return None
    return (one.favoured, _person(one.favoured_person)), (one.over, _person(one.over_person))


def _person(value: str | State) -> str:
    return "" if isinstance(value, State) else value


def carrying(
    one: Comparison, explanations: Iterable[Explanation], findings: Iterable[Finding]
) -> tuple[Finding, ...]:
    """The findings that the result rests on, what weighs most first; what is said twice once."""
    pair = pair_of(one)
    return _ranked(one.items, pair[1], explanations, findings) if pair else ()


def fitting_over(
    one: Comparison, explanations: Iterable[Explanation], findings: Iterable[Finding]
) -> tuple[Finding, ...]:
    """The findings that fit the explanation better over which another one is favoured."""
    pair = pair_of(one)
    if pair is None:
        return ()
    ids = next((each.against for each in one.leanings if (each.favoured, each.over) == pair), ())
    return _ranked(ids, pair[0], explanations, findings)


def _ranked(
    ids: tuple[str, ...],
    against: Key,
    explanations: Iterable[Explanation],
    findings: Iterable[Finding],
) -> tuple[Finding, ...]:
    marks = {
        each.finding: _WEIGHS.get(each.mark, 2)
        for one in explanations
        if one.key == against
        for each in one.marks
    }
    wanted = set(ids)
    own = [one for one in findings if one.id in wanted]
    own.sort(key=lambda one: (marks.get(one.id, 2), -one.strength))
    told: dict[Text, Finding] = {}
    for one in own:
        told.setdefault(one.statement, one)
    return tuple(told.values())


def sharing(
    finding: Finding, found: Iterable[Finding], findings: Iterable[Finding] = ()
) -> tuple[tuple[Finding, ...], list[Where]]:
    """The findings among ``found`` that rest on rows of this one too, and these rows.

    A row that speaks for a result and against it is one record, and not one of each. The row of
    the sending, by the name of such a finding in ``findings``, is everybody's and not counted.
    """
    sent = {place_of(place) for one in findings if one.name == _SENT for place in one.where}
    own = {place_of(one): one for one in finding.where if place_of(one) not in sent}
    others = tuple(one for one in found if any(place_of(place) in own for place in one.where))
    shared = {place_of(place) for one in others for place in one.where}
    return others, [place for key, place in own.items() if key in shared]


def whose_stay(finding: Finding, others: Iterable[Finding]) -> Param | None:
    """Whose stay turns rows that findings share: the others need it, and this one does not.

    Such a row counts for one explanation if the person was there, and for another if not.
    """
    if finding.stated_in:
        return None
    people = [dict(one.statement.params).get("person") for one in others if one.stated_in]
    return next((person for person in people if person), None)


def stays_behind(found: Iterable[Finding], findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The records on which the stays rest that findings need, each once."""
    needs = {(one.person, one.stated_in) for one in found if one.stated_in}
    told: dict[Text, Finding] = {}
    for one in findings:
        exhibits = {place.evidence for place in one.where}
        if one.name == _STAY and any(
            one.person == person and exhibit in exhibits for person, exhibit in needs
        ):
            told.setdefault(one.statement, one)
    return tuple(told.values())


def resting(findings: Iterable[Finding]) -> dict[tuple[str, str, str], list[str]]:
    """Ids of what carries something and rests on a stay, by message, person and exhibit of it."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for one in findings:
        if one.strength and one.stated_in:
            found.setdefault((one.message, one.person, one.stated_in), []).append(one.id)
    return found


def rests_on(stay: Finding, found: Mapping[tuple[str, str, str], list[str]]) -> tuple[str, ...]:
    """Of what rests on stays (:func:`resting`), that which needs the rows of this one."""
    if stay.name != _STAY:
        return ()
    exhibits = dict.fromkeys(place.evidence for place in stay.where)
    return tuple(id_ for one in exhibits for id_ in found.get((stay.message, stay.person, one), ()))


def carried_exhibits(found: Iterable[Finding]) -> tuple[str, ...]:
    """The exhibits that findings cite or that bear out a stay which they need, in order."""
    return tuple(
        dict.fromkeys(
            exhibit
            for one in found
            for exhibit in (*(place.evidence for place in one.where), one.stated_in)
            if exhibit
        )
    )
