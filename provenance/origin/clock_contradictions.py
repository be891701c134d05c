"""Differences between the clocks of one message that are larger than clocks are usually apart.

Clocks of different machines are compared to 300 seconds. An identifier and the line that it
stands in are of one clock, but of two moments of one SMTP dialogue: 60 seconds, and much more
where the text of a message took its time after the id was made. What is made with a draft may be
earlier than Date by any time; later than Date it may not be. A time without a zone is never
compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance.basics import Instant, State, Value, known
from provenance.decoders import Grade, Relation
from provenance.origin.records import (
    ClockContradiction,
    ClockReading,
)
from provenance.trace import AttestationClass, Trace

SAME_MACHINE: Final = 60.0
"""Postfix notes when the dialogue began and makes the id later; measured: up to 3 seconds."""
LONG_DIALOGUE: Final = 3600.0
"""Exim makes the id before the text has come; measured: up to 801 seconds before its line."""
OTHER_MACHINE: Final = 300.0
NETWORK_ID: Final = 120.0
"""Seconds between the clock in a Network-Message-Id and the arrival that Exchange notes."""
MOST: Final = 100

LATER_THAN_DATE: Final = "later-than-date"
APART_FROM_DATE: Final = "apart-from-date"
LATER_THAN_ARRIVAL: Final = "later-than-arrival"
LATER_THAN_LINE: Final = "later-than-line"
EARLIER_THAN_LINE: Final = "earlier-than-line"
NETWORK_ID_APART: Final = "network-id-apart"
KINDS: Final = (
    LATER_THAN_DATE,
    APART_FROM_DATE,
    LATER_THAN_ARRIVAL,
    LATER_THAN_LINE,
    EARLIER_THAN_LINE,
    NETWORK_ID_APART,
)

_COMPOSED: Final = frozenset((Relation.DRAFT.value, Relation.SAME.value))
_ON_THE_WAY: Final = _COMPOSED | {Relation.HANDOVER.value}
_ARRIVAL_FIELD: Final = "field.exchange-arrival"
_NETWORK_FIELD: Final = "field.network-message-id"
# sendmail and Coremail make their id long before the line where the queue was slow.
_PROMPT: Final = frozenset(
    f"received-id.{name}"
    for name in ("exim", "gmail", "postfix-long", "ecelerity", "kumomta", "sendgrid", "mailgun")
)
_QUARTER: Final = 900.0
_WIDEST_ZONE: Final = 14 * 3600.0


def contradictions(
    readings: tuple[ClockReading, ...], trace: Trace, arrival: Value[Instant]
) -> tuple[ClockContradiction, ...]:
    """Compare every hidden clock with Date, with its own line and with the arrival."""
    found: list[ClockContradiction] = []
    for one in _compared(readings, trace, arrival):
        if len(found) == MOST:
            break
        found.append(one)
    return tuple(found)


def _compared(
    readings: tuple[ClockReading, ...], trace: Trace, arrival: Value[Instant]
) -> Iterator[ClockContradiction]:
    date = next((i for i, one in enumerate(readings) if one.source == "date"), None)
    at_arrival = _position(readings, arrival)
    received = frozenset(
        item.field for item in trace.attestations if item.cls is AttestationClass.RECEIVER
    )
    line_of = {one.field: i for i, one in enumerate(readings) if not one.hidden}
    for index, one in enumerate(readings):
        # A form that was seen in single examples is shown, and nothing is concluded from it.
        if not one.hidden or not one.zone_written or one.grade == Grade.EXAMPLE.value:
            continue
        if date is not None and one.relation in _COMPOSED:
            yield from _with_date(readings, index, date)
        if isinstance(one.line_time, Instant) and one.field in line_of:
            yield from _with_line(readings, index, line_of[one.field])
        elif (
            at_arrival is not None
            and one.relation in _ON_THE_WAY
            and one.field not in received
            and not (date is not None and _is_local(one, readings[date]))
        ):
            # What the receiving side wrote itself may be of a later step inside its own system.
            yield from _later(readings, index, at_arrival, LATER_THAN_ARRIVAL, OTHER_MACHINE)
    yield from _network_ids(readings)


def _position(readings: tuple[ClockReading, ...], arrival: Value[Instant]) -> int | None:
    time = known(arrival)
    if time is None:
        return None
    return next((i for i, one in enumerate(readings) if one.time is time), None)


def seconds_between(first: ClockReading, second: ClockReading) -> float:
    """First minus second; 0 where one of them has no time."""
    if isinstance(first.time, State) or isinstance(second.time, State):
        return 0.0
    return (first.time.utc - second.time.utc).total_seconds()


def _with_line(
    readings: tuple[ClockReading, ...], index: int, line: int
) -> Iterator[ClockContradiction]:
    yield from _later(readings, index, line, LATER_THAN_LINE, SAME_MACHINE)
    early = seconds_between(readings[index], readings[line])
    if readings[index].source in _PROMPT and early < -LONG_DIALOGUE:
        yield ClockContradiction(
            kind=EARLIER_THAN_LINE,
            first=index,
            second=line,
            seconds=early,
            tolerance=LONG_DIALOGUE,
        )


def _is_local(one: ClockReading, other: ClockReading) -> bool:
    """Whether a reply in a Thread-Index is apart by whole quarters of an hour, as zones are.

    Outlook for Mac stores the local clock there (measured: two of two, 5 h 30 min apart).
    """
    if not one.source.startswith("thread-index.") or not one.times:
        return False
    apart = abs(seconds_between(one, other))
    over = apart % _QUARTER
    return apart <= _WIDEST_ZONE + SAME_MACHINE and min(over, _QUARTER - over) <= SAME_MACHINE


def _with_date(
    readings: tuple[ClockReading, ...], index: int, date: int
) -> Iterator[ClockContradiction]:
    one = readings[index]
    if _is_local(one, readings[date]):
        return
    yield from _later(readings, index, date, LATER_THAN_DATE, OTHER_MACHINE)
    apart = seconds_between(one, readings[date])
    if one.relation == Relation.SAME.value and apart < -OTHER_MACHINE:
        yield ClockContradiction(
            kind=APART_FROM_DATE,
            first=index,
            second=date,
            seconds=apart,
            tolerance=OTHER_MACHINE,
        )


def _later(
    readings: tuple[ClockReading, ...], first: int, second: int, kind: str, tolerance: float
) -> Iterator[ClockContradiction]:
    seconds = seconds_between(readings[first], readings[second])
    # A stated time is cut to whole seconds (or minutes): the moment may be that much later.
    allowed = max(tolerance, readings[second].precision_seconds)
    if seconds > allowed:
        yield ClockContradiction(
            kind=kind, first=first, second=second, seconds=seconds, tolerance=allowed
        )


def _network_ids(readings: tuple[ClockReading, ...]) -> Iterator[ClockContradiction]:
    """Each Network-Message-Id of the transport against the one arrival that Exchange noted."""
    arrivals = [i for i, one in enumerate(readings) if one.source == _ARRIVAL_FIELD]
    if len(arrivals) != 1:
        return
    for index, one in enumerate(readings):
        if one.source != _NETWORK_FIELD or isinstance(one.time, State):
            continue
        seconds = seconds_between(one, readings[arrivals[0]])
        if abs(seconds) > NETWORK_ID:
            yield ClockContradiction(
                kind=NETWORK_ID_APART,
                first=index,
                second=arrivals[0],
                seconds=seconds,
                tolerance=NETWORK_ID,
            )
