"""Exports that name a message nowhere. No record is not no event."""

from __future__ import annotations

from provenance.basics import known, text
from provenance.correlation import AuditSide, AuditSource
from provenance.correlation.records import Act
from provenance.reasoning.facts_coverage import never_logs, reasons_for
from provenance.reasoning.facts_log_marks import file_where
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass


def absent_findings(subject: Subject, hit: frozenset[str], side: AuditSide) -> list[Finding]:
    """Exports outside ``hit`` name the message nowhere; what that means hangs on their coverage."""
    found = []
    for source in side.sources:
        if source.evidence in hit or never_logs(side, source.evidence, Act.SEND):
            continue
        case = _coverage_case(subject, source)
        where = subject.exhibit.item.id
        found.append(
            subject.finding(
                f"join.absent.{case}",
                FindingKind.COVERAGE,
                0,
                text(f"reasoning.join.absent.{case}", exhibit=source.evidence, copy=where),
                where=(file_where(source),),
                cls=AttestationClass.LOG,
                strength=0,
                group=f"absent:{source.evidence}",
                observed=True,
                cautions=(
                    text("reasoning.caution.no-record"),
                    *reasons_for(side, subject.analysed.message.id, source.evidence, Act.SEND),
                ),
            )
        )
    return found


def _coverage_case(subject: Subject, source: AuditSource) -> str:
    """Does the export speak of the time of the message at all?"""
    coverage = source.coverage
    if coverage is None:
        return "unread"
    date = known(subject.analysed.trace.identity.date)
    first, last = known(coverage.first), known(coverage.last)
    if date is None or first is None or last is None:
        return "open"
    if not first <= date.utc <= last:
        return "outside"
    return "gap" if any(gap.start < date.utc < gap.end for gap in coverage.gaps) else "inside"
