"""How a copy was made, as JSON: marks with their bytes, what is lost, which checks are void."""

from __future__ import annotations

from provenance.basics import text
from provenance.origin import ExportRoute, FoundRoute, RouteMark
from provenance.report.catalogue import render
from provenance.report.document.values import Json, record, string


def export_route_json(route: ExportRoute) -> dict[str, Json]:
    """Return the route of one exhibit; ``name`` is ``null`` where the copy has no known mark."""
    out = record({"name": route.name, "claim": route.claim, "agreement": route.agreement})
    return out | {
        "found": [_found(one) for one in route.found],
        "quoted": {
            "part": route.quoted_path or None,
            "places": [{"start": span.start, "end": span.end} for span in route.quoted],
        },
    }


def _found(one: FoundRoute) -> dict[str, Json]:
    return {
        "name": one.name,
        "words": render(text(f"origin.export.name.{one.name}")),
        "marks": [_mark(mark) for mark in one.marks],
        "rivals": list(one.rivals),
        "lost": render(one.lost),
        "voids": [
            {"check": void.check, "effect": void.effect.value, "words": render(void.words)}
            for void in one.voids
        ],
    }


def _mark(mark: RouteMark) -> dict[str, Json]:
    return {
        "kind": mark.kind,
        "detail": string(mark.detail),
        "stream": mark.stream,
        "line": mark.line,
        "start": mark.start,
        "end": mark.end,
        "grade": mark.grade,
        "source": mark.source,
    }
