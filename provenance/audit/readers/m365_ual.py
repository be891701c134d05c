"""Microsoft 365 unified audit log in its five wrappers.

``purview-portal`` (CSV, 8 or 4 columns), ``search-unifiedauditlog`` (CSV of PowerShell, any order
and choice of columns), ``graph`` (JSON, or CSV with ``auditData``), ``management-api`` (JSON of
bare AuditData objects), ``re-export`` (Sentinel, Splunk: renamed columns). Told by their columns.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.m365_record import Outer, event_of
from provenance.audit.records import AuditEvent, Layout, Locator, RowProblem
from provenance.audit.source.json_values import values
from provenance.audit.source.rows import Row, rows, split
from provenance.audit.values.times import Clock, DayOrder, learn_order, read_time
from provenance.basics import State

EXCEL_CELL = 32_767
"""Characters at which Excel cuts a cell (Excel specifications and limits)."""

_WRAPPERS = (
    ("graph", frozenset({"createddatetime", "auditlogrecordtype"})),
    ("search-unifiedauditlog", frozenset({"userids", "resultindex"})),
    ("search-unifiedauditlog", frozenset({"userids", "operations", "recordtype"})),
    ("purview-portal", frozenset({"creationdate", "userid"})),
    ("purview-portal", frozenset({"creationdate", "userids", "operations"})),
)
_ORDERS = (DayOrder.MONTH_FIRST, DayOrder.DAY_FIRST)
_TIME = ("creationdate", "createddatetime", "creationtime")
_USER = ("userids", "userid", "userprincipalname")
_OPERATION = ("operations", "operation")


class _Reader:
    kind = "m365-ual"

    def sniff(self, export: Export) -> Layout | None:
        """Tell a table by its column AuditData, JSON by the keys of its first object."""
        names = frozenset(export.names())
        if export.delimiter and "auditdata" in names:
            wrapper = next((name for name, have in _WRAPPERS if have <= names), "re-export")
            return self._layout(export, wrapper, "column AuditData")
        start = export.head.lstrip("\ufeff \t\r\n")[:1]
        if start not in {"{", "["}:
            return None
        head = export.head[:20_000]
        if '"auditLogRecordType"' in head and '"auditData"' in head:
            return self._layout(export, "graph", "key auditData", table=False)
        if '"AuditData"' in head:
            return self._layout(export, "search-unifiedauditlog", "key AuditData", table=False)
        if all(key in head for key in ('"Operation"', '"RecordType"', '"UserType"')):
            renamed = '"TimeGenerated"' in head or '"OfficeWorkload"' in head
            wrapper = "re-export" if renamed else "management-api"
            return self._layout(export, wrapper, "keys of AuditData", table=False)
        return None

    def _layout(self, export: Export, wrapper: str, reason: str, *, table: bool = True) -> Layout:
        return Layout(
            kind=self.kind,
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            delimiter=export.delimiter if table else "",
            columns=export.columns if table else (),
            reason=reason,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give the events; a row whose JSON is damaged or cut is a problem, never an end."""
        if layout.delimiter:
            yield from _table(export, layout)
            return
        for found in values(export.text):
            if isinstance(found, RowProblem):
                yield found
            else:
                yield _from_object(export, *found)


def _table(export: Export, layout: Layout) -> Iterator[Item]:
    names = export.names()
    data_at = names.index("auditdata")
    at = {
        "time": _first(names, _TIME),
        "user": _first(names, _USER),
        "operation": _first(names, _OPERATION),
        "type": _first(names, ("recordtype", "auditlogrecordtype")),
    }
    codec = export.text.codec
    clock = Clock(order=learn_order(_column(export, layout, at["time"])))
    header_seen = False
    for row in rows(export.text):
        fields = split(row.data, layout.delimiter, codec)
        if not header_seen:
            header_seen = fields is not None and tuple(fields) == export.columns
            continue
        if fields is None or not row.closed:
            yield RowProblem(locator=row.locator, reason="quotes-not-closed")
            continue
        yield _from_fields(export, row, fields, data_at, at, clock)


def _column(export: Export, layout: Layout, at: int) -> Iterator[str]:
    """The column of times, where its order of day and month has to be learnt at all."""
    if at < 0 or not {"/", "."}.intersection(export.head):
        return
    for number, row in enumerate(rows(export.text)):
        if number > 20_000:
            return
        fields = split(row.data, layout.delimiter, export.text.codec)
        if fields is not None and len(fields) > at:
            yield fields[at]


def _first(names: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    return next((names.index(name) for name in wanted if name in names), -1)


def _from_fields(
    export: Export,
    row: Row,
    fields: list[str],
    data_at: int,
    at: dict[str, int],
    clock: Clock,
) -> Item:
    if len(fields) <= data_at:
        return RowProblem(locator=row.locator, reason="columns-missing", detail=str(len(fields)))
    cell = fields[data_at]
    if not cell.strip():
        return RowProblem(locator=row.locator, reason="audit-data-empty")
    data = _json(cell)
    if data is None:
        cut = len(cell) >= EXCEL_CELL - 1 or not cell.rstrip().endswith("}")
        reason = "audit-data-cut" if cut else "audit-data-damaged"
        return RowProblem(locator=row.locator, reason=reason, detail=str(len(cell)))
    cells = {key: fields[i] if 0 <= i < len(fields) else "" for key, i in at.items()}
    event = event_of(
        data,
        export,
        row.locator,
        outer=Outer(
            time=cells["time"],
            user=cells["user"],
            operation=cells["operation"],
            record_type=cells["type"],
        ),
        record_hash=hashlib.sha256(cell.encode("utf-8", "surrogatepass")).hexdigest()[:32],
    )
    return _compared(event, cells["time"], clock)


def _compared(event: AuditEvent, column: str, clock: Clock) -> AuditEvent:
    """Note where the column of the table tells another time than the JSON in it."""
    if isinstance(event.time, State) or not column.strip():
        return event
    orders = (clock.order,) if clock.order is not DayOrder.OPEN else _ORDERS
    for order in orders:
        outer = read_time(column, replace(clock, order=order))
        if isinstance(outer, State):
            continue
        if outer.start <= event.time.end and event.time.start <= outer.end:
            return event
    return replace(event, flags=tuple(sorted({*event.flags, "column-differs-time"})))


def _json(cell: str) -> dict[str, Any] | None:
    try:
        data = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _from_object(export: Export, locator: Locator, found: dict[str, Any]) -> Item:
    """An object of a JSON export: AuditData itself, or a record that wraps it."""
    data = found.get("auditData", found.get("AuditData"))
    if isinstance(data, str):
        data = _json(data)
        if data is None:
            return RowProblem(locator=locator, reason="audit-data-damaged")
    outer = Outer()
    if isinstance(data, dict):
        outer = Outer(
            time=str(found.get("createdDateTime") or found.get("CreationDate") or ""),
            user=str(found.get("userPrincipalName") or found.get("UserIds") or ""),
            operation=str(found.get("operation") or found.get("Operations") or ""),
        )
    else:
        data = found
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    return event_of(data, export, locator, outer=outer, record_hash=digest)


READER = _Reader()
