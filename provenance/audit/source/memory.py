"""Gives back the memory of a mapped file behind the place that is being read."""

from __future__ import annotations

from mmap import mmap

AROUND = 4 * 1024 * 1024
"""Octets before a place that reading there brings back: systems map pages around the one read."""


def let_go(data: bytes | mmap, start: int, stop: int) -> None:
    """Tell the system that these octets of a mapped file are not needed in memory any more.

    Nothing changes but what the process holds: they are read again from the file when needed.
    """
    advise = getattr(data, "madvise", None)
    if advise is None:
        return  # plain octets, or a system that has no such call
    from mmap import MADV_DONTNEED, PAGESIZE

    first = max(0, start - AROUND) // PAGESIZE * PAGESIZE
    advise(MADV_DONTNEED, first, min(stop, len(data)) - first)
