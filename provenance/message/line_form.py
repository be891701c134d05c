"""Line ends, byte order mark, mbox escapes and the end of the file: what a copy did to the bytes.

Mail travels with CRLF (RFC 5321 §2.3.8). What is counted here is how this copy was written down;
most of it is made by harmless programs when they save a file.
"""

from __future__ import annotations

import re
from typing import Final

from provenance.basics import Span
from provenance.basics.record import dataclass
from provenance.message.records import DefectKind, Message

MAX_PLACES: Final = 20
_LINE_END: Final = re.compile(rb"\r?\n")
_BARE_CR: Final = re.compile(rb"\r(?!\n)")
_ESCAPED: Final = re.compile(rb"^>+From ", re.MULTILINE)
_LONGEST_END: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class LineForm:
    """Counts over the bytes of one message; spans name at most ``MAX_PLACES`` places each.

    ``crlf`` and ``lf`` count line ends of each kind, ``bare_cr`` a CR that ends no line. ``rarer``
    are the first lines of the rarer kind, which stand in ``blocks`` stretches. ``escapes`` are
    lines of the body that begin with ``>From ``. ``open_end`` is the last line if it has no line
    end; ``blank_end`` is what stands behind the last line's own end, ``blank_lines`` long.
    """

    crlf: int = 0
    lf: int = 0
    bare_cr: int = 0
    rarer: tuple[Span, ...] = ()
    blocks: int = 0
    bare: tuple[Span, ...] = ()
    mark: tuple[Span, ...] = ()
    escapes: int = 0
    escaped: tuple[Span, ...] = ()
    open_end: tuple[Span, ...] = ()
    blank_lines: int = 0
    blank_end: tuple[Span, ...] = ()


def line_form(message: Message) -> LineForm:
    """Count the line ends and the odd ends of the message's stream; linear in its size."""
    raw = message.raw
    crlf = raw.count(b"\r\n")
    lf = raw.count(b"\n") - crlf
    bare = raw.count(b"\r") - crlf
    rarer, blocks = _rarer(raw, crlf, lf) if crlf and lf else ((), 0)
    escapes, escaped = _escapes(raw, message.body.start)
    tail, lines = _blank_end(raw)
    return LineForm(
        crlf=crlf,
        lf=lf,
        bare_cr=bare,
        rarer=rarer,
        blocks=blocks,
        bare=tuple(_span(*found.span()) for found in _first(raw)) if bare else (),
        mark=tuple(one.span for one in message.defects if one.kind is DefectKind.BYTE_ORDER_MARK),
        escapes=escapes,
        escaped=escaped,
        open_end=_open_end(raw),
        blank_lines=lines,
        blank_end=tail,
    )


def _span(start: int, end: int) -> Span:
    return Span(start=start, end=end)


def _escapes(raw: bytes, start: int) -> tuple[int, tuple[Span, ...]]:
    count = 0
    found: list[Span] = []
    for match in _ESCAPED.finditer(raw, start):
        count += 1
        if len(found) < MAX_PLACES:
            found.append(_span(*match.span()))
    return count, tuple(found)


def _first(raw: bytes) -> list[re.Match[bytes]]:
    found = []
    for match in _BARE_CR.finditer(raw):
        found.append(match)
        if len(found) == MAX_PLACES:
            break
    return found


def _rarer(raw: bytes, crlf: int, lf: int) -> tuple[tuple[Span, ...], int]:
    """First lines whose end is of the rarer kind, and in how many stretches such lines stand."""
    size = 1 if lf <= crlf else 2
    spans: list[Span] = []
    blocks, start, inside = 0, 0, False
    for match in _LINE_END.finditer(raw):
        rare = match.end() - match.start() == size
        if rare and not inside:
            blocks += 1
        if rare and len(spans) < MAX_PLACES:
            spans.append(_span(start, match.end()))
        inside, start = rare, match.end()
    return tuple(spans), blocks


def _open_end(raw: bytes) -> tuple[Span, ...]:
    if not raw or raw.endswith(b"\n"):
        return ()
    return (_span(raw.rfind(b"\n") + 1, len(raw)),)


def _blank_end(raw: bytes) -> tuple[tuple[Span, ...], int]:
    """Empty lines behind the last line that holds something; its own line end is none of them."""
    start = max(0, len(raw) - _LONGEST_END)
    tail = raw[start:]
    kept = tail.rstrip(b"\r\n")
    ends = tail[len(kept) :]
    lines = ends.count(b"\n") - 1
    if lines < 1:
        return (), 0
    first = start + len(kept) + ends.find(b"\n") + 1
    return (_span(first, len(raw)),), lines
