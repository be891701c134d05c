"""Which explanations have a column: a person whom no mark tells from anybody else has none.

A column under a name reads as if records pointed to that person, also where each of its marks is
that of everybody with the same way into the account.
"""

from __future__ import annotations

from markupsafe import Markup

from provenance.reasoning import Explanation, Mark
from provenance.reasoning.compare.candidates import HOLDER
from provenance.report.catalogue import joint
from provenance.report.view.common import t

Key = tuple[str, str]


def told_columns(
    explanations: tuple[Explanation, ...], idle: tuple[str, ...]
) -> tuple[Explanation, ...]:
    """The explanations with marks of their own, in their order.

    Findings in ``idle`` choose between no two explanations and stand in no row.
    """
    hidden = _like_anybody(explanations, frozenset(idle))
    return tuple(one for one in explanations if one.key not in hidden)


def same_columns(
    explanations: tuple[Explanation, ...],
    shown: tuple[Explanation, ...],
    letters: dict[Key, str],
) -> list[Markup]:
    """Which explanations have no column of their own, and in which one their marks are read."""
    held = {one.key for one in shown}
    named: dict[Key, list[str]] = {}
    for one in explanations:
        if one.key not in held:
            named.setdefault((one.key[0], ""), []).append(letters[one.key])
    return [
        t("report.compare.same-marks", letters=joint().join(own), like=letters[key])
        for key, own in named.items()
    ]


def _like_anybody(explanations: tuple[Explanation, ...], idle: frozenset[str]) -> set[Key]:
    """Named people with the marks of anybody with the same way; the holder is the question."""
    marks = {one.key: _marks(one, idle) for one in explanations}
    return {
        key
        for key, own in marks.items()
        if key[1] and key[0] != HOLDER and own == marks.get((key[0], ""))
    }


def _marks(one: Explanation, idle: frozenset[str]) -> dict[str, tuple[Mark, object]]:
    """What decides in a row: the mark of each finding, and the condition that it hangs on."""
    return {
        each.finding: (each.mark, each.condition)
        for each in one.marks
        if each.finding not in idle and each.mark is not Mark.NEUTRAL
    }
