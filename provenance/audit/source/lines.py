"""Counts the lines of an export that can be larger than memory."""

from __future__ import annotations

from mmap import mmap

from provenance.audit.source.memory import let_go

STRETCH = 4 * 1024 * 1024
"""Octets that are looked at together."""


def count_lines(content: bytes | mmap) -> int:
    """Number of lines (LF), at least one; what was counted is not held in memory."""
    if not len(content):
        return 1
    ends = 0
    for at in range(0, len(content), STRETCH):
        ends += content[at : at + STRETCH].count(b"\n")
        let_go(content, at, at + STRETCH)
    return ends + (content[-1:] != b"\n")
