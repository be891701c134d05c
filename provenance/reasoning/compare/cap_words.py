"""Why a result stands no higher, with the findings and explanation that each reason is about."""

from __future__ import annotations

from collections.abc import Iterable

from provenance.basics import Text, text
from provenance.reasoning.compare.assumed import assumed
from provenance.reasoning.compare.carrying import carrying, fitting_over, pair_of
from provenance.reasoning.records import Comparison, Explanation, Finding

_CAP = "reasoning.compare.cap."


def with_names(
    one: Comparison, explanations: tuple[Explanation, ...], findings: tuple[Finding, ...]
) -> tuple[Text, ...]:
    """The caps of a result, those about its findings with their names."""
    pair = pair_of(one)
    if pair is None:
        return one.caps
    names = {each.key: each.statement for each in explanations}
    found = []
    for cap in one.caps:
        made = cap
        if cap.id in {f"{_CAP}assumption", f"{_CAP}slight-items"}:
            ids = _ids(carrying(one, explanations, findings))
            listed = assumed(one, explanations, findings) if cap.id.endswith("assumption") else ()
            if listed:
                made = text(f"{cap.id}-of", findings=ids, words=listed[0].words)
            elif cap.id.endswith("items"):
                made = text(f"{cap.id}-of", findings=ids)
        elif cap.id == f"{_CAP}slight":
            ids = _ids(fitting_over(one, explanations, findings))
            made = text(f"{cap.id}-of", findings=ids, over=names[pair[1]])
        found.append(made)
    return tuple(found)


def _ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(one.id for one in findings)
