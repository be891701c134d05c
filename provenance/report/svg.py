"""The journey as a picture: one station a server, oldest on top.

The same content stands in the table beside it. Shapes tell who wrote a line, so that the map
reads without colour; nothing in it is a link, a script or an outside resource.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from provenance.basics import Instant, State, Text, Value, known, text
from provenance.report.catalogue import moment, product, render
from provenance.report.marks import visible
from provenance.report.svg_words import LINE, label, wrapped
from provenance.report.view.common import duration
from provenance.trace import Hop, Route, Witness, operator_title

WIDTH = 560
GAP = 26
TOP = 20
RAIL = 26
TEXT = 56
FOLD = 24
LEAST_RUN = 4
"""Hops of one operator in a row from which on the inner ones are folded in the picture."""
BIG, SMALL = 15.0, 12.5
"""Sizes of letters, those of the style sheet."""
BETWEEN = 26
"""Room below a station before the next one."""


_SHAPES = {
    Witness.RECEIVER: "receiver",
    Witness.INTERMEDIARY: "intermediary",
    Witness.SENDER_SIDE: "sender",
}


def _station(y: float, witness: Witness | None) -> Markup:
    if witness is Witness.RECEIVER:
        shape = '<circle cx="{0}" cy="{1}" r="8" class="s-receiver"/>'
    elif witness is Witness.INTERMEDIARY:
        shape = '<path d="M{0} {2}l9 9l-9 9l-9-9z" class="s-intermediary"/>'
    elif witness is Witness.SENDER_SIDE:
        shape = '<circle cx="{0}" cy="{1}" r="7" class="s-sender"/>'
    else:
        shape = '<rect x="{3}" y="{4}" width="14" height="14" class="s-claim"/>'
    return Markup(shape).format(RAIL, y, y - 9, RAIL - 7, y - 7)  # noqa: S704 - constants only


def _name(value: Value[str], other: Value[str] = State.ABSENT) -> str:
    first = known(value) or known(other)
    return visible(first) if first else render(text("report.map.unnamed"))


def _source_of(hop: Hop) -> str:
    """Return what the receiving server saw of the sender of a hop: address, else HELO."""
    trace = hop.trace
    ip = known(trace.ip)
    if ip:
        return render(text("report.map.seen-from", ip=ip))
    return render(text("report.map.no-address"))


def _carried(hop: Hop) -> str:
    pieces = [known(hop.trace.with_) or "", known(hop.trace.tls.version) or ""]
    return visible(" · ".join(piece for piece in pieces if piece))


def _clock(hop: Hop) -> str:
    time = hop.trace.time
    shown = moment(time) if isinstance(time, Instant) else render(text("report.map.no-time"))
    delay = known(hop.delay_seconds)
    return f"{shown}   {duration(delay)}" if delay is not None else shown


def _zone(y: float, witness: Witness, *, line: bool) -> list[Markup]:
    """Whose mail system begins here, in words; a line where the receiving side begins."""
    words = render(text(f"report.map.zone.{witness.value}"))
    parts = [label(TEXT, y, "m-boundary", (words,), 11.5)]
    if line:
        parts.append(
            Markup('<line x1="4" x2="{}" y1="{}" y2="{}" class="boundary"/>').format(
                WIDTH - 4, round(y - 17, 1), round(y - 17, 1)
            )
        )
    return parts


def _folded(route: Route) -> dict[int, tuple[int, str]]:
    """Hops inside one large operator that the picture leaves out; the table has them all.

    Of a run of hops with one operator and one kind of witness the first and the last stay. The
    value is the run's first position and the operator's name.
    """
    folded: dict[int, tuple[int, str]] = {}
    run: list[Hop] = []
    for hop in (*route.hops, None):
        if hop is not None and run and _operator(hop) == _operator(run[0]) != ("", hop.witness):
            run.append(hop)
            continue
        if len(run) >= LEAST_RUN:
            inside = (run[0].position, _operator(run[0])[0])
            folded.update((inner.position, inside) for inner in run[1:-1])
        run = [hop] if hop is not None else []
    return folded


def _operator(hop: Hop) -> tuple[str, Witness]:
    name = known(hop.trace.by) or ""
    google = hop.trace.dialect == "google" and ":" in name
    return operator_title("mx.google.com" if google else name), hop.witness


def journey_key(route: Route) -> tuple[Text, ...]:
    """Return the key of the map: the shapes that occur in it, and where names come from."""
    folded = _folded(route)
    shapes = {_SHAPES.get(h.witness, "claim") for h in route.hops if h.position not in folded}
    if route.hops and _start(route) is not None:
        shapes.add("claim")
    names = ("receiver", "intermediary", "sender", "claim")
    order: list[str] = [name for name in names if name in shapes]
    # The picture's links into hosts of others are dotted, from the second station on.
    drawn = [hop for hop in route.hops if hop.position not in folded]
    if drawn and _start(route) is None:
        del drawn[0]
    if any(hop.witness is not Witness.RECEIVER for hop in drawn):
        order.append("weak")
    operators = any(_titles(hop)[0] != _name(hop.trace.by) for hop in route.hops)
    return tuple(
        text(f"report.map.key.{name}") for name in (*order, *(("operators",) if operators else ()))
    )


def _start(route: Route) -> str | None:
    """The name that the oldest line gives to its source, ``None`` where it names itself."""
    first = route.hops[0].trace
    name = known(first.helo) or known(first.rdns) or ""
    if not name or name.casefold() == (known(first.by) or "").casefold():
        return None
    return visible(name)


def _titles(hop: Hop) -> tuple[str, str]:
    """What a station is called: its operator by its name and the machine, or the machine alone."""
    host = _name(hop.trace.by)
    operator = _operator(hop)[0] if hop.witness is not Witness.CLAIM else ""
    return (product(operator), host) if operator else (host, "")


def journey_svg(route: Route, *, id_: str) -> Markup:
    """Return the map of a route as inline SVG; empty if there are no hops."""
    if not route.hops:
        return Markup("")
    body: list[Markup] = []
    rails: list[Markup] = []
    y = float(TOP)
    last: float | None = None
    start = _start(route)
    if start is not None:
        y += 14
        last = y
        body.append(_station(round(y, 1), None))
        y = _write(body, y, (start, ""), (render(text("report.map.source")),))
    above: Hop | None = None
    folded = _folded(route)
    for hop in route.hops:
        if hop.position in folded:
            continue
        inner = [p for p in folded if above is not None and above.position < p < hop.position]
        if inner:
            words = text("report.map.folded", count=len(inner), operator=folded[inner[0]][1])
            lines = wrapped(render(words), WIDTH - TEXT - 6, SMALL)
            body.append(label(TEXT, y + 6, "m-note", lines, SMALL))
            y += FOLD + (len(lines) - 1) * SMALL * LINE
        boundary = hop.position == known(route.boundary.position)
        if boundary or above is None or above.witness is not hop.witness:
            y += GAP if above is not None or start is not None else 14
            body += _zone(y - 4, hop.witness, line=boundary and last is not None)
            y += 8
        above = hop
        y += 14
        if last is not None:
            solid = hop.witness is Witness.RECEIVER
            rails.append(
                Markup('<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" class="{3}"/>').format(
                    RAIL, round(last + 8, 1), round(y - 8, 1), "rail" if solid else "rail weak"
                )
            )
        last = y
        y = _hop(body, y, hop)
    head = Markup(
        '<svg class="map" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{i}-t {i}-d">'
        '<title id="{i}-t">{title}</title><desc id="{i}-d">{desc}</desc>'
    ).format(
        w=WIDTH,
        h=round(y - BETWEEN + 16, 1),
        i=id_,
        title=render(text("report.map.title")),
        desc=render(text("report.map.desc", hops=len(route.hops))),
    )
    return Markup("\n").join([head, *rails, *body, Markup("</svg>")])


def _hop(body: list[Markup], y: float, hop: Hop) -> float:
    """Write one station; return where the next one may begin."""
    body.append(_station(round(y, 1), hop.witness))
    body.append(
        Markup('<text x="{}" y="{}" class="m-num" text-anchor="end">{}</text>').format(
            WIDTH - 6, round(y + 5, 1), escape(hop.position)
        )
    )
    carried = _carried(hop)
    seen = f"{_source_of(hop)} · {carried}" if carried else _source_of(hop)
    return _write(body, y, _titles(hop), (seen, _clock(hop)))


def _write(body: list[Markup], y: float, titles: tuple[str, str], notes: tuple[str, ...]) -> float:
    """Write a name, the machine below it and notes, each whole; return the end of it."""
    name = wrapped(titles[0], WIDTH - TEXT - 34, BIG)
    body.append(label(TEXT, y + 5, "m-host", name, BIG))
    y += 5 + (len(name) - 1) * BIG * LINE
    for words in (titles[1], *notes):
        if not words:
            continue
        lines = wrapped(words, WIDTH - TEXT - 6, SMALL)
        body.append(label(TEXT, y + 17, "m-note", lines, SMALL))
        y += 17 + (len(lines) - 1) * SMALL * LINE
    return y + BETWEEN
