"""Names of people as logs and case files spell them: order, initials, case, look-alike letters."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORD: Final = re.compile(r"[^\W\d_]+")
_LOOKS_LATIN: Final = str.maketrans(
    "\u0430\u0432\u0435\u0455\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0491\u0433"
    "\u03b1\u03b2\u03b5\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u03b7",
    "abesijkmhopctyxgr" + "abeikmvoptyxn",
)
"""Cyrillic and Greek letters that look like Latin ones, as Unicode TS 39 lists them."""


def skeleton(name: str) -> str:
    """A name with look-alike letters made one: equal for names that a reader cannot tell apart."""
    return " ".join(_words(name))


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.replace("\N{LATIN SMALL LETTER SHARP S}", "ss"))
    kept = "".join(one for one in plain if not unicodedata.combining(one))
    return _WORD.findall(kept.casefold().translate(_LOOKS_LATIN))


def alike(one: str, other: str) -> bool:
    """Whether two names can be one person's: every part of the shorter fits a part of the longer.

    A part fits its like, or an initial; at least one part of more than two letters is the same.
    """
    short, long = sorted((_words(one[:200]), _words(other[:200])), key=len)
    if not short or sorted(short) == sorted(long):
        return bool(short)
    rest, same = list(long), False
    for part in sorted(short, key=lambda word: -len(word)):
        fit = next((word for word in rest if word == part), None) or next(
            (word for word in rest if 1 in {len(word), len(part)} and word[0] == part[0]), None
        )
        if fit is None:
            return False
        rest.remove(fit)
        same = same or (fit == part and len(part) > 2)
    return same
