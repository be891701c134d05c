"""Opens input read-only, hashes it, recognises containers; custody log, seal."""

from __future__ import annotations

from provenance.evidence.records import (
    CustodyEvent,
    EvidenceItem,
    Exhibit,
    Intake,
    Kind,
    LineEnds,
    MapiProperty,
    MessageStream,
    Unreadable,
)

__all__ = [
    "CustodyEvent",
    "EvidenceItem",
    "Exhibit",
    "Intake",
    "Kind",
    "LineEnds",
    "MapiProperty",
    "MessageStream",
    "Unreadable",
]
