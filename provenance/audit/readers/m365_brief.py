"""What is counted of one row of a unified audit log, without making its event.

Only rows that are written as the system writes them take this way: one quoted cell of JSON among
plain cells, valid UTF-8, nothing behind the object. Every other row gives ``None`` here and is
read plainly. Both ways give the same brief (a property of the tests).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from json import JSONDecoder
from typing import Any

from provenance.audit.brief import EPOCH, MICROSECOND, Brief, What, shown
from provenance.audit.readers.base import Export
from provenance.audit.readers.m365_record import (
    UTC_CLOCK,
    Outer,
    addresses_of,
    flags_of,
    is_sending,
    kind_of,
    pairs_of,
)
from provenance.audit.readers.m365_table import M365Table, column_differs
from provenance.audit.records import EventKind, EventTime, IpRole, Layout
from provenance.audit.source.rows import split
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import client_flags, parse_client
from provenance.audit.values.times import DayOrder, read_time
from provenance.basics import State, Value

_DECODE = JSONDecoder().raw_decode
_SECOND = 1_000_000
_V4 = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}", re.ASCII)
_EPOCH = EPOCH.replace(tzinfo=None)
_SAME = frozenset({"", "Z", ".0000000Z", ".0000000", ".000Z", ".000"})
"""Ends of a column that, behind the same date and time, tell the same moment."""


class M365Briefs(M365Table):
    """The table, with a short way to what is counted of its rows."""

    def __init__(self, export: Export, layout: Layout) -> None:
        super().__init__(export, layout)
        self._mark = self.delimiter.encode()
        self._day_first = self.clock.order is DayOrder.DAY_FIRST
        self._properties: object = None
        self._told: tuple[EventKind, tuple[str, ...]] = (EventKind.OTHER, ())

    def brief(self, body: bytes) -> Brief | None:
        """What is counted of one row; ``None`` if the row has to be read plainly."""
        start, stop = body.find(b'"{'), body.rfind(b'}"')
        if start < 0 or stop < start:
            return None
        inner = body[start + 1 : stop + 1]
        cell = inner.replace(b'""', b'"')
        if inner.count(b'"') != 2 * (len(inner) - len(cell)):
            return None  # a quote stands alone: the cell ends before
        fields = self._beside(body[:start], body[stop + 2 :])
        if fields is None:
            return None
        try:
            text = cell.decode(self.codec)
            data, end = _DECODE(text)
        except (ValueError, RecursionError):
            return None
        if end != len(text):
            return None
        utf8 = cell if self.codec == "utf-8" else text.encode("utf-8", "surrogatepass")
        return self._counted(data, fields, utf8)

    def _beside(self, ahead: bytes, behind: bytes) -> list[str] | None:
        """The cells of the row, ``{}`` for the JSON; ``None`` if that is no cell of its own."""
        mark = self._mark
        if (ahead and not ahead.endswith(mark)) or (behind and not behind.startswith(mark)):
            return None
        row = ahead + b"{}" + behind
        if b'"' in row or b"\r" in row:
            # The csv reader decides, with a short cell in the place of the long one.
            fields = split(ahead + b'"{}"' + behind, self.delimiter, self.codec)
        else:
            try:
                fields = row.decode(self.codec).split(self.delimiter)
            except ValueError:
                return None
        if fields is None or len(fields) <= self.data_at or fields[self.data_at] != "{}":
            return None
        return fields

    def _counted(self, data: Mapping[str, Any], fields: list[str], cell: bytes) -> Brief | None:
        """The same values as of the event; the common case of each is decided here at once."""
        size = len(fields)
        outer_user = fields[self.user_at] if 0 <= self.user_at < size else ""
        outer_operation = fields[self.operation_at] if 0 <= self.operation_at < size else ""
        outer_time = fields[self.time_at] if 0 <= self.time_at < size else ""
        operation, raw = data.get("Operation"), data.get("CreationTime")
        info, user = data.get("ClientInfoString", ""), data.get("UserId")
        if not (
            isinstance(operation, str)
            and operation
            and isinstance(raw, str)
            and isinstance(info, str)
            and isinstance(user, str)
        ):
            return None
        extended = data.get("ExtendedProperties")
        agent = dict(pairs_of(extended)).get("UserAgent", "") if extended else ""
        family, of_client = _client(info, agent)
        kind, flags = self._kind_and_flags(data, operation, of_client)
        if outer_user not in {"", user} or outer_operation not in {"", operation}:
            outer = Outer(user=outer_user, operation=outer_operation)
            flags = flags_of(data, info, outer, operation, kind)
        moment = _plain_moment(raw)
        start: int | None
        if moment is not None and self._column_agrees(outer_time, raw, moment):
            start, width = (moment - _EPOCH) // MICROSECOND, _SECOND
            time_flags: tuple[str, ...] = ()
        else:
            time = read_time(raw or outer_time, UTC_CLOCK)
            if column_differs(time, outer_time, self.clock):
                flags = tuple(sorted({*flags, "column-differs-time"}))
            start, width, time_flags = _told(time)
        native = data.get("Id")
        return Brief(
            What(operation, kind, family, flags, time_flags, width),
            start,
            hashlib.sha256(cell).digest()[:16] if native is not None and native != "" else b"",
            user,
            tuple([_shown(value) for value in addresses_of(data)]),
        )

    def _kind_and_flags(
        self, data: Mapping[str, Any], operation: str, of_client: tuple[str, ...]
    ) -> tuple[EventKind, tuple[str, ...]]:
        """Kind and flags, without those that the cells beside the JSON decide."""
        properties = data.get("OperationProperties")
        if properties and "Item" not in data:
            # Most records of one kind repeat them word for word; without an item only they decide.
            told = (operation, properties, of_client)
            if told != self._properties or is_sending(self._told[0]):
                kind = kind_of(operation, data)
                flags = flags_of(data, "", Outer(), operation, kind)
                self._properties, self._told = told, (kind, tuple(sorted({*flags, *of_client})))
            return self._told
        kind = kind_of(operation, data)
        if properties or is_sending(kind):
            flags = flags_of(data, "", Outer(), operation, kind)
            return kind, tuple(sorted({*flags, *of_client}))
        return kind, of_client

    def _column_agrees(self, column: str, raw: str, moment: datetime) -> bool:
        """Whether the column surely tells the moment; if not, it is read in full."""
        if column[:19] == raw and column[19:] in _SAME:
            return True
        text = column.strip()
        if not text or (text[:19] == raw and text[19:] in _SAME):
            return True
        first, second = moment.month, moment.day
        if self._day_first:
            first, second = second, first
        half = f"{moment.hour % 12 or 12}:{moment:%M:%S} {'PM' if moment.hour > 11 else 'AM'}"
        return text == f"{first}/{second}/{moment.year} {half}"


def _plain_moment(raw: str) -> datetime | None:
    """The moment of a text like ``2026-05-11T09:31:02``; every other form takes the long way."""
    if len(raw) != 19 or raw[10] != "T" or raw[4] != "-" or raw[13] != ":" or raw[11:13] == "24":
        return None
    try:
        return datetime.fromisoformat(raw)
    except ValueError:
        return None


def _told(time: Value[EventTime]) -> tuple[int | None, int, tuple[str, ...]]:
    if isinstance(time, State):
        return None, 0, (f"time-{time.value}",)
    return (time.start - EPOCH) // MICROSECOND, (time.end - time.start) // MICROSECOND, time.flags


@lru_cache(maxsize=4096)
def _client(info: str, agent: str) -> tuple[str, tuple[str, ...]]:
    """Family and flags of a client text."""
    return parse_client(info, user_agent=agent).family.value, client_flags(info)


def _shown(text: str) -> tuple[str, str]:
    """An address as it is shown; its role, which the key decides, is not counted."""
    head, colon, port = text.partition(":")
    if colon and len(port) <= 5 and port.isascii() and port.isdecimal():
        found = _v4(head)
        if found is not None:
            return found
    return _any(text)


@lru_cache(maxsize=65_536)
def _v4(head: str) -> tuple[str, str] | None:
    """An address of version 4, whose port is not shown; ``None`` for anything else."""
    ip = read_ip(head, "", IpRole.ORIGINAL_CLIENT)
    plain = _V4.fullmatch(head) is not None and not isinstance(ip.address, State)
    return shown(ip) if plain else None


@lru_cache(maxsize=65_536)
def _any(text: str) -> tuple[str, str]:
    return shown(read_ip(text, "", IpRole.ORIGINAL_CLIENT))
