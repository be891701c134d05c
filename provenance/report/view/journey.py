"""The journey: every hop in order, who wrote it and why that is believed or not."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from provenance.basics import Instant, State, Value, known
from provenance.reasoning import AnalysedMessage
from provenance.report.svg import journey_key, journey_svg
from provenance.report.view.common import Places, duration, ev, key_words, present, say, t, when
from provenance.report.view.route import beside
from provenance.trace import Hop, Route, SecondReading, TlsInfo


def journey(analysed: AnalysedMessage, places: Places) -> dict[str, Any]:
    """Return the map, the hops, the boundary."""
    route = analysed.trace.route
    position = known(route.boundary.position)
    return {
        "map": journey_svg(route, id_=f"map-{analysed.message.id}"),
        "key": key_words(journey_key(route)),
        "hops": [_hop(hop, analysed, places, boundary=position) for hop in route.hops],
        "short": _short(route),
        "boundary_reason": say(route.boundary.reason),
        "second": _second(analysed.second_readings),
        "beside": beside(analysed, places),
    }


def _short(route: Route) -> Markup | None:
    """From where to where, in a sentence, ``None`` with no line on both sides of the boundary."""
    position = known(route.boundary.position)
    at = next((n for n, hop in enumerate(route.hops) if hop.position == position), 0)
    if at == 0:
        return None
    first, last = route.hops[0], route.hops[at]
    start, end = known(first.trace.by), known(last.trace.by)
    if not start or not end:
        return None
    times = first.trace.time, last.trace.time
    if isinstance(times[0], Instant) and isinstance(times[1], Instant):
        seconds = (times[1].utc - times[0].utc).total_seconds()
        if seconds >= 0:
            return t("report.journey.short.timed", first=start, last=end, seconds=round(seconds, 3))
    return t("report.journey.short", first=start, last=end)


def _second(readings: tuple[SecondReading, ...]) -> Markup | None:
    """Say how far another implementation reads the same lines the same way."""
    if not readings:
        return None
    agree = sum(1 for one in readings if one.agrees is True)
    differ = sum(1 for one in readings if one.agrees is False)
    engine, count = readings[0].engine, len(readings)
    if not differ:
        return t("report.journey.second-reading", agree=agree, count=count, engine=engine)
    return t(
        "report.journey.second-reading.differs",
        agree=agree,
        count=count,
        differ=differ,
        engine=engine,
    )


def _time(time: Value[Instant]) -> dict[str, Markup | None]:
    written = ev(time.text) if isinstance(time, Instant) else None
    return {"utc": when(time), "written": written}


def _delay(delay: Value[float]) -> Markup | str | None:
    if delay in {State.NOT_APPLICABLE, State.ABSENT}:
        return None
    return ev(delay) if isinstance(delay, State) else duration(delay)


def _tls(tls: TlsInfo) -> Markup | None:
    version, cipher = known(tls.version), known(tls.cipher)
    if version is None and cipher is None:
        return None
    pieces = [ev(piece) for piece in (version, cipher) if piece]
    if isinstance(tls.bits, int):
        pieces.append(t("report.hop.bits", bits=tls.bits))
    return Markup(", ").join(pieces)


def _hop(
    hop: Hop, analysed: AnalysedMessage, places: Places, *, boundary: int | None
) -> dict[str, Any]:
    trace = hop.trace
    delay = hop.delay_seconds
    return {
        "position": hop.position,
        "time": _time(trace.time),
        "delay": _delay(delay),
        "backwards": not isinstance(delay, State) and delay < 0,
        "source": [
            (t(f"report.hop.{name}"), shown)
            for name, shown in (
                ("ip", present(trace.ip)),
                ("rdns", present(trace.rdns)),
                ("helo", present(trace.helo)),
                ("user", present(trace.auth_user)),
            )
            if shown is not None
        ],
        "by": ev(trace.by),
        "with": present(trace.with_),
        "for": present(trace.for_),
        "tls": _tls(trace.tls),
        "id": present(trace.id),
        "remainder": ev(trace.remainder) if trace.remainder.strip() else None,
        "witness": hop.witness.value,
        "reason": say(hop.reason),
        "remarks": [say(remark) for remark in hop.remarks],
        "lines": places.field_link(analysed.message, trace.field),
        "first_trusted": boundary is not None and hop.position == boundary,
    }
