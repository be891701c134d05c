"""Exports of logs in one event model."""

from __future__ import annotations

from provenance.audit.records import (
    AuditEvent,
    Coverage,
)

__all__ = [
    "AuditEvent",
    "Coverage",
]
