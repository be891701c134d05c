"""Joins records of different sources: events of logs to messages."""

from __future__ import annotations

from provenance.correlation.exports import GivenExport, read_exports
from provenance.correlation.keys import MessageKeys, keys_of
from provenance.correlation.records import AuditSide, AuditSource, Join, JoinTier

__all__ = [
    "AuditSide",
    "AuditSource",
    "GivenExport",
    "Join",
    "JoinTier",
    "MessageKeys",
    "keys_of",
    "read_exports",
]
