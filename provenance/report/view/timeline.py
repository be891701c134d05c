"""The timeline: rows of exports and clocks of messages in one table, and the same as a picture."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Instant, State
from provenance.message import Message
from provenance.report.catalogue import joint, product
from provenance.report.marks import visible
from provenance.report.records import Report
from provenance.report.timeline import Entry, anchor, timeline
from provenance.report.timeline_svg import MOST, Line, timeline_svg
from provenance.report.view.common import Places, ev, plain, present, t, when

SHOWN: Final = 200
"""Lines of the table, those nearest to the anchor; ``report.json`` has all."""
_FIRM: Final = frozenset({"S1", "S2", "S3", "message"})
_WIDE: Final = timedelta(minutes=1)
_DAY: Final = 86_400
_MILLISECOND: Final = 0.001


def timeline_view(report: Report, places: Places) -> dict[str, Any] | None:
    """Return picture and table, ``None`` where there is nothing to show."""
    entries = timeline(report)
    origin = anchor(report)
    if not entries or origin is None:
        return None
    fields = {one.message.id: one.message for one in report.messages}
    moment, name = origin
    shown = _nearest(entries, moment, SHOWN)
    return {
        "answer": t(
            "report-outline.timeline.answer",
            count=len(entries),
            first=_instant(entries[0].start, entries[0]),
            last=_instant(entries[-1].start, entries[-1]),
        ),
        "svg": _picture(_nearest(entries, moment, MOST), fields, moment, name),
        "rows": [_row(one, places, fields) for one in shown],
        "more": len(entries) - len(shown),
        "zone": ev(report.case.timezone),
    }


def _nearest(entries: tuple[Entry, ...], moment: datetime, most: int) -> tuple[Entry, ...]:
    """The entries that name the message and those nearest to it, in their order."""
    if len(entries) <= most:
        return entries
    ranked = sorted(
        range(len(entries)),
        key=lambda n: (
            not _FIRM.intersection(entries[n].ties),
            abs((entries[n].start - moment).total_seconds()),
            n,
        ),
    )
    return tuple(entries[n] for n in sorted(ranked[:most]))


def _picture(
    entries: tuple[Entry, ...], fields: dict[str, Message], moment: datetime, name: str
) -> Markup:
    lines = tuple(
        Line(
            name=_short(one, fields),
            start=one.start,
            end=one.end,
            writer=one.writer,
            firm=bool(_FIRM.intersection(one.ties)),
        )
        for one in entries
    )
    return timeline_svg(
        lines, origin=moment, origin_name=plain(f"report.timeline.anchor.{name}"), id_="timeline"
    )


def _short(one: Entry, messages: dict[str, Message]) -> str:
    if one.kind == "record":
        row = plain("report.timeline.row", exhibit=one.evidence, row=one.row)
        words = visible(one.name)
        if one.recall:
            words = plain("report.timeline.recall", operation=one.name)
        return f"{row} {words}"
    return f"{joint().join(one.messages[:3])} {_clock_name(one, messages)}"


def _clock_name(one: Entry, messages: dict[str, Message]) -> str:
    """What a clock is called: its property or field, or place and product of an identifier."""
    if one.place is not None:
        side = "winmail" if one.place.stream.startswith("tnef:") else "item"
        name = "mapi.conversation-index" if one.hidden or one.product else one.name
        return plain(f"report.clocks.source.{side}.{name}")
    if not one.hidden:
        return plain(f"report.clocks.source.{one.name}")
    if one.stands_in == "field" and one.field >= 0:
        return visible(messages[one.messages[0]].fields[one.field].name)
    place = plain(f"report.clocks.place.{one.stands_in}")
    made = product(one.product)
    return plain("report.join.label", label=place, value=made) if made else place


def _row(one: Entry, places: Places, messages: dict[str, Message]) -> dict[str, Any]:
    link: Markup | None = places.link(one.place) if one.place is not None else None
    if link is None and one.field >= 0:
        link = places.field_link(messages[one.messages[0]], one.field)
    row = None
    if one.kind == "record":
        row = t("report.timeline.row", exhibit=one.evidence, row=one.row)
    return {
        "row": row,
        "name": t("report.timeline.recall", operation=one.name)
        if one.recall
        else ev(one.name)
        if one.kind == "record"
        else Markup("{}").format(_clock_name(one, messages)),
        "place": link or ev(one.evidence),
        "start": _moment(one.start, one),
        "end": _moment(one.end, one) if one.end - one.start > _WIDE else None,
        "exact": _exact(one),
        "text": ev(one.text) if one.text else None,
        "offset": _offset(one),
        "basis": t(f"report.timeline.basis.{one.basis}"),
        "widened": t("report.timeline.widened", seconds=round(one.widened_seconds, 1))
        if one.widened_seconds
        else None,
        "account": present(one.account) if one.kind == "record" else None,
        "writer": t(f"report.timeline.writer.{one.writer}"),
        "messages": joint().join(one.messages),
        "ties": [t(f"report.timeline.tie.{tie}") for tie in one.ties],
    }


def _exact(one: Entry) -> Markup:
    if one.precision_seconds >= _DAY:
        return t("report-outline.timeline.day")
    if one.precision_seconds < _MILLISECOND:
        return t("report-outline.timeline.finer")
    return t("report-outline.timeline.exact", seconds=one.precision_seconds)


def _instant(value: datetime, one: Entry) -> Instant:
    exact = one.precision_seconds if one.precision_seconds < _DAY else 60.0
    return Instant(
        text=one.text,
        utc=value.astimezone(UTC),
        offset_minutes=State.ABSENT,
        precision_seconds=exact,
    )


def _moment(value: datetime, one: Entry) -> Markup:
    return when(_instant(value, one))


def _offset(one: Entry) -> Markup | None:
    """The distance from UTC that the text itself states."""
    if not isinstance(one.offset_minutes, int):
        return None
    sign = "+" if one.offset_minutes >= 0 else "\N{MINUS SIGN}"
    hours, minutes = divmod(abs(one.offset_minutes), 60)
    return t("report.timeline.offset", offset=f"{sign}{hours:02d}:{minutes:02d}")
