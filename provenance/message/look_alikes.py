"""Names and addresses that mix scripts, so that one letter looks like another.

Unicode's report on security (UTS #39 §5.1, §5.2) calls a word of several scripts suspicious where
no writing system mixes them. The script of a letter is taken from its Unicode name, as Python's
own tables have it; there is no table of confusable letters here, so a word that is wholly of
another script is not recognised.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from provenance.basics.record import dataclass
from provenance.message.addresses import parse_addresses
from provenance.message.records import Message

FIELDS: Final = ("from", "sender", "reply-to", "to", "cc")
MAX_FOUND: Final = 50
MAX_ADDRESSES: Final = 2_000
_MIXED: Final = frozenset(("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"))
"""Scripts with letters alike and that no writing system mixes within a word."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_INVISIBLE: Final = re.compile(
    "[A-Za-z0-9@.][\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+[A-Za-z0-9@.]"
)
_LONGEST_LABEL: Final = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """One word in a name or address: in which field, as what, and which scripts it mixes.

    ``part`` is ``name``, ``local`` or ``domain``; ``kind`` is ``mixed-scripts``,
    ``mathematical`` (letters of formulas in place of Latin ones) or ``invisible``.
    """

    field: int
    part: str
    kind: str
    word: str
    scripts: tuple[str, ...] = ()


def look_alikes(message: Message) -> tuple[LookAlike, ...]:
    """Words of the address fields that mix scripts, at most ``MAX_FOUND``."""
    found: list[LookAlike] = []
    looked = 0
    for name in FIELDS:
        for field in message.named(name):
            value = field.value
            if value.isascii() and "=?" not in value and "xn--" not in value.lower():
                continue
            for address in parse_addresses(value):
                looked += 1
                if looked > MAX_ADDRESSES or len(found) >= MAX_FOUND:
                    return tuple(found[:MAX_FOUND])
                found += _of_address(field.index, address.spec, address.display)
    return tuple(found)


def _of_address(field: int, spec: str, display: str) -> list[LookAlike]:
    local, at, domain = spec.rpartition("@")
    pieces = [("name", display)]
    pieces += [("local", local), ("domain", readable_domain(domain))] if at else []
    found: list[LookAlike] = []
    for part, words in pieces:
        found += [
            LookAlike(field=field, part=part, kind=kind, word=word, scripts=scripts)
            for kind, word, scripts in odd_words(words)
        ]
    return found


def odd_words(words: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Kind, word and scripts of each odd word of a text."""
    if words.isascii():
        return []
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for match in _WORD.finditer(words[:2_000]):
        word = match[0]
        if word.isascii():
            continue
        scripts = {script(char) for char in word}
        if "MATHEMATICAL" in scripts:
            found.append(("mathematical", word, tuple(sorted(scripts))))
        elif len(scripts & _MIXED) > 1:
            found.append(("mixed-scripts", word, tuple(sorted(scripts & _MIXED))))
    found += [("invisible", match[0], ()) for match in _INVISIBLE.finditer(words[:2_000])]
    return found


@lru_cache(maxsize=4_096)
def script(char: str) -> str:
    """Script of a letter: the first word of its Unicode name, "" where it has none."""
    return unicodedata.name(char, "").partition(" ")[0]


def readable_domain(domain: str) -> str:
    """A domain with its ``xn--`` labels read (RFC 3492); a label that is none stays."""
    return ".".join(_label(label) for label in domain.split("."))


def _label(label: str) -> str:
    if not label.lower().startswith("xn--") or len(label) > _LONGEST_LABEL or not label.isascii():
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label
