"""Everything that exports say beside the joined rows themselves, in a fixed order of topics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from provenance.correlation import AuditSide
from provenance.reasoning.facts_chain import chain_findings, offset_findings
from provenance.reasoning.facts_contradiction import contradiction_findings
from provenance.reasoning.facts_coverage import coverage_findings
from provenance.reasoning.facts_hour_twice import hour_twice_findings
from provenance.reasoning.facts_log_marks import export_findings, tenant_findings
from provenance.reasoning.facts_manner import manner_findings
from provenance.reasoning.facts_presence import access_findings, presence_findings
from provenance.reasoning.facts_schedule import schedule_findings
from provenance.reasoning.facts_tempting import tempting_findings
from provenance.reasoning.facts_usage import usage_findings
from provenance.reasoning.records import Finding
from provenance.reasoning.subject import Subject

_TOPICS: Final[tuple[Callable[[Subject, AuditSide], list[Finding]], ...]] = (
    contradiction_findings,
    chain_findings,
    presence_findings,
    access_findings,
    tempting_findings,
    usage_findings,
    manner_findings,
    schedule_findings,
    hour_twice_findings,
    tenant_findings,
    coverage_findings,
)


def log_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """What exports say about one message."""
    return [finding for topic in _TOPICS for finding in topic(subject, side)]


def log_file_findings(side: AuditSide) -> list[Finding]:
    """What exports say about themselves, once for all messages."""
    return [*export_findings(side), *offset_findings(side)]
