"""Why a finding that needs a stay carries one step at most, by its own cautions of the stay."""

from __future__ import annotations

from typing import Final

from provenance.basics import Text, text
from provenance.reasoning.records import Finding

_LIMITS: Final = {
    "reasoning.presence.doubted": "reasoning.compare.cap.stay-doubted",
    "reasoning.presence.one-sided": "reasoning.compare.cap.stay-one-sided",
}


def stay_limit(finding: Finding) -> Text | None:
    """The reason that a stay gives; ``None`` where it gives none, or none but that it is stated."""
    said = next((one.id for one in finding.cautions if one.id in _LIMITS), None)
    return text(_LIMITS[said], exhibit=finding.stated_in) if said is not None else None
