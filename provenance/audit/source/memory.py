"""Gives back the memory of a mapped file behind the place that is being read."""

from __future__ import annotations

from mmap import mmap


def let_go(data: bytes | mmap, start: int, stop: int) -> None:
    """Tell the system that these octets of a mapped file are not needed in memory any more.

    Nothing changes but what the process holds: they are read again from the file when needed.
    """
    advise = getattr(data, "madvise", None)
    if advise is None:
        return  # plain octets, or a system that has no such call
    from mmap import MADV_DONTNEED, PAGESIZE

    first = start // PAGESIZE * PAGESIZE
    advise(MADV_DONTNEED, first, min(stop, len(data)) - first)
