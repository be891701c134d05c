"""Reads exports that somebody supplies into one event model, and accounts for every row."""

from __future__ import annotations

from provenance.audit.integrity import look_for_marks
from provenance.audit.intervals import Interval, Intervals, intervals
from provenance.audit.large import LARGE, Search, can_search, row_reader
from provenance.audit.overview import Overview, overview
from provenance.audit.readers.base import Export, open_export
from provenance.audit.readers.registry import Recognised, recognise
from provenance.audit.reconcile import Reconciler
from provenance.audit.records import AuditEvent, Coverage, EventKind, Layout, Locator, RowProblem
from provenance.audit.source.column_map import ColumnMap, parse_map, read_map
from provenance.audit.source.lines import count_lines
from provenance.audit.source.needles import Needles
from provenance.audit.source.proposal import propose_map
from provenance.audit.workers import pool, totals_by

__all__ = [
    "LARGE",
    "AuditEvent",
    "ColumnMap",
    "Coverage",
    "EventKind",
    "Export",
    "Interval",
    "Intervals",
    "Layout",
    "Locator",
    "Needles",
    "Overview",
    "Recognised",
    "Reconciler",
    "RowProblem",
    "Search",
    "can_search",
    "count_lines",
    "intervals",
    "look_for_marks",
    "open_export",
    "overview",
    "parse_map",
    "pool",
    "propose_map",
    "read_map",
    "recognise",
    "row_reader",
    "totals_by",
]
