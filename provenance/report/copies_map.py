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
from provenance.report.catalogue import product, render
from provenance.report.marks import visible
from provenance.report.svg_words import LINE, label, width_of, wrapped

WIDTH = 760
COLUMNS = 5
"""Levels that are drawn; a longer way has its inner shared hosts folded."""
TOP = 22
LEFT = 14
SIZE = 12.5
"""Size of the letters, that of the style sheet."""
_BELOW = 24
"""From a stop to the first line of its name."""
_BETWEEN = 20
_STRAIGHT = 0.7
"""Part of a column for the names: a line bends only behind it."""


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
    width = (WIDTH - LEFT) / max(1, len(columns))
    names = {stop.id: wrapped(_label(stop), width * _STRAIGHT, SIZE) for stop in drawing.stops}
    places, height = _places(columns, names, width)
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
    parts += [_line(leg, places, most, width * _STRAIGHT) for leg in drawing.legs]
    for stop in drawing.stops:
        parts += _station(stop, places[stop.id], names[stop.id])
    parts.append(Markup("</svg>"))
    return Markup("\n").join(parts)


def _label(stop: Stop) -> str:
    if stop.id == "*":
        return render(text("report.copies.map.others"))
    return visible(product(stop.label))


def _places(
    columns: dict[int, list[Stop]], names: dict[str, tuple[str, ...]], width: float
) -> tuple[dict[str, tuple[float, float]], float]:
    """Where each stop stands, and the height of it all; a column with few stops is centred."""
    heights = {
        stop.id: _BELOW + len(names[stop.id]) * SIZE * LINE + SIZE * LINE + _BETWEEN
        for column in columns.values()
        for stop in column
    }
    tall = max(sum(heights[stop.id] for stop in column) for column in columns.values())
    places: dict[str, tuple[float, float]] = {}
    for at, level in enumerate(sorted(columns)):
        column = columns[level]
        y = TOP + (tall - sum(heights[stop.id] for stop in column)) / 2
        for stop in column:
            places[stop.id] = (round(LEFT + width * at + 8, 1), round(y, 1))
            y += heights[stop.id]
    return places, round(TOP + tall - _BETWEEN + 6, 1)


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


def _line(leg: Leg, places: dict[str, tuple[float, float]], most: int, straight: float) -> Markup:
    (x1, y1), (x2, y2) = places[leg.start], places[leg.end]
    bend = round(min(x1 + straight, x2) if x2 > x1 else x1, 1)
    middle = round((bend + x2) / 2, 1)
    thick = round(1.2 + 5 * log10(1 + leg.copies) / log10(1 + max(most, 1)), 1)
    return Markup('<path d="M{} {}H{}C{} {} {} {} {} {}" class="leg" stroke-width="{}"/>').format(
        x1, y1, bend, middle, y1, middle, y2, x2, y2, thick
    )


def _station(stop: Stop, place: tuple[float, float], name: tuple[str, ...]) -> list[Markup]:
    """A circle with its whole name below it: lines leave it at its height and cross no words."""
    x, y = place
    count = render(text("report.copies.map.count", count=stop.copies))
    below = y + _BELOW + len(name) * SIZE * LINE
    return [
        _ground(x - 6, y + _BELOW, name),
        _ground(x - 6, below, (count,)),
        Markup('<circle cx="{}" cy="{}" r="6" class="s-receiver"/>').format(x, y),
        label(x - 6, y + _BELOW, "m-stop", name, SIZE),
        label(x - 6, below, "m-with", (count,), SIZE),
    ]


def _ground(x: float, y: float, lines: tuple[str, ...]) -> Markup:
    """A patch of the picture's ground below words, so that no line runs through them.

    A seam around the letters would do it too, but a browser prints such text twice, and whoever
    copies words out of the PDF gets each of them two times.
    """
    return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="ground"/>').format(
        round(x - 2, 1),
        round(y - SIZE * 0.8, 1),
        round(max(width_of(one, SIZE) for one in lines) + 4, 1),
        round(len(lines) * SIZE * LINE, 1),
    )
