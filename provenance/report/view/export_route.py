"""How a copy was made, for the chapter of exhibits: the marks, what is lost, what is void."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import State, Where, text
from provenance.origin import ExportRoute, FoundRoute, RouteMark
from provenance.report.view.common import Places, ev, say, t


def route_of(route: ExportRoute | None, places: Places) -> dict[str, Any] | None:
    """Return the paragraphs of one exhibit; ``None`` for a file that is no copy of a message."""
    if route is None:
        return None
    agreement = None
    if not isinstance(route.agreement, State):
        agreement = t(f"report.export.claim.{route.agreement.value}")
    return {
        "none": None if route.found else t("report.export.none"),
        "found": [
            _found(one, route.exhibit, places, first=not number)
            for number, one in enumerate(route.found)
        ],
        "agreement": agreement,
        "quoted": t("report.export.quoted") if route.quoted else None,
    }


def _found(one: FoundRoute, exhibit: str, places: Places, *, first: bool) -> dict[str, Any]:
    words = text(f"origin.export.name.{one.name}")
    return {
        "words": t("report.export.way" if first else "report.export.way-too", way=words),
        "marks": [_mark(mark, exhibit, places) for mark in one.marks],
        "rivals": t(f"report.export.rivals.{one.name}") if one.rivals else None,
        "lost": say(one.lost),
        "voids": [say(void.words) for void in one.voids],
    }


def _mark(mark: RouteMark, exhibit: str, places: Places) -> Markup:
    """Return one mark with its place; what is no line of a header has the exhibit as its place."""
    words = Markup("{} {}").format(t(f"report.export.mark.{mark.kind}"), ev(mark.detail))
    if mark.kind not in {"field", "text", "boundary"}:
        return words
    where = Where(
        evidence=exhibit,
        stream=mark.stream,
        locator=mark.detail,
        line_first=mark.line,
        line_last=mark.line,
        start=mark.start,
        end=mark.end,
        quote_sha256="",
    )
    return Markup("{}, {}").format(words, places.link(where))
