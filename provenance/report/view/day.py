"""The day in plain words: the short chronology at the head of its chapter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Text
from provenance.message import Message
from provenance.report.catalogue import LOCAL_ZONE
from provenance.report.day import KINDS, DayLine, day_of
from provenance.report.records import Report
from provenance.report.view.common import Places, ev, say, t
from provenance.report.view.moments import two_clocks, whole_days

_WIDE: Final = timedelta(minutes=1)
_KIND_OF: Final = {
    "report.day.why.named": "own",
    "report.day.why.session": "own",
    "report.day.why.other-in-session": "own",
    "report.day.why.fits": "fits",
    "report.day.why.rests": "rests",
    "report.day.why.change": "way-in",
    "report.day.why.calendar": "calendar",
    "report.day.why.other": "other",
    "report.day.why.line": "arrival",
    "report.day.why.date": "date",
}
"""Of what kind a line is by the words of why it belongs; stays and near rows: :func:`_kind`."""
_BY: Final = "report.day.why.by"
_KINDS: Final = (
    *("own", "fits", "rests", "stay", "way-in", "door", "log-on", "calendar", "other"),
    *("arrival", "date"),
)


def day_view(report: Report, places: Places) -> dict[str, Any] | None:
    """Return the lines and, once for each sort of line, what it does not show."""
    found = day_of(report)
    if not found.lines:
        return None
    messages = {one.message.id: one.message for one in report.messages}
    sorts = {one.sort for one in found.lines}
    zone = LOCAL_ZONE.get()
    return {
        "when": t("report.day.col.when.zone", zone=zone) if zone else t("report.day.col.when"),
        "kinds": [t(f"report.day.kind.{kind}") for kind in _KINDS if kind in kinds_of(found.lines)],
        "rows": [_row(one, places, messages) for one in found.lines],
        "more": found.more,
        "not_shown": [t(f"report.day.not-shown.{sort}") for sort in KINDS if sort in sorts],
    }


def kinds_of(lines: tuple[DayLine, ...]) -> frozenset[str]:
    """Of what kinds the lines are: no kind is named above a table that has none of it."""
    found = {_kind(one, one.why) for one in lines}
    return frozenset(found | {"rests" for one in lines if one.why.id == _BY})


def _kind(line: DayLine, why: Text) -> str:
    inner = dict(why.params).get("words")
    if why.id == _BY and isinstance(inner, Text):
        return _kind(line, inner)
    if why.id.startswith("report.day.stay."):
        return "stay"
    return _KIND_OF.get(why.id) or ("door" if line.sort == "door" else "log-on")


def _row(one: DayLine, places: Places, messages: dict[str, Message]) -> dict[str, Any]:
    if one.event:
        where = t("report.timeline.row", exhibit=one.evidence, row=one.row)
    else:
        where = places.field_link(messages[one.message], one.field)
    return {
        "when": _when(one),
        "words": say(one.words),
        "details": _details(one),
        "where": where,
        "line": places.link(one.place) if one.place is not None else None,
        "why": say(one.why),
    }


def _details(one: DayLine) -> list[tuple[Markup, Markup]]:
    """Values of the row as they stand; the program in plain words where these are known."""
    plain = [
        (t(f"report.day.detail.{name}"), ev(value))
        for name, value in one.details
        if name != "program" or one.program is None
    ]
    if one.program is not None:
        plain.append((t("report.day.detail.program-plain"), say(one.program)))
    return plain


def _when(one: DayLine) -> Markup:
    if one.days is not None:
        return whole_days(one.days)
    start = two_clocks(one.start, one.precision_seconds)
    if one.end - one.start <= _WIDE:
        return start
    end = two_clocks(one.end, one.precision_seconds)
    return Markup("{}<br>\N{EN DASH}<br>{}").format(start, end)
