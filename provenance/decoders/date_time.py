"""Dates of header fields: RFC 5322 §3.3 with the obsolete forms of §4.3, and what servers write.

Nothing is guessed: a date whose distance from UTC is not written is ``UNPARSABLE``, never UTC.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from provenance.basics import Instant, State, Value
from provenance.decoders.records import Decoded

LONGEST = 2_000
"""Characters of a date text that are looked at; longer texts are no dates."""

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_MONTHS_WRITTEN = {name.capitalize(): number for name, number in _MONTHS.items()}
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAYS_WRITTEN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# RFC 5322 §4.3: these names have one meaning. UTC and Z are not in its list of meaningful names
# but say zero in every standard; all other names are ambiguous between countries.
_ZONES = {
    "ut": 0,
    "gmt": 0,
    "utc": 0,
    "z": 0,
    "est": -300,
    "edt": -240,
    "cst": -360,
    "cdt": -300,
    "mst": -420,
    "mdt": -360,
    "pst": -480,
    "pdt": -420,
}

_END_OF_DAY = 24

_CLOCK = (
    r"(?P<hour>\d{1,2}) ?: ?(?P<minute>\d{2})(?: ?: ?(?P<second>\d{2})(?:[.,](?P<part>\d{1,12}))?)?"
    r"(?: ?(?P<half>[AaPp]\.?[Mm]\b\.?))?"
)
_ZONE = r"(?P<zone>[+-]\d{4}|[+-]\d{1,2}:\d{2}|[A-Za-z]{1,5})(?: (?P<label>[A-Za-z]{1,5}))?"
# The form of nearly all lines, read without taking it apart first.
_COMMON = re.compile(
    r"\s*((Mon|Tue|Wed|Thu|Fri|Sat|Sun), +(\d\d?) "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d\d):(\d\d):([0-5]\d) "
    r"([+-])(\d\d)([0-5]\d)(?: \([A-Z]{1,5}\))?)\s*\Z",
    re.ASCII,
)
_RFC = re.compile(
    r"(?:(?P<weekday>[^\W\d_]{2,12})\.?(?P<comma> ?,)? ?)?"
    r"(?P<day>0?\d{1,2})[ -]?(?P<month>[A-Za-z]{3,9})\.?[ -]?(?P<year>\d{4}|\d{2,3})"
    rf",? {_CLOCK} ?{_ZONE}\Z"
)
_ISO = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})[ Tt]{_CLOCK} ?{_ZONE}"
    r"(?P<monotonic> m=[+-]\d{1,12}(?:\.\d{1,12})?)?\Z"
)
# asctime(3) with a zone, the zone also before the year as date(1) writes it.
_CTIME = re.compile(
    rf"(?:(?P<weekday>[A-Za-z]{{3}}),? )?(?P<month>[A-Za-z]{{3}}) (?P<day>\d{{1,2}}) {_CLOCK} "
    rf"(?:(?P<year>\d{{4}}) {_ZONE})\Z"
)
_UNIX_DATE = re.compile(
    rf"(?:(?P<weekday>[A-Za-z]{{3}}),? )?(?P<month>[A-Za-z]{{3}}) (?P<day>\d{{1,2}}) {_CLOCK} "
    r"(?P<zone>[+-]\d{4}|[A-Za-z]{1,5}) (?P<year>\d{4})\Z"
)
_MONTH_FIRST = re.compile(
    r"(?:(?P<weekday>[A-Za-z]{3,9}),? )?(?P<month>[A-Za-z]{3,9}) (?P<day>\d{1,2}),? "
    rf"(?P<year>\d{{4}}),? {_CLOCK} {_ZONE}\Z"
)
_FORMS = (
    (_RFC, ""),
    (_ISO, "iso-form"),
    (_CTIME, "ctime-form"),
    (_UNIX_DATE, "ctime-form"),
    (_MONTH_FIRST, "month-first"),
)
_COMMENT_MARK = re.compile(r"\\.|[()]", re.DOTALL)


def date_time(text: str) -> Value[Instant]:
    """Read a date and time of a header field.

    Args:
        text: the value, unfolded, comments included.

    Returns:
        The instant. ``ABSENT`` for an empty text; ``UNPARSABLE`` where the text is no date, where
        a part is impossible, or where no zone is written whose distance from UTC is defined.
        ``offset_minutes`` is ``ABSENT`` for ``-0000`` (RFC 5322 §3.3: local zone not told).
    """
    if len(text) > LONGEST:
        return State.UNPARSABLE
    common = _COMMON.match(text)
    if common:
        instant = _common(common)
        if instant is not None:
            return instant
    bare = " ".join((_without_comments(text) if "(" in text else text).split())
    if not bare:
        return State.UNPARSABLE if text.strip() else State.ABSENT
    if not bare.isascii():
        return State.UNPARSABLE
    for pattern, remark in _FORMS:
        found = pattern.match(bare)
        if found:
            return _instant(text.strip(), found.groupdict(), [remark] if remark else [])
    return State.UNPARSABLE


def _common(found: re.Match[str]) -> Instant | None:
    """The instant of the common form; ``None`` where something about it is odd."""
    text, weekday, day, month, year, hour, minute, second, sign, hours, rest = found.groups()
    minutes = int(hours) * 60 + int(rest)
    if minutes > 14 * 60 or (minutes == 0 and sign == "-"):
        return None
    try:
        local = datetime(
            int(year),
            _MONTHS_WRITTEN[month],
            int(day),
            int(hour),
            int(minute),
            int(second),
            tzinfo=UTC,
        )
        offset = minutes if sign == "+" else -minutes
        utc = local - timedelta(minutes=offset) if offset else local
    except (ValueError, OverflowError):
        return None
    if _WEEKDAYS_WRITTEN[local.weekday()] != weekday:
        return None
    return Instant(text=text, utc=utc, offset_minutes=offset)


def decode_date_time(text: str) -> Value[Decoded]:
    """Named decoder around :func:`date_time`; states pass through."""
    value = date_time(text)
    return value if isinstance(value, State) else Decoded(decoder="date_time", time=value)


def _without_comments(text: str) -> str:
    """Replace comments, nested too, by a space; an unclosed one ends the text (linear time)."""
    kept: list[str] = []
    depth = position = 0
    for mark in _COMMENT_MARK.finditer(text):
        sign = mark.group()
        if sign == "(":
            if depth == 0:
                kept.append(text[position : mark.start()])
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
            position = mark.end()
    if depth == 0:
        kept.append(text[position:])
    return " ".join(kept)


def _instant(text: str, part: dict[str, str | None], remarks: list[str]) -> Value[Instant]:
    """Put the parts of a matched date together; impossible parts give ``UNPARSABLE``."""
    offset = _offset(part["zone"] or "", part.get("label") or "", remarks)
    month = _month(part["month"] or "")
    if offset is None or not month:
        return State.UNPARSABLE
    hour = _hour(part, remarks)
    second = int(part["second"] or 0)
    leap = second == 60
    fraction = part["part"] or ""
    minutes = 0 if isinstance(offset, State) else offset
    try:
        # The local clock, noted as if it were UTC; the offset is taken off below.
        local = datetime(
            _year(part["year"] or "", remarks),
            month,
            int(part["day"] or 0),
            0 if hour == _END_OF_DAY else hour,
            int(part["minute"] or 0),
            59 if leap else second,
            int(fraction[:6].ljust(6, "0")) if fraction else 0,
            tzinfo=UTC,
        )
        utc = local
        if minutes or leap or hour == _END_OF_DAY:
            days = 1 if hour == _END_OF_DAY else 0
            utc = local - timedelta(days=-days, minutes=minutes, seconds=-1 if leap else 0)
    except (ValueError, OverflowError):
        return State.UNPARSABLE
    if leap:
        remarks.append("leap-second")
    if part["second"] is None:
        remarks.append("no-seconds")
    if len(part["day"] or "") > 2:
        remarks.append("long-day")
    _check_weekday(part, local, remarks)
    precision = 60.0 if part["second"] is None else 10.0 ** -min(len(fraction.rstrip("0")), 6)
    return Instant(
        text=text,
        utc=utc,
        offset_minutes=offset,
        precision_seconds=precision,
        remarks=tuple(remarks),
    )


def _hour(part: dict[str, str | None], remarks: list[str]) -> int:
    """Hour of the day, 24 for the end of one (ISO 8601), 99 where clock and half do not fit."""
    hour = int(part["hour"] or 0)
    half = (part.get("half") or "")[:1].lower()
    if half:
        remarks.append("twelve-hour-clock")
        return hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 99
    if hour == _END_OF_DAY:
        if int(part["minute"] or 0) or int(part["second"] or 0) or int(part["part"] or 0):
            return 99
        remarks.append("hour-24")
    return hour


def _offset(zone: str, label: str, remarks: list[str]) -> Value[int] | None:
    """Minutes east of UTC, ``ABSENT`` for ``-0000``, ``None`` where it is not defined."""
    if zone[0] not in "+-":
        minutes = _ZONES.get(zone.lower())
        if minutes is None or label:
            return None
        remarks.append("zone-name")
        return minutes
    digits = zone[1:].replace(":", "").rjust(4, "0")
    hours, rest = int(digits[:2]), int(digits[2:])
    if hours > 23 or rest > 59:
        return None
    if ":" in zone:
        remarks.append("zone-colon")
    if label:
        remarks.append("zone-label-ignored")
    minutes = hours * 60 + rest
    if minutes > 14 * 60:
        remarks.append("unusual-offset")
    if zone[0] == "-":
        return State.ABSENT if minutes == 0 else -minutes
    return minutes


def _month(name: str) -> int:
    """Month number of a name or of two digits, 0 if it is none."""
    if name.isdigit():
        return int(name)
    return _MONTHS.get(name[:3].lower(), 0) if len(name) == 3 or _is_full(name) else 0


def _is_full(name: str) -> bool:
    """Whether a longer month name really is an English one (``Sept`` is common)."""
    full = (
        "january february march april may june july august september october november december sept"
    )
    return name.lower() in full.split()


def _year(digits: str, remarks: list[str]) -> int:
    """Year by RFC 5322 §4.3: 00-49 is 20xx, 50-99 is 19xx, three digits count from 1900."""
    year = int(digits)
    if len(digits) == 4:
        return year
    remarks.append("short-year")
    if len(digits) == 3 or year >= 50:
        return year + 1900
    return year + 2000


def _check_weekday(part: dict[str, str | None], local: datetime, remarks: list[str]) -> None:
    """Add a remark where the weekday is not that of the date, or is no English weekday."""
    weekday = part.get("weekday")
    if not weekday:
        return
    if weekday[:3].lower() not in _WEEKDAYS:
        remarks.append("weekday-unknown")
    elif _WEEKDAYS[local.weekday()] != weekday[:3].lower():
        remarks.append("weekday-mismatch")
