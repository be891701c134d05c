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
    from provenance.correlation.disclosure import Shown, disclose
    from provenance.correlation.exports import GivenExport, read_exports
    from provenance.correlation.keys import MessageKeys, keys_of
    from provenance.correlation.related import Around, find_related, receipts
    from provenance.correlation.visible import VisibleRecipients, visible_recipients

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
    "RecallTrace",
    "Receipts",
    "RelatedKind",
    "RelatedMessage",
    "Shown",
    "VisibleRecipients",
    "disclose",
    "find_related",
    "keys_of",
    "read_exports",
    "receipts",
    "visible_recipients",
]

_LATER = {
    "GivenExport": "exports",
    "read_exports": "exports",
    "MessageKeys": "keys",
    "keys_of": "keys",
    "Shown": "disclosure",
    "disclose": "disclosure",
    "Around": "related",
    "find_related": "related",
    "receipts": "related",
    "VisibleRecipients": "visible",
    "visible_recipients": "visible",
}


def __getattr__(name: str) -> object:
    """Load what only an analysis with exports needs when it is first asked for (PEP 562)."""
    if name not in _LATER:
        raise AttributeError(name)
    from importlib import import_module

    found: object = getattr(import_module(f"provenance.correlation.{_LATER[name]}"), name)
    globals()[name] = found
    return found
