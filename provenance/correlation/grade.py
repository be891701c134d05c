"""A grade of a disclosure, from what the case file declares; never guessed from the text.

The rule is ours and is printed with every grade: law has no such scale. It follows the points that
supervisory authorities name, kind of data, number of people, and who could see it (GDPR Article 33
and 34; ICO, e-mail and security, 30 August 2023: the list itself can be sensitive).
"""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Text, Value, text

_HIGH: Final = frozenset(("children", "credentials", "finance", "health", "special-category"))
MANY: Final = 1_000
SOME: Final = 100


def grade(category: str, *, people: int, outside: int) -> tuple[Value[str], Text]:
    """Give low, medium or high with the sentence of its rule; a state if nothing is declared."""
    if not category:
        return State.NOT_APPLICABLE, text("correlation.grade.not-declared")
    if category in _HIGH:
        return "high", text("correlation.grade.high-category", category=category)
    if category == "membership" and people >= SOME:
        return "high", text("correlation.grade.high-membership", least=SOME)
    if people >= MANY or category == "membership":
        return "medium", text("correlation.grade.medium", least=MANY)
    if outside >= SOME:
        return "medium", text("correlation.grade.medium-outside", least=SOME)
    return "low", text("correlation.grade.low", least=SOME)
