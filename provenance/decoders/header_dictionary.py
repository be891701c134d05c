"""The dictionary of fields that filters, gateways and mail services write.

The dictionary is data, ``header_dictionary.json``: one row is a group of field names of one shape
(a final ``*`` stands for any ending) with product, weight, reader, grade and source. Adding a
field is adding a row; its reader is in :mod:`provenance.decoders.service_fields`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from provenance.basics.record import dataclass
from provenance.decoders.records import Grade, HeaderWeight, Role

FILE: Final = Path(__file__).with_name("header_dictionary.json")
_NOTHING: Final[Mapping[str, Role]] = MappingProxyType({})
_NO_TIMES: Final[Mapping[str, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How one field is read and what it is good for.

    ``name`` is in lower case; for a row with ``*`` its beginning. ``role`` is that of its one
    address, ``addresses`` and ``hosts`` those of named values; ``times`` are named values that
    count seconds since 1970, with the base of their digits.
    """

    name: str
    product: str
    weight: HeaderWeight
    reader: str
    grade: Grade
    source: str
    role: Role = Role.NONE
    addresses: Mapping[str, Role] = _NOTHING
    hosts: Mapping[str, Role] = _NOTHING
    times: Mapping[str, int] = _NO_TIMES


class Dictionary:
    """The tables in memory: full names, beginnings of names (longest first), standard fields."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.standard: frozenset[str] = frozenset(data["standard"])
        self.exact: dict[str, Entry] = {}
        starts: dict[str, Entry] = {}
        for row in data["fields"]:
            for name in row["names"]:
                entry = _entry(name, row, data["sources"])
                (starts if name.endswith("*") else self.exact)[entry.name] = entry
        longest_first = sorted(starts, key=_longest_first)
        self.starts = tuple((name, starts[name]) for name in longest_first)


def _longest_first(name: str) -> tuple[int, str]:
    return -len(name), name


def _entry(name: str, row: Mapping[str, Any], sources: Mapping[str, str]) -> Entry:
    return Entry(
        name=name.removesuffix("*"),
        product=row["product"],
        weight=HeaderWeight(row["weight"]),
        reader=row["reader"],
        grade=Grade(row["grade"]),
        source=sources.get(row["source"], ""),
        role=Role(row.get("role", "none")),
        addresses={key: Role(role) for key, role in row.get("addresses", {}).items()},
        hosts={key: Role(role) for key, role in row.get("hosts", {}).items()},
        times=row.get("times", _NO_TIMES),
    )


@lru_cache(maxsize=1)
def dictionary() -> Dictionary:
    """The dictionary, read once."""
    return Dictionary(json.loads(FILE.read_text(encoding="utf-8")))


@lru_cache(maxsize=2048)
def entry_for(name: str) -> Entry | None:
    """The entry of a field name in lower case, ``None`` for a field that is in no table."""
    tables = dictionary()
    if name in tables.exact:
        return tables.exact[name]
    return next((entry for start, entry in tables.starts if name.startswith(start)), None)


def entries() -> tuple[Entry, ...]:
    """All entries, in order of name; those that stand for any ending last."""
    tables = dictionary()
    return (*(tables.exact[name] for name in sorted(tables.exact)), *(e for _, e in tables.starts))
