"""Opens input read-only, hashes it, recognises containers; custody log, seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.evidence.intake import MAX_SIZE, STDIN_NAME, attached_exhibit, open_evidence
from provenance.evidence.items import item_file, winmail_of
from provenance.evidence.recognise import recognise
from provenance.evidence.records import (
    AttachMethod,
    CustodyCheck,
    CustodyEvent,
    EvidenceItem,
    Exhibit,
    ExportFile,
    Intake,
    Kind,
    KnownFiles,
    LineEnds,
    MapiAttachment,
    MapiProperty,
    MapiRecipient,
    MessageStream,
    MsgCrossCheck,
    Opened,
    OutlookItem,
    RecipientType,
    Sealed,
    Unreadable,
)

if TYPE_CHECKING:
    from provenance.evidence.bag import seal
    from provenance.evidence.custody import CustodyLog, log_texts, verify_log
    from provenance.evidence.custody_join import read_bag_logs
    from provenance.evidence.exports import export_exhibit, open_exports
    from provenance.evidence.known import number_known, open_known, real_files
    from provenance.evidence.mapped import map_file, map_hashed
    from provenance.evidence.outlook_children import inside_item
    from provenance.evidence.second_engine import cross_check_msg

__all__ = [
    "MAX_SIZE",
    "STDIN_NAME",
    "AttachMethod",
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
    "MapiAttachment",
    "MapiProperty",
    "MapiRecipient",
    "MessageStream",
    "MsgCrossCheck",
    "Opened",
    "OutlookItem",
    "RecipientType",
    "Sealed",
    "Unreadable",
    "attached_exhibit",
    "cross_check_msg",
    "export_exhibit",
    "inside_item",
    "item_file",
    "log_texts",
    "map_file",
    "map_hashed",
    "number_known",
    "open_evidence",
    "open_exports",
    "open_known",
    "read_bag_logs",
    "real_files",
    "recognise",
    "seal",
    "verify_log",
    "winmail_of",
]

_LATER = {
    "CustodyLog": "custody",
    "log_texts": "custody",
    "verify_log": "custody",
    "seal": "bag",
    "map_file": "mapped",
    "map_hashed": "mapped",
    "open_exports": "exports",
    "export_exhibit": "exports",
    "cross_check_msg": "second_engine",
    "inside_item": "outlook_children",
    "number_known": "known",
    "open_known": "known",
    "read_bag_logs": "custody_join",
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
