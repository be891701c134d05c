"""Where a name of a file, host or rule may be broken: behind its own marks, not in a word."""

from __future__ import annotations

import re
from typing import Final

_ENDINGS: Final = (
    "eml|emlx|msg|mbox|pst|ost|dat|csv|tsv|xlsx?|json|jsonl|xml|evtx|ics|log|txt|ya?ml|py|md|html?"
    "|pdf|docx?|zip|gz|7z|png|jpe?g|tsr|key|pem"
)
_NAME: Final = re.compile(rf"[^\r\n\t@<>\"]{{1,240}}\.(?:{_ENDINGS})", re.IGNORECASE)
_MARK: Final = re.compile(r"(?<=[-_./\\:])(?=\w)")
LONGEST: Final = 16
"""Characters of a part that a narrow column still has room for."""

LONGEST_WORD: Final = 40
_WIDE: Final = "\u2e80"
"""From here on most letters take two columns (Unicode, East Asian Width)."""


def is_file_name(value: str) -> bool:
    """Whether a value ends as the name of a file does, with folders or words before it or not."""
    return _NAME.fullmatch(value) is not None


def is_one_name(value: str) -> bool:
    """Whether a value is one name or identifier: a host, a pseudonym, a rule, a number of a system.

    A mailbox is none: whoever searches a page for an address has to find it in one piece.
    """
    return "@" not in value and not any(one.isspace() for one in value)


def is_one_short_name(value: str) -> bool:
    """Whether a value is one name, and too short to be broken at all.

    Wide letters are not, nor is what is printed as the longer mark of an invisible character.
    """
    narrow = value.isprintable() and max(value, default="") < _WIDE
    return narrow and len(value) <= LONGEST and is_one_name(value)


def has_breaks(value: str, *, spaced: bool) -> bool:
    """Whether a value gets places to break behind its marks; ``spaced`` languages set blanks.

    Where none are set, any word as long as a line gets them.
    """
    if is_file_name(value) or (is_one_name(value) and not is_one_short_name(value)):
        return True
    return not spaced and is_long_word(value)


def breaking(value: str) -> str:
    """The classes of a value for the style sheet: broken nowhere, behind its marks, or anywhere."""
    if is_one_short_name(value):
        return "ev whole"
    named = is_file_name(value) or is_one_name(value)
    return "ev file" if named and keeps_whole(value) else "ev"


def is_long_word(value: str) -> bool:
    """Whether a value, an identifier mostly, can fill a line of print without a blank in it.

    Broken anywhere, it leaves a full-width stop that follows it alone on the next line.
    """
    return len(value) > LONGEST_WORD and not any(one.isspace() for one in value)


def with_breaks(shown: str) -> str:
    """Escaped text of a name with a place to break behind each mark; what is read stays.

    Never for text that holds elements: a slash in one of them is a mark as well.
    """
    return _MARK.sub("<wbr>", shown)


def keeps_whole(value: str) -> bool:
    """Whether every part is short enough to stand on one line, however narrow its column."""
    return all(len(part) <= LONGEST for word in value.split() for part in _MARK.split(word))
