"""Named people whom no record tells from anybody else with the same way into the account."""

from __future__ import annotations

from collections.abc import Iterable

from provenance.reasoning.compare.candidates import HOLDER, SOMEBODY, Key
from provenance.reasoning.records import Comparison


def not_told_apart(one: Comparison, keys: Iterable[Key]) -> set[Key]:
    """Of the explanations those with a name, the holder too, that no step sets beside anybody else.

    A name beside a step would read as if a record pointed to, or away from, that very person.
    """
    steps = {(each.favoured, each.over): each.step for each in one.leanings}
    found = set()
    for key in keys:
        if key[0] != HOLDER and not key[1]:
            continue
        anybody = (SOMEBODY if key[0] == HOLDER else key[0], "")
        if not steps.get((key, anybody)) and not steps.get((anybody, key)):
            found.add(key)
    return found
