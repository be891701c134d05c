"""Doubts about a recorded sending, as assumptions of what hangs on it."""

from __future__ import annotations

from typing import Final

from provenance.basics import Text, text
from provenance.reasoning.records import Finding

DOUBT: Final = "reasoning.doubt."
"""Begin of the ids of such assumptions."""


def doubt_limit(finding: Finding) -> Text | None:
    """Why a finding carries less than its kind may, where a doubt of the sending is the reason."""
    doubt = next((one for one in finding.assumptions if one.id.startswith(DOUBT)), None)
    return text(f"reasoning.compare.cap.{doubt.id.removeprefix(DOUBT)}") if doubt else None
