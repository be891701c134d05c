"""Groups and aligns copies of one message."""

from __future__ import annotations

from provenance.copies.records import (
    CopyGroup,
    Difference,
)

__all__ = [
    "CopyGroup",
    "Difference",
]
