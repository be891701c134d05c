"""The report record and everything that shows it."""

from __future__ import annotations

from provenance.report.records import (
    Report,
)

__all__ = [
    "Report",
]
