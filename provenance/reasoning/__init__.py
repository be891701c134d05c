"""Rules, findings, the attribution ladder."""

from __future__ import annotations

from provenance.reasoning.records import (
    AnalysedMessage,
    Code,
    Comparison,
    Explanation,
    ExplanationMark,
    Finding,
    FindingKind,
    Mark,
    Reasoning,
    Request,
    RuleSet,
    Rung,
)

__all__ = [
    "AnalysedMessage",
    "Code",
    "Comparison",
    "Explanation",
    "ExplanationMark",
    "Finding",
    "FindingKind",
    "Mark",
    "Reasoning",
    "Request",
    "RuleSet",
    "Rung",
]
