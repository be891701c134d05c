"""Opens input read-only, hashes it, recognises containers; custody log, seal."""

from __future__ import annotations

from provenance.evidence.custody import CustodyLog, verify_log
from provenance.evidence.intake import attached_exhibit, open_evidence
from provenance.evidence.recognise import recognise
from provenance.evidence.records import (
    CustodyCheck,
    CustodyEvent,
    EvidenceItem,
    Exhibit,
    Intake,
    Kind,
    LineEnds,
    MapiProperty,
    MessageStream,
    MsgCrossCheck,
    Sealed,
    Unreadable,
)
from provenance.evidence.seal import seal
from provenance.evidence.second_engine import cross_check_msg

__all__ = [
    "CustodyCheck",
    "CustodyEvent",
    "CustodyLog",
    "EvidenceItem",
    "Exhibit",
    "Intake",
    "Kind",
    "LineEnds",
    "MapiProperty",
    "MessageStream",
    "MsgCrossCheck",
    "Sealed",
    "Unreadable",
    "attached_exhibit",
    "cross_check_msg",
    "open_evidence",
    "recognise",
    "seal",
    "verify_log",
]
