"""The report record and everything that shows it."""

from __future__ import annotations

from provenance.report.collect_sheet import collect_sheet
from provenance.report.document import to_dict, to_json
from provenance.report.html import to_html
from provenance.report.records import (
    Report,
)
from provenance.report.summary import summary

__all__ = [
    "Report",
    "collect_sheet",
    "summary",
    "to_dict",
    "to_html",
    "to_json",
]
