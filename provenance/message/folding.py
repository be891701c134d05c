"""How header fields are folded (RFC 5322 §2.2.3), where the folding itself is odd.

A fold may stand between tokens. Inside an address in angle brackets or inside an encoded word
(RFC 2047 §2) no mail program puts one; a program that wraps text at a fixed width does.
"""

from __future__ import annotations

import re
from typing import Final

from provenance.basics.record import dataclass
from provenance.message.header_section import LINE_LIMIT
from provenance.message.records import Message

_ANGLE: Final = re.compile(rb"<[^<>\s]{1,998}\r?\n[ \t]+[^<>\s]{1,998}>")
_WORD: Final = re.compile(rb"=\?[^?\s]{1,80}\?[bBqQ]\?[^?\s]{0,998}\r?\n[ \t]+[^?\s]{0,998}\?=")
_INDENT: Final = re.compile(rb"\n([ \t])")
_TOKENS: Final = frozenset(
    ("from", "sender", "reply-to", "to", "cc", "message-id", "in-reply-to", "references", "subject")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folding:
    """Header fields, by index, whose folding is odd.

    ``inside_token``: a fold inside an address, an identifier or an encoded word. ``too_long``: a
    line of more than 998 characters (RFC 5322 §2.1.1). ``two_styles``: tabs and blanks begin the
    folded lines of one field. ``folded`` counts the fields that are folded at all.
    """

    folded: int = 0
    inside_token: tuple[int, ...] = ()
    too_long: tuple[int, ...] = ()
    two_styles: tuple[int, ...] = ()


def read_folding(message: Message) -> Folding:
    """Look at every field of the header section; a pasted one has lost its own folding."""
    if message.repaired:
        return Folding()
    inside: list[int] = []
    long: list[int] = []
    styles: list[int] = []
    folded = 0
    for field in message.fields:
        data = message.raw[field.span.start : field.span.end]
        if len(data) > LINE_LIMIT and _longest(data) > LINE_LIMIT:
            long.append(field.index)
        if field.line_last == field.line_first or not field.name:
            continue
        folded += 1
        if len(set(_INDENT.findall(data))) > 1:
            styles.append(field.index)
        if field.lname in _TOKENS and (_ANGLE.search(data) or _WORD.search(data)):
            inside.append(field.index)
    return Folding(
        folded=folded,
        inside_token=tuple(inside),
        too_long=tuple(long),
        two_styles=tuple(styles),
    )


def _longest(data: bytes) -> int:
    return max(len(line.rstrip(b"\r")) for line in data.split(b"\n"))
