"""What no record in an export means: findings and cautions, never that something did not happen."""

from __future__ import annotations

from typing import Final

from provenance.basics import Text, text
from provenance.correlation import AuditSide
from provenance.correlation.records import Act, Grade, Graded
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.facts_log_marks import file_where
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

_SAID: Final = (Act.SIGN_IN, Act.ACCESS, Act.PASSWORD, Act.SEND)
"""Acts whose absence is worth a finding; the table of the report has all."""


def coverage_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """Acts that an export covers at the time of the message and has no record of."""
    sources = {source.evidence: source for source in side.sources}
    found = []
    for one in side.coverage:
        mine = one.message == subject.analysed.message.id
        if not mine or one.grade is not Grade.COVERED_NONE or one.act not in _SAID:
            continue
        statement = text(
            f"reasoning.coverage.none.{one.act.value}",
            exhibit=one.source,
            copy=subject.exhibit.item.id,
        )
        cautions = [text("reasoning.caution.no-record"), text("reasoning.caution.coverage-none")]
        if one.shown_by:
            cautions.append(text("reasoning.coverage.shown-by", source=one.shown_by))
        found.append(
            subject.finding(
                f"coverage.none.{one.act.value}",
                FindingKind.COVERAGE,
                0,
                statement,
                where=(file_where(sources[one.source]),),
                cls=AttestationClass.LOG,
                strength=CLAIM,
                group=f"absent:{one.source}",
                observed=True,
                assumptions=(text("reasoning.coverage.assumes-auditing"),),
                cautions=tuple(cautions),
            )
        )
    return found


def reasons_for(side: AuditSide, message: str, source: str, act: Act) -> tuple[Text, ...]:
    """Why an export need not hold a record of this act, as sentences."""
    graded: Graded | None = next(
        (
            one
            for one in side.coverage
            if (one.message, one.source, one.act) == (message, source, act)
        ),
        None,
    )
    if graded is None:
        return ()
    return tuple(text(f"reasoning.coverage.reason.{reason}") for reason in graded.reasons)


def never_logs(side: AuditSide, source: str, act: Act) -> bool:
    """Whether an export is of a kind that never records such an act, so that nothing is missing."""
    grades = {one.grade for one in side.coverage if (one.source, one.act) == (source, act)}
    return grades == {Grade.NEVER_LOGGED}
