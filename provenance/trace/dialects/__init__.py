"""Received dialects: one module each, with its examples beside it.

A dialect module has ``NAME``; ``recognise(split)``, which names the mark it goes by or returns
""; ``extract(split)``, which reads the values; ``name_of(split)``; and ``EXAMPLES``, lines with
the values expected of them, which the tests run. Adding one is one module and one entry here.
"""

from __future__ import annotations

from typing import Protocol

from provenance.trace.dialects import exchange_online, exim, google, postfix, rfc5321
from provenance.trace.dialects.parts import Facts
from provenance.trace.tokens import Split


class Dialect(Protocol):
    """The face of a dialect module."""

    NAME: str
    EXAMPLES: tuple[tuple[str, dict[str, object]], ...]

    def recognise(self, split: Split, /) -> str:
        """Name the mark, "" if it is not there."""

    def extract(self, split: Split, /) -> Facts:
        """Read the values."""

    def name_of(self, split: Split, /) -> str:
        """Name of the dialect of this line."""


FALLBACK: Dialect = rfc5321
"""Reads the lines that no dialect recognises; they stay ``unknown``."""

DIALECTS: tuple[Dialect, ...] = (exchange_online, google, postfix, exim, rfc5321)
"""In order of asking: the first that recognises a line reads it."""

__all__ = ["DIALECTS", "FALLBACK", "Dialect", "Facts"]
