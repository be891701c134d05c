"""Times as a picture: one line an entry, its distance from one moment on a folded scale.

The scale counts powers of ten of seconds to both sides, so that clocks a second apart and a draft
of last month are readable in one picture. The clock time itself stands at the right. Shapes tell
who wrote a time: nothing rests on colour. The same content stands in the table beside it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from math import log10
from typing import Final

from markupsafe import Markup

from provenance.basics import Instant, Text, text
from provenance.basics.record import dataclass
from provenance.report.catalogue import clock, day, render
from provenance.report.svg_words import LINE, label, width_of, wrapped
from provenance.report.view.common import span

WIDTH = 760
LEFT = 262
RIGHT = 588
TIMES = 606
"""Where the column of clock times begins."""
TOP = 58
STEP = 18
SIZE = 12.5
MOST = 32
"""Lines of the picture of clocks; the table has all."""
DAY: Final = 86_400.0
_LEAST = 60.0
_BAR = 30.0
"""Seconds from which on an interval is a bar and no point."""
_ZONES = 14 * 3600.0
_TICKS = (
    *((1, 1, "s"), (60, 1, "min"), (3600, 1, "h"), (86_400, 1, "d")),
    *((30 * 86_400, 30, "d"), (365 * 86_400, 1, "y")),
)
"""Seconds of a distance, and how it is called: a number and its unit."""
_SHAPES: Final = {
    "receiver": Markup('<circle cx="{0}" cy="{1}" r="5.5" class="s-receiver"/>'),
    "relay": Markup('<path d="M{0} {2}l7 7l-7 7l-7-7z" class="s-intermediary"/>'),
    "sender-server": Markup('<circle cx="{0}" cy="{1}" r="5.5" class="s-sender"/>'),
    "log": Markup('<path d="M{0} {2}l7 12h-14z" class="s-sender"/>'),
    "log-firm": Markup('<path d="M{0} {2}l7 12h-14z" class="s-receiver"/>'),
    "claim": Markup('<rect x="{3}" y="{4}" width="11" height="11" class="s-claim"/>'),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a picture: name, interval, shape, and what stands at the right, if not the time.

    ``exact`` is the unit of the source in seconds. ``said`` are words instead of a clock time. A
    row that is exact to a day has no place on the scale.
    """

    name: str
    start: datetime
    end: datetime
    shape: str
    exact: float = 1.0
    said: str = ""
    faint: bool = False

    @property
    def day_only(self) -> bool:
        """Whether there is no moment that could be drawn."""
        return self.exact >= DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One clock of a message."""

    name: str
    time: Instant
    writer: str
    hidden: bool
    zone_written: bool


class Scale:
    """Seconds from the anchor to a place on the line; each side has its own extent."""

    def __init__(self, seconds: list[float]) -> None:
        before = max(_LEAST, -min(seconds, default=0.0))
        after = max(_LEAST, max(seconds, default=0.0))
        self.before, self.after = log10(1 + before), log10(1 + after)
        width = RIGHT - LEFT
        self.zero = LEFT + width * self.before / (self.before + self.after)

    def place(self, seconds: float) -> float:
        """Horizontal place of a distance, held inside the line."""
        if seconds < 0:
            part = min(1.0, log10(1 - seconds) / self.before)
            return round(self.zero - (self.zero - LEFT) * part, 1)
        part = min(1.0, log10(1 + seconds) / self.after)
        return round(self.zero + (RIGHT - self.zero) * part, 1)

    def ticks(self) -> list[tuple[float, str]]:
        """Labelled distances on both sides that are far enough apart to be read."""
        found: list[tuple[float, str]] = []
        for sign, word in ((-1, "\N{MINUS SIGN}"), (1, "+")):
            last = self.zero
            extent = self.before if sign < 0 else self.after
            for seconds, count, unit in _TICKS:
                if log10(1 + seconds) > extent * 1.001:
                    break
                at = self.place(sign * seconds)
                words = word + span(count, unit)
                if abs(at - last) >= width_of(words, SIZE) + 6:
                    found.append((at, words))
                    last = at
        return found


def shape_of(writer: str, *, firm: bool = False) -> str:
    """Return the name of the shape for whose clock it is."""
    if writer == "log":
        return "log-firm" if firm else "log"
    return writer if writer in _SHAPES else "claim"


def strip_key(rows: tuple[Row, ...], bold: str) -> tuple[Text, ...]:
    """Return what the picture needs for a key: its scale, and the shapes that occur in it.

    ``bold`` is the sentence about names in bold, said where only some of them are.
    """
    drawn = [row for row in rows if not row.day_only]
    shapes = {row.shape for row in drawn}
    if any((row.end - row.start).total_seconds() >= _BAR for row in drawn):
        shapes.add("span")
    if len(drawn) < len(rows):
        shapes.add("day")
    order = ("receiver", "relay", "sender-server", "claim", "log", "log-firm", "span", "day")
    names = ("scale", *(name for name in order if name in shapes))
    key = tuple(text(f"report.clocks.strip.key.{name}") for name in names)
    return (*key, text(bold)) if len({row.faint for row in rows}) > 1 else key


def strip_svg(
    rows: tuple[Row, ...], *, anchor: datetime, anchor_name: str, id_: str, title: Text, desc: Text
) -> Markup:
    """Return the picture as inline SVG; empty with fewer than two lines."""
    if len(rows) < 2:
        return Markup("")
    scale = Scale([
        (moment - anchor).total_seconds()
        for row in rows
        if not row.day_only
        for moment in (row.start, row.end)
    ])  # fmt: skip
    names = [wrapped(row.name, LEFT - 24, SIZE) for row in rows]
    times = [_time(row, anchor) for row in rows]
    heights = [
        STEP + (max(len(name), len(time)) - 1) * SIZE * LINE
        for name, time in zip(names, times, strict=True)
    ]
    height = round(TOP + sum(heights) + 6, 1)
    parts = _frame(scale, height, anchor=anchor_name, id_=id_, title=title, desc=desc)
    y = float(TOP)
    for row, name, time, step in zip(rows, names, times, heights, strict=True):
        parts += _line(row, y, (name, time), anchor, scale)
        y += step
    parts.append(Markup("</svg>"))
    return Markup("\n").join(parts)


def _frame(
    scale: Scale, height: float, *, anchor: str, id_: str, title: Text, desc: Text
) -> list[Markup]:
    """The beginning of the picture: title, the line held to, distances, the head of the times."""
    zero = round(scale.zero, 1)
    half = width_of(anchor, 11.5) / 2
    middle = round(min(max(zero, 8 + half), WIDTH - 8 - half), 1)
    parts = [
        Markup(
            '<svg class="map strip" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{i}-t {i}-d">'
            '<title id="{i}-t">{title}</title><desc id="{i}-d">{desc}</desc>'
        ).format(w=WIDTH, h=height, i=id_, title=render(title), desc=render(desc)),
        label(middle, 18, "m-boundary", (anchor,), 11.5, "middle"),
        label(TIMES, 38, "m-num", (render(text("report.clocks.strip.utc")),), SIZE),
        Markup('<line x1="{0}" x2="{0}" y1="26" y2="{1}" class="boundary"/>').format(
            zero, height - 8
        ),
    ]
    for at, distance in scale.ticks():
        if at + width_of(distance, SIZE) / 2 < TIMES - 6:  # Beside the head of the times.
            parts.append(label(at, 38, "m-with", (distance,), SIZE, "middle"))
        parts.append(
            Markup('<line x1="{0}" x2="{0}" y1="43" y2="{1}" class="tick"/>').format(at, height - 8)
        )
    return parts


def _line(
    row: Row,
    y: float,
    words: tuple[tuple[str, ...], tuple[str, ...]],
    anchor: datetime,
    scale: Scale,
) -> list[Markup]:
    name, time = words
    middle = y + (max(len(name), len(time)) - 1) * SIZE * LINE / 2
    parts = [
        label(8, y + 4.5, "m-note" if row.faint else "m-host", name, SIZE),
        label(TIMES, y + 4.5, "m-with", time, SIZE),
    ]
    if row.day_only:
        return parts
    parts.append(
        Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" class="lane"/>').format(
            LEFT, RIGHT, round(middle, 1), round(middle, 1)
        )
    )
    start, end = ((at - anchor).total_seconds() for at in (row.start, row.end))
    if end - start >= _BAR:
        first, last = scale.place(start), scale.place(end)
        parts.append(
            Markup('<rect x="{}" y="{}" width="{}" height="6" class="span"/>').format(
                first, round(middle - 3, 1), max(2.0, round(last - first, 1))
            )
        )
    parts.append(_shape(scale.place(start), round(middle, 1), row.shape))
    return parts


def _shape(x: float, y: float, name: str) -> Markup:
    return _SHAPES[name].format(x, y, round(y - 7, 1), round(x - 5.5, 1), round(y - 5.5, 1))


def _time(row: Row, anchor: datetime) -> tuple[str, ...]:
    """The clock time in UTC; the day in front where it is another one than that of the anchor."""
    room = WIDTH - TIMES - 6
    if row.said:
        return wrapped(row.said, room, SIZE)
    utc = row.start.astimezone(UTC)
    if row.day_only:
        return wrapped(render(text("report.clocks.strip.day", day=day(utc))), room, SIZE)
    shown = clock(utc, min(row.exact, 60.0))
    if utc.date() == anchor.astimezone(UTC).date():
        return (shown,)
    whole = render(text("report.clocks.strip.moment", day=day(utc), clock=shown))
    return (whole,) if width_of(whole, SIZE) <= room else (day(utc), shown)


def rows_of(marks: tuple[Mark, ...]) -> tuple[Row, ...]:
    """Return the lines of the picture of a message's clocks, the first :data:`MOST`."""
    return tuple(_row(mark) for mark in marks[:MOST])


def _row(mark: Mark) -> Row:
    """A clock without a zone is a stretch: it lies anywhere within the zones of the earth."""
    from datetime import timedelta

    spread = timedelta(seconds=0.0 if mark.zone_written else _ZONES)
    exact = timedelta(seconds=min(mark.time.precision_seconds, DAY))
    moment = mark.time.utc
    said = "" if mark.zone_written else render(text("report.clocks.strip.no-zone"))
    try:
        start, end = moment - spread, moment + max(spread, exact)
    except OverflowError:
        start = end = moment
    return Row(
        name=mark.name,
        start=start,
        end=end,
        shape=shape_of(mark.writer),
        exact=mark.time.precision_seconds,
        said="" if mark.time.precision_seconds >= DAY else said,
        faint=mark.hidden,
    )


def clock_strip(
    rows: tuple[Row, ...], *, anchor: Instant | None, anchor_name: str, id_: str
) -> Markup:
    """Return the clocks of a message as a picture; empty with nothing to hold them to."""
    if anchor is None:
        return Markup("")
    return strip_svg(
        rows,
        anchor=anchor.utc,
        anchor_name=anchor_name,
        id_=id_,
        title=text("report.clocks.strip.title"),
        desc=text("report.clocks.strip.desc", count=len(rows), anchor=anchor_name),
    )
