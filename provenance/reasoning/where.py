"""The place of a statement: exhibit, lines, bytes, and the hash of exactly these bytes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final

from provenance.basics import Span, Where
from provenance.evidence import Exhibit, Kind
from provenance.message import HeaderField, Message

CONTAINERS: Final = frozenset({Kind.MSG, Kind.TNEF})


def where_field(message: Message, field: HeaderField) -> Where:
    """The whole header field, line end included."""
    return _where(message, field.name, field.span, field.line_first, field.line_last)


def where_fields(
    message: Message, indexes: tuple[int, ...], *, most: int = 20
) -> tuple[Where, ...]:
    """Header fields by index, in order, at most so many; unknown indexes are left out."""
    wanted = sorted({index for index in indexes if 0 <= index < len(message.fields)})[:most]
    return tuple(where_field(message, message.fields[index]) for index in wanted)


def where_span(message: Message, span: Span, locator: str) -> Where:
    """Any stretch of the message's stream; an empty one names the line that it stands in."""
    first = message.raw.count(b"\n", 0, span.start) + 1
    newlines = message.raw.count(b"\n", span.start, max(span.start, span.end - 1))
    return _where(message, locator, span, first, first + newlines)


def where_body(message: Message) -> Where:
    """The body as transported."""
    return where_span(message, message.body, "body")


def where_header(message: Message) -> Where:
    """The whole header section."""
    return where_span(message, message.header, "header section")


def where_file(exhibit: Exhibit) -> Where:
    """The whole exhibit; its hash is the one that was taken before anything read it.

    A container has bytes and no lines: its lines are 0, those of the header inside it its own.
    """
    if exhibit.item.kind in CONTAINERS:
        return replace(_whole(exhibit), line_first=0, line_last=0)
    return _whole(exhibit)


def _whole(exhibit: Exhibit) -> Where:
    newlines = exhibit.content.count(b"\n", 0, max(0, len(exhibit.content) - 1))
    return Where(
        evidence=exhibit.item.id,
        stream="file",
        locator="file",
        line_first=1,
        line_last=newlines + 1,
        start=0,
        end=len(exhibit.content),
        quote_sha256=hashlib.sha256(exhibit.content).hexdigest(),
    )


def _where(message: Message, locator: str, span: Span, first: int, last: int) -> Where:
    return Where(
        evidence=message.evidence,
        stream=message.stream,
        locator=locator,
        line_first=first,
        line_last=last,
        start=span.start,
        end=span.end,
        quote_sha256=hashlib.sha256(message.raw[span.start : span.end]).hexdigest(),
    )
