"""Where the part of a body begins that ``l=`` leaves unsigned (RFC 6376 §3.5, §8.2)."""

from __future__ import annotations

from bisect import bisect_right

from provenance.authentication.dkim.fields import SignedMessage
from provenance.authentication.records import UnsignedTail


def unsigned_tail(prepared: SignedMessage, mode: str, signed: int) -> UnsignedTail:
    """The bytes of the copy that follow the first ``signed`` octets of its canonical body.

    The caller knows that the canonical body is longer. The body is gone through once for each
    mode, however many signatures ask; then one block line by line.
    """
    start, end = prepared.body
    blocks = prepared.blocks(mode)
    if not blocks:
        # An empty body is CRLF in simple form (RFC 6376 §3.4.3): nothing in this copy is open.
        line = prepared.raw.count(b"\n", 0, end) + 1
        return UnsignedTail(start=end, end=end, line_first=line, line_last=line)
    chosen = blocks[bisect_right([block.octets for block in blocks], signed) - 1]
    at = _within(prepared, mode, signed - chosen.octets, chosen.start, chosen.end)
    raw = prepared.raw
    first = chosen.line + raw.count(b"\n", chosen.start, at)
    last = blocks[-1].line + raw.count(b"\n", blocks[-1].start, end) - raw.endswith(b"\n", at, end)
    return UnsignedTail(start=max(at, start), end=end, line_first=first, line_last=max(first, last))


def _within(prepared: SignedMessage, mode: str, left: int, low: int, high: int) -> int:
    """Offset at which ``left`` octets of the canonical block end: by lines, then in the line."""
    raw = prepared.raw
    while low < high:
        stop = raw.find(b"\n", low, high) + 1 or high
        size = len(prepared.canonical_lines(low, stop, mode))
        if size > left:
            return _in_line(prepared, mode, left, low, stop)
        left, low = left - size, stop
    return low


def _in_line(prepared: SignedMessage, mode: str, left: int, low: int, stop: int) -> int:
    """The longest beginning of a line that makes no more than ``left`` canonical octets."""
    least, most = low, stop
    while least < most:
        middle = (least + most + 1) // 2
        if len(prepared.canonical_lines(low, middle, mode)) <= left:
            least = middle
        else:
            most = middle - 1
    return least
