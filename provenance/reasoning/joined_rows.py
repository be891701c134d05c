"""The rows of exports that belong to one message, and a finding that such a row carries."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.basics import Text, Where
from provenance.correlation import AuditSide, Join, JoinTier
from provenance.correlation.sendings import conflicts_of
from provenance.reasoning.claims import CLAIM, RECORD
from provenance.reasoning.exports import Exports, clock_cautions
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

FIRM: Final = frozenset({JoinTier.S1, JoinTier.S2, JoinTier.S3})
SENDINGS: Final = frozenset(
    {EventKind.SEND, EventKind.SEND_AS, EventKind.SEND_ON_BEHALF, EventKind.SUBMIT}
)
MAX_ROWS: Final = 20
"""Rows of one kind that are findings of their own; the rest is counted."""
_NEEDS: Final = {
    "join.sent": frozenset({"account", "time"}),
    "join.mode": frozenset({"account", "time", "mode"}),
    "join.send-as": frozenset({"account", "time", "mode"}),
    "join.send-on-behalf": frozenset({"account", "time", "mode"}),
    "join.address": frozenset({"address", "device", "time"}),
    "join.client": frozenset({"address", "device", "time"}),
}
"""What of the record of a sending a finding needs, which other records may contradict."""


class JoinedRows:
    """The exports of a case as one message sees them."""

    def __init__(self, side: AuditSide, message: str) -> None:
        self.exports = Exports(side, message)
        self.events = {event.id: event for event in side.events}
        self.places = dict(side.places)
        self.sources = {source.evidence: source for source in side.sources}
        self.joins = [join for join in side.joins if join.message == message]
        self.contested = frozenset(
            aspect for one in conflicts_of(side, message) for aspect in one.aspects
        )

    def event(self, join: Join) -> AuditEvent:
        """The row of a join."""
        return self.events[join.event]

    def where(self, *events: AuditEvent) -> tuple[Where, ...]:
        """The bytes of the first of these rows."""
        return tuple(self.places[event.id] for event in events[:MAX_ROWS])

    def strength(self, join: Join) -> int:
        """A log says what its holder's system wrote, if it names this very message."""
        return RECORD if join.tier in FIRM and not join.disagree else CLAIM


def made(
    subject: Subject,
    mine: JoinedRows,
    join: Join,
    name: str,
    rung: int,
    statement: Text,
    where: tuple[Where, ...],
    cautions: tuple[Text, ...] = (),
    *,
    strength: int | None = None,
    group: str = "",
) -> Finding:
    """A finding that an export carries: class L, one dependency group for each export."""
    event = mine.event(join)
    limit = mine.strength(join)
    if mine.contested & _NEEDS.get(".".join(name.split(".")[:2]), frozenset()):
        limit = min(limit, CLAIM)
    found = subject.finding(
        name,
        FindingKind.JOIN,
        rung,
        statement,
        where=where,
        cls=AttestationClass.LOG,
        strength=limit if strength is None else strength,
        group=group or f"export:{event.source}",
        cautions=(*cautions, *clock_cautions(event)),
    )
    return replace(found, interest=mine.sources[event.source].interest)
