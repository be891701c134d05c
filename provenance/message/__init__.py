"""Header section with byte offsets, defects, MIME tree."""

from __future__ import annotations

from provenance.message.records import (
    Defect,
    DefectKind,
    HeaderField,
    Message,
    Part,
    Protection,
)

__all__ = [
    "Defect",
    "DefectKind",
    "HeaderField",
    "Message",
    "Part",
    "Protection",
]
