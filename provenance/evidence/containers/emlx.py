"""Apple Mail's .emlx: a line with a number of octets, the message, then notes as a property list.

The form is not documented by its maker; it is read here as public descriptions and samples agree:
decimal length, blanks, line end; that many octets of message; an XML property list.
"""

from __future__ import annotations

import re

from provenance.basics import Text, text
from provenance.basics.record import dataclass, field

_LENGTH = re.compile(rb"\s*(\d{1,12})[ \t]*\r?\n")
_LEFT_OUT = re.compile(rb"^X-Apple-Content-Length[ \t]*:", re.I | re.M)
_HEADER_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Emlx:
    """The message inside, ``[start, end)`` of the file, and whether its body is whole."""

    data: bytes = field(repr=False)
    start: int
    end: int
    body: bool
    losses: tuple[Text, ...] = ()


def read_emlx(content: bytes) -> Emlx:
    """Take the message out of an .emlx file; a length that does not fit is said, not trusted."""
    match = _LENGTH.match(content)
    if match is None:
        return Emlx(data=content, start=0, end=len(content), body=True)
    declared, start = int(match[1]), match.end()
    end = min(start + declared, len(content))
    losses = [text("evidence.loss.emlx-place", start=start, end=end)]
    if start + declared > len(content):
        losses.append(text("evidence.loss.emlx-short", declared=declared, found=end - start))
    data = content[start:end]
    body = not _parts_left_out(data)
    if not body:
        losses.append(text("evidence.loss.emlx-partial"))
    return Emlx(data=data, start=start, end=end, body=body, losses=tuple(losses))


def _parts_left_out(data: bytes) -> bool:
    """Did Apple Mail store attachments apart (.partial.emlx)? Its parts then say their length."""
    header = _HEADER_END.search(data)
    return header is not None and _LEFT_OUT.search(data, header.end()) is not None
