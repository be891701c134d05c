"""The day in plain words as JSON: the sentences of the short chronology, in English."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from provenance.correlation.stated_times import zone_of
from provenance.report.day import DayLine, day_of
from provenance.report.document.timeline import local_time_of
from provenance.report.document.values import Json, record, text_to_dict, utc
from provenance.report.records import Report


def day_to_dict(report: Report) -> Json:
    """Return the lines in order of time, and the number of those that did not fit."""
    found = day_of(report)
    zone = zone_of(report.case.timezone)
    return {"lines": [_line(one, zone) for one in found.lines], "more": found.more}


def _line(one: DayLine, zone: ZoneInfo) -> dict[str, Json]:
    days = one.days
    return record(
        {
            "start": utc(one.start),
            "end": utc(one.end),
            "local": local_time_of(one.start, zone),
            "days": [days.first.isoformat(), days.last.isoformat()] if days else None,
            "what": text_to_dict(one.words),
            "why": text_to_dict(one.why),
            "details": [{"name": name, "value": value} for name, value in one.details],
            "evidence": one.evidence,
            "row": one.row or None,
            "event": one.event or None,
            "message": one.message or None,
            "field": one.field if one.field >= 0 else None,
        }
    )
