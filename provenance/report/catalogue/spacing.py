"""Blanks beside a value, in a language that sets none between its own words.

The rule for translators stands in ``docs/tutorials/contributors.md``: one blank between a Han
character and a Latin word, none beside a number that counts, none beside a Han character or a
full-width mark. What a placeholder becomes is known only here, so its blanks are set here; the
value keeps every byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from ipaddress import ip_interface
from typing import Final

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
WIDE: Final = "，。；：、！？（）「」《》“”…"
_HAN_BEFORE: Final = re.compile(rf"(?<=[{HAN}]) ?\Z")
_HAN_AFTER: Final = re.compile(rf"\A ?(?=[{HAN}])")
_COUNT_FIRST: Final = re.compile(rf"\d[\d,]*[{HAN}]")
_COUNT_LAST: Final = re.compile(rf"[{HAN}]\d[\d,]*\Z")
"""A number beside a Han character counts in a text as well: 22天, 第3."""
_JOINED: Final = re.compile(rf"[{HAN}{WIDE}]")
_WORD_FIRST: Final = re.compile(rf"\A[^\s{HAN}{WIDE}]{{1,64}}")
_WORD_LAST: Final = re.compile(rf"[^\s{HAN}{WIDE}]{{1,64}}\Z")
"""The longest address has fewer characters."""


def set_blanks(parts: list[str], values: Mapping[str, str], texts: Set[str]) -> None:
    """Set the blanks of words (even places) beside the values that stand between them by name.

    ``texts`` are those whose digits may be an address or part of a name; the digits of all else
    are a number or a day.
    """
    for at in range(1, len(parts), 2):
        value = values.get(parts[at], "")
        counts = parts[at] not in texts
        before = _blank(value[:1], counts=counts or bool(_COUNT_FIRST.match(value)))
        after = _blank(value[-1:], counts=counts or bool(_COUNT_LAST.search(value)))
        if _is_address(_WORD_FIRST.match(value)):
            before = " "
        if _is_name(_WORD_LAST.search(value)):
            after = " "
        if before is not None:
            parts[at - 1] = _HAN_BEFORE.sub(before, parts[at - 1])
        if after is not None:
            parts[at + 1] = _HAN_AFTER.sub(after, parts[at + 1])


def _blank(edge: str, *, counts: bool) -> str | None:
    """Return the blank beside a character; ``None`` leaves it to the translator.

    A digit of a value that is a text can begin a number or an address.
    """
    if not edge:
        return None
    if _JOINED.match(edge):
        return ""
    if edge.isdigit():
        return "" if counts else None
    return " " if edge.isalpha() else None


def _is_name(found: re.Match[str] | None) -> bool:
    """Whether a word that ends in a digit is a name (E5, PC-07) or an address, and no number."""
    return bool(found and found[0][-1].isdigit() and found[0][0].isalpha()) or _is_address(found)


def _is_address(found: re.Match[str] | None) -> bool:
    try:
        ip_interface(found[0] if found else "")
    except ValueError:
        return False
    return True
