"""The timeline as JSON, with the local time of the tribunal beside each moment."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from provenance.correlation.stated_times import zone_of
from provenance.report.document.values import Json, record, utc
from provenance.report.records import Report
from provenance.report.timeline import Entry, timeline


def timeline_to_list(report: Report) -> list[Json]:
    """Return every entry in order of time."""
    zone = zone_of(report.case.timezone)
    return [_entry(one, zone) for one in timeline(report)]


def _entry(one: Entry, zone: ZoneInfo) -> dict[str, Json]:
    return record(
        {
            "kind": one.kind,
            "name": one.name,
            "evidence": one.evidence,
            "row": one.row or None,
            "field": one.field if one.field >= 0 else None,
            "event": one.event or None,
            "messages": one.messages,
            "account": one.account,
            "written_by": one.writer,
            "text": one.text,
            "basis": one.basis,
            "offset_minutes": one.offset_minutes,
            "start": utc(one.start),
            "end": utc(one.end),
            "local": local_time_of(one.start, zone),
            "widened_seconds": one.widened_seconds,
            "precision_seconds": one.precision_seconds,
            "ties": one.ties,
        }
    )


def local_time_of(value: datetime, zone: ZoneInfo) -> str | None:
    """Return a moment in a zone as ISO 8601, ``None`` beyond the years that there are."""
    try:
        return value.astimezone(zone).isoformat()
    except (OverflowError, ValueError):
        return None
