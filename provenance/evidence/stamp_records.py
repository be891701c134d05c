"""What came of asking for a time stamp, and of checking one."""

from __future__ import annotations

from provenance.basics import Instant, Text, Value
from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """What came of asking for a time stamp: files to keep by name, or why there is none.

    Both stand where the answer is kept although it could not be read here.
    """

    files: tuple[tuple[str, bytes], ...] = ()
    problem: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StampCheck:
    """One time stamp checked: verified (true), does not verify (false), or why it is not known.

    ``line`` is the line of the custody log that it stamps, 0 if none, ``digest`` the SHA-256 of
    that line, ``time`` the authority's.
    """

    fits: Value[bool]
    statement: Text
    line: int = 0
    digest: str = ""
    time: Instant | None = None
