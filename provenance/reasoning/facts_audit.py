"""Findings about records of systems: what exports say of a message, and what they cannot show."""

from __future__ import annotations

from typing import Final

from provenance.audit import EventKind
from provenance.basics import text
from provenance.correlation import AuditSide, Join, JoinTier
from provenance.reasoning.facts_absent import absent_findings
from provenance.reasoning.facts_beside import beside_findings, deleted_findings
from provenance.reasoning.facts_logs import log_findings
from provenance.reasoning.facts_sent_row import sending_findings
from provenance.reasoning.joined_rows import FIRM, MAX_ROWS, SENDINGS, JoinedRows, made
from provenance.reasoning.records import Finding
from provenance.reasoning.subject import Subject

_CARRYING: Final = frozenset(
    {EventKind.RECEIVE, EventKind.TRANSFER, EventKind.DELIVER, EventKind.EXPAND, EventKind.FAIL}
)


def audit_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """What the exports say of one message: sendings, transport, what lies beside, what lacks."""
    if not side.sources:
        return []
    mine = JoinedRows(side, subject.analysed.message.id)
    sendings = [
        join
        for join in mine.joins
        if join.tier in {*FIRM, JoinTier.M} and mine.event(join).kind in SENDINGS
    ]
    found: list[Finding] = []
    for join in sendings[:MAX_ROWS]:
        found += sending_findings(subject, mine, join)
    if len(sendings) > MAX_ROWS:
        found.append(subject.cut("join.sending", len(sendings) - MAX_ROWS))
    found += deleted_findings(subject, mine)
    found += _carried(subject, mine)
    found += beside_findings(subject, mine)
    named = {mine.event(join).source for join in mine.joins if join.tier in {*FIRM, JoinTier.M}}
    found += absent_findings(subject, frozenset(named), side)
    return [*found, *log_findings(subject, side)]


def _carried(subject: Subject, mine: JoinedRows) -> list[Finding]:
    """Rows about the message's way through a system, one finding for each export."""
    rows: dict[str, list[Join]] = {}
    for join in mine.joins:
        if join.tier in FIRM and mine.event(join).kind in _CARRYING:
            rows.setdefault(mine.event(join).source, []).append(join)
    found = []
    for source, joins in sorted(rows.items()):
        events = [mine.event(join) for join in joins]
        recipients = {one for event in events for ref in event.messages for one in ref.recipients}
        statement = text(
            "reasoning.join.carried", exhibit=source, rows=len(events), recipients=len(recipients)
        )
        found.append(
            made(
                subject, mine, joins[0], "join.carried", 2, statement, mine.where(*events),
                cautions=(text("reasoning.caution.log-account"),), group=source,
            )
        )  # fmt: skip
    return found
