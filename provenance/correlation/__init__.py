"""Joins records of different sources: events of logs to messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.correlation.records import (
    AuditSide,
    AuditSource,
    Batch,
    CouldAct,
    Disclosure,
    DomainClass,
    Join,
    JoinTier,
    RecallTrace,
    Receipts,
    RelatedKind,
    RelatedMessage,
)

if TYPE_CHECKING:
<<<<<<< HEAD
    from provenance.correlation.disclosure import Shown, disclose
    from provenance.correlation.exports import GivenExport, read_exports
    from provenance.correlation.keys import MessageKeys, keys_of
    from provenance.correlation.related import Around, find_related, receipts
=======
    from provenance.correlation.examine import examine_exports
    from provenance.correlation.exports import GivenExport, read_exports
    from provenance.correlation.keys import MessageKeys, keys_of
    from provenance.correlation.place_table import read_places
>>>>>>> auditfacts

__all__ = [
    "Around",
    "AuditSide",
    "AuditSource",
    "Batch",
    "CouldAct",
    "Disclosure",
    "DomainClass",
    "GivenExport",
    "Join",
    "JoinTier",
    "MessageKeys",
<<<<<<< HEAD
    "RecallTrace",
    "Receipts",
    "RelatedKind",
    "RelatedMessage",
    "Shown",
    "disclose",
    "find_related",
    "keys_of",
    "read_exports",
    "receipts",
=======
    "examine_exports",
    "keys_of",
    "read_exports",
    "read_places",
>>>>>>> auditfacts
]

_LATER = {
    "examine_exports": "examine",
    "GivenExport": "exports",
    "read_exports": "exports",
    "read_places": "place_table",
    "MessageKeys": "keys",
    "keys_of": "keys",
    "Shown": "disclosure",
    "disclose": "disclosure",
    "Around": "related",
    "find_related": "related",
    "receipts": "related",
}


def __getattr__(name: str) -> object:
    """Load what only an analysis with exports needs when it is first asked for (PEP 562)."""
    if name not in _LATER:
        raise AttributeError(name)
    from importlib import import_module

    found: object = getattr(import_module(f"provenance.correlation.{_LATER[name]}"), name)
    globals()[name] = found
    return found
