"""The trust anchors of the DNS root, dated, as IANA publishes them (RFC 7958).

They are data: ``root_anchors.json`` names its source. A proof of a day uses the keys that were
anchors on that day.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from provenance.basics.record import dataclass

FILE = Path(__file__).parent / "root_anchors.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """One key of the root: its DS record as text, and the seconds since 1970 it counts from."""

    name: str
    ds: str
    valid_from: int


@lru_cache(maxsize=1)
def root_anchors() -> tuple[Anchor, ...]:
    """Return the anchors that come with the program, oldest first."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["anchors"]
    return tuple(
        Anchor(
            name=row["name"],
            ds=row["ds"],
            valid_from=int(datetime.fromisoformat(row["valid_from"]).timestamp()),
        )
        for row in rows
    )
