"""Several copies of one message. Filled by the comparison."""

from __future__ import annotations

from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field in which copies differ; ``expected`` where each recipient gets an own value."""

    field: str
    expected: bool
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroup:
    """Copies of one message; ``trunk`` is the part of the route that all of them share."""

    id: str
    members: tuple[str, ...]
    trunk: tuple[int, ...] = ()
    forks: tuple[tuple[str, ...], ...] = ()
    differences: tuple[Difference, ...] = ()
    corroborated: int = 0
    of: int = 0
    odd: tuple[str, ...] = ()
