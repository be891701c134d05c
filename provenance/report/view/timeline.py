"""The timeline: rows of exports and clocks of messages in one table, and the same as a picture."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Instant, Param, text
from provenance.message import Message
from provenance.report.attested import BY_FORM
from provenance.report.catalogue import day, joint, product, whole_day
from provenance.report.clock_strip import Row, shape_of, strip_key, strip_svg
from provenance.report.left_out import left_out
from provenance.report.marks import visible
from provenance.report.records import Report
from provenance.report.timeline import Entry, anchor, timeline
from provenance.report.view.common import (
    Places,
    ev,
    finding_link,
    joined,
    key_words,
    plain,
    present,
    t,
    when,
)
from provenance.report.view.day import day_view
from provenance.report.view.moments import DAY, instant, precision, whole_days, zone_said
from provenance.report.view.operations import operation_name

SHOWN: Final = 200
"""Lines of the table, those nearest to the anchor; ``report.json`` has all."""
DRAWN: Final = 40
"""Lines of the picture; the table has more."""
_FIRM: Final = frozenset({"S1", "S2", "S3", "message"})
_KEPT: Final = _FIRM | {"stay-bears-out", "stay-against"}
"""Ties of entries that stand here however far they are from the sending."""
_WIDE: Final = timedelta(minutes=1)


def timeline_view(report: Report, places: Places) -> dict[str, Any] | None:
    """Return picture and table, ``None`` where there is nothing to show."""
    entries = timeline(report)
    origin = anchor(report)
    if not entries or origin is None:
        return None
    fields = {one.message.id: one.message for one in report.messages}
    moment, name = origin
    shown = _nearest(entries, moment, SHOWN)
    lines = _lines(_nearest(entries, moment, DRAWN), fields)
    days = day_view(report, places)
    suppliers = {one.evidence: one.supplied_by for one in report.audit.sources}
    return {
        "day": days,
        "answer": _count(days, entries),
        "svg": strip_svg(
            lines,
            anchor=moment,
            anchor_name=plain(f"report.timeline.anchor.{name}"),
            id_="timeline",
            title=text("report.timeline.title"),
            desc=text(
                "report.timeline.desc",
                count=len(lines),
                anchor=plain(f"report.timeline.anchor.{name}"),
            ),
        ),
        "key": key_words(strip_key(lines, "report.timeline.strip.key.bold")),
        "caption": t(
            "report.timeline.caption"
            if any(one.kind == "record" for one in shown)
            else "report.timeline.caption.copies"
        ),
        "rows": [_row(one, places, fields, suppliers) for one in shown],
        "more": len(entries) - len(shown),
        "left": _left(report, shown),
        "zone": ev(report.case.timezone),
    }


def _count(days: dict[str, Any] | None, entries: tuple[Entry, ...]) -> Markup:
    """How many moments stand in which list: a number above a table is the number of its rows."""
    edges: dict[str, Param] = {"first": _edge(entries[0]), "last": _edge(entries[-1])}
    read = len(entries)
    if read > SHOWN:
        found = t("report-outline.timeline.answer.cut", count=read, listed=SHOWN, **edges)
    elif days is not None:
        found = t("report-outline.timeline.answer.long", count=read, **edges)
    else:
        found = t("report-outline.timeline.answer", count=read, **edges)
    if days is None:
        return found
    short = t("report-outline.timeline.answer.short", count=len(days["rows"]))
    return Markup("{} {}").format(short, found)


def _left(report: Report, shown: tuple[Entry, ...]) -> list[Markup]:
    """By which rule rows stand here, how many do not, and which findings cite some of these."""
    found = left_out(report, shown)
    if found is None:
        return []
    words = [
        t("report.timeline.rule"),
        t("report.timeline.left", read=found.read, listed=found.listed),
    ]
    if found.findings:
        named = [
            Markup("{}: {}").format(finding_link(id_), number) for id_, number in found.findings
        ]
        cited = joined(named)
        if found.more:
            cited = t("report.timeline.left.more", named=cited, count=found.more)
        words.append(Markup("{} {}").format(t("report.timeline.left.cited"), cited))
    return words


def _nearest(entries: tuple[Entry, ...], moment: datetime, most: int) -> tuple[Entry, ...]:
    """The entries that name the message and those nearest to it, in their order."""
    if len(entries) <= most:
        return entries
    ranked = sorted(
        range(len(entries)),
        key=lambda n: (
            not _KEPT.intersection(entries[n].ties),
            abs((entries[n].start - moment).total_seconds()),
            n,
        ),
    )
    return tuple(entries[n] for n in sorted(ranked[:most]))


def _lines(entries: tuple[Entry, ...], fields: dict[str, Message]) -> tuple[Row, ...]:
    return tuple(
        Row(
            name=_short(one, fields),
            start=one.start,
            end=one.end,
            shape=shape_of(
                BY_FORM if one.by_form else one.writer, firm=bool(_FIRM.intersection(one.ties))
            ),
            exact=DAY if one.days is not None else one.precision_seconds,
            said=str(whole_days(one.days).striptags()) if one.days is not None else "",
            faint=not _FIRM.intersection(one.ties),
        )
        for one in entries
    )


def _short(one: Entry, messages: dict[str, Message]) -> str:
    if one.kind == "record":
        row = plain("report.timeline.row", exhibit=one.evidence, row=one.row)
        words = joint().join(visible(value) for value in one.values)
        if one.known_as.startswith("entra"):
            words = plain("report.timeline.sign-in", application=words)
        elif one.known_as:
            words = plain(f"report.operation.{one.known_as}")
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


def _row(
    one: Entry, places: Places, messages: dict[str, Message], suppliers: dict[str, str]
) -> dict[str, Any]:
    link: Markup | None = places.link(one.place) if one.place is not None else None
    if link is None and one.field >= 0:
        link = places.field_link(messages[one.messages[0]], one.field)
    row = None
    if one.kind == "record":
        row = t("report.timeline.row", exhibit=one.evidence, row=one.row)
    return {
        "row": row,
        "name": _name(one, messages),
        "place": link or ev(one.evidence),
        "days": _days(one),
        "start": _moment(one.start, one),
        "end": _moment(one.end, one) if one.end - one.start > _WIDE else None,
        "exact": precision(one.precision_seconds),
        "text": ev(one.text) if one.text else None,
        "basis": zone_said(one),
        "widened": t("report.timeline.widened", seconds=round(one.widened_seconds, 1))
        if one.widened_seconds
        else None,
        "names": _whom(one),
        "writer": _writer(one, suppliers),
        "messages": joint().join(one.messages),
        "ties": [
            *(t(f"report.timeline.tie.{tie}") for tie in one.ties),
            *([t("report.timeline.tie.by", findings=one.inferences)] if one.inferences else []),
        ],
    }


def _whom(one: Entry) -> Markup | None:
    """Account, card or person that a row names: its subject, never whoever wrote the time."""
    shown = present(one.account) if one.kind == "record" else None
    return None if shown is None else t("report.timeline.names", account=one.account)


def _writer(one: Entry, suppliers: dict[str, str]) -> Markup:
    """Who wrote a time: of a row the log that it stands in, with who is stated to have supplied it.

    Who supplied a log could have written it as well; nobody whom a row names wrote its time.
    """
    if one.kind != "record":
        return t(f"report.timeline.writer.{BY_FORM if one.by_form else one.writer}")
    supplier = suppliers.get(one.evidence, "")
    if not supplier:
        return t("report.timeline.writer.log", exhibit=one.evidence)
    return t("report.timeline.writer.log-of", exhibit=one.evidence, supplier=supplier)


def _name(one: Entry, messages: dict[str, Message]) -> Markup:
    """What an entry is called: a coded operation in words, with the log's own value below."""
    if one.kind != "record":
        return Markup("{}").format(_clock_name(one, messages))
    if one.recall:
        return t("report.timeline.recall", operation=one.name)
    return operation_name(one.known_as, one.values)


def _days(one: Entry) -> Markup | None:
    """The days of an entry that has no clock time, ``None`` for one with a moment."""
    if one.days is not None:
        return whole_days(one.days)
    if one.precision_seconds >= DAY and one.end - one.start <= timedelta(seconds=DAY):
        return Markup("{}").format(day(one.start))
    return None


def _edge(one: Entry) -> Param:
    """The first moment of an entry; its first day where it has no clock time."""
    if one.days is not None:
        return whole_day(one.days.first.isoformat())
    if one.precision_seconds >= DAY:
        return whole_day(one.start.date().isoformat())
    return _instant(one.start, one)


def _instant(value: datetime, one: Entry) -> Instant:
    return instant(value, one.text, one.precision_seconds)


def _moment(value: datetime, one: Entry) -> Markup:
    return when(_instant(value, one))
