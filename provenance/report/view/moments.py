"""How exact a time is, how its distance from UTC is known, and the time there beside UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from typing import Final

from markupsafe import Markup

from provenance.basics import Instant, State, known
from provenance.correlation.entry_days import Days
from provenance.report.catalogue import LOCAL_ZONE, clock, day, whole_day, zone_of
from provenance.report.records import Report
from provenance.report.timeline import Entry
from provenance.report.view.common import t

DAY: Final = 86_400.0
_STEPS: Final = (
    (5e-7, "tenth-microsecond"),
    (5e-5, "microsecond"),
    (5e-4, "tenth-millisecond"),
    (0.002, "millisecond"),
)
"""Below so many seconds a source is written as finely as this."""
_ZULU: Final = re.compile(r"\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?\s?Z\Z")
_UTC_WORD: Final = re.compile(r"(?:UTC|GMT)\)?\Z")


def precision(seconds: float) -> Markup:
    """Return how finely a source is written, in the same words in every table."""
    for limit, name in _STEPS:
        if seconds < limit:
            return t(f"report.clocks.precision.{name}")
    if seconds == 1.0:
        return t("report.clocks.precision.second")
    if seconds >= DAY:
        return t("report.clocks.precision.day")
    if seconds == 60.0:
        return t("report.clocks.precision.minute")
    if seconds < 0.1:
        return t("report.clocks.precision.milliseconds", milliseconds=round(1000 * seconds, 1))
    return t("report.clocks.precision.seconds", seconds=round(seconds, 3))


def marked_zone(written: str, offset_minutes: object) -> Markup | None:
    """Return what a text itself says of its distance from UTC, ``None`` if it says nothing."""
    text = written.strip()
    if _ZULU.search(text):
        return t("report.timeline.utc-marked")
    if _UTC_WORD.search(text):
        return t("report.timeline.utc-word")
    if not isinstance(offset_minutes, int):
        return None
    return t("report.timeline.offset", offset=_distance(offset_minutes))


def _distance(offset_minutes: int) -> str:
    sign = "+" if offset_minutes >= 0 else "\N{MINUS SIGN}"
    hours, minutes = divmod(abs(offset_minutes), 60)
    return f"{sign}{hours:02d}:{minutes:02d}"


def times_said(report: Report) -> Markup:
    """Return how this report writes times: UTC, and which local time stands in brackets."""
    name = LOCAL_ZONE.get()
    zone = zone_of(name) if name else None
    if zone is None:
        return t("report-outline.cover.times.utc")
    for one in report.messages:
        at = known(one.trace.identity.date)
        there = _there(at.utc, zone) if at is not None else None
        offset = there.utcoffset() if there is not None else None
        if offset is not None:
            minutes = round(offset.total_seconds() / 60)
            return t("report-outline.cover.times.both", zone=name, offset=_distance(minutes))
    return t("report-outline.cover.times.zone", zone=name)


def zone_said(one: Entry) -> Markup:
    """Return the one statement on how the zone of an entry is known."""
    if one.days is not None:
        return t("report.timeline.basis.whole-days")
    if one.hidden:
        return marked_words(one) or t("report.timeline.basis.decoded")
    if one.place is not None and one.kind == "clock":
        return t("report.timeline.basis.property")
    if one.basis == "explicit-zone":
        return marked_zone(one.text, one.offset_minutes) or t("report.timeline.basis.explicit-zone")
    return t(f"report.timeline.basis.{one.basis}")


def marked_words(one: Entry) -> Markup | None:
    """Return what a field that is a written time says; an identifier has no such words."""
    return t("report.timeline.utc-word") if _UTC_WORD.search(one.text.strip()) else None


def two_clocks(value: datetime, exact: float) -> Markup:
    """Return the time of the case's zone in front, UTC below it."""
    utc = value.astimezone(UTC)
    zone = zone_of(LOCAL_ZONE.get()) if LOCAL_ZONE.get() else None
    exact = min(max(exact, 1.0), 60.0)
    iso = utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    there = _there(utc, zone)
    own = f"{clock(there, exact)}" if there is not None else f"{clock(utc, exact)} UTC"
    shown = there if there is not None else utc
    front = Markup('{} <time datetime="{}"><b>{}</b></time>').format(day(shown), iso, own)
    if there is None:
        return front
    behind = clock(utc, exact) if there.date() == utc.date() else f"{day(utc)} {clock(utc, exact)}"
    return Markup("{}<br><small>{} UTC</small>").format(front, behind)


def _there(value: datetime, zone: tzinfo | None) -> datetime | None:
    if zone is None:
        return None
    try:
        return value.astimezone(zone)
    except (OverflowError, ValueError):
        return None


def instant(value: datetime, written: str, exact: float) -> Instant:
    """Return a moment that is printed with the time of the case's zone."""
    return Instant(
        text=written,
        utc=value.astimezone(UTC),
        offset_minutes=State.ABSENT,
        precision_seconds=exact if exact < DAY else 60.0,
    )


def whole_days(days: Days) -> Markup:
    """Return the days of a calendar entry: it has no clock time, and no zone moves it."""
    first, last = whole_day(days.first.isoformat()), whole_day(days.last.isoformat())
    if days.first == days.last:
        return t("report.day.whole-day", first=first)
    return t("report.day.whole-days", first=first, last=last)
