"""Files that hold messages of others: mailboxes (mbox), archives (zip); Apple Mail's .emlx."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.evidence.containers.records import Contained
from provenance.evidence.records import Kind

MAX_CONTAINED = 20_000
"""Pieces that one container may give; what lies beyond is named, not read."""
MAX_TOTAL = 1024 * 1024 * 1024
"""Octets that all pieces of one container may have together, unpacked."""

HOLDS_OTHERS = frozenset({Kind.MBOX, Kind.ZIP})


def contained(kind: Kind, content: bytes) -> Iterator[Contained]:
    """Give the pieces of a mailbox or archive in a total order; never raises over its bytes."""
    if kind is Kind.MBOX:
        from provenance.evidence.containers.mbox import pieces

        return pieces(content, limit=MAX_CONTAINED)
    from provenance.evidence.containers.archive import members

    return members(content, limit=MAX_CONTAINED, total=MAX_TOTAL)


__all__ = ["HOLDS_OTHERS", "MAX_CONTAINED", "MAX_TOTAL", "Contained", "contained"]
