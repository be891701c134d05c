"""Characters against what is declared of them: raw bytes, text encoded twice, a wrong charset.

Header fields are ASCII (RFC 5322 §2.2) or, where both sides agreed, UTF-8 (RFC 6532). Text whose
UTF-8 bytes were taken for Windows-1252 and encoded once more shows pairs such as U+00C3 U+00BC.
"""

from __future__ import annotations

import re
from typing import Final

from provenance.basics import Span, State
from provenance.basics.record import dataclass
from provenance.message.encoded_words import decode_text
from provenance.message.records import DefectKind, Message, Part

MAX_PLACES: Final = 20
MAX_PAIRS: Final = 1_000
_SHOWN: Final = frozenset(("subject", "from", "sender", "reply-to", "to", "cc"))
# A first byte of UTF-8 as a character, then characters that Windows-1252 or Latin-1 gives to
# bytes 80 to BF.
_PAIR: Final = re.compile(
    "[\u00c2-\u00f4]"
    "[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{1,3}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CharsetForm:
    """What is odd about characters.

    ``raw`` are header fields with bytes beyond ASCII, ``raw_other`` those among them that are no
    UTF-8 either. ``twice_fields`` show text that was encoded twice, ``twice_parts`` likewise among
    the text parts, with ``pairs`` places in all. ``wrong_parts`` hold bytes that their declared
    charset does not have; ``eight_parts`` hold bytes beyond ASCII and declare 7bit.
    """

    raw: tuple[int, ...] = ()
    raw_other: tuple[int, ...] = ()
    twice_fields: tuple[int, ...] = ()
    twice_parts: tuple[Span, ...] = ()
    pairs: int = 0
    wrong_parts: tuple[Span, ...] = ()
    eight_parts: tuple[Span, ...] = ()
    example: str = ""


def charset_form(message: Message) -> CharsetForm:
    """Look at the header section and at the text parts."""
    raw, other = _raw_fields(message)
    fields, pairs, example = [], 0, ""
    for field in message.fields:
        if field.lname not in _SHOWN or (field.value.isascii() and "=?" not in field.value):
            continue
        count, first = encoded_twice(decode_text(field.value))
        if count:
            fields.append(field.index)
            pairs, example = pairs + count, example or first
    parts = []
    texts = [part for part in message.parts if isinstance(part.text, str)]
    for part in texts:
        count, first = encoded_twice(str(part.text))
        if count:
            parts.append(_place(part))
            pairs, example = pairs + count, example or first
    return CharsetForm(
        raw=raw,
        raw_other=other,
        twice_fields=tuple(fields),
        twice_parts=tuple(parts[:MAX_PLACES]),
        pairs=pairs,
        wrong_parts=_wrong(message),
        eight_parts=tuple(_place(part) for part in texts if _eight_in_seven(message, part)),
        example=example,
    )


def encoded_twice(text: str) -> tuple[int, str]:
    """How often a text shows characters that were encoded twice, and the first as it stands."""
    if text.isascii():
        return 0, ""
    count, first = 0, ""
    for match in _PAIR.finditer(text):
        if _undone(match[0]):
            count, first = count + 1, first or match[0]
        if count == MAX_PAIRS:
            break
    return count, first


def _undone(pair: str) -> bool:
    """Whether these characters are the bytes of letters or of usual marks in UTF-8."""
    data = b"".join(_byte(one) for one in pair)
    # The class of the pattern takes up to three characters; what follows the first may be less.
    size = 2 if data[0] < 0xE0 else 3 if data[0] < 0xF0 else 4
    try:
        char = data[:size].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return char.isalpha() or char in "\u00a0\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u20ac"


def _byte(char: str) -> bytes:
    try:
        return char.encode("cp1252")
    except UnicodeEncodeError:
        return char.encode("latin-1", "replace")


def _raw_fields(message: Message) -> tuple[tuple[int, ...], tuple[int, ...]]:
    raw, other = [], []
    for field in message.fields:
        data = message.raw[field.value_span.start : field.value_span.end]
        if not field.name or data.isascii():
            continue
        raw.append(field.index)
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            other.append(field.index)
    return tuple(raw), tuple(other)


def _wrong(message: Message) -> tuple[Span, ...]:
    """Text parts whose bytes their declared charset does not have, as the reader found them."""
    places = {
        (one.span.start, one.detail)
        for one in message.defects
        if one.kind is DefectKind.UNDECODABLE and one.detail
    }
    found = [
        part
        for part in message.parts
        if isinstance(part.charset, str)
        and any((part.span.start, name) in places for name in (part.charset, part.charset.upper()))
    ]
    return tuple(_place(part) for part in found[:MAX_PLACES])


def _eight_in_seven(message: Message, part: Part) -> bool:
    if part.encoding != "7bit" or part.charset is State.ABSENT:
        return False
    return not message.raw[part.body_span.start : part.body_span.end].isascii()


def _place(part: Part) -> Span:
    """The first bytes of a part: where it begins, not all of it."""
    return Span(start=part.body_span.start, end=min(part.body_span.end, part.body_span.start + 80))
