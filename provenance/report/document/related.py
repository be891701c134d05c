"""Messages around the disputed one, as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.basics import State
from provenance.correlation import RelatedMessage
from provenance.report.document.values import Json, json_value, record


def related_to_list(related: Sequence[RelatedMessage]) -> list[Json]:
    """Return ``related``: kind, what ties it to which message, and the points compared."""
    return [_one(one) for one in related]


def _one(one: RelatedMessage) -> dict[str, Json]:
    out = record(
        {
            "message": one.message,
            "kind": one.kind.value,
            "to": one.to or State.ABSENT,
            "marks": one.marks,
            "outcome": one.outcome or State.ABSENT,
            "note": one.note,
        }
    )
    out["links"] = [
        {"basis": link.basis.value, "value": json_value(link.value), "firm": link.firm}
        for link in one.links
    ]
    out["points"] = [
        record(
            {
                "point": point.point,
                "disputed": point.disputed,
                "related": point.related,
                "agreement": point.agreement.value,
            }
        )
        for point in one.points
    ]
    return out
