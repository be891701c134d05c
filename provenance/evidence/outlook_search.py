"""Finds transport header text in a damaged Outlook file by its form alone.

Only for files whose directory fails: in a whole file such text may as well be that of a bounce.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LINE = 64 * 1024
"""Bytes of one line; longer ones are no header text."""
MAX_LINES = 20_000
MAX_FOUND = 8
_FIELD = re.compile(r"([!-9;-~]{1,76}):")
_TEXT = re.compile(r"[\t\r\n\x20-\x7e\x80-\xff]*\Z")
_ROUTE = "received"
_OTHERS = frozenset({"from", "date", "message-id", "subject", "to"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundText:
    """Header text and the bytes of the file that it stands in; ``data`` is its UTF-8 reading."""

    data: bytes
    start: int
    end: int


def search_headers(content: bytes) -> list[FoundText]:
    """Find header sections that begin with a Received field; never raises, every byte read once."""
    out: list[FoundText] = []
    for codec in ("utf-16-le", "latin-1"):
        mark, end_of_line = "Received:".encode(codec), "\n".encode(codec)
        at = content.find(mark)
        while at >= 0 and len(out) < MAX_FOUND:
            lines, end = _lines(content, at, end_of_line, codec)
            if _is_header(lines):
                data = "".join(lines).encode("utf-8" if codec == "utf-16-le" else codec)
                out.append(FoundText(data=data, start=at, end=end))
            at = content.find(mark, max(end, at + len(mark)))
    return out


def _lines(content: bytes, at: int, end_of_line: bytes, codec: str) -> tuple[list[str], int]:
    """Header lines from ``at`` on, up to the first that is none, and where they end."""
    out: list[str] = []
    while len(out) < MAX_LINES:
        found = content.find(end_of_line, at, at + MAX_LINE)
        if found < 0:
            return out, at if out else at + MAX_LINE
        end = found + len(end_of_line)
        line = content[at:end].decode(codec, "replace")
        folded = out and line.startswith((" ", "\t")) and line.strip()
        if not _TEXT.match(line) or not (folded or _FIELD.match(line)):
            return out, at if out else end
        out.append(line)
        at = end
    return out, at


def _is_header(lines: list[str]) -> bool:
    """Does it hold, beside Received, two more of the fields that every message has?"""
    names = {field[1].lower() for line in lines if (field := _FIELD.match(line))}
    return _ROUTE in names and len(names & _OTHERS) >= 2
