"""How base64 and quoted-printable are written down (RFC 2045 §6.7, §6.8): widths and odd bytes.

An encoder fills every line of base64 to one width. A line of another width in the middle, or a
byte in quoted-printable that its encoder would have escaped, was put there by something else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from provenance.basics import Span
from provenance.basics.record import dataclass
from provenance.message.records import Message, Part

QP_LIMIT: Final = 76
"""RFC 2045 §6.7 rule 5, §6.8: characters of an encoded line."""
MAX_PLACES: Final = 20
MAX_PARTS: Final = 500
_UNESCAPED: Final = re.compile(rb"[\x80-\xff]|=(?![0-9A-Fa-f]{2}|[ \t]*\r?(?:\n|\Z))")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferForm:
    """Form of one encoded part.

    ``width`` is the most frequent length of a full line, ``longest`` the longest. ``uneven`` counts
    lines of base64 before the last that are not of that width; ``odd`` counts bytes of
    quoted-printable that its encoder would have escaped. ``places`` are the first such lines.
    """

    path: str
    encoding: str
    width: int
    longest: int
    lines: int
    uneven: int
    odd: int
    places: tuple[Span, ...] = ()


def transfer_forms(message: Message) -> Iterator[TransferForm]:
    """Form of each encoded part, in order; parts beyond ``MAX_PARTS`` are not looked at."""
    seen = 0
    for part in message.parts:
        if part.children or part.encoding not in {"base64", "quoted-printable"}:
            continue
        seen += 1
        if seen > MAX_PARTS:
            return
        yield _base64(message, part) if part.encoding == "base64" else _quoted(message, part)


def _lines(message: Message, part: Part) -> list[tuple[int, int]]:
    """Start and length, line end left aside, of each line up to the last that is not empty."""
    start = part.body_span.start
    data = message.raw[start : part.body_span.end].rstrip(b" \t\r\n")
    found = []
    for line in data.split(b"\n"):
        found.append((start, len(line.rstrip(b"\r"))))
        start += len(line) + 1
    return found


def _base64(message: Message, part: Part) -> TransferForm:
    lines = _lines(message, part)
    lengths = Counter(size for _, size in lines[:-1])
    width = min(lengths, key=lambda size: (-lengths[size], -size)) if lengths else lines[0][1]
    uneven = [(at, size) for at, size in lines[:-1] if size != width]
    if lines[-1][1] > width:
        uneven.append(lines[-1])
    return TransferForm(
        path=part.path,
        encoding="base64",
        width=width,
        longest=max(size for _, size in lines),
        lines=len(lines),
        uneven=len(uneven),
        odd=0,
        places=tuple(Span(start=at, end=at + size) for at, size in uneven[:MAX_PLACES]),
    )


def _quoted(message: Message, part: Part) -> TransferForm:
    lines = _lines(message, part)
    base = part.body_span.start
    data = message.raw[base : part.body_span.end]
    count = 0
    odd: list[int] = []
    for found in _UNESCAPED.finditer(data):
        count += 1
        if len(odd) < MAX_PLACES:
            odd.append(base + found.start())
    longest = max(size for _, size in lines)
    long = [(at, size) for at, size in lines if size > QP_LIMIT]
    places = [Span(start=at, end=at + 1) for at in odd]
    places += [Span(start=at, end=at + size) for at, size in long[:MAX_PLACES]]
    soft = Counter(size for at, size in lines if message.raw[at + size - 1 : at + size] == b"=")
    return TransferForm(
        path=part.path,
        encoding="quoted-printable",
        width=max(soft, default=longest),
        longest=longest,
        lines=len(lines),
        uneven=0,
        odd=count,
        places=tuple(places[:MAX_PLACES]),
    )
