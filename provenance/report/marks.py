"""Makes every character visible that could mislead a reader or drive a terminal.

A header may hold characters that reorder a line, hide a word or clear a screen. They are
never dropped, since they are evidence, and never passed on: each becomes a mark with its code
point. Undecodable bytes (U+DC80..U+DCFF, PEP 383) become a mark with the byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

# Printable by Unicode category, yet drawn as nothing: fillers, variation selectors, joiners.
_BLANK = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef"
)
_BLANK_ONE = re.compile(f"[{_BLANK}]")
# More than four combining marks on one letter overprint the neighbouring lines.
_COMBINING = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_STACK = re.compile(f"(?<=[{_COMBINING}]{{4}})[{_COMBINING}]")
_HARMLESS = re.compile(r"[\t\n\x20-\x7e]*")
_KEPT_IN_TEXT = "\t\n\u00a0\u3000"


def name_of(char: str) -> str:
    """Return the name of a mark: ``U+202E``, or ``byte 9F`` for an undecodable byte."""
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"byte {code - 0xDC00:02X}"
    return f"U+{code:04X}"


def _needs_mark(char: str, kept: str) -> bool:
    if char in kept:
        return False
    return not char.isprintable() or _BLANK_ONE.match(char) is not None


def split(value: str, *, multiline: bool = False) -> Iterator[tuple[bool, str]]:
    """Cut a value into runs ``(is_mark, text)``; a mark run is the name of one character.

    ``multiline`` keeps line feeds, tabs and wide spaces, for blocks that are set as they stand;
    otherwise a tab counts as a space.
    """
    value = value.replace("\r\n", "\n") if multiline else value.replace("\t", " ")
    if _HARMLESS.fullmatch(value) if multiline else value.isascii() and value.isprintable():
        if value:
            yield False, value
        return
    kept = _KEPT_IN_TEXT if multiline else "\u00a0\u3000"
    stacked = {m.start() for m in _STACK.finditer(value)}
    start = 0
    for at, char in enumerate(value):
        if at in stacked or _needs_mark(char, kept):
            if start < at:
                yield False, value[start:at]
            yield True, name_of(char)
            start = at + 1
    if start < len(value):
        yield False, value[start:]


def visible(value: str, *, multiline: bool = False) -> str:
    """Return the value with plain-text marks such as ``[U+202E]``, safe for a terminal."""
    if value.isascii() and value.isprintable():
        return value
    return "".join(f"[{run}]" if mark else run for mark, run in split(value, multiline=multiline))


def visible_html(value: str, escape: Callable[[str], str], *, multiline: bool = False) -> str:
    """Return escaped HTML in which every mark is an element of its own, not text of the evidence.

    ``escape`` turns text into safe HTML (it is passed in so that this module needs no library).
    """
    if _HARMLESS.fullmatch(value) if multiline else value.isascii() and value.isprintable():
        return escape(value)
    return "".join(
        f'<span class="mark">{run}</span>' if mark else escape(run)
        for mark, run in split(value, multiline=multiline)
    )
