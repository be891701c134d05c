"""The exports of a case as one message sees them, for every module of findings about logs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import Instant, Interest, Param, State, Text, Where, text
from provenance.correlation import AuditSide, AuditSource, Join, JoinTier
from provenance.correlation.parties import FIRM, names_another
from provenance.correlation.records import Circumstance
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

MAX_ROWS: Final = 20
"""Rows that one finding points to; its sentence has their number."""


NAMED_ROWS: Final = 4
"""Rows that a sentence names; its places have more."""


class Exports:
    """Events, places and sources by id, and the joins of one message."""

    def __init__(self, side: AuditSide, message: str) -> None:
        self.side, self.message = side, message
        self.events: dict[str, AuditEvent] = {
            event.id: event for event in (*side.crossed, *side.events, *side.about, *side.own)
        }
        self.places = dict(side.places)
        self.sources: dict[str, AuditSource] = {one.evidence: one for one in side.sources}
        self.joins: tuple[Join, ...] = tuple(j for j in side.joins if j.message == message)

    def layout(self, event: AuditEvent) -> str:
        """The kind of the export that a row is from; "" for one of no known kind."""
        source = self.sources.get(event.source)
        return "" if source is None or source.layout is None else source.layout.kind

    def firm(self) -> tuple[tuple[Join, AuditEvent], ...]:
        """Events that name the message itself, in the order of the joins."""
        return tuple(one for one in self.with_id() if not names_another(one[0]))

    def with_id(self) -> tuple[tuple[Join, AuditEvent], ...]:
        """The same and those that have its identifier for another message."""
        return tuple((j, self.events[j.event]) for j in self.joins if j.tier in FIRM)

    def fitting(self) -> tuple[tuple[Join, AuditEvent], ...]:
        """Events that name the message or fit it."""
        tiers = {*FIRM, JoinTier.M}
        return tuple((j, self.events[j.event]) for j in self.joins if j.tier in tiers)

    def where(self, *events: AuditEvent) -> tuple[Where, ...]:
        """The rows of events, in their order, each once; of every export at least one."""
        rows = tuple(dict.fromkeys(self.places[event.id] for event in events))
        if len(rows) <= MAX_ROWS:
            return rows
        first = {row.evidence: row for row in reversed(rows)}.values()
        kept = set(tuple(dict.fromkeys((*first, *rows)))[:MAX_ROWS])
        return tuple(row for row in rows if row in kept)

    def rows(self, *events: AuditEvent) -> Text:
        """Exhibit and row of events in words, ``E3 row 4, E3 row 9``; that more follow is said.

        A row is counted by the log's own entries, a line by line ends: the two differ wherever a
        file has a head or an entry has several lines, so the word stands beside each number.
        """
        return enumerated(events, row_of, "reasoning.rows.list")

    def interest(self, *events: AuditEvent) -> Interest:
        """The interest of whoever supplied the rows, if it is one; the submitting side's counts."""
        found = {self.sources[event.source].interest for event in events}
        if Interest.SUBMITTING in found:
            return Interest.SUBMITTING
        return found.pop() if len(found) == 1 else Interest.UNKNOWN


def row_of(event: AuditEvent) -> Text:
    """Exhibit and row of an event in words."""
    return text("reasoning.rows.one", exhibit=event.source, row=event.locator.row)


def enumerated(events: Sequence[AuditEvent], say: Callable[[AuditEvent], Text], joint: str) -> Text:
    """The first ``NAMED_ROWS`` events in words, put together by ``joint``; the rest is counted."""
    shown = [say(event) for event in events[:NAMED_ROWS]]
    left = len(events) - len(shown)
    words = shown.pop()
    if left:
        words = text(f"{joint}.more", first=words, count=left)
    while shown:
        words = text(joint, first=shown.pop(), rest=words)
    return words


def instant_of(event: AuditEvent) -> Param:
    """The moment of a record; an interval is told by its beginning, its width as precision."""
    if isinstance(event.time, State):
        return event.time
    width = (event.time.end - event.time.start).total_seconds()
    return Instant(
        text=event.time.raw,
        utc=event.time.start,
        offset_minutes=State.ABSENT,
        precision_seconds=max(width, event.time.precision_seconds),
    )


def counted_once(one: Circumstance) -> tuple[Text, ...]:
    """That rows of one act in two exports count once, with the number of rows and of acts."""
    if not one.rows:
        return ()
    acts = dict(one.values).get("count", 0)
    return (text("reasoning.caution.counted-once", rows=one.rows, acts=int(str(acts))),)


def names_two_moments(event: AuditEvent) -> bool:
    """Whether a row has a local time of the hour that clocks go through twice in autumn."""
    own = () if isinstance(event.time, State) else event.time.flags
    return "hour-twice" in {*event.flags, *own}


def clock_cautions(*events: AuditEvent) -> tuple[Text, ...]:
    """That a local time names two moments, where one of the rows stands in the hour that repeats.

    Both readings are inside the interval of the row; a reader of the wall clock would see one.
    """
    twice = any(names_two_moments(event) for event in events)
    return (text("reasoning.caution.hour-twice"),) if twice else ()


def log_finding(
    subject: Subject,
    mine: Exports,
    name: str,
    kind: FindingKind,
    rung: int,
    statement: Text,
    events: tuple[AuditEvent, ...],
    *,
    strength: int,
    group: str = "",
    cautions: tuple[Text, ...] = (),
    assumptions: tuple[Text, ...] = (),
    more: tuple[Where, ...] = (),
    cls: AttestationClass = AttestationClass.LOG,
    counted: int = 0,
) -> Finding:
    """A finding that rows of exports carry: class L, one dependency group for each export.

    ``counted`` is the number of rows that its sentence counts, where ``events`` are some of them.
    """
    made = subject.finding(
        name,
        kind,
        rung,
        statement,
        where=(*mine.where(*events), *more),
        cls=cls,
        strength=strength if events else min(strength, CLAIM),
        group=group or f"export:{events[0].source}",
        cautions=(*cautions, *clock_cautions(*events)),
        assumptions=assumptions,
    )
    rows = len({mine.places[event.id] for event in events}) + len(more)
    counted = max(counted, rows)
    return replace(
        made,
        interest=mine.interest(*events),
        counted=counted if counted > len(made.where) else 0,
    )
