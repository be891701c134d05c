"""The clocks of a message as JSON: times, identifiers without a time, contradictions."""

from __future__ import annotations

from provenance.basics import Instant, State, Value
from provenance.origin import ClockReading, ClockTable
from provenance.report.document.reasoning import where_to_dict
from provenance.report.document.values import Json, instant, record, utc


def clocks_to_dict(table: ClockTable, classes: dict[int, str]) -> dict[str, Json]:
    """Return all readings of a message; ``classes`` says who vouches for a field, by its index."""
    timed = [one for one in table.readings if has_time(one)]
    position = {id(one): number for number, one in enumerate(timed)}
    return {
        "clocks": [_clock(one, classes) for one in timed],
        "identifiers": [_identifier(one, classes) for one in table.readings if not has_time(one)],
        "clock_contradictions": [
            {
                "kind": one.kind,
                "first": position[id(table.readings[one.first])],
                "second": position[id(table.readings[one.second])],
                "seconds": one.seconds,
                "tolerance_seconds": one.tolerance,
            }
            for one in table.contradictions
        ],
    }


def has_time(one: ClockReading) -> bool:
    """Whether a reading says a time at all, be it an implausible one."""
    return isinstance(one.time, Instant) or bool(one.times)


def _place(one: ClockReading, classes: dict[int, str]) -> dict[str, object]:
    return {
        "source": one.source,
        "place": one.place,
        "product": one.product or State.NOT_APPLICABLE,
        "grade": one.grade or State.NOT_APPLICABLE,
        "field": one.field,
        "part": one.path or State.NOT_APPLICABLE,
        "attested_by": _class(one, classes),
        "reason": one.reason,
    }


def _class(one: ClockReading, classes: dict[int, str]) -> Value[str]:
    if one.where is not None:
        return class_of_stream(one.where.stream)
    return (
        State.NOT_APPLICABLE
        if isinstance(one.field, State)
        else classes.get(one.field, State.ABSENT)
    )


def class_of_stream(stream: str) -> str:
    """Who vouches for a property: the sending side in a winmail.dat, else the copy's holder."""
    return "D" if stream.startswith("tnef:") else "E"


def _parts(one: ClockReading) -> list[Json]:
    return [record({"name": name, "value": value}) for name, value in one.parts]


def _clock(one: ClockReading, classes: dict[int, str]) -> dict[str, Json]:
    time = one.time
    known = isinstance(time, Instant)
    out = record(
        {
            "utc": utc(time.utc) if isinstance(time, Instant) else time,
            "precision_seconds": one.precision_seconds if known else State.NOT_APPLICABLE,
            "text": time.text if isinstance(time, Instant) else one.times[0].text,
            "offset_minutes": time.offset_minutes if isinstance(time, Instant) else time,
            "zone_written": one.zone_written if known else State.NOT_APPLICABLE,
            "written_by": one.written_by,
            "decoder": one.source if one.decoded else State.NOT_APPLICABLE,
            "relation": one.relation or State.NOT_APPLICABLE,
            "draft_based": one.draft_based,
            **_place(one, classes),
        }
    )
    out["further"] = [instant(other) for other in one.times]
    out["where"] = None if one.where is None else where_to_dict(one.where)
    out["identities"] = _parts(one)
    return out


def _identifier(one: ClockReading, classes: dict[int, str]) -> dict[str, Json]:
    out = record({"decoder": one.source, "written_by": one.written_by, **_place(one, classes)})
    out.pop("source")
    out["identities"] = _parts(one)
    return out
