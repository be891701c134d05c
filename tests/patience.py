"""A guard against hanging: hostile input has to come to an end, however slow or busy the machine.

It measures nothing. The limit lies far above what any machine needs for work that grows with the
input only, and far below what work that grows with its square needs at the sizes of these tests.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

PATIENCE = 60.0
"""Seconds of the processor's own time; other programs on the machine do not count."""
WAITING = 30.0
"""Seconds by the clock, for what waits instead of working."""


@contextmanager
def must_end(*, waiting: bool = False) -> Iterator[None]:
    """Fail if the block does not end; ``waiting`` is for a block that sleeps or asks a network."""
    which, limit, name = (
        (signal.ITIMER_REAL, WAITING, signal.SIGALRM)
        if waiting
        else (signal.ITIMER_PROF, PATIENCE, signal.SIGPROF)
    )

    def stop(number: int, frame: object) -> None:
        raise AssertionError(f"no end after {limit:.0f} seconds")

    former = signal.signal(name, stop)
    signal.setitimer(which, limit)
    try:
        yield
    finally:
        signal.setitimer(which, 0)
        signal.signal(name, former)
