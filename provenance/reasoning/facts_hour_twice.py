"""Rows near the message whose local time names two moments: the hour that clocks repeat.

Whoever reads the wall clock of such a row sees one moment and takes it for the only one.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import State, known, text
from provenance.correlation import AuditSide
from provenance.correlation.stated_times import shifted
from provenance.reasoning.exports import Exports, log_finding, names_two_moments
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject

AROUND: Final = timedelta(hours=12)
"""Rows so near a message are read beside it; others of that night bear on nothing here."""


def hour_twice_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """One finding for each export that has such rows about the case near the message."""
    date = known(subject.analysed.trace.identity.date)
    if date is None:
        return []
    mine = Exports(side, subject.analysed.message.id)
    rows: dict[str, list[AuditEvent]] = {}
    for event in (*side.events, *side.about):
        if isinstance(event.time, State) or not names_two_moments(event):
            continue
        first, last = shifted(event.time.start, -AROUND), shifted(event.time.end, AROUND)
        if first <= date.utc <= last:
            rows.setdefault(event.source, []).append(event)
    return [
        log_finding(
            subject, mine, "clock.hour-twice", FindingKind.CLOCK, 0,
            text("reasoning.clock.hour-twice", exhibit=source, rows=mine.rows(*events)),
            tuple(events), strength=0, group=f"export:{source}:clock",
        )
        for source, events in sorted(rows.items())
    ]  # fmt: skip
