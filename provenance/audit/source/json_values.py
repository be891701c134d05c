"""JSON exports value by value, each with its place: arrays, lines of objects, wrapped arrays."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from mmap import mmap
from typing import Any

from provenance.audit.records import Locator, RowProblem
from provenance.audit.source.encoding import Places, Transcoded

MAX_DEPTH = 100
MAX_VALUE = 64 * 1024 * 1024

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[{}\[\]]', re.S)
_WRAPPED = re.compile(
    rb'\s*\{(?:\s*"[^"\\]{0,100}"\s*:\s*(?:"[^"\\]{0,2000}"|[-+.\w]{1,40})\s*,)*'
    rb'\s*"(?:value|records|items|events|Records|results)"\s*:\s*\['
)
_SPACE = re.compile(rb"[\s,]*")


def values(text: Transcoded) -> Iterator[tuple[Locator, dict[str, Any]] | RowProblem]:
    """Give every object of the export: elements of its one array, or its lines.

    What is no object, too deep or damaged comes as a problem; reading goes on behind it.
    """
    data, places = text.data, Places(text)
    wrapped = _WRAPPED.match(data, text.start)
    at = wrapped.end() if wrapped else _begin(data, text.start)
    line, seen = 1 + data[:at].count(b"\n"), at
    number = 0
    for start, end, problem in _objects(data, at):
        line += data[seen:start].count(b"\n")
        seen = start
        number += 1
        locator = Locator(
            row=number, line=line, start=places.original(start), end=places.original(end)
        )
        if problem:
            yield RowProblem(locator=locator, reason=problem)
            continue
        found = _load(data[start:end], text.codec)
        if isinstance(found, str):
            yield RowProblem(locator=locator, reason=found)
        else:
            yield locator, found


def _begin(data: bytes | mmap, at: int) -> int:
    """First octet behind the bracket of an outer array, or the start of lines of objects."""
    space = _SPACE.match(data, at)
    start = space.end() if space else at
    return start + 1 if data[start : start + 1] == b"[" else start


def _objects(data: bytes | mmap, at: int) -> Iterator[tuple[int, int, str]]:
    """Bounds of every value at this level; a value that does not end is given up by its line."""
    size = len(data)
    while at < size:
        space = _SPACE.match(data, at)
        at = space.end() if space else at
        if at >= size or data[at : at + 1] == b"]":
            return
        if data[at : at + 1] != b"{":
            end = _line_end(data, at)
            yield at, end, "not-an-object"
            at = end
            continue
        end, problem = _object_end(data, at)
        yield at, end, problem
        at = end


def _object_end(data: bytes | mmap, at: int) -> tuple[int, str]:
    depth = deepest = 0
    for token in _TOKEN.finditer(data, at, at + MAX_VALUE):
        mark = token[0]
        if mark in {b"{", b"["}:
            depth += 1
            deepest = max(deepest, depth)
        elif mark in {b"}", b"]"}:
            depth -= 1
            if depth == 0:
                return token.end(), "too-deep" if deepest > MAX_DEPTH else ""
    return _line_end(data, at), "json-not-closed"


def _line_end(data: bytes | mmap, at: int) -> int:
    newline = data.find(b"\n", at)
    return len(data) if newline < 0 else newline + 1


def _load(data: bytes, codec: str) -> dict[str, Any] | str:
    """Parse one object; the name of the problem where that fails."""
    try:
        found = json.loads(data.decode(codec, "replace"))
    except (ValueError, RecursionError):
        return "json-damaged"
    return found if isinstance(found, dict) else "not-an-object"
