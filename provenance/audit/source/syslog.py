"""Lines of system logs: who wrote them, when, and what they say.

Forms: RFC 3164 (no year, no zone), RFC 5424, what rsyslog writes with ISO times, Exim's own main
log, and objects of the systemd journal. A year that no line tells comes from the file's name or
from the user; without one the time is not readable, and said so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from provenance.audit.readers.base import Export, stated_zone
from provenance.audit.records import EventTime, Locator, RowProblem, TimeBasis
from provenance.audit.source.json_values import values
from provenance.audit.source.rows import line_rows
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value
from provenance.basics.record import dataclass, field

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
_TAG = r"(?P<tag>[^\s:\[]{1,100})(?:\[(?P<pid>\d{1,10})\])?:\s?(?P<text>.*)\Z"
_OLD = re.compile(
    r"(?:<\d{1,3}>)?(?P<month>[A-Z][a-z]{2}) {1,2}(?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d) "
    r"(?P<host>\S{1,255}) " + _TAG,
    re.S,
)
_ISO = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,20}) (?P<host>\S{1,255}) " + _TAG, re.S
)
_5424 = re.compile(
    r"<\d{1,3}>\d (?P<time>\S{1,40}) (?P<host>\S{1,255}) (?P<tag>\S{1,48}) (?P<pid>\S{1,128}) "
    r"\S{1,32} (?:-|(?:\[[^\]]*\])+) ?(?P<text>.*)\Z",
    re.S,
)
_EXIM = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?(?: [+-]\d{4})?) (?:\[(?P<pid>\d+)\] )?"
    r"(?P<text>.*)\Z",
    re.S,
)
_BRACKET = re.compile(
    r"\[(?P<time>\d\d-[A-Z][a-z]{2}-\d{4} \d\d:\d\d:\d\d(?: [+-]\d{4})?)\]:? (?P<text>.*)\Z", re.S
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=(?:\d\d){0,2}(?!\d))")
_DASHED = re.compile(r"(\d\d)-([A-Z][a-z]{2})-(\d{4}) (.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """One line: ``program`` with its service (``postfix/smtpd``), "" where none is written."""

    locator: Locator
    host: str
    program: str
    pid: str
    text: str = field(repr=False)
    time: Value[EventTime]
    flags: tuple[str, ...] = ()


def log_lines(export: Export) -> Iterator[LogLine | RowProblem]:
    """Give the lines of a text log, or the objects of a journal export, in their order."""
    if export.head.lstrip("\ufeff \r\n").startswith("{") and '"MESSAGE"' in export.head:
        yield from _journal(export)
        return
    years = _Years(export)
    for row in line_rows(export.text):
        found = _line(row.data.decode(export.text.codec, "replace"), row.locator, export, years)
        yield found or RowProblem(locator=row.locator, reason="no-log-line")


def first_lines(export: Export, count: int = 40) -> list[LogLine]:
    """The first lines of the head that are log lines, for recognition."""
    years = _Years(export)
    nowhere = Locator(row=0, line=0, start=0, end=0)
    found = (_line(line, nowhere, export, years) for line in export.head.splitlines()[:count])
    return [line for line in found if line is not None]


class _Years:
    """Finds the year of times that write none; in a log that crosses New Year it goes up."""

    def __init__(self, export: Export) -> None:
        named = _YEAR.search(export.name.rpartition("/")[2])
        self._year = export.year or (int(named[0]) if named else 0)
        self._stated = bool(export.year)
        self._month = 0

    def of(self, month: int) -> tuple[int, tuple[str, ...]]:
        """Year of the next line in file order, and how it is known."""
        if not self._year:
            return 0, ("year-unknown",)
        if self._month == 12 and month == 1:
            self._year += 1
        self._month = month
        return self._year, () if self._stated else ("year-inferred",)


def _clock(export: Export) -> Clock:
    zone = stated_zone(export.timezone)
    basis = TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED
    return Clock(zone=zone, basis=basis)


def _line(text: str, locator: Locator, export: Export, years: _Years) -> LogLine | None:
    old = _OLD.match(text)
    if old is not None and old["month"] in _MONTHS:
        month = _MONTHS[old["month"]]
        year, flags = years.of(month)
        time: Value[EventTime] = State.UNPARSABLE
        if year:
            raw = f"{year}-{month:02}-{int(old['day']):02} {old['clock']}"
            time = _as_written(read_time(raw, _clock(export)), text[: old.start("host")].strip())
        return _made(old, locator, time, flags)
    for pattern in (_ISO, _5424):
        match = pattern.match(text)
        if match:
            return _made(match, locator, read_time(match["time"], _clock(export)), ())
    match = _EXIM.match(text)
    if match:
        return _bare(match, locator, read_time(match["time"], _clock(export)), "exim")
    match = _BRACKET.match(text)
    if match:
        return _bare(
            match,
            locator,
            _as_written(read_time(_iso(match["time"]), _clock(export)), match["time"]),
            "",
        )
    return None


def _as_written(time: Value[EventTime], raw: str) -> Value[EventTime]:
    """The moment with the text as the line has it, before a year was added to it."""
    return time if isinstance(time, State) else replace(time, raw=raw)


def _iso(text: str) -> str:
    """``22-Jan-2013 22:28:21 +0200`` as ISO; the raw text stays in the line itself."""
    match = _DASHED.match(text)
    if match is None or match[2] not in _MONTHS:
        return text
    return f"{match[3]}-{_MONTHS[match[2]]:02}-{match[1]} {match[4]}"


def _made(
    match: re.Match[str], locator: Locator, time: Value[EventTime], flags: tuple[str, ...]
) -> LogLine:
    return LogLine(
        locator=locator,
        host=match["host"],
        program=match["tag"],
        pid=match["pid"] or "",
        text=match["text"],
        time=time,
        flags=flags,
    )


def _bare(match: re.Match[str], locator: Locator, time: Value[EventTime], program: str) -> LogLine:
    pid = match.groupdict().get("pid") or ""
    return LogLine(
        locator=locator, host="", program=program, pid=pid, text=match["text"], time=time
    )


def _journal(export: Export) -> Iterator[LogLine | RowProblem]:
    """Journal objects: time of the source where it is kept, else that of the journal."""
    for found in values(export.text):
        if isinstance(found, RowProblem):
            yield found
            continue
        locator, data = found
        micro = str(data.get("_SOURCE_REALTIME_TIMESTAMP") or data.get("__REALTIME_TIMESTAMP"))
        yield LogLine(
            locator=locator,
            host=str(data.get("_HOSTNAME", "")),
            program=str(data.get("SYSLOG_IDENTIFIER") or data.get("_COMM") or ""),
            pid=str(data.get("SYSLOG_PID") or data.get("_PID") or ""),
            text=_message(data.get("MESSAGE")),
            time=read_time(micro, Clock()),
        )


def _message(value: object) -> str:
    """A text, or an array of byte values where it was no valid UTF-8."""
    if isinstance(value, list):
        octets = bytes(item for item in value if isinstance(item, int) and 0 <= item < 256)
        return octets.decode("utf-8", "replace")
    return value if isinstance(value, str) else ""


__all__ = ["LogLine", "first_lines", "log_lines"]
