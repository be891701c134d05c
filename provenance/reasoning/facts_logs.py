"""Everything that exports say beside the joined rows themselves, in a fixed order of topics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from provenance.correlation import AuditSide
from provenance.reasoning.facts_chain import chain_findings, offset_findings
from provenance.reasoning.facts_contradiction import contradiction_findings
from provenance.reasoning.facts_coverage import coverage_findings
from provenance.reasoning.facts_crossed import crossed_findings
from provenance.reasoning.facts_hour_twice import hour_twice_findings
from provenance.reasoning.facts_log_marks import export_findings, tenant_findings
from provenance.reasoning.facts_manner import manner_findings
from provenance.reasoning.facts_presence import access_findings, presence_findings
from provenance.reasoning.facts_schedule import schedule_findings
from provenance.reasoning.facts_sendings import conflict_findings, doubted, doubts_of
from provenance.reasoning.facts_stay_usage import door_findings, pair_findings, stay_usage_findings
from provenance.reasoning.facts_tempting import tempting_findings
from provenance.reasoning.facts_usage import usage_findings
from provenance.reasoning.facts_users import (
    other_sign_in_findings,
    same_second_findings,
    user_findings,
)
from provenance.reasoning.records import Finding
from provenance.reasoning.subject import Subject

Topic = Callable[[Subject, AuditSide], list[Finding]]
_OF_THE_MESSAGE: Final[tuple[Topic, ...]] = (conflict_findings, contradiction_findings)
_OF_THE_SENDING: Final[tuple[Topic, ...]] = (
    chain_findings,
    presence_findings,
    access_findings,
    tempting_findings,
    usage_findings,
    stay_usage_findings,
    manner_findings,
    schedule_findings,
    hour_twice_findings,
)
"""What is true of the recorded sending and as firm as that record is."""
_OF_THE_EXPORTS: Final[tuple[Topic, ...]] = (
    tenant_findings,
    coverage_findings,
    pair_findings,
    other_sign_in_findings,
    user_findings,
    same_second_findings,
    door_findings,
    crossed_findings,
)


def log_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """What exports say about one message."""
    made = _all(_OF_THE_SENDING, subject, side)
    doubts = doubts_of(subject, side, made)
    return [
        *_all(_OF_THE_MESSAGE, subject, side),
        *(doubted(finding, doubts) for finding in made),
        *_all(_OF_THE_EXPORTS, subject, side),
    ]


def _all(topics: tuple[Topic, ...], subject: Subject, side: AuditSide) -> list[Finding]:
    return [finding for topic in topics for finding in topic(subject, side)]


def log_file_findings(side: AuditSide) -> list[Finding]:
    """What exports say about themselves, once for all messages."""
    return [*export_findings(side), *offset_findings(side)]
