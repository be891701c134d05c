"""A progress line on standard error, only when somebody is watching and it takes a while."""

from __future__ import annotations

import sys
import time


class Progress:
    """Shows ``done of total`` once the work has taken longer than a second."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.started = time.monotonic()
        self.shown = False
        self.last = 0.0

    def __call__(self, done: int, total: int) -> None:
        """Update the line, at most ten times a second; it goes when all is done."""
        if done >= total:
            self.close()
            return
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self.started < 1 or now - self.last < 0.1:
            return
        self.last = now
        self.shown = True
        width = 30
        filled = width * done // max(total, 1)
        bar = "#" * filled + "." * (width - filled)
        sys.stderr.write(f"\r{self.label} [{bar}] {done} of {total}")
        sys.stderr.flush()

    def close(self) -> None:
        """Remove the line again."""
        if self.shown:
            self.shown = False
            sys.stderr.write("\r" + " " * (len(self.label) + 60) + "\r")
            sys.stderr.flush()
