"""Competing explanations: which findings favour which, how strongly, and what that hangs on."""

from __future__ import annotations

from provenance.reasoning.compare.compare import Compared, compare

__all__ = ["Compared", "compare"]
