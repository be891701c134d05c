"""One comparison for each message in dispute: what sent one message says nothing of another.

Copies of one message are compared together, two messages never: each was sent once, and not
necessarily by the same hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from provenance.basics import State, Text, text
from provenance.case import Case
from provenance.copies import CopyComparison
from provenance.correlation import AuditSide
from provenance.reasoning.compare.compare import Compared, compare
from provenance.reasoning.records import (
    Comparison,
    Explanation,
    ExplanationMark,
    Finding,
    Reasoning,
    Request,
)
from provenance.reasoning.rules.marks import MarkRow
from provenance.reasoning.subject import Subject

MAX_COMPARED: Final = 50
"""Messages in dispute that are compared each for itself; how many are left out is said."""

Gaps = Mapping[str, tuple[int, ...]]
"""The questions 1 to 4 that stay open for each message."""


def compare_messages(
    findings: tuple[Finding, ...],
    rows: tuple[MarkRow, ...],
    case: Case,
    side: AuditSide,
    subjects: tuple[Subject, ...],
    requests: tuple[Request, ...],
    copies: CopyComparison,
    gaps: Gaps,
) -> tuple[Compared, ...]:
    """Compare the explanations for each message in dispute, in the order of its first copy."""
    groups = message_groups(subjects, copies)
    names = {f"copies:{one.id}": frozenset(one.members) for one in copies.groups}
    made = []
    for group in groups[:MAX_COMPARED]:
        ids = tuple(one.analysed.message.id for one in group)
        own = tuple(
            one for one in findings if one.group not in names or names[one.group] & set(ids)
        )
        open_ = tuple(sorted({number for id_ in ids for number in gaps.get(id_, ())}))
        one = compare(own, rows, case, side, group, requests, open_)
        made.append(replace(one, comparison=replace(one.comparison, messages=ids)))
    if len(groups) > MAX_COMPARED:
        cut = text("reasoning.compare.cut.messages", count=len(groups) - MAX_COMPARED)
        first = made[0].comparison
        made[0] = replace(made[0], comparison=replace(first, caps=(*first.caps, cut)))
    return tuple(made)


def message_groups(
    subjects: tuple[Subject, ...], copies: CopyComparison
) -> tuple[tuple[Subject, ...], ...]:
    """The messages in dispute with their copies together; without a comparison each is its own."""
    of = {member: group.id for group in copies.groups for member in group.members}
    found: dict[str, list[Subject]] = {}
    for one in subjects:
        id_ = one.analysed.message.id
        found.setdefault(of.get(id_, f"message:{id_}"), []).append(one)
    return tuple(tuple(group) for group in found.values())


def all_explanations(compared: tuple[Compared, ...]) -> tuple[Explanation, ...]:
    """The explanations with their marks for all messages; an exclusion says for which."""
    several = len(compared) > 1
    found: dict[tuple[str, str], Explanation] = {}
    for each in compared:
        for one in each.explanations:
            excluded = one.excluded_if
            if several:
                excluded = tuple(_of(each.comparison.messages, words) for words in excluded)
            held = found.get(one.key)
            marks: dict[ExplanationMark, None] = dict.fromkeys(held.marks if held else ())
            marks |= dict.fromkeys(one.marks)
            found[one.key] = replace(
                one,
                marks=tuple(marks),
                excluded_if=(*(held.excluded_if if held else ()), *excluded),
            )
    return tuple(found.values())


def comparisons_of(reasoning: Reasoning) -> tuple[Comparison, ...]:
    """Every comparison of a case, empty where nothing was compared."""
    if reasoning.comparisons:
        return reasoning.comparisons
    return () if isinstance(reasoning.comparison, State) else (reasoning.comparison,)


def told(reasoning: Reasoning) -> tuple[Text, ...]:
    """The result for a reader: one sentence, or one for each result with the messages it is of."""
    found: dict[Text, list[str]] = {}
    made = comparisons_of(reasoning)
    for one in made:
        found.setdefault(one.statement, []).extend(one.messages)
    if len(made) < 2:
        return tuple(found)
    return tuple(_of(tuple(ids), statement) for statement, ids in found.items())


def _of(messages: tuple[str, ...], statement: Text) -> Text:
    return text("reasoning.several.each", messages=messages, answer=statement)
