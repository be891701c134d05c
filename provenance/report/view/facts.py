"""Facts that a service recorded and that are only shown: compauth, Google's own seal, BIMI."""

from __future__ import annotations

from typing import Any

from provenance.reasoning import AnalysedMessage
from provenance.report.view.common import Places, ev, say, t


def recorded_facts(analysed: AnalysedMessage, places: Places) -> list[dict[str, Any]]:
    """Return such facts of one message, each with its lines and its sentence."""
    return [
        {
            "header": ev(one.header),
            "lines": places.field_link(analysed.message, one.field),
            "note": say(one.note),
            "source": ev(one.source.partition(" (")[0]) if one.source else None,
            "believed": t(
                "report.auth.believed.yes" if one.believed else "report.auth.believed.no"
            ),
        }
        for one in analysed.authentication.facts
    ]
