"""Joins records of different sources: events of logs to messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.correlation.disclosure_records import (
    Batch,
    CouldAct,
    Disclosure,
    RecallTrace,
)
from provenance.correlation.records import (
    AuditSide,
    AuditSource,
    DomainClass,
    HostOffset,
    Join,
    JoinTier,
)
from provenance.correlation.related_records import Receipts, RelatedKind, RelatedMessage

if TYPE_CHECKING:
    from provenance.correlation.copy_clocks import host_offsets
    from provenance.correlation.disclosure import Shown, disclose
    from provenance.correlation.examine import examine_exports
    from provenance.correlation.exports import GivenExport, read_exports
    from provenance.correlation.keys import MessageKeys, keys_of
    from provenance.correlation.place_table import read_places
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
    "HostOffset",
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
    "examine_exports",
    "find_related",
    "host_offsets",
    "keys_of",
    "read_exports",
    "read_places",
    "receipts",
    "visible_recipients",
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
    "host_offsets": "copy_clocks",
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
