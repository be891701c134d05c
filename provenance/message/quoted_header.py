"""A header that stands quoted in the text of a message: typed words, not lines of servers.

Mail programs that forward or answer inline put a line such as ``-----Original Message-----`` and
some names of fields before the quoted text. Nothing of the quoted message's own header is left.
"""

from __future__ import annotations

import re
from typing import Final

from provenance.basics import Span
from provenance.basics.record import dataclass
from provenance.message.records import Message, Part

MAX_TEXT: Final = 100_000
"""So many characters of the text are searched."""
NEAR: Final = 1_500
"""A quotation that begins so early is what the message is about, not the tail of an answer."""
_MARK: Final = re.compile(
    r"^[ \t>*]*(?:-{2,12} ?Original Message ?-{2,12}|Begin forwarded message ?:|"
    r"-{2,12} ?Forwarded message ?-{2,12}|-{2,12} ?Forwarded by .{1,200}|"
    r"-{2,12} ?Urspr\u00fcngliche Nachricht ?-{2,12}|-{2,12} ?Message d'origine ?-{2,12}|"
    r"-{2,12} ?\u539f\u59cb\u90ae\u4ef6 ?-{2,12}|_{20,80})[ \t\r]*$",
    re.MULTILINE | re.IGNORECASE,
)
_AUTHOR: Final = re.compile(
    r"^[ \t>*]*(?:from|von|de|\u53d1\u4ef6\u4eba)\*?[ \t]*[:\uff1a].*$",
    re.MULTILINE | re.IGNORECASE,
)
_NAME: Final = re.compile(
    r"^[ \t>*]*(?:from|sent|date|to|cc|subject|von|gesendet|an|betreff|de|envoy\u00e9|objet|"
    r"\u53d1\u4ef6\u4eba|\u53d1\u9001\u65f6\u95f4|\u6536\u4ef6\u4eba|\u4e3b\u9898)"
    r"\*?[ \t]*[:\uff1a]",
    re.MULTILINE | re.IGNORECASE,
)
_REACH: Final = 600
LEAST: Final = 2
"""So many names of fields have to follow a mark, one more where the author's is the mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedHeader:
    """The first quoted header of a message: in which part, and where.

    ``span`` are its bytes where the part is not encoded, else the beginning of the part.
    ``early`` tells that it begins within the first ``NEAR`` characters; ``mark`` is its line.
    """

    path: str
    span: Span
    mark: str
    early: bool


def quoted_header(message: Message) -> QuotedHeader | None:
    """Find the first quoted header in the text that a reader sees; linear, never raises."""
    for part in message.parts:
        if not isinstance(part.text, str) or part.is_attachment:
            continue
        if part.content_type not in {"text/plain", "text/html"}:
            continue
        found = _in_text(message, part, part.text[:MAX_TEXT])
        if found is not None:
            return found
    return None


def _in_text(message: Message, part: Part, text: str) -> QuotedHeader | None:
    shown = text
    if part.content_type == "text/html":
        from provenance.message.alternatives import visible_text

        shown = visible_text(text, "\n")
    marks = [(one, LEAST) for one in _MARK.finditer(shown)]
    marks += [(one, LEAST + 1) for one in _AUTHOR.finditer(shown)]
    for match, least in sorted(marks, key=lambda pair: (pair[0].start(), pair[1])):
        names = _NAME.findall(shown, match.end(), match.end() + _REACH)
        if len(names) < least:
            continue
        line = match[0].lstrip(" \t>*").rstrip(" \t\r")
        return QuotedHeader(
            path=part.path,
            span=_place(message, part, line),
            mark=line[:80],
            early=match.start() <= NEAR,
        )
    return None


def _place(message: Message, part: Part, line: str) -> Span:
    start, end = part.body_span.start, part.body_span.end
    at = message.raw.find(line.encode("utf-8", "replace"), start, end)
    if at >= 0:
        return Span(start=at, end=at + len(line.encode("utf-8", "replace")))
    return Span(start=start, end=min(end, start + 80))
