"""Messages around the disputed one: what they are, what ties them, what they show beside it."""

from __future__ import annotations

from typing import Any, Final

from provenance.correlation import RelatedMessage
from provenance.report.records import Report
from provenance.report.view.common import ev, say, t

SHOWN: Final = 60


def related(report: Report) -> dict[str, Any] | None:
    """Return the chapter, ``None`` where there is no such message."""
    if not report.related:
        return None
    evidence = {one.message.id: one.message.evidence for one in report.messages}
    return {
        "rows": [_row(one, evidence) for one in report.related[:SHOWN]],
        "more": max(0, len(report.related) - SHOWN),
    }


def _row(one: RelatedMessage, evidence: dict[str, str]) -> dict[str, Any]:
    return {
        "message": one.message,
        "evidence": evidence.get(one.message),
        "kind": t(f"report.related.kind.{one.kind.value}"),
        "marks": [ev(name) for name in one.marks],
        "to": one.to,
        "outcome": ev(one.outcome) if one.outcome else None,
        "note": say(one.note),
        "links": [
            (t(f"report.related.link.{link.basis.value}"), ev(link.value)) for link in one.links[:4]
        ],
        "loose": bool(one.links) and not any(link.firm for link in one.links),
        "points": [
            {
                "point": t(f"report.related.point.{point.point}"),
                "disputed": ev(point.disputed),
                "related": ev(point.related),
                "agreement": t(f"report.related.agreement.{point.agreement.value}"),
            }
            for point in one.points
        ],
    }
