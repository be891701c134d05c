"""Reads and checks case.yaml."""

from __future__ import annotations

from provenance.case.reader import parse_case, read_case
from provenance.case.records import (
    Access,
    Auditing,
    AuditNote,
    Case,
    EvidenceNote,
    Network,
    Organisation,
    Person,
    Presence,
    names_file,
)

__all__ = [
    "Access",
    "AuditNote",
    "Auditing",
    "Case",
    "EvidenceNote",
    "Network",
    "Organisation",
    "Person",
    "Presence",
    "names_file",
    "parse_case",
    "read_case",
]
