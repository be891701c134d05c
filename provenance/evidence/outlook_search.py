"""Finds transport header text in a damaged Outlook file by its form alone.

Only for files whose directory fails: in a whole file such text may as well be that of a bounce.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_TEXT = 4 * 1024 * 1024
MAX_FOUND = 8
_WIDE = re.compile(rb"(?:[\t\n\r\x20-\x7e]\0){60,2000000}")
_PLAIN = re.compile(rb"[\t\n\r\x20-\x7e\x80-\xff]{60,2000000}")
_FIELD = re.compile(r"([!-9;-~]{1,76}):")
_ROUTE = "received"
_OTHERS = frozenset({"from", "date", "message-id", "subject", "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundText:
    """Header text and the bytes of the file that it stands in; ``data`` is its UTF-8 reading."""

    data: bytes
    start: int
    end: int


def search_headers(content: bytes) -> list[FoundText]:
    """Find runs of text that begin with header fields, among them Received; never raises."""
    out: list[FoundText] = []
    for mark, pattern, width in (
        ("Received:".encode("utf-16-le"), _WIDE, 2),
        (b"Received:", _PLAIN, 1),
    ):
        last = 0
        at = content.find(mark)
        while at >= 0 and len(out) < MAX_FOUND:
            if at >= last:
                found = _text_at(content, at, pattern, width)
                last = at + len(mark)
                if found is not None:
                    out.append(found)
                    last = found.end
            at = content.find(mark, max(last, at + 1))
    return out


def _text_at(content: bytes, at: int, pattern: re.Pattern[bytes], width: int) -> FoundText | None:
    """The header section from the first Received on, up to its empty line or where text ends."""
    match = pattern.match(content, at, at + MAX_TEXT)
    if match is None:
        return None
    decoded = match[0].decode("utf-16-le" if width == 2 else "latin-1")
    lines: list[str] = []
    names: set[str] = set()
    for line in decoded.splitlines(keepends=True):
        field = _FIELD.match(line)
        if field is not None:
            names.add(field[1].lower())
        elif not lines or not line.startswith((" ", "\t")):
            break
        lines.append(line)
    if _ROUTE not in names or len(names & _OTHERS) < 2:
        return None
    text = "".join(lines)
    data = text.encode("utf-8") if width == 2 else text.encode("latin-1")
    return FoundText(data=data, start=at, end=at + len(text) * width)
