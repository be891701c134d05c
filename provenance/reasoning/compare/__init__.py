"""Competing explanations: which findings favour which, how strongly, and what that hangs on."""

from __future__ import annotations

from provenance.reasoning.compare.compare import Compared, compare
from provenance.reasoning.compare.interests import speaks_against, with_claims
from provenance.reasoning.compare.steps import CLEARLY

__all__ = ["CLEARLY", "Compared", "compare", "speaks_against", "with_claims"]
