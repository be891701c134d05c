"""Exports that somebody supplies, in one event model. Filled by the audit readers."""

from __future__ import annotations

from datetime import datetime

from provenance.basics import State, Value
from provenance.basics.record import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One event of an export: a time as interval, an account, an operation, its row.

    ``start``/``end`` bound the moment (equal where the source is exact); ``row`` counts records
    from 1 and ``[byte_start, byte_end)`` are offsets in the export. ``unmapped`` keeps what the
    model has no name for, so that nothing of the source is dropped.
    """

    id: str
    evidence: str
    row: int
    byte_start: int
    byte_end: int
    operation: str
    start: datetime
    end: datetime
    time_text: str
    account: Value[str] = State.ABSENT
    mailbox: Value[str] = State.ABSENT
    ip: Value[str] = State.ABSENT
    session: Value[str] = State.ABSENT
    client: Value[str] = State.ABSENT
    message_id: Value[str] = State.ABSENT
    unmapped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What one export can speak about: period, holes, reconciliation of its rows."""

    evidence: str
    kind: str
    rows: int
    events: int
    duplicates: int
    problems: int
    first: Value[datetime] = State.ABSENT
    last: Value[datetime] = State.ABSENT
    gaps: tuple[tuple[datetime, datetime], ...] = ()
    flags: tuple[str, ...] = ()
