"""The routes of all copies as one picture: oldest host on the left, recipients' systems right.

The same content stands in the table beside it. A line is the wider the more copies went along it;
the number of copies stands at every stop, so the picture reads without widths and colours.
"""

from __future__ import annotations

from math import log10

from markupsafe import Markup

from provenance.basics import text
from provenance.basics.record import dataclass
from provenance.copies import Leg, RouteGraph, Stop
from provenance.report.catalogue import render
from provenance.report.marks import visible

WIDTH = 760
COLUMNS = 5
"""Levels that are drawn; a longer way has its inner shared hosts folded."""
STEP = 46
TOP = 40
LEFT = 14
_LETTER = 6.7


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    stops: tuple[Stop, ...]
    legs: tuple[Leg, ...]
    folded: int = 0


def copies_svg(graph: RouteGraph, *, id_: str) -> Markup:
    """Return the picture as inline SVG; empty where no route is known."""
    if len(graph.stops) < 2:
        return Markup("")
    drawing = _fold(graph)
    columns: dict[int, list[Stop]] = {}
    for stop in drawing.stops:
        columns.setdefault(stop.level, []).append(stop)
    rows = max(len(column) for column in columns.values())
    height = TOP + STEP * rows + 10
    width = (WIDTH - LEFT) / max(1, len(columns))
    places = _places(columns, rows, width)
    most = max(stop.copies for stop in drawing.stops)
    parts = [
        Markup(
            '<svg class="map copies" viewBox="0 0 {w} {h}" role="img" '
            'aria-labelledby="{i}-t {i}-d"><title id="{i}-t">{title}</title>'
            '<desc id="{i}-d">{desc}</desc>'
        ).format(
            w=WIDTH,
            h=height,
            i=id_,
            title=render(text("report.copies.map.title")),
            desc=render(text("report.copies.map.desc", stops=len(graph.stops), copies=most)),
        )
    ]
    parts += [_line(leg, places, most) for leg in drawing.legs]
    for stop in drawing.stops:
        parts += _station(stop, places[stop.id], width)
    parts.append(Markup("</svg>"))
    return Markup("\n").join(parts)


def _places(
    columns: dict[int, list[Stop]], rows: int, width: float
) -> dict[str, tuple[float, float]]:
    """Where each stop stands; a column with few stops is centred."""
    return {
        stop.id: (
            round(LEFT + width * at + 8, 1),
            round(TOP + STEP * ((rows - len(columns[level])) / 2 + row), 1),
        )
        for at, level in enumerate(sorted(columns))
        for row, stop in enumerate(columns[level])
    }


def _fold(graph: RouteGraph) -> _Drawing:
    """Leave out inner hosts of the shared run until the picture has at most so many columns."""
    levels = sorted({stop.level for stop in graph.stops})
    too_many = len(levels) - COLUMNS
    if too_many <= 0:
        return _Drawing(stops=graph.stops, legs=graph.legs)
    alone = [
        level for level in levels[1:-1] if sum(1 for s in graph.stops if s.level == level) == 1
    ]
    gone = {s.id: s for s in graph.stops if s.level in alone[: too_many + 1]}
    if not gone:
        return _Drawing(stops=graph.stops, legs=graph.legs)
    first = min(gone.values(), key=lambda stop: stop.level)
    label = render(text("report.copies.map.folded", count=len(gone)))
    fold = Stop(id="fold", label=label, level=first.level, copies=first.copies)
    legs: dict[tuple[str, str], int] = {}
    for leg in graph.legs:
        start = fold.id if leg.start in gone else leg.start
        end = fold.id if leg.end in gone else leg.end
        if start != end:
            legs[start, end] = legs.get((start, end), 0) + leg.copies
    stops = [stop for stop in graph.stops if stop.id not in gone]
    stops.append(fold)
    return _Drawing(
        stops=tuple(sorted(stops, key=lambda stop: (stop.level, -stop.copies, stop.id))),
        legs=tuple(Leg(start=a, end=b, copies=n) for (a, b), n in sorted(legs.items())),
        folded=len(gone),
    )


def _line(leg: Leg, places: dict[str, tuple[float, float]], most: int) -> Markup:
    (x1, y1), (x2, y2) = places[leg.start], places[leg.end]
    middle = round((x1 + x2) / 2, 1)
    thick = round(1.2 + 5 * log10(1 + leg.copies) / log10(1 + max(most, 1)), 1)
    return Markup('<path d="M{} {}C{} {} {} {} {} {}" class="leg" stroke-width="{}"/>').format(
        x1, y1, middle, y1, middle, y2, x2, y2, thick
    )


def _station(stop: Stop, place: tuple[float, float], width: float) -> list[Markup]:
    x, y = place
    room = max(8, int((width - 18) / _LETTER))
    label = visible(stop.label)
    if stop.id == "*":
        label = render(text("report.copies.map.others"))
    shown = label if len(label) <= room else label[: room - 1] + "…"
    count = render(text("report.copies.map.count", count=stop.copies))
    return [
        Markup('<circle cx="{}" cy="{}" r="6" class="s-receiver"/>').format(x, y),
        Markup('<text x="{}" y="{}" class="m-stop" data-evidence>{}</text>').format(
            x - 6, y - 11, shown
        ),
        Markup('<text x="{}" y="{}" class="m-with">{}</text>').format(x - 6, y + 20, count),
    ]
