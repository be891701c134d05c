"""Competing explanations: which findings favour which, how strongly, and what that hangs on."""

from __future__ import annotations

from provenance.reasoning.compare.compare import Compared, compare
from provenance.reasoning.compare.interests import speaks_against, with_claims
from provenance.reasoning.compare.messages import (
    all_explanations,
    compare_messages,
    comparisons_of,
    told,
)
from provenance.reasoning.compare.steps import CLEARLY

__all__ = [
    "CLEARLY",
    "Compared",
    "all_explanations",
    "compare",
    "compare_messages",
    "comparisons_of",
    "speaks_against",
    "told",
    "with_claims",
]
