"""Text that stands in the file and that a mail program does not show (RFC 2046 §5.1.1)."""

from __future__ import annotations

from typing import Final

from provenance.basics import Span, text
from provenance.message import Message, Part
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_span
from provenance.trace import AttestationClass

MAX_PLACES: Final = 20
# What mail programs themselves write there for readers of long ago.
_USUAL: Final = (
    b"this is a multi-part message in mime format",
    b"this is a multipart message in mime format",
    b"this is a mime-encapsulated message",
    b"this is a cryptographically signed message in mime format",
)
_LONGEST_USUAL: Final = 120


def hidden_findings(subject: Subject) -> list[Finding]:
    """One finding with every stretch before the first and after the last section."""
    message = subject.analysed.message
    spans = unusual_spans(message)
    if not spans:
        return []
    return [
        subject.finding(
            "copy.hidden-text",
            FindingKind.LIMITATION,
            1,
            text(
                "reasoning.copy.hidden-text",
                count=len(spans),
                size=sum(span.end - span.start for span in spans),
            ),
            where=tuple(where_span(message, span, "hidden") for span in spans[:MAX_PLACES]),
            counted=len(spans),
            cls=AttestationClass.CLIENT,
            strength=0,
            group="copy",
            observed=True,
            cautions=(text("reasoning.caution.hidden-text"),),
        )
    ]


def unusual_spans(message: Message) -> list[Span]:
    """The hidden stretches, without what mail programs themselves write there."""
    return [span for span in hidden_spans(message) if not _usual(message, span)]


def hidden_spans(message: Message) -> list[Span]:
    """Stretches with more than white space outside the sections of a message of several."""
    by_path = {part.path: part for part in message.parts}
    found: list[Span] = []
    for part in message.parts:
        children = [by_path[path] for path in part.children if path in by_path]
        if children and part.content_type.lower().startswith("multipart/"):
            found.extend(_around(message, part, children))
    return found


def _around(message: Message, part: Part, children: list[Part]) -> list[Span]:
    first = min(child.span.start for child in children)
    last = max(child.span.end for child in children)
    before = message.raw[part.body_span.start : first]
    # The last line before the first section is the delimiter itself.
    cut = before.rstrip(b"\r\n").rfind(b"\n") + 1
    after = message.raw[last : part.body_span.end]
    start = _after_delimiter(after)
    spans = (
        _trimmed(message, part.body_span.start, part.body_span.start + cut),
        _trimmed(message, last + start, part.body_span.end),
    )
    return [span for span in spans if span is not None]


def _after_delimiter(after: bytes) -> int:
    """Offset behind the line that closes the sections; the end if there is no such line."""
    at = 0
    while at < len(after):
        end = after.find(b"\n", at)
        end = len(after) if end < 0 else end + 1
        if after.startswith(b"--", at):
            return end
        at = end
    return len(after)


def _trimmed(message: Message, start: int, end: int) -> Span | None:
    stretch = message.raw[start:end]
    left = len(stretch) - len(stretch.lstrip())
    words = stretch.strip()
    return Span(start=start + left, end=start + left + len(words)) if words else None


def _usual(message: Message, span: Span) -> bool:
    if span.end - span.start > _LONGEST_USUAL:
        return False
    words = b" ".join(message.raw[span.start : span.end].lower().split())
    return words.rstrip(b".") in _USUAL
