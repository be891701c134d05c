"""Calendars (.ics): when an account's calendar says that somebody was away or busy.

Source: RFC 5545 §3.1 (folded lines), §3.3.4 and §3.3.5 (dates and times), §3.6.1 (VEVENT);
§3.8.1.11 (STATUS: a cancelled entry is no absence); MS-OXCICAL for
``X-MICROSOFT-CDO-BUSYSTATUS``. A date alone and a time without a zone are floating:
their zone is the user's to state. An entry is as old as its CREATED says, and that can be written
later; where it is later than the entry's own time, the row is flagged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.records import (
    Actor,
    AuditEvent,
    EventKind,
    EventTime,
    Layout,
    Locator,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.rows import line_rows
from provenance.audit.values.recurrence import occurrences, rule_parts
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value
from provenance.basics.record import dataclass, field

MAX_LINES = 20_000
"""Lines of one entry; attachments inside an entry are the longest that occur."""
_DIGITS = "%Y%m%d%H%M%S"
MAX_MOVED = 20_000
"""Occurrences that are taken out of series or moved, of one file."""
MAX_REPEATED = 300
"""Lines of an entry that is written out as often as it repeats."""
MAX_OCCURRENCES_IN_FILE = 50_000
"""Beyond so many, series are shown by their first time only, and flagged."""
_FORM = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?\Z")
_DURATION = re.compile(
    r"P(?:(\d{1,4})W)?(?:(\d{1,5})D)?"
    r"(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:\d{1,7}S)?)?\Z"
)
_AWAY = frozenset({"OOF", "WORKINGELSEWHERE"})
_HEAD = re.compile(r"\s*BEGIN:VCALENDAR\s", re.I)
# Time zone names of Windows, which Outlook writes as TZID (Unicode CLDR, windowsZones).
_WINDOWS = {
    "gmt standard time": "Europe/London",
    "w. europe standard time": "Europe/Berlin",
    "romance standard time": "Europe/Paris",
    "central europe standard time": "Europe/Budapest",
    "central european standard time": "Europe/Warsaw",
    "eastern standard time": "America/New_York",
    "central standard time": "America/Chicago",
    "pacific standard time": "America/Los_Angeles",
    "china standard time": "Asia/Shanghai",
    "utc": "UTC",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One content line: name and parameters in upper case, value as written."""

    name: str
    parameters: dict[str, str] = field(repr=False)
    value: str


class _Reader:
    kind = "calendar"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by its first line."""
        if not _HEAD.match(export.head):
            return None
        return Layout(
            kind=self.kind,
            wrapper="icalendar",
            encoding=export.text.encoding.name,
            reason="begins with BEGIN:VCALENDAR",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each entry (VEVENT), and one for each time that it repeats.

        Occurrences have the place of their entry, with their number as path. Of a series that
        does not end, or whose rule is not read, a flag says so.
        """
        del layout
        moved, made = _moved(export), 0
        for locator, lines, whole in _entries(export):
            if not whole:
                yield RowProblem(locator=locator, reason="entry-not-closed")
                continue
            properties = [_property("".join(line)) for line in lines]
            for event in _occurrences(locator, properties, export, moved, made):
                made += 1
                yield event


def _entries(export: Export) -> Iterator[tuple[Locator, list[list[str]], bool]]:
    """Unfolded lines of each entry, without those of alarms inside it."""
    lines: list[list[str]] | None = None  # pieces of each line: joining as they come is quadratic
    first: Locator | None = None
    number = depth = 0
    last = 0
    for row in line_rows(export.text):
        text = row.data.decode(export.text.codec, "replace")
        plain = text.strip().upper()
        if plain == "BEGIN:VEVENT":
            if first is not None and lines is not None:
                yield _place(first, number, last), lines, False
            number, depth, lines, first = number + 1, 0, [], row.locator
        elif first is not None and lines is not None:
            if plain == "END:VEVENT":
                yield _place(first, number, row.locator.end), lines, True
                lines = first = None
            elif plain.startswith(("BEGIN:", "END:")):
                depth += 1 if plain.startswith("BEGIN:") else -1
            elif depth > 0:
                pass
            elif text[:1] in {" ", "\t"} and lines:
                lines[-1].append(text[1:])
            elif len(lines) < MAX_LINES:
                lines.append([text])
        last = row.locator.end
    if first is not None and lines is not None:
        yield _place(first, number, last), lines, False


def _moved(export: Export) -> dict[str, set[datetime]]:
    """Occurrences that have an entry of their own, by UID: they are not given twice."""
    found: dict[str, set[datetime]] = {}
    number = 0
    for _locator, lines, whole in _entries(export):
        properties = [_property("".join(line)) for line in lines] if whole else []
        named = {one.name: one for one in properties}
        at = _moment(named.get("RECURRENCE-ID"), export)
        if "UID" in named and isinstance(at, EventTime) and number < MAX_MOVED:
            number += 1
            found.setdefault(named["UID"].value, set()).add(at.start)
    return found


def _occurrences(
    locator: Locator,
    lines: list[Property],
    export: Export,
    moved: dict[str, set[datetime]],
    made: int,
) -> Iterator[AuditEvent]:
    """The entry, and each later time of a series, without what was taken out or moved."""
    named: dict[str, Property] = {}
    for line in lines:
        named.setdefault(line.name, line)
    starts, flag = _series(named, export)
    if starts and (made + len(starts) > MAX_OCCURRENCES_IN_FILE or len(lines) > MAX_REPEATED):
        starts, flag = starts[:1], "entry-repeats-cut"
    gone = set(moved.get(named["UID"].value, ())) if "UID" in named and len(starts) > 1 else set()
    gone |= _taken_out(lines, export)
    first = _event(locator, lines, export, flag)
    if isinstance(first.time, State) or len(starts) < 2 or first.time.start not in gone:
        yield first
    for number, start in enumerate(starts[1:], 2):
        there = replace(locator, path=f"occurrence {number}")
        event = _event(there, _shifted(lines, named, start), export, "")
        if isinstance(event.time, State) or event.time.start not in gone:
            yield replace(event, flags=tuple(sorted({*event.flags, "occurrence-of-series"})))


def _series(named: dict[str, Property], export: Export) -> tuple[tuple[datetime, ...], str]:
    """Local starts of a series, and the flag of what is not shown of it."""
    if "RRULE" not in named:
        return (), ""
    first = _naive(named.get("DTSTART"))
    parts = rule_parts(named["RRULE"].value)
    if first is None or parts is None:
        return (), "entry-repeats"
    until = _until(parts.get("UNTIL", ""), named["DTSTART"], export)
    found = None if isinstance(until, str) else occurrences(parts, first, until)
    if found is None:
        return (), "entry-repeats"
    return found[0], "" if found[1] else "entry-repeats-cut"


def _until(text: str, start: Property, export: Export) -> datetime | str | None:
    """The last moment of a series as a local time; a text where that cannot be told."""
    if not text:
        return None
    last = _naive(Property(name="UNTIL", parameters={}, value=text))
    if last is None:
        return "unparsable"
    if len(text.strip()) == 8:
        return last + timedelta(days=1) - timedelta(seconds=1)
    if not text.strip().endswith("Z") or start.value.strip().endswith("Z"):
        return last
    zone = _clock(start.parameters.get("TZID", ""), export).zone
    if zone is None:
        return "zone unknown"
    try:
        return last.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    except OverflowError:
        return "out of range"


def _naive(given: Property | None) -> datetime | None:
    match = _FORM.match(given.value.strip()) if given is not None else None
    if match is None:
        return None
    try:
        return datetime.strptime("".join(part or "00" for part in match.groups()[:6]), _DIGITS)  # noqa: DTZ007
    except ValueError:
        return None


def _taken_out(lines: list[Property], export: Export) -> set[datetime]:
    """Moments of EXDATE."""
    found: set[datetime] = set()
    for line in lines:
        if line.name != "EXDATE":
            continue
        for value in line.value.split(",")[:MAX_MOVED]:
            at = _moment(replace(line, value=value), export)
            if isinstance(at, EventTime):
                found.add(at.start)
    return found


def _shifted(lines: list[Property], named: dict[str, Property], start: datetime) -> list[Property]:
    """The entry at another time: DTSTART and DTEND moved by their local clocks."""
    first, last = _naive(named["DTSTART"]), _naive(named.get("DTEND"))
    out = []
    for line in lines:
        if line is named["DTSTART"]:
            out.append(replace(line, value=_written(start, line.value)))
        elif line is named.get("DTEND") and first is not None and last is not None:
            try:
                out.append(replace(line, value=_written(start + (last - first), line.value)))
            except OverflowError:
                continue
        else:
            out.append(line)
    return out


def _written(moment: datetime, like: str) -> str:
    """A local time in the form of another text."""
    plain = like.strip()
    if len(plain) == 8:
        return f"{moment.year:04}{moment:%m%d}"
    return f"{moment.year:04}{moment:%m%dT%H%M%S}" + ("Z" if plain.endswith("Z") else "")


def _place(first: Locator, number: int, end: int) -> Locator:
    return Locator(row=number, line=first.line, start=first.start, end=max(end, first.end))


def _property(line: str) -> Property:
    """Take a content line apart; a colon inside quotes does not end the parameters."""
    at, quoted = -1, False
    for index, char in enumerate(line[:2000]):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            at = index
            break
    head, value = (line, "") if at < 0 else (line[:at], line[at + 1 :])
    name, *parts = head.split(";")
    pairs = (part.partition("=") for part in parts)
    return Property(
        name=name.strip().upper(),
        parameters={key.strip().upper(): text.strip('"') for key, _, text in pairs},
        value=value,
    )


def _event(locator: Locator, lines: list[Property], export: Export, flag: str) -> AuditEvent:
    first: dict[str, Property] = {}
    for line in lines:
        first.setdefault(line.name, line)

    def value(name: str) -> Value[str]:
        return first[name].value if name in first else State.ABSENT

    start, end = (_moment(first.get(name), export) for name in ("DTSTART", "DTEND"))
    time = _span(start, end, first)
    created = _moment(first.get("CREATED") or first.get("DTSTAMP"), export)
    busy = (
        first["X-MICROSOFT-CDO-BUSYSTATUS"].value.strip().upper()
        if ("X-MICROSOFT-CDO-BUSYSTATUS" in first)
        else ""
    )
    if value("STATUS") == "CANCELLED":
        busy = "CANCELLED"
    flags = {flag} if flag else set()
    if isinstance(start, EventTime) and isinstance(created, EventTime):
        flags |= {"entry-made-later"} if created.start > start.end else set()
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=EventKind.ABSENCE if busy in _AWAY else EventKind.OTHER,
        operation=f"entry {busy}".strip(),
        time=time,
        native_id=_joined(value("UID"), value("RECURRENCE-ID")),
        actor=Actor(account=_address(value("ORGANIZER"))),
        target=value("SUMMARY"),
        params=tuple((line.name, line.value) for line in lines),
        flags=tuple(sorted(flags)),
    )


def _joined(uid: Value[str], instance: Value[str]) -> Value[str]:
    return f"{uid}/{instance}" if isinstance(uid, str) and isinstance(instance, str) else uid


def _address(text: Value[str]) -> Value[str]:
    if isinstance(text, State):
        return text
    return text[7:] if text[:7].lower() == "mailto:" else text


def _moment(given: Property | None, export: Export) -> Value[EventTime]:
    """One DATE or DATE-TIME by its own zone, by TZID, or floating."""
    if given is None:
        return State.ABSENT
    match = _FORM.match(given.value.strip())
    if match is None:
        return State.UNPARSABLE
    day = "-".join(match.group(1, 2, 3))
    text = f"{day} {match[4]}:{match[5]}:{match[6]}{match[7]}" if match[4] else day
    found = read_time(text, _clock(given.parameters.get("TZID", ""), export))
    return found if isinstance(found, State) else replace(found, raw=given.value)


def _clock(name: str, export: Export) -> Clock:
    if name:
        try:
            zone = ZoneInfo(_WINDOWS.get(name.lower(), name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return Clock(zone=None, basis=TimeBasis.ASSUMED)
        return Clock(zone=zone, basis=TimeBasis.DOCUMENTED_LOCAL)
    stated = stated_zone(export.timezone)
    return Clock(zone=stated, basis=TimeBasis.USER_STATED if stated else TimeBasis.ASSUMED)


def _span(
    start: Value[EventTime], end: Value[EventTime], first: dict[str, Property]
) -> Value[EventTime]:
    """The whole entry as one interval: DTEND is not part of it (RFC 5545 §3.6.1)."""
    if isinstance(start, State):
        return start
    if isinstance(end, EventTime):
        last = end.end - timedelta(seconds=end.precision_seconds)
        return replace(start, end=max(start.end, last))
    match = _DURATION.match(first["DURATION"].value.strip()) if "DURATION" in first else None
    if match is None:
        return start
    weeks, days, hours, minutes = (int(part or 0) for part in match.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
    try:
        return replace(start, end=max(start.end, start.end + length - timedelta(seconds=1)))
    except OverflowError:
        return start


READER = _Reader()
