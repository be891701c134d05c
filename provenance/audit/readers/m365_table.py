"""Rows of a unified audit log as a table, one by one: each stands for itself.

So the rows can be read in any order and any choice, which is what a table of gigabytes needs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.m365_record import Outer, event_of
from provenance.audit.records import EventTime, Layout, RowProblem
from provenance.audit.source.blocks import Start
from provenance.audit.source.rows import Row, rows, split
from provenance.audit.values.times import Clock, DayOrder, learn_order, read_time
from provenance.basics import State, Value

EXCEL_CELL = 32_767
"""Characters at which Excel cuts a cell (Excel specifications and limits)."""
LEARNT_FROM = 20_000
"""Rows out of which the order of day and month is learnt."""

_ORDERS = (DayOrder.MONTH_FIRST, DayOrder.DAY_FIRST)
_TIME = ("creationdate", "createddatetime", "creationtime")
_USER = ("userids", "userid", "userprincipalname")
_OPERATION = ("operations", "operation")
_TYPE = ("recordtype", "auditlogrecordtype")


class M365Table:
    """Where the columns of one table stand, and how its rows become events."""

    def __init__(self, export: Export, layout: Layout) -> None:
        names = export.names()
        self.export, self.layout = export, layout
        self.codec, self.delimiter = export.text.codec, layout.delimiter
        self.data_at = names.index("auditdata")
        self.time_at = _first(names, _TIME)
        self.user_at = _first(names, _USER)
        self.operation_at = _first(names, _OPERATION)
        self.type_at = _first(names, _TYPE)

    @cached_property
    def clock(self) -> Clock:
        """How the column of times is to be read."""
        return Clock(order=learn_order(self._times()))

    @cached_property
    def begin(self) -> Start | None:
        """Where the first row behind the header begins; ``None`` if the header is not found."""
        header_seen = False
        for row in rows(self.export.text):
            if header_seen:
                at = row.locator
                return Start(at=at.start, row=at.row, line=at.line)
            fields = split(row.data, self.delimiter, self.codec)
            header_seen = fields is not None and tuple(fields) == self.export.columns
        return None

    def read(self) -> Iterator[Item]:
        """All rows behind the header, plainly."""
        header_seen = False
        for row in rows(self.export.text):
            if header_seen:
                yield self.item(row)
                continue
            fields = split(row.data, self.delimiter, self.codec)
            header_seen = fields is not None and tuple(fields) == self.export.columns

    def item(self, row: Row) -> Item:
        """The event of one row, or why there is none."""
        fields = split(row.data, self.delimiter, self.codec)
        if fields is None or not row.closed:
            return RowProblem(locator=row.locator, reason="quotes-not-closed")
        if len(fields) <= self.data_at:
            detail = str(len(fields))
            return RowProblem(locator=row.locator, reason="columns-missing", detail=detail)
        cell = fields[self.data_at]
        if not cell.strip():
            return RowProblem(locator=row.locator, reason="audit-data-empty")
        data = json_object(cell)
        if data is None:
            # A longer cell was cut by no spreadsheet; nested too deep, it is whole and unread.
            limit = EXCEL_CELL - 1 <= len(cell) <= EXCEL_CELL
            cut = limit or not cell.rstrip().endswith("}")
            reason = "audit-data-cut" if cut else "audit-data-damaged"
            return RowProblem(locator=row.locator, reason=reason, detail=str(len(cell)))
        outer = self.outer(fields)
        event = event_of(
            data,
            self.export,
            row.locator,
            outer=outer,
            record_hash=hashlib.sha256(cell.encode("utf-8", "surrogatepass")).hexdigest()[:32],
        )
        if column_differs(event.time, outer.time, self.clock):
            flags = tuple(sorted({*event.flags, "column-differs-time"}))
            return replace(event, flags=flags)
        return event

    def outer(self, fields: list[str]) -> Outer:
        """What the row says beside its JSON."""
        return Outer(
            time=_field(fields, self.time_at),
            user=_field(fields, self.user_at),
            operation=_field(fields, self.operation_at),
            record_type=_field(fields, self.type_at),
        )

    def _times(self) -> Iterator[str]:
        """The column of times, where its order of day and month has to be learnt at all."""
        if self.time_at < 0 or not {"/", "."}.intersection(self.export.head):
            return
        for number, row in enumerate(rows(self.export.text)):
            if number > LEARNT_FROM:
                return
            fields = split(row.data, self.delimiter, self.codec)
            if fields is not None and len(fields) > self.time_at:
                yield fields[self.time_at]


def column_differs(time: Value[EventTime], column: str, clock: Clock) -> bool:
    """Whether the column of the table tells another time than the JSON in it.

    A column that cannot be read, for its culture's way of writing, tells no other time.
    """
    if isinstance(time, State) or not column.strip():
        return False
    told = False
    orders = (clock.order,) if clock.order is not DayOrder.OPEN else _ORDERS
    for order in orders:
        outer = read_time(column, replace(clock, order=order))
        if isinstance(outer, State):
            continue
        told = True
        if outer.start <= time.end and time.start <= outer.end:
            return False
    return told


def json_object(cell: str) -> dict[str, Any] | None:
    """The object of a cell; ``None`` where it is damaged or none."""
    try:
        data = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _first(names: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    return next((names.index(name) for name in wanted if name in names), -1)


def _field(fields: list[str], at: int) -> str:
    return fields[at] if 0 <= at < len(fields) else ""
