"""A table of countries by network that the user supplies, with its hash and its own date.

CSV with a header line. Columns by name: ``network`` (CIDR) or ``start`` and ``end``; ``country``;
``asn``, ``operator`` and ``date`` if there are any. A line ``# date: 2026-05-01`` before the
header dates the whole table. Such a table says to which country a block was registered, at its
date; it says nothing about where a machine or a person is.
"""

from __future__ import annotations

import csv
import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Final

from provenance.basics import MisuseError
from provenance.correlation.records import PlaceTable

MAX_SIZE: Final = 256 * 1024 * 1024
_MAPPED: Final = 0xFFFF << 32
_REMEDY: Final = "It needs the columns network (or start and end) and country."


def read_places(path: Path) -> PlaceTable:
    """Read the table.

    Raises:
        MisuseError: no such file, too large, or without the columns that it needs.
    """
    try:
        if path.stat().st_size > MAX_SIZE:
            raise MisuseError("the table of countries is larger than 256 MB.", place=path.name)
        content = path.read_bytes()
    except OSError as error:
        raise MisuseError(
            f"the table of countries cannot be read ({type(error).__name__}).",
            place=str(path),
            remedy="Check its name, and that you may read it.",
        ) from error
    return parse_places(content, path.name)


def parse_places(content: bytes, name: str) -> PlaceTable:
    """Read a table out of its octets; rows that name no network are passed over.

    Raises:
        MisuseError: it has not the columns that it needs, or no row that could be read.
    """
    lines = content.decode("utf-8-sig", "replace").splitlines()
    date = ""
    while lines and lines[0].startswith("#"):
        head = lines.pop(0)[1:].strip()
        key, _, value = head.partition(":")
        date = value.strip()[:40] if key.strip().lower() == "date" else date
    table = csv.DictReader(lines)
    columns = {(column or "").strip().lower() for column in table.fieldnames or ()}
    if "country" not in columns or not ({"network"} <= columns or {"start", "end"} <= columns):
        raise MisuseError("this is no table of countries.", place=name, remedy=_REMEDY)
    found = sorted(_ranges(table))
    if not found:
        raise MisuseError("no row of this table could be read.", place=name, remedy=_REMEDY)
    dates = sorted({row[4] for row in found if row[4]})
    return PlaceTable(
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        date=date or (dates[-1] if dates else ""),
        starts=tuple(row[0] for row in found),
        ends=tuple(row[1] for row in found),
        countries=tuple(row[2] for row in found),
        operators=tuple(row[3] for row in found),
    )


def _ranges(
    table: Iterable[dict[str | None, str | None]],
) -> Iterable[tuple[int, int, str, str, str]]:
    for row in table:
        cells = {
            (key or "").strip().lower(): (value or "").strip()
            for key, value in row.items()
            if isinstance(value, str)
        }
        bounds = _bounds(cells)
        country = cells.get("country", "").upper()[:40]
        if bounds is None or not country:
            continue
        operator = " ".join(p for p in (cells.get("asn", ""), cells.get("operator", "")) if p)
        yield (*bounds, country, operator[:80], cells.get("date", "")[:40])


def _bounds(cells: dict[str, str]) -> tuple[int, int] | None:
    try:
        if cells.get("network"):
            network = ip_network(cells["network"], strict=False)
            return _number(str(network[0])), _number(str(network[-1]))
        start, end = _number(cells.get("start", "")), _number(cells.get("end", ""))
    except ValueError:
        return None
    return (start, end) if start <= end else None


def _number(text: str) -> int:
    address = ip_address(text)
    return int(address) if isinstance(address, IPv6Address) else _MAPPED | int(address)


def country_of(table: PlaceTable | None, address: str) -> str:
    """The country that the table has for an address, "" if it has none."""
    if table is None:
        return ""
    try:
        number = _number(address)
    except ValueError:
        return ""
    # The narrowest of nested blocks starts last; a few steps back find an outer one.
    at = bisect_right(table.starts, number) - 1
    for place in range(at, max(-1, at - 16), -1):
        if table.starts[place] <= number <= table.ends[place]:
            return table.countries[place]
    return ""
