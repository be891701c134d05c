"""Opens input read-only, hashes it, recognises containers; custody log, seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.evidence.intake import MAX_SIZE, STDIN_NAME, attached_exhibit, open_evidence
from provenance.evidence.recognise import recognise
from provenance.evidence.records import (
    CustodyCheck,
    CustodyEvent,
    EvidenceItem,
    Exhibit,
    ExportFile,
    Intake,
    Kind,
    KnownFiles,
    LineEnds,
    MapiProperty,
    MessageStream,
    MsgCrossCheck,
    Opened,
    Sealed,
    Unreadable,
)

if TYPE_CHECKING:
    from provenance.evidence.bag import seal
    from provenance.evidence.custody import CustodyLog, verify_log
    from provenance.evidence.exports import export_exhibit, open_exports
    from provenance.evidence.known import number_known, open_known, real_files
    from provenance.evidence.mapped import map_file, map_hashed
    from provenance.evidence.second_engine import cross_check_msg

__all__ = [
    "MAX_SIZE",
    "STDIN_NAME",
    "CustodyCheck",
    "CustodyEvent",
    "CustodyLog",
    "EvidenceItem",
    "Exhibit",
    "ExportFile",
    "Intake",
    "Kind",
    "KnownFiles",
    "LineEnds",
    "MapiProperty",
    "MessageStream",
    "MsgCrossCheck",
    "Opened",
    "Sealed",
    "Unreadable",
    "attached_exhibit",
    "cross_check_msg",
    "export_exhibit",
    "map_file",
    "map_hashed",
    "number_known",
    "open_evidence",
    "open_exports",
    "open_known",
    "real_files",
    "recognise",
    "seal",
    "verify_log",
]

_LATER = {
    "CustodyLog": "custody",
    "verify_log": "custody",
    "seal": "bag",
    "map_file": "mapped",
    "map_hashed": "mapped",
    "open_exports": "exports",
    "export_exhibit": "exports",
    "cross_check_msg": "second_engine",
    "number_known": "known",
    "open_known": "known",
    "real_files": "known",
}


def __getattr__(name: str) -> object:
    """Load what only some commands need when it is first asked for (PEP 562)."""
    if name not in _LATER:
        raise AttributeError(name)
    from importlib import import_module

    found: object = getattr(import_module(f"provenance.evidence.{_LATER[name]}"), name)
    globals()[name] = found
    return found
