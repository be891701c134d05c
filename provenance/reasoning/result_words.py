"""The result of the comparison in the words of the first page: the person, and its main limit.

One answer to the question who it was, whichever place says it: first what the records come to, then
that copies alone never decide it.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Text, text
from provenance.case import Case
from provenance.reasoning.answer import followed, within
from provenance.reasoning.compare.candidates import OF_THE_COPY
from provenance.reasoning.hangs_on import hangs_on
from provenance.reasoning.records import Comparison

_SAID: Final = (
    "only-stated", "slight-items", "slight-items-of", "contradiction", "one-source", "same-hands",
    "shared-sources",
)  # fmt: skip
"""Caps that limit a result about people most, in the order of the sentence."""


def about_people(one: Comparison) -> bool:
    """Whether the result chooses between users of the account, and not about the copy itself."""
    return not {one.favoured, one.over} & {*OF_THE_COPY, *State}


def within_gaps(statement: Text) -> Text:
    """The result without the questions that stay open before it."""
    inner = dict(statement.params).get("answer")
    with_gap = statement.id == "reasoning.compare.with-gap"
    return inner if with_gap and isinstance(inner, Text) else statement


def person_words(comparisons: tuple[Comparison, ...], *, records: bool) -> Text:
    """Who sent it, in one or two sentences; ``records`` tells that any log was supplied."""
    if len({within_gaps(one.statement) for one in comparisons}) > 1:
        return followed(text("reasoning.short.person.open"), text("reasoning.short.person.each"))
    if not comparisons or isinstance(comparisons[0].favoured, State):
        why = text(f"reasoning.short.person.{'none' if records else 'no-records'}")
        return followed(text("reasoning.short.person.unknown"), why)
    one = comparisons[0]
    statement = within_gaps(one.statement)
    if not about_people(one):
        return followed(text("reasoning.short.person.open"), statement)
    if one.step == "X":
        statement = _excluded(statement)
    said = followed(statement, text("reasoning.short.person.never"))
    return followed(text("reasoning.short.person.open"), said)


def _excluded(statement: Text) -> Text:
    """Step X in short, behind what is left without it; question 5 has what bears on it.

    ``statement`` is the result of a comparison.
    """
    excludes = within(statement, "reasoning.compare.step.X")
    values = dict(excludes.params) if excludes is not None else {}
    over, count = values.get("over"), values.get("count")
    if over is None:
        return statement
    said = text("reasoning.short.person.X.one", over=over)
    if count is not None:
        said = text("reasoning.short.person.X", over=over, count=count)
    left = dict(statement.params).get("answer")
    if not isinstance(left, Text) or within(left, "reasoning.compare.left") is None:
        return said
    return followed(left, said)


def result_limit(comparisons: tuple[Comparison, ...], case: Case) -> Text | None:
    """What limits the result about people most; ``None`` where there is none or nothing does.

    What it hangs on is said by what is left without it: that it turns is another thing than that
    it is a step lower.
    """
    one = next((one for one in comparisons if about_people(one)), None)
    if one is None:
        return None
    caps = {cap.id.removeprefix("reasoning.compare.cap."): cap for cap in one.caps}
    found = [*hangs_on(one, case), *(caps[name] for name in _SAID if name in caps)]
    if not found and "exclusion" in caps:
        found = [text("reasoning.limit.assumption")]
    if not found:
        return None
    limit = found[0]
    for more in found[1:]:
        limit = followed(limit, more)
    return limit
