"""Words in pictures: how wide they are, and how they are broken so that nothing is cut off.

SVG breaks no lines by itself. Widths are estimated from above, by kinds of letters: a label that
has a little room to spare is better than one under a shape.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from markupsafe import Markup

_NARROW: Final = frozenset("iljtf.,:;'|!()[] ")
_WIDE: Final = frozenset("mwMW@%\N{EM DASH}")
_CLOSING: Final = "\u3001\u3002\u300b\u300d\uff01\uff09\uff0c\uff1a\uff1b\uff1f"
_BLANKS: Final = re.compile(rf"(?<= )|(?<=[\u2e80-\u9fff\uff00-\uffef])(?![{_CLOSING}])")
"""After blanks and Chinese characters, but never before a mark that closes."""
_MARKS: Final = re.compile(r"(?<=[.\-/@_,:;+=])")
LINE: Final = 1.2
"""Height of a line, in sizes of the letters."""


def width_of(words: str, size: float) -> float:
    """Return about how wide a text is in a letter size, rather too wide than too narrow."""
    total = 0.0
    for letter in words:
        if unicodedata.east_asian_width(letter) in "WF":
            total += 1.0
        elif letter in _NARROW:
            total += 0.34
        elif letter in _WIDE:
            total += 0.92
        elif letter.isupper():
            total += 0.68
        else:
            total += 0.57
    return total * size


def wrapped(words: str, room: float, size: float) -> tuple[str, ...]:
    """Return a text as lines that fit a width; at blanks and marks first, else anywhere."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(words, room, size):
        if line and width_of((line + piece).rstrip(), size) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
        while width_of(line.rstrip(), size) > room and len(line) > 1:
            at = _fitting(line, room, size)
            lines.append(line[:at])
            line = line[at:]
    if line.strip() or not lines:
        lines.append(line.rstrip())
    return tuple(lines)


def _pieces(words: str, room: float, size: float) -> list[str]:
    """The words of a text; one that is too wide for a line in parts."""
    found: list[str] = []
    for word in _BLANKS.split(words):
        wide = width_of(word.rstrip(), size) > room
        found += _MARKS.split(word) if wide else [word]
    return found


def _fitting(line: str, room: float, size: float) -> int:
    at = len(line) - 1
    while at > 1 and width_of(line[:at], size) > room:
        at -= 1
    return at


def label(
    x: float, y: float, css: str, lines: tuple[str, ...], size: float, anchor: str = "start"
) -> Markup:
    """Return lines of text one below the other, the first on the line ``y``."""
    if len(lines) == 1:
        return Markup(
            '<text x="{}" y="{}" class="{}" text-anchor="{}" data-evidence>{}</text>'
        ).format(x, round(y, 1), css, anchor, lines[0])
    spans = Markup("").join(
        Markup('<tspan x="{}" y="{}">{}</tspan>').format(x, round(y + n * size * LINE, 1), words)
        for n, words in enumerate(lines)
    )
    return Markup('<text class="{}" text-anchor="{}" data-evidence>{}</text>').format(
        css, anchor, spans
    )
