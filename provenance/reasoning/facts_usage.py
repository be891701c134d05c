"""Findings about the recorded sending beside earlier use of the account: habits of a login.

What is usual is no more than that: whoever sits at the usual machine leaves the usual records.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from provenance.basics import Param, text
from provenance.correlation import AuditSide
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import Exports, log_finding
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject


def usage_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """One finding for each of address, device and program that earlier records show too."""
    mine = Exports(side, subject.analysed.message.id)
    found = []
    for one in side.usage:
        if one.message != mine.message:
            continue
        events = tuple(mine.events[id_] for id_ in one.events)
        topic = one.kind.partition(".")[0]
        made = log_finding(
            subject, mine, f"usage.{one.kind}", FindingKind.JOIN, 4,
            text(f"reasoning.usage.{one.kind}", **_params(one.values)),
            events, strength=CLAIM,
            cautions=(
                text(f"reasoning.caution.usage.{topic}"),
                text("reasoning.caution.log-account"),
            ),
        )  # fmt: skip
        found.append(replace(made, person=one.person))
    return found


def _params(values: tuple[tuple[str, str | int | datetime], ...]) -> dict[str, Param]:
    return {name: value for name, value in values if not isinstance(value, datetime)}
