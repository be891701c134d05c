"""Answers for a terminal: whole sentences, the first of each part, never a part of one.

An answer has parts: what a log says and what the e-mail itself says, or what each of several
copies says. Every part keeps its beginning, and so the messages that it is about.
"""

from __future__ import annotations

import re

from provenance.basics import Text
from provenance.report.catalogue import fill, render, sentence

_HOLDERS = frozenset(
    {
        "reasoning.part.log",
        "reasoning.part.copy",
        "reasoning.several.each",
        "reasoning.several.all",
        "reasoning.with-gap",
    }
)
"""Sentences that stand before another one, and open a part of an answer."""
_BESIDE = frozenset({"reasoning.part.copy", "reasoning.several.all"})
"""Parts that an answer can do without where there is little room."""
_END = re.compile(r"(?<=[.?!])\s+(?=[A-Z\u201c{])|(?<=[\u3002\uff1f\uff01])(?=[^\u201d\u300b])")
"""Where a sentence of the catalogue ends, before anything is filled in."""
_WHOLE = frozenset({"reasoning.compare.step.X"})
"""Sentences that say too much without the next one: an exclusion and its assumption."""
_SHORTEST = 4
"""A sentence of fewer words ("Not shown.") says too little to stand for an answer."""
_SHORTEST_WIDE = 8
"""The same in characters, for a language without blanks."""


def parts(answer: Text, *, all_of_them: bool = True) -> list[list[str]]:
    """Return the parts of an answer in order, each as its sentences.

    Without ``all_of_them`` those are left out that the answer stands without: what the e-mail says
    beside a log, and what all copies have in common behind what each has.
    """
    if answer.id == "reasoning.and":
        held = dict(answer.params)
        first, more = held.get("answer"), held.get("more")
        if isinstance(first, Text) and isinstance(more, Text):
            begun = parts(first, all_of_them=all_of_them)
            if more.id in _BESIDE and not all_of_them:
                return begun
            after = parts(more, all_of_them=all_of_them)
            if more.id in _HOLDERS:
                return [*begun, *after]
            return [*begun[:-1], begun[-1] + after[0], *after[1:]]
    inner = dict(answer.params).get("answer")
    if answer.id not in _HOLDERS or not isinstance(inner, Text):
        return [_said(answer)]
    before = _before(answer)
    found = parts(inner, all_of_them=all_of_them)
    return [[before + found[0][0], *found[0][1:]], *found[1:]]


def _before(holder: Text) -> str:
    """What a sentence says before the answer that it holds."""
    words = sentence(holder.id) or ""
    return fill(words.partition("{answer}")[0], dict(holder.params))


def _said(answer: Text) -> list[str]:
    """The sentences of a text, told apart in the catalogue so that evidence can split none."""
    words = sentence(answer.id)
    if words is None or answer.id in _WHOLE:
        return [render(answer)]
    params = dict(answer.params)
    pieces = [fill(one, params) for one in _END.split(words)]
    while len(pieces) > 1 and _is_short(pieces[0]):
        pieces[:2] = [_together(pieces[0], pieces[1])]
    return pieces


def _is_short(words: str) -> bool:
    return len(words.split()) < _SHORTEST if words.isascii() else len(words) < _SHORTEST_WIDE


def _together(one: str, other: str) -> str:
    return f"{one} {other}" if one.isascii() else one + other


def joined(found: list[list[str]], most: int, most_parts: int) -> str:
    """Return at most so many sentences of each of so many parts of an answer."""
    words = [each for one in found[:most_parts] for each in one[:most]]
    line = words[0]
    for each in words[1:]:
        line = line + each if line[-1:] in "\u3002\uff1b" else f"{line} {each}"
    return line


def is_whole(found: list[list[str]], most: int, most_parts: int) -> bool:
    """Tell whether no sentence of an answer is left out."""
    return len(found) <= most_parts and all(len(one) <= most for one in found)
