"""A second reading of Received clauses by mail-parser, beside our own.

mail-parser keeps the ``from`` clause as one string, so by, with, id and for are compared. It
never fills a value of ours: agreement is printed, a difference names the clauses that differ.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from provenance.basics import State, Value
from provenance.message import Message
from provenance.trace.records import Route, SecondReading, TraceField

NAME = "mail-parser"
MAX_LENGTH = 20_000
MAX_HOPS = 200


def second_readings(message: Message, route: Route) -> tuple[SecondReading, ...]:
    """Read every hop's line again, one entry a hop in order of position; never raises."""
    return tuple(
        _compare(message.fields[hop.trace.field].value, hop.trace)
        if number < MAX_HOPS
        else _unread(hop.trace, "many-lines")
        for number, hop in enumerate(route.hops)
    )


def _compare(value: str, ours: TraceField) -> SecondReading:
    if len(value) > MAX_LENGTH:
        return _unread(ours, "long-line")
    try:
        clauses, _date = _library().split_received(value)
        theirs = {keyword: _bare(text) for keyword, text in reversed(clauses)}
    except Exception as error:
        # The library's own reason ("unclosed-comment" ...), or the name of its failure.
        return _unread(ours, str(error)[:80] or type(error).__name__)
    differs = tuple(
        name
        for name, mine in (
            ("by", ours.by),
            ("for", ours.for_),
            ("id", ours.id),
            ("with", ours.with_),
        )
        if mine is not State.REPEATED and _same(mine) != theirs.get(name, "")
    )
    return SecondReading(
        field=ours.field, engine=NAME, version=_version(), agrees=not differs, differs=differs
    )


def _unread(ours: TraceField, detail: str) -> SecondReading:
    return SecondReading(
        field=ours.field,
        engine=NAME,
        version=_version(),
        agrees=State.NOT_APPLICABLE,
        detail=detail,
    )


def _same(value: Value[str]) -> str:
    return "" if isinstance(value, State) else _bare(value)


def _bare(text: str) -> str:
    """Drop comments, angle brackets and white space: notation, not content."""
    kept: list[str] = []
    depth = 0
    for character in text:
        if character == "(":
            depth += 1
        elif character == ")":
            depth = max(0, depth - 1)
        elif not depth and character not in "<> \t\r\n;":
            kept.append(character)
    return "".join(kept).lower()


@lru_cache(maxsize=1)
def _library() -> Any:
    """The library's scanner; loaded only when a second reading is wanted."""
    from mailparser import received

    return received


@lru_cache(maxsize=1)
def _version() -> str:
    from importlib import metadata

    return metadata.version(NAME)
