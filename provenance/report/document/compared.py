"""Recorded beside computed, and facts that are only shown, as JSON."""

from __future__ import annotations

from provenance.authentication import Comparison, RecordedFact
from provenance.report.document.values import Json, record


def comparison_to_dict(one: Comparison) -> dict[str, Json]:
    """Return one recorded result beside ours."""
    return record(
        {
            "field": one.field,
            "header": one.header,
            "authserv_id": one.authserv_id,
            "method": one.method,
            "recorded": one.recorded,
            "computed": one.computed,
            "believed": one.believed,
            "why": one.why,
            "case": one.case,
            "signature": one.signature,
            "by": one.by,
            "explanation": one.explanation,
        }
    )


def fact_to_dict(one: RecordedFact) -> dict[str, Json]:
    """Return one fact that is only shown."""
    return record(
        {
            "field": one.field,
            "header": one.header,
            "kind": one.kind,
            "value": one.value,
            "code": one.code,
            "believed": one.believed,
            "source": one.source,
            "note": one.note,
        }
    )
