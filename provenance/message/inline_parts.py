"""References of an HTML text to other parts (``cid:``, RFC 2392) against the parts there."""

from __future__ import annotations

import re
from typing import Final

from provenance.basics import Span
from provenance.basics.record import dataclass
from provenance.message.part_header import part_field
from provenance.message.records import Message

MAX_PARTS: Final = 500
MAX_REFERENCES: Final = 2_000
_REFERENCE: Final = re.compile(
    r"""(?:src|background|href)\s{0,20}=\s{0,20}["']?cid:([^"'\s>]{1,300})""", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineParts:
    """Content identifiers that the HTML text asks for, and those among them that no part has.

    ``referring`` are the first bytes of the texts that ask for a missing part.
    """

    asked: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    referring: tuple[Span, ...] = ()


def inline_parts(message: Message) -> InlineParts:
    """Compare the references of all HTML texts with the Content-ID fields of all parts."""
    from urllib.parse import unquote

    asked: dict[str, list[Span]] = {}
    for part in message.parts[:MAX_PARTS]:
        if part.content_type != "text/html" or not isinstance(part.text, str):
            continue
        start = part.body_span.start
        place = Span(start=start, end=min(part.body_span.end, start + 80))
        for match in _REFERENCE.finditer(part.text):
            if len(asked) < MAX_REFERENCES:
                asked.setdefault(unquote(match[1]), []).append(place)
    if not asked:
        return InlineParts()
    there = {
        field.value.strip().removeprefix("<").removesuffix(">")
        for part in message.parts[:MAX_PARTS]
        if (field := part_field(message, part, "Content-ID")) is not None
    }
    missing = tuple(sorted(set(asked) - there))
    places = {(one.start, one.end) for name in missing for one in asked[name]}
    return InlineParts(
        asked=tuple(sorted(asked)),
        missing=missing,
        referring=tuple(Span(start=start, end=end) for start, end in sorted(places)),
    )
