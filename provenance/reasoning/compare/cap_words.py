"""Why a result stands no higher, with the findings and explanation that each reason is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from provenance.basics import Param, Text, text
from provenance.reasoning.compare.assumed import assumed
from provenance.reasoning.compare.carrying import carrying, fitting_over, pair_of
from provenance.reasoning.compare.exclusion import CAP as EXCLUSION
from provenance.reasoning.records import Comparison, Explanation, Finding

_CAP: Final = "reasoning.compare.cap."
_MOST_KINDS: Final = 3
"""Kinds of findings whose reason is said; the table of marks has all."""


def with_names(
    one: Comparison,
    explanations: tuple[Explanation, ...],
    findings: tuple[Finding, ...],
    kinds: Mapping[str, str] | None = None,
) -> tuple[Text, ...]:
    """The caps of a result, those about its findings with their names.

    What step X needs stands in the order of the list of assumptions. ``kinds`` has the reason of
    each finding whose kind alone keeps it at one step.
    """
    pair = pair_of(one)
    if pair is None:
        return one.caps
    names = {each.key: each.statement for each in explanations}
    found = []
    listed = (each.words for each in assumed(one, explanations, findings) if each.excludes)
    order: dict[Param, int] = {words: number for number, words in enumerate(listed)}
    ours = [cap for cap in one.caps if cap.id == EXCLUSION]
    ours.sort(key=lambda cap: order[dict(cap.params)["words"]])
    for cap in (*ours, *(cap for cap in one.caps if cap.id != EXCLUSION)):
        made = cap
        if cap.id == f"{_CAP}slight-items":
            ids = _ids(carrying(one, explanations, findings))
            found.append(text(f"{cap.id}-of", findings=ids))
            found += _of_kinds(ids, kinds or {})
            continue
        if cap.id == f"{_CAP}slight":
            ids = _ids(fitting_over(one, explanations, findings))
            made = text(f"{cap.id}-of", findings=ids, over=names[pair[1]])
        found.append(made)
    return tuple(found)


def _of_kinds(ids: tuple[str, ...], kinds: Mapping[str, str]) -> list[Text]:
    """Why findings of a kind carry no more, each reason once."""
    by: dict[str, list[str]] = {}
    for id_ in ids:
        if id_ in kinds:
            by.setdefault(kinds[id_], []).append(id_)
    return [
        text(f"{_CAP}kind", findings=tuple(own), reason=Text(id=reason))
        for reason, own in list(by.items())[:_MOST_KINDS]
    ]


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(one.id for one in findings)
