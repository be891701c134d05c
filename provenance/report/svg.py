"""The journey as a picture: one station a server, oldest on top.

The same content stands in the table beside it. Shapes tell who wrote a line, so that the map
reads without colour; nothing in it is a link, a script or an outside resource.
"""

from __future__ import annotations

from markupsafe import Markup, escape

from provenance.basics import Instant, State, Value, known, text
from provenance.report.catalogue import moment, render
from provenance.report.marks import visible
from provenance.report.view.common import duration
from provenance.trace import Hop, Route, Witness, operator_title

WIDTH = 560
STEP = 92
GAP = 30
TOP = 30
RAIL = 26
TEXT = 56
FOLD = 22
LEAST_RUN = 4
"""Hops of one operator in a row from which on the inner ones are folded in the picture."""
LONGEST = 56
"""Characters of a host name on the map; the table has it whole."""


def _text(
    x: int, y: int, css: str, words: str, *, evidence: bool, longest: int = LONGEST
) -> Markup:
    shown = words if len(words) <= longest else words[: longest - 1] + "…"
    mark = Markup(" data-evidence") if evidence else Markup("")
    return Markup('<text x="{}" y="{}" class="{}"{}>{}</text>').format(x, y, css, mark, shown)


def _station(y: int, witness: Witness | None) -> Markup:
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


def _boundary(y: int) -> list[Markup]:
    words = render(text("report.map.boundary"))
    return [
        Markup('<line x1="4" x2="{}" y1="{}" y2="{}" class="boundary"/>').format(WIDTH - 4, y, y),
        Markup('<text x="{}" y="{}" class="m-boundary" text-anchor="end">{}</text>').format(
            WIDTH - 6, y - 7, words
        ),
    ]


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


def _fold(y: int, count: int, operator: str) -> Markup:
    words = render(text("report.map.folded", count=count, operator=operator))
    return _text(TEXT, y, "m-note", words, evidence=False, longest=84)


def journey_svg(route: Route, *, id_: str) -> Markup:
    """Return the map of a route as inline SVG; empty if there are no hops."""
    if not route.hops:
        return Markup("")
    boundary = known(route.boundary.position)
    folded = _folded(route)
    shown = [hop for hop in route.hops if hop.position not in folded]
    height = TOP + STEP * len(shown) + 62 + (GAP if boundary is not None else 0)
    height += FOLD * len(set(folded.values()))
    parts = [
        Markup(
            '<svg class="map" viewBox="0 0 {w} {h}" role="img" aria-labelledby="{i}-t {i}-d">'
            '<title id="{i}-t">{title}</title><desc id="{i}-d">{desc}</desc>'
        ).format(
            w=WIDTH,
            h=height,
            i=id_,
            title=render(text("report.map.title")),
            desc=render(text("report.map.desc", hops=len(route.hops))),
        )
    ]
    first = route.hops[0]
    parts += [
        _station(TOP, None),
        _text(TEXT, TOP + 5, "m-host", _name(first.trace.helo, first.trace.rdns), evidence=True),
        _text(TEXT, TOP + 23, "m-note", render(text("report.map.start")), evidence=False),
    ]
    y = TOP
    above: Hop | None = None
    for hop in shown:
        inner = [p for p in folded if above is not None and above.position < p < hop.position]
        last, y = y, y + STEP + (GAP if hop.position == boundary else 0)
        if inner:
            y += FOLD
            parts.append(_fold(last + STEP - 26, len(inner), folded[inner[0]][1]))
        above = hop
        solid = hop.witness is Witness.RECEIVER
        parts.insert(
            1,
            Markup('<line x1="{0}" x2="{0}" y1="{1}" y2="{2}" class="{3}"/>').format(
                RAIL, last + 8, y - 8, "rail" if solid else "rail weak"
            ),
        )
        if hop.position == boundary:
            parts += _boundary(y - (STEP - 40) // 2 - 4)
        parts += [
            _station(y, hop.witness),
            _text(TEXT, y + 5, "m-host", _name(hop.trace.by), evidence=True),
            _text(TEXT, y + 23, "m-note", _source_of(hop), evidence=True),
            _text(TEXT, y + 40, "m-note", _clock(hop), evidence=True, longest=84),
            Markup(
                '<text x="{}" y="{}" class="m-with" text-anchor="end" data-evidence>{}</text>'
            ).format(WIDTH - 6, y + 23, _carried(hop)[:30]),
            Markup('<text x="{}" y="{}" class="m-num" text-anchor="end">{}</text>').format(
                WIDTH - 6, y + 5, escape(hop.position)
            ),
        ]
    parts.append(Markup("</svg>"))
    return Markup("\n").join(parts)
