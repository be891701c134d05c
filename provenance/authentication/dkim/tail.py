"""Where the part of a body begins that ``l=`` leaves unsigned (RFC 6376 §3.5, §8.2)."""

from __future__ import annotations

from provenance.authentication.dkim.canonical import crlf, line_blocks, relaxed_lines
from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.records import UnsignedTail


def unsigned_tail(prepared: SignedMessage, mode: str, signed: int) -> UnsignedTail:
    """The bytes of the copy that follow the first ``signed`` octets of its canonical body.

    The caller knows that the canonical body is longer. One pass over the body, then one over the
    line in which the signed part ends.
    """
    start, end = prepared.body
    at = _offset(prepared, mode, signed, start, end)
    raw = prepared.raw
    first = raw.count(b"\n", 0, at) + 1
    last = first + raw.count(b"\n", at, end) - raw.endswith(b"\n", at, end)
    return UnsignedTail(start=at, end=end, line_first=first, line_last=max(first, last))


def _offset(prepared: SignedMessage, mode: str, signed: int, start: int, end: int) -> int:
    """Byte offset in the copy at which ``signed`` octets of the canonical body end."""
    raw, left = prepared.raw, signed
    for low, high in line_blocks(raw, start, end):
        size = len(_canonical(prepared, raw[low:high], mode))
        if size > left:
            return _within(prepared, mode, left, low, high)
        left -= size
    return end


def _within(prepared: SignedMessage, mode: str, left: int, low: int, high: int) -> int:
    """The same inside one block: line by line, then by halving the line."""
    raw = prepared.raw
    while low < high:
        stop = raw.find(b"\n", low, high) + 1 or high
        size = len(_canonical(prepared, raw[low:stop], mode))
        if size > left:
            return _in_line(prepared, mode, left, low, stop)
        left, low = left - size, stop
    return low


def _in_line(prepared: SignedMessage, mode: str, left: int, low: int, stop: int) -> int:
    """The first byte whose removal with all after it leaves ``left`` octets of this line."""
    raw, least, most = prepared.raw, low, stop
    while least < most:
        middle = (least + most + 1) // 2
        if len(_canonical(prepared, raw[low:middle], mode)) <= left:
            least = middle
        else:
            most = middle - 1
    return least


def _canonical(prepared: SignedMessage, data: bytes, mode: str) -> bytes:
    if prepared.line_ends_changed:
        data = crlf(data)
    return relaxed_lines(data) if mode == "relaxed" else data
