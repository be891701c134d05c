"""Step X: an explanation that cannot be right if all named assumptions hold (standard §1.5).

X is no place on the scale of steps: it excludes one explanation under a condition, and says
nothing about who or what else it was. It is printed where an exclusion is all that the result
rests on. Where a second source carries the result further, the step is the better answer, and the
exclusion stands among the explanation's own lines.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import Text, text
from provenance.reasoning.claims import RECORD
from provenance.reasoning.compare.candidates import Key
from provenance.reasoning.compare.steps import favours, is_clear
from provenance.reasoning.compare.units import Unit
from provenance.reasoning.records import Mark

CAP: Final = "reasoning.compare.cap.exclusion"
"""The sentence among the caps of a result that names one thing which step X needs."""
FROM_STEP: Final = 2
"""The step that an exclusion by one source comes to, and in whose place X is printed."""


def excluded_if(units: tuple[Unit, ...], favoured: Key, over: Key, step: int) -> tuple[Text, ...]:
    """The assumptions under which ``over`` cannot be right; empty where X is not printed.

    Everything has to hold: the step is that of one source; the record is of class A, B, L or P at
    full weight, so no marked export, no record of the submitting side and no bare statement; where
    the explanation names a person it is about that very person; and nothing clear or disputing
    speaks for the explanation.
    """
    if step != FROM_STEP:
        return ()
    against = (unit for unit in units if favours(unit, over, favoured))
    if any(unit.contradicts or is_clear(unit, over, favoured) for unit in against):
        return ()
    for unit in units:
        mark = unit.mark(over)
        about = not over[1] or (unit.about_person and unit.person == over[1])
        if (
            mark.mark is Mark.EXCLUDED
            and mark.conditions
            and unit.strong
            and unit.weight >= RECORD
            and about
            and is_clear(unit, favoured, over)
        ):
            return tuple(Text(id=one) for one in mark.conditions)
    return ()


def excluded_words(over: Text, conditions: tuple[Text, ...]) -> Text:
    """The sentence of step X: the assumption, or how many have to hold."""
    if len(conditions) == 1:
        return text("reasoning.compare.step.X", over=over, condition=conditions[0])
    return text("reasoning.compare.step.X.several", over=over, count=len(conditions))


def all_of(conditions: tuple[Text, ...]) -> Text:
    """Several assumptions that all have to hold, as one text."""
    made = conditions[-1]
    for one in reversed(conditions[:-1]):
        made = text("reasoning.and", answer=one, more=made)
    return made


def each_of(condition: Text) -> tuple[Text, ...]:
    """The assumptions that such a text was made of."""
    values = dict(condition.params)
    answer, more = values.get("answer"), values.get("more")
    if condition.id == "reasoning.and" and isinstance(answer, Text) and isinstance(more, Text):
        return (*each_of(answer), *each_of(more))
    return (condition,)
