"""Elements of an XML export one by one, each with its place; entities and DTDs are refused.

Each element is parsed alone: one damaged costs one, and its octets are known. What stands between
the elements (copied "- " of a viewer, a wrapper, no wrapper) does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from mmap import mmap
from typing import TYPE_CHECKING

from provenance.audit.records import Locator, RowProblem
from provenance.audit.source.encoding import Places, Transcoded

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_ELEMENT = 4 * 1024 * 1024
MAX_DEPTH = 100


def elements(text: Transcoded, tag: str) -> Iterator[tuple[Locator, Element] | RowProblem]:
    """Give every element ``tag``, as written without a prefix, in the order of the file."""
    data, places = text.data, Places(text)
    opening, closing = b"<" + tag.encode(), b"</" + tag.encode() + b">"
    line, seen, number, at = 1, text.start, 0, text.start
    close = data.find(closing, at)
    while (start := _opening(data, opening, at)) >= 0:
        if 0 <= close < start:  # looked for once only: openings without an end stay linear
            close = data.find(closing, start)
        end, problem = _end(data, start, close, len(closing))
        line += data[seen:start].count(b"\n")
        seen, at = start, end
        number += 1
        locator = Locator(
            row=number, line=line, start=places.original(start), end=places.original(end)
        )
        found = problem or parse(data[start:end].decode(text.codec, "replace"))
        if isinstance(found, str):
            yield RowProblem(locator=locator, reason=found)
        else:
            yield locator, found


def refused_doctype(text: Transcoded) -> Iterator[RowProblem]:
    """Give the problem of a file that declares a document type: its entities are not resolved."""
    head = bytes(text.data[text.start : text.start + 65_536])
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        start = text.encoding.mark
        place = Locator(row=0, line=1, start=start, end=start + 1)
        yield RowProblem(locator=place, reason="xml-entities")


def _opening(data: bytes | mmap, opening: bytes, at: int) -> int:
    while (start := data.find(opening, at)) >= 0:
        after = data[start + len(opening) : start + len(opening) + 1]
        if after in {b" ", b">", b"\t", b"\r", b"\n"}:
            return start
        at = start + 1
    return -1


def _end(data: bytes | mmap, start: int, close: int, length: int) -> tuple[int, str]:
    if close < 0 or close - start > MAX_ELEMENT:
        # Given up by its line, so that what follows is still read.
        newline = data.find(b"\n", start)
        return (len(data) if newline < 0 else newline + 1), "xml-not-closed"
    return close + length, ""


def parse(text: str) -> Element | str:
    """Parse one element; the name of the problem where that fails."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    try:
        found: Element = fromstring(text, forbid_dtd=True)
    except DefusedXmlException:
        return "xml-entities"
    except (ParseError, ValueError, RecursionError):
        return "xml-damaged"
    return found


def local(tag: object) -> str:
    """Name of a tag without its namespace; "" for comments."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def content(element: Element, name: str) -> str:
    """Text of the first child of this name, "" if there is none."""
    return next((child.text or "" for child in element if local(child.tag) == name), "").strip()
