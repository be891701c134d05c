"""Breaks words into lines by the columns that a terminal needs, not by characters.

A Chinese, Japanese or Korean character takes two columns, and a line may break beside each of
them, except before a closing mark and behind an opening one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_WIDE = frozenset("WF")
_NOT_FIRST = frozenset("，。；：、！？）》」』】”’%…")
_NOT_LAST = frozenset("（《「『【“‘")


def width(words: str) -> int:
    """Return how many columns a text needs."""
    if words.isascii():
        return len(words)
    return sum(_width(one) for one in words)


def _width(one: str) -> int:
    if unicodedata.combining(one):
        return 0
    return 2 if unicodedata.east_asian_width(one) in _WIDE else 1


def pieces(words: str) -> Iterator[tuple[str, bool]]:
    """Return what may not be broken, piece by piece, and whether a blank stands before it."""
    for word in words.split():
        if word.isascii():
            yield word, True
            continue
        held, blank = "", True
        for one in word:
            wide = _width(one) == 2
            before = held[-1:]
            joined = one in _NOT_FIRST or before in _NOT_LAST
            if held and not joined and (wide or _width(before) == 2):
                yield held, blank
                held, blank = "", False
            held += one
        yield held, blank


def head(words: str, room: int) -> int:
    """Return how many characters at the beginning fit into that many columns, at least one."""
    used = 0
    for at, one in enumerate(words):
        used += _width(one)
        if used > room:
            return max(at, 1)
    return len(words)


def wrap(words: str, room: int, *, split: bool = True) -> list[str]:
    """Return lines of at most that many columns; ``split`` also cuts a piece that is longer.

    Without ``split`` a longer piece stands whole on a line of its own.
    """
    lines = [""]
    for piece, blank in pieces(words):
        rest = piece
        while rest:
            at = head(rest, room) if split else len(rest)
            part, rest = rest[:at], rest[at:]
            gap = " " if blank and lines[-1] and part == piece[: len(part)] else ""
            if lines[-1] and width(lines[-1]) + len(gap) + width(part) > room:
                lines.append(part)
            else:
                lines[-1] += gap + part
    return lines
