"""Ground floor: values that every room speaks in. Imports nothing of ours."""

from __future__ import annotations

from provenance.basics.errors import CaseFileError, MisuseError, ProvenanceError
from provenance.basics.records import (
    Address,
    Instant,
    Interest,
    Param,
    Span,
    State,
    Text,
    Value,
    Where,
    known,
    text,
)

__all__ = [
    "Address",
    "CaseFileError",
    "Instant",
    "Interest",
    "MisuseError",
    "Param",
    "ProvenanceError",
    "Span",
    "State",
    "Text",
    "Value",
    "Where",
    "known",
    "text",
]
