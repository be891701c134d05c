"""Compares the words of the plain and the HTML form of one text, in time linear in their size."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Final

from provenance.basics import State, Value

LONGEST: Final = 2_000_000
"""Characters of one form that are compared."""
FEWEST: Final = 8
"""Words that have to be missing before two forms count as different."""
SHARE: Final = 0.2
_WORD: Final = re.compile(r"[^\W_]+")
_ADDRESS: Final = re.compile(r"<?\b(?:https?|mailto|cid|file):[^\s<>]*>?", re.I)
_SILENT: Final = frozenset(("style", "script", "head", "title", "xml"))


def forms_fit(plain: str, marked: str) -> Value[bool]:
    """Whether both forms have the same words, apart from links and a small rest.

    ``NOT_APPLICABLE`` where one of them has no words: a form may have been left out on purpose.
    """
    if len(plain) > LONGEST or len(marked) > LONGEST:
        return State.NOT_ATTEMPTED
    first = Counter(_words(plain))
    second = Counter(_words(visible_text(marked)))
    if not first or not second:
        return State.NOT_APPLICABLE
    only_first, only_second = (first - second).total(), (second - first).total()
    return not (_too_many(only_first, first.total()) or _too_many(only_second, second.total()))


def _too_many(missing: int, of: int) -> bool:
    return missing >= FEWEST and missing > SHARE * of


def _words(text: str) -> list[str]:
    return _WORD.findall(_ADDRESS.sub(" ", text).lower())


def visible_text(marked: str) -> str:
    """Text of HTML between its tags; styles, scripts, heads and comments left out."""
    out: list[str] = []
    skipping = ""
    for piece in marked.split("<"):
        tag, closed, text = piece.partition(">")
        name = tag.split(None, 1)[0].lower() if tag.strip() else ""
        if skipping == "--":
            _, ended, text = piece.partition("-->")
            skipping = "" if ended else "--"
            out.append(text if ended else "")
        elif skipping:
            if name == f"/{skipping}":
                skipping = ""
                out.append(text)
        elif name.startswith("!--"):
            _, ended, text = piece.partition("-->")
            skipping = "" if ended else "--"
            out.append(text if ended else "")
        elif name in _SILENT and not tag.endswith("/"):
            skipping = name
        else:
            out.append(text if closed else piece)
        out.append(" ")
    return html.unescape("".join(out))
