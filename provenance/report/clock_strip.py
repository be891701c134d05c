"""The clocks as a picture: one line a clock, its distance from the Date field on a folded scale.

The scale counts powers of ten of seconds to both sides, so that clocks a second apart and a draft
of last month are readable in one picture. The same content stands in the table beside it.
"""

from __future__ import annotations

from math import log10

from markupsafe import Markup

from provenance.basics import Instant, Text, text
from provenance.basics.record import dataclass
from provenance.report.catalogue import render
from provenance.report.columns import head, width
from provenance.report.view.common import duration, span

WIDTH = 760
LEFT = 306
RIGHT = 606
"""Right of the line a distance stands in words; the longest one is as wide in Chinese."""
TOP = 58
STEP = 27
LONGEST = 44
"""Columns of a name in the picture; a Chinese character takes two."""
MOST = 32
"""Lines of the picture; the table has all clocks."""
_LEAST = 60.0
_ZONES = 14 * 3600.0
_TICKS = (
    *((1, 1, "s"), (60, 1, "min"), (3600, 1, "h"), (86_400, 1, "d")),
    *((30 * 86_400, 30, "d"), (365 * 86_400, 1, "y")),
)
"""Seconds of a distance, and how it is called: a number and its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One line of the picture."""

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
                if abs(at - last) >= 34:
                    found.append((at, word + span(count, unit)))
                    last = at
        return found


def shortened(name: str, room: int) -> str:
    """Return a name that takes at most that many columns, cut with a mark where it is longer."""
    return name if width(name) <= room else name[: head(name, room - 1)] + "…"


def _label(x: float, y: float, css: str, words: str, anchor: str = "start") -> Markup:
    return Markup('<text x="{}" y="{}" class="{}" text-anchor="{}" data-evidence>{}</text>').format(
        x, y, css, anchor, words
    )


def _shape(x: float, y: float, writer: str) -> Markup:
    """A shape for whose clock it is, as on the map of the journey."""
    if writer == "receiver":
        shape = '<circle cx="{0}" cy="{1}" r="6" class="s-receiver"/>'
    elif writer == "relay":
        shape = '<path d="M{0} {2}l7 7l-7 7l-7-7z" class="s-intermediary"/>'
    elif writer == "sender-server":
        shape = '<circle cx="{0}" cy="{1}" r="5.5" class="s-sender"/>'
    else:
        shape = '<rect x="{3}" y="{4}" width="11" height="11" class="s-claim"/>'
    return Markup(shape).format(x, y, y - 7, x - 5.5, y - 5.5)  # noqa: S704 - constants only


def _line(mark: Mark, seconds: float, y: float, scale: Scale) -> list[Markup]:
    name = shortened(mark.name, LONGEST)
    parts = [
        Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" class="lane"/>').format(LEFT, RIGHT, y, y),
        _label(8, y + 4.5, "m-host" if not mark.hidden else "m-note", name),
    ]
    spread = _ZONES if not mark.zone_written else 0.0
    exact = mark.time.precision_seconds
    if spread or exact >= 30:
        # A clock without a zone, or one that counts days: a stretch, not a point.
        first, last = scale.place(seconds - spread), scale.place(seconds + max(spread, exact))
        parts.append(
            Markup('<rect x="{}" y="{}" width="{}" height="6" class="span"/>').format(
                first, y - 3, max(2.0, round(last - first, 1))
            )
        )
    parts.append(_shape(scale.place(seconds), y, mark.writer))
    shown = duration(round(seconds, 1)) if abs(seconds) < 60 else duration(seconds)
    if seconds == 0:
        shown = span(0, "s")
    if not mark.zone_written:
        shown = render(text("report.clocks.strip.no-zone"))
    parts.append(_label(WIDTH - 6, y + 4.5, "m-with", shown, "end"))
    return parts


def strip_frame(
    scale: Scale, count: int, *, step: int, anchor: str, id_: str, title: Text, desc: Text
) -> list[Markup]:
    """Return the beginning of a picture on a folded scale: title, the line held to, distances.

    ``count`` lines of ``step`` units each.
    """
    height = TOP + step * count + 12
    zero = round(scale.zero, 1)
    parts = [
        Markup(
            '<svg class="map strip" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{i}-t {i}-d">'
            '<title id="{i}-t">{title}</title><desc id="{i}-d">{desc}</desc>'
        ).format(
            w=WIDTH,
            h=height,
            i=id_,
            title=render(title),
            desc=render(desc),
        ),
        _label(zero, 18, "m-boundary", anchor, "middle"),
        Markup('<line x1="{0}" x2="{0}" y1="26" y2="{1}" class="boundary"/>').format(
            zero, height - 8
        ),
    ]
    for at, distance in scale.ticks():
        parts.append(_label(at, 38, "m-with", distance, "middle"))
        parts.append(
            Markup('<line x1="{0}" x2="{0}" y1="43" y2="{1}" class="tick"/>').format(at, height - 8)
        )
    return parts


def clock_strip(
    marks: tuple[Mark, ...], *, anchor: Instant | None, anchor_name: str, id_: str
) -> Markup:
    """Return the picture as inline SVG; empty with fewer than two clocks or nothing to hold to."""
    if anchor is None or len(marks) < 2:
        return Markup("")
    apart = [(mark, (mark.time.utc - anchor.utc).total_seconds()) for mark in marks[:MOST]]
    scale = Scale([seconds for _, seconds in apart])
    parts = strip_frame(
        scale,
        len(apart),
        step=STEP,
        anchor=anchor_name,
        id_=id_,
        title=text("report.clocks.strip.title"),
        desc=text("report.clocks.strip.desc", count=len(apart), anchor=anchor_name),
    )
    y = float(TOP)
    for mark, seconds in apart:
        parts += _line(mark, seconds, y + 4, scale)
        y += STEP
    parts.append(Markup("</svg>"))
    return Markup("\n").join(parts)
