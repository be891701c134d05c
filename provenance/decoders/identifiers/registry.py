"""All decoders of identifiers, by where they read; and the one judge of plausible times.

Each reader first tests the text with plain string operations and gives ``None`` at once where it
is not of its form, so that a text costs a few hundred nanoseconds a decoder, and patterns are
compiled only when a text looks right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from types import MappingProxyType
from typing import Final

from provenance.basics import Instant, State, Value
from provenance.decoders.identifiers import (
    boundary,
    field_values,
    message_id_microsoft,
    message_id_programs,
    message_id_services,
    received,
    thread_index,
    uuids,
)
from provenance.decoders.identifiers.units import EARLIEST, LONGEST, Found, Row
from provenance.decoders.records import Decoded, Decoder, Place

AFTER_ARRIVAL: Final = timedelta(days=2)
"""A hidden time may be so much later than the arrival and still counts as a time."""
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""End of the window where the copy shows no arrival."""

_FIELD_ROWS: Final = (
    *thread_index.ROWS,
    *field_values.ROWS,
    message_id_microsoft.ORIGINAL,
    *(row for row in received.ROWS if row.decoder.fields),
)
# Outlook answers other mail with a header of chance: 1 of 21 public ones looks like a clock, and
# its replies then lie years ahead. A thread decodes as a whole or not at all.
_THREADS: Final = ("thread-index",)
# The order decides: narrow forms (a known domain, a known word) come before wide ones.
_MESSAGE_ID_ROWS: Final = (
    *message_id_microsoft.ROWS,
    *message_id_services.ROWS,
    *message_id_programs.ROWS[:-2],
    *uuids.MESSAGE_ID_ROWS,
    *message_id_programs.ROWS[-2:],
)
_RECEIVED_ID_ROWS: Final = (
    *(row for row in received.ROWS if Place.RECEIVED_ID in row.decoder.places),
    *uuids.ROWS,
)
_RECEIVED_ROWS: Final = tuple(row for row in received.ROWS if Place.RECEIVED in row.decoder.places)


@cache
def decoders() -> Mapping[str, Decoder]:
    """All declarations by id, in order of id."""
    rows = (
        *_MESSAGE_ID_ROWS,
        *boundary.ROWS,
        *_RECEIVED_ID_ROWS,
        *_RECEIVED_ROWS,
        *_FIELD_ROWS,
    )
    found = {row.decoder.id: row.decoder for row in rows}
    return MappingProxyType(dict(sorted(found.items())))


@cache
def fields_read() -> Mapping[str, tuple[Row, ...]]:
    """Rows by the header field (lower case) that they read."""
    found: dict[str, tuple[Row, ...]] = {}
    for row in _FIELD_ROWS:
        for name in row.decoder.fields:
            found[name] = (*found.get(name, ()), row)
    return MappingProxyType(found)


def decode_message_id(
    text: str, *, near: datetime | None = None, latest: datetime | None = None
) -> Decoded | None:
    """Decode a Message-ID, with or without angle brackets.

    Args:
        text: the id.
        near: a date of the message, for ids that repeat their day after some months.
        latest: when the copy arrived; later times by more than two days are no times.

    Returns:
        The first form that fits; ``None`` for an id of no known form.
    """
    local, at_sign, domain = text.strip()[: LONGEST + 2].strip("<> \t").rpartition("@")
    if not at_sign or not local:
        return None
    return _first(_MESSAGE_ID_ROWS, (local, domain), near, latest, text)


def decode_boundary(text: str, *, latest: datetime | None = None) -> Decoded | None:
    """Decode the boundary of a multipart part."""
    return _first(boundary.ROWS, (text[:LONGEST],), None, latest, text)


def decode_received_id(
    text: str, *, dialect: str = "", latest: datetime | None = None
) -> Decoded | None:
    """Decode the id of a Received line; ``dialect`` is the recognised form of the line."""
    rows = _fitting(_RECEIVED_ID_ROWS, dialect)
    return _first(rows, (text.strip()[:LONGEST],), None, latest, text)


def decode_received(text: str, *, latest: datetime | None = None) -> Decoded | None:
    """Decode what a Received line carries elsewhere than in its id; ``text`` is the value."""
    return _first(_RECEIVED_ROWS, (text.strip()[: 2 * LONGEST],), None, latest, text)


def decode_field(name: str, text: str, *, latest: datetime | None = None) -> Decoded | None:
    """Decode a header field that a decoder names; ``None`` for every other field."""
    rows = fields_read().get(name.lower())
    return None if rows is None else _first(rows, (text,), None, latest, text)


def _fitting(rows: Iterable[Row], dialect: str) -> Iterable[Row]:
    return (row for row in rows if not row.decoder.dialects or dialect in row.decoder.dialects)


def _first(
    rows: Iterable[Row],
    arguments: tuple[str, ...],
    near: datetime | None,
    latest: datetime | None,
    text: str,
) -> Decoded | None:
    if not text.isascii():
        return None
    for row in rows:
        found = row.read(*arguments)
        if found is None:
            continue
        if row.near is not None and near is not None:
            found = row.near(found, near)
        decoded = _judged(row.decoder, found, latest)
        if decoded is not None:
            return decoded
    return None


def plausible(time: datetime, latest: datetime | None) -> bool:
    """Whether a moment lies in the window of times that a message can carry."""
    if latest is None:
        return EARLIEST <= time <= LATEST
    # Subtracted, so that an arrival on the last day of the calendar is no overflow.
    return time >= EARLIEST and time - AFTER_ARRIVAL <= latest


def _judged(decoder: Decoder, found: Found, latest: datetime | None) -> Decoded | None:
    """Apply the window: outside it the text does not decode, or, in an exclusive form, is told."""
    time: Value[Instant] = found.time
    times, reason = found.times, found.reason
    outside = isinstance(time, Instant) and not plausible(time.utc, latest)
    if decoder.fields == _THREADS and any(not plausible(one.utc, latest) for one in times):
        return None
    if outside or (time is State.UNPARSABLE and not times):
        if not decoder.exclusive:
            return None
        times = (time,) if isinstance(time, Instant) else ()
        time, reason = State.UNPARSABLE, "outside-window" if outside else "impossible-time"
    return Decoded(
        decoder=decoder.id,
        time=time,
        clock=decoder.clock,
        parts=found.parts,
        times=times,
        reason=reason,
    )
