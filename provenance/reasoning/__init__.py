"""Rules, findings, the attribution ladder."""

from __future__ import annotations

from provenance.reasoning.claims import attest_fields
from provenance.reasoning.reason import reason
from provenance.reasoning.records import (
    AnalysedMessage,
    Badge,
    Claim,
    Code,
    Comparison,
    Explanation,
    ExplanationMark,
    Finding,
    FindingKind,
    Interests,
    Leaning,
    Mark,
    OrganisationMeant,
    Party,
    Reasoning,
    Request,
    RuleSet,
    Rung,
    Sensitivity,
)
from provenance.reasoning.subject import holder_interest
from provenance.reasoning.where import where_body, where_field, where_fields, where_span

__all__ = [
    "AnalysedMessage",
    "Badge",
    "Claim",
    "Code",
    "Comparison",
    "Explanation",
    "ExplanationMark",
    "Finding",
    "FindingKind",
    "Interests",
    "Leaning",
    "Mark",
    "OrganisationMeant",
    "Party",
    "Reasoning",
    "Request",
    "RuleSet",
    "Rung",
    "Sensitivity",
    "attest_fields",
    "holder_interest",
    "reason",
    "where_body",
    "where_field",
    "where_fields",
    "where_span",
]
