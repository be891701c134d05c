"""The table of signs by which a sending program is told, read from ``client_signs.json``.

Three lists. ``named``: words of a freely typed program name, the first fitting one counts, so names
that contain another come before it. ``products``: name, family and kind of each. ``signs``: one row
for each form that programs or services write, with who writes it in genuine mail, how the form is
known, and whether no other program is known to write it (``alone``). Adding a sign is adding a row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from provenance.basics.record import dataclass

FILE: Final = Path(__file__).with_name("client_signs.json")
LONGEST: Final = 1_000
"""Characters of one value that are looked at; a value that is longer is of no known form."""
KINDS: Final = (
    "api",
    "bulk",
    "desktop",
    "device",
    "gateway",
    "library",
    "mobile",
    "service",
    "webmail",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A program or service; ``family`` groups programs that share code, ``kind`` is of KINDS.

    ``own_ids``: it gives every message an identifier, and all its forms are in the table.
    """

    id: str
    name: str
    family: str
    kind: str
    own_ids: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRow:
    """One form and who writes it.

    ``place`` is ``message-id``, ``boundary``, ``thread-index``, ``field``, ``line``, ``order`` or
    ``body``. ``products`` are all that are known to write the form; ``alone``: no other is known.
    ``by`` is ``made`` (by the program) or ``stamped`` (by the server of the service). ``about`` is
    ``program``, or ``service`` where the form says nothing about the program. ``tests`` are the
    whole-value patterns by the name of what they read, all of which have to fit; of a text the
    pattern has to stand in it. ``reasons`` are those of the decoder that still count as the form
    ("" is: it decodes).
    """

    id: str
    place: str
    products: tuple[str, ...]
    alone: bool
    by: str
    about: str
    grade: str
    source: str
    says: str
    decoder: str = ""
    reasons: tuple[str, ...] = ("",)
    field: str = ""
    dialect: str = ""
    protocol: str = ""
    order: tuple[str, ...] = ()
    tests: Mapping[str, str] = MappingProxyType({})

    def found_in(self, text: str) -> str | None:
        """What a text holds of the form: its group, "" without one; ``None`` if it is not there."""
        found = _compiled(self.tests["text"]).search(text)
        return None if found is None else "".join(found.groups(""))

    def fits(self, **values: str) -> bool:
        """Whether every pattern fits the whole of its value; one that is not given is empty."""
        return all(_whole(pattern, values.get(name, "")) for name, pattern in self.tests.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class SignTable:
    """The table in memory. ``words`` are in order, with "" for a word that names no product."""

    words: tuple[tuple[str, str], ...]
    products: Mapping[str, Product]
    rows: tuple[SignRow, ...]
    places: Mapping[str, tuple[SignRow, ...]]

    def named(self, name: str) -> Product | None:
        """The product that a freely typed program name names, ``None`` if it is not known."""
        start = name[:LONGEST].lower()
        for word, product in self.words:
            if word in start:
                return self.products.get(product)
        return None

    def at(self, place: str) -> tuple[SignRow, ...]:
        """The rows that read at one place, in order of the table."""
        return self.places.get(place, ())


@lru_cache(maxsize=1)
def sign_table() -> SignTable:
    """Read the table once."""
    data = json.loads(FILE.read_bytes())
    rows = tuple(_row(one) for one in data["signs"])
    places: dict[str, tuple[SignRow, ...]] = {}
    for row in rows:
        places[row.place] = (*places.get(row.place, ()), row)
    return SignTable(
        words=tuple((one["word"], one["product"]) for one in data["named"]),
        products=MappingProxyType(
            {id_: Product(id=id_, **one) for id_, one in data["products"].items()}
        ),
        rows=rows,
        places=MappingProxyType(places),
    )


_PATTERNS: Final = ("comment", "domain", "helo", "host", "local", "text")


def _row(data: Mapping[str, Any]) -> SignRow:
    return SignRow(
        id=data["id"],
        place=data["place"],
        products=tuple(data["products"]),
        alone=data["alone"],
        by=data["by"],
        about=data.get("about", "program"),
        grade=data["grade"],
        source=data["source"],
        says=data["says"],
        decoder=data.get("decoder", ""),
        reasons=tuple(data.get("reasons", ("",))),
        field=data.get("field", ""),
        dialect=data.get("dialect", ""),
        protocol=data.get("with", ""),
        order=tuple(data.get("order", ())),
        tests=MappingProxyType({name: data[name] for name in _PATTERNS if name in data}),
    )


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _whole(pattern: str, value: str) -> bool:
    return len(value) <= LONGEST and _compiled(pattern).fullmatch(value) is not None
