"""The timeline as a picture: one line an entry, on the folded scale of the clocks.

Shapes tell who wrote a time, a bar how wide it is: nothing rests on colour. The same content
stands in the table beside it, in the same order.
"""

from __future__ import annotations

from datetime import datetime

from markupsafe import Markup

from provenance.basics import text
from provenance.basics.record import dataclass
from provenance.report.clock_strip import LEFT, RIGHT, TOP, WIDTH, Scale, shortened, strip_frame
from provenance.report.view.common import duration, span

STEP = 24
LONGEST = 42
MOST = 40
"""Lines of the picture; the table has more."""
_BAR = 30.0
"""Seconds from which on an interval is a bar and no point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its words, interval, whose clock it is, and whether it names the message."""

    name: str
    start: datetime
    end: datetime
    writer: str
    firm: bool = False


def timeline_svg(
    lines: tuple[Line, ...], *, origin: datetime, origin_name: str, id_: str
) -> Markup:
    """Return the picture as inline SVG; empty with fewer than two lines."""
    if len(lines) < 2:
        return Markup("")
    apart = [
        (one, (one.start - origin).total_seconds(), (one.end - origin).total_seconds())
        for one in lines
    ]
    scale = Scale([middle for _, start, end in apart for middle in (start, end)])
    parts = strip_frame(
        scale,
        len(apart),
        step=STEP,
        anchor=origin_name,
        id_=id_,
        title=text("report.timeline.title"),
        desc=text("report.timeline.desc", count=len(apart), anchor=origin_name),
    )
    y = float(TOP)
    for one, start, end in apart:
        parts += _line(one, start, end, y + 4, scale)
        y += STEP
    parts.append(Markup("</svg>"))
    return Markup("\n").join(parts)


def _label(x: float, y: float, css: str, words: str, place: str = "start") -> Markup:
    return Markup('<text x="{}" y="{}" class="{}" text-anchor="{}" data-evidence>{}</text>').format(
        x, y, css, place, words
    )


def _line(one: Line, start: float, end: float, y: float, scale: Scale) -> list[Markup]:
    name = shortened(one.name, LONGEST)
    parts = [
        Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" class="lane"/>').format(LEFT, RIGHT, y, y),
        _label(8, y + 4.5, "m-host" if one.firm else "m-note", name),
    ]
    if end - start >= _BAR:
        first, last = scale.place(start), scale.place(end)
        parts.append(
            Markup('<rect x="{}" y="{}" width="{}" height="6" class="span"/>').format(
                first, y - 3, max(2.0, round(last - first, 1))
            )
        )
    parts.append(_shape(scale.place(start), y, one.writer, firm=one.firm))
    shown = span(0, "s") if start == 0 else duration(round(start, 1) if abs(start) < 60 else start)
    parts.append(_label(WIDTH - 6, y + 4.5, "m-with", shown, "end"))
    return parts


def _shape(x: float, y: float, writer: str, *, firm: bool) -> Markup:
    """A triangle for a row of a log, filled where it names the message; else as for clocks."""
    if writer == "log":
        css = "s-receiver" if firm else "s-sender"
        return Markup('<path d="M{} {}l7 12h-14z" class="{}"/>').format(x, y - 7, css)
    if writer == "receiver":
        return Markup('<circle cx="{}" cy="{}" r="6" class="s-receiver"/>').format(x, y)
    if writer == "relay":
        shape = '<path d="M{} {}l7 7l-7 7l-7-7z" class="s-intermediary"/>'
        return Markup(shape).format(x, y - 7)  # noqa: S704 - a constant
    if writer == "sender-server":
        return Markup('<circle cx="{}" cy="{}" r="5.5" class="s-sender"/>').format(x, y)
    shape = '<rect x="{}" y="{}" width="11" height="11" class="s-claim"/>'
    return Markup(shape).format(x - 5.5, y - 5.5)  # noqa: S704 - a constant
