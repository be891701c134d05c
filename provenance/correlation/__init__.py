"""Joins records of different sources."""

from __future__ import annotations

from provenance.correlation.records import (
    Disclosure,
    Join,
    JoinTier,
    RecallTrace,
)

__all__ = [
    "Disclosure",
    "Join",
    "JoinTier",
    "RecallTrace",
]
