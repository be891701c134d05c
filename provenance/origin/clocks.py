"""All clocks of a message: what is written as a time, and what identifiers hide.

Each is one reading with its place and with whose clock it is. Nothing here judges what a
difference means: :mod:`provenance.origin.clock_contradictions` names differences that are larger
than clocks are usually apart, and rules say what such a difference may mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from provenance.basics import Instant, State, Value, known
from provenance.decoders import Clock, Decoded, Place
from provenance.decoders.identifiers import registry
from provenance.evidence import Exhibit
from provenance.message import HeaderField, Message
from provenance.origin.clock_contradictions import contradictions
from provenance.origin.records import (
    ClockReading,
    ClockTable,
)
from provenance.trace import AttestationClass, Hop, Trace, TraceField, Witness

Item = tuple[Exhibit, bytes]
"""An exhibit that is an Outlook item, and the bytes that hold its streams."""

MOST: Final = 400
"""Readings of one message that are kept; a real one has fewer than sixty."""

_WRITERS: Final = {
    Witness.RECEIVER: Clock.RECEIVER,
    Witness.INTERMEDIARY: Clock.RELAY,
    Witness.SENDER_SIDE: Clock.SENDER_SERVER,
    Witness.CLAIM: Clock.UNKNOWN,
}


_SIDES: Final = {
    AttestationClass.RECEIVER: Clock.RECEIVER,
    AttestationClass.SENDER_SIDE: Clock.SENDER_SERVER,
}


def read_clocks(message: Message, trace: Trace, items: tuple[Item, ...] = ()) -> ClockTable:
    """Read every clock of a message and compare them. Never raises.

    ``items`` are the Outlook items that belong to it: the one that it is, a winmail.dat in it. What
    their properties state is shown, and no comparison here rests on it.
    """
    arrival = _arrival(trace)
    date = known(trace.identity.date)
    near = date.utc if date else arrival.utc if isinstance(arrival, Instant) else None
    latest = arrival.utc if isinstance(arrival, Instant) else None
    found: list[ClockReading] = []
    cut = False
    for reading in _all(message, trace, near, latest, items):
        if len(found) == MOST:
            cut = True
            break
        found.append(reading)
    readings = tuple(found)
    return ClockTable(
        readings=readings,
        contradictions=contradictions(readings, trace, arrival),
        arrival=arrival,
        cut=cut,
    )


def _arrival(trace: Trace) -> Value[Instant]:
    position = known(trace.route.boundary.position)
    for hop in trace.route.hops:
        if hop.position == position:
            return hop.trace.time
    return State.ABSENT


def _all(
    message: Message,
    trace: Trace,
    near: datetime | None,
    latest: datetime | None,
    items: tuple[Item, ...],
) -> Iterator[ClockReading]:
    stampers = _stampers(trace)
    lines = _lines(trace, stampers)
    yield from _stated(message, trace, lines)
    for field in message.fields:
        if field.lname == "message-id":
            decoded = registry.decode_message_id(field.value, near=near, latest=latest)
            yield from _hidden(decoded, Place.MESSAGE_ID, field.index)
        elif field.index in lines:
            yield from _of_line(field, *lines[field.index], latest)
        else:
            decoded = registry.decode_field(field.name, field.value, latest=latest)
            writer = stampers.get(field.index, Clock.RELAY)
            yield from _hidden(decoded, Place.FIELD, field.index, writer=writer)
    yield from _boundaries(message, latest)
    if items:
        from provenance.origin.outlook_clocks import property_clocks

        for item, file in items:
            yield from property_clocks(item, file, len(trace.route.hops), latest)


def _stampers(trace: Trace) -> dict[int, Clock]:
    """Whose server stamped a field, as far as its place shows; for fields of servers on the way."""
    return {item.field: _SIDES[item.cls] for item in trace.attestations if item.cls in _SIDES}


def _lines(trace: Trace, stampers: dict[int, Clock]) -> dict[int, tuple[TraceField, Clock]]:
    """Received and X-Received lines by their field, with whose clock dated them."""
    found: dict[int, tuple[TraceField, Clock]] = {}
    for line in trace.synthetic:
        found[line.field] = (line, stampers.get(line.field, Clock.RELAY))
    for hop in trace.route.hops:
        found[hop.trace.field] = (hop.trace, _writer(hop))
    return found


def _writer(hop: Hop) -> Clock:
    return _WRITERS[hop.witness]


def _stated(
    message: Message, trace: Trace, lines: dict[int, tuple[TraceField, Clock]]
) -> Iterator[ClockReading]:
    date = trace.identity.date
    if isinstance(date, Instant):
        yield ClockReading(
            source="date",
            time=date,
            precision_seconds=date.precision_seconds,
            written_by=Clock.AUTHOR.value,
            field=message.named("Date")[0].index,
        )
    for index in sorted(lines, reverse=True):
        line, writer = lines[index]
        if isinstance(line.time, Instant):
            yield ClockReading(
                source=line.name.lower(),
                time=line.time,
                precision_seconds=line.time.precision_seconds,
                written_by=writer.value,
                field=index,
            )


def _of_line(
    field: HeaderField, line: TraceField, writer: Clock, latest: datetime | None
) -> Iterator[ClockReading]:
    """Identifiers of one line; their clock is that of whoever wrote the line."""
    time = line.time
    if id_ := known(line.id):
        decoded = registry.decode_received_id(id_, dialect=line.dialect, latest=latest)
        yield from _hidden(decoded, Place.RECEIVED_ID, field.index, line_time=time, writer=writer)
    decoded = registry.decode_received(field.value, latest=latest)
    yield from _hidden(decoded, Place.RECEIVED, field.index, line_time=time, writer=writer)


def _boundaries(message: Message, latest: datetime | None) -> Iterator[ClockReading]:
    """One reading for each boundary; only that of the whole message stands in a header field."""
    declared = message.named("Content-Type")
    for part in message.parts:
        boundary = known(part.boundary)
        if not boundary:
            continue
        decoded = registry.decode_boundary(boundary, latest=latest)
        index = declared[0].index if part.path == "1" and declared else State.NOT_APPLICABLE
        yield from _hidden(decoded, Place.BOUNDARY, index, path=part.path)


def _hidden(
    decoded: Decoded | None,
    place: Place,
    field: Value[int],
    *,
    path: str = "",
    line_time: Value[Instant] = State.NOT_APPLICABLE,
    writer: Clock = Clock.UNKNOWN,
) -> Iterator[ClockReading]:
    """One reading; ``writer`` is whose clock it is where the decoder only says: a server's."""
    if decoded is None:
        return
    on_the_way = place in {Place.RECEIVED_ID, Place.RECEIVED} or decoded.clock is Clock.RELAY
    declared = registry.decoders()[decoded.decoder]
    time, times = decoded.time, decoded.times
    if declared.fields == ("thread-index",) and times and isinstance(time, Instant):
        # The message itself is the newest reply; the start of the thread stands before it.
        time, times = times[-1], (time, *times[:-1])
    yield ClockReading(
        source=decoded.decoder,
        time=time,
        precision_seconds=time.precision_seconds if isinstance(time, Instant) else 0.0,
        written_by=(writer if on_the_way else decoded.clock).value,
        field=field,
        path=path,
        place=place.value,
        product=declared.product,
        grade=declared.grade.value,
        relation=declared.relation.value,
        draft_based=declared.draft_based,
        line_time=line_time,
        parts=decoded.parts,
        times=times,
        reason=decoded.reason,
    )
