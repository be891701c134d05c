"""Basic values as JSON: texts, times, addresses, and states beside ``null``."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeAlias

from provenance.basics import Address, Instant, State, Text, text
from provenance.report.catalogue import render
from provenance.report.marks import visible

Json: TypeAlias = Any
"""What ``json.dumps`` takes: dict, list, str, int, float, bool or None."""

LONGEST = 20_000
"""Characters of one string of the evidence; the exhibit has it whole."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def string(value: str) -> str:
    """Return a value of the evidence; bytes that are no text become marks such as ``[byte 9F]``.

    A value of more than :data:`LONGEST` characters is cut, and says how many are left out.
    """
    if len(value) > LONGEST:
        more = render(text("report.value.cut", count=len(value) - LONGEST))
        return string(value[:LONGEST]) + more
    if value.isascii():
        return value
    return _SURROGATE.sub(lambda m: visible(m[0]), value)


def utc(value: datetime) -> str:
    """Return a moment as ISO 8601 in UTC with ``Z``; fractions only where there are any."""
    return value.replace(tzinfo=None).isoformat() + "Z"


def instant(value: Instant) -> dict[str, Json]:
    """Return a moment with its original text beside it."""
    return record(
        {
            "text": value.text,
            "utc": utc(value.utc),
            "offset_minutes": value.offset_minutes,
            "precision_seconds": value.precision_seconds,
            "remarks": value.remarks,
        }
    )


def text_to_dict(value: Text) -> dict[str, Json]:
    """Return a sentence by its id and parameters, with its English words."""
    return {
        "text_id": value.id,
        "params": {name: json_value(param) for name, param in value.params},
        "text": render(value),
    }


def json_value(value: object) -> Json:
    """Return any basic value as JSON; a state that is a member of its own says its name."""
    if isinstance(value, str):
        return string(value)
    if isinstance(value, State):
        return {"state": value.value}
    if isinstance(value, Instant):
        return instant(value)
    if isinstance(value, Address):
        return {"address": string(value.spec), "display": string(value.display)}
    if isinstance(value, Text):
        return text_to_dict(value)
    if isinstance(value, tuple | list):
        return [json_value(item) for item in value]
    return value


def record(members: Mapping[str, object]) -> dict[str, Json]:
    """Return an object in which a state is ``null``, and its name in ``states`` unless absent.

    A sentence is its English words; its id and parameters stand in ``texts`` under its name.
    """
    out: dict[str, Json] = {}
    states: dict[str, str] = {}
    texts: dict[str, Json] = {}
    for name, value in members.items():
        if isinstance(value, State):
            out[name] = None
            if value is not State.ABSENT:
                states[name] = value.value
        elif isinstance(value, Text):
            out[name], texts[name] = render(value), _source(value)
        elif isinstance(value, tuple) and value and isinstance(value[0], Text):
            out[name] = [render(one) for one in value]
            texts[name] = [_source(one) for one in value]
        else:
            out[name] = json_value(value)
    out["states"] = states
    if texts:
        out["texts"] = texts
    return out


def _source(value: Text) -> dict[str, Json]:
    return {
        "text_id": value.id,
        "params": {name: json_value(param) for name, param in value.params},
    }


_encode = json.JSONEncoder(ensure_ascii=False).encode
_encoded = lru_cache(maxsize=4096)(_encode)
"""Names of members: few and many times the same."""

OPEN_LEVELS = 4
"""Levels whose members stand on lines of their own: report, array, message, its arrays."""


def layout(value: Json, level: int = 0) -> str:
    """Return JSON text with one record a line, so that a person can read and compare it.

    The standard library's own indentation puts every number on a line and costs ten times more.
    """
    if level >= OPEN_LEVELS or not isinstance(value, dict | list) or not value:
        return _encode(value)
    pad = "\n" + " " * (level + 1)
    if isinstance(value, list):
        inner = ("," + pad).join(layout(item, level + 1) for item in value)
        return f"[{pad}{inner}{pad[:-1]}]"
    inner = ("," + pad).join(
        f"{_encoded(name)}: {layout(item, level + 1)}" for name, item in value.items()
    )
    return f"{{{pad}{inner}{pad[:-1]}}}"


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


# Said by what it is not: the table of a class up to U+10FFFF takes 8 ms to compile.
_OUTSIDE_ASCII = re.compile("[^\x00-\x7e]")


def escape_invisible(written: str) -> str:
    """Return JSON text in which every character that cannot be seen is an escape."""
    if written.isascii() and "\x7f" not in written:
        return written
    return _OUTSIDE_ASCII.sub(
        lambda m: m[0] if visible(m[0]) == m[0] else _escaped(m),
        written,
    )
