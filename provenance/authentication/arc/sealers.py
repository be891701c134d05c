"""Known sealers as data: whose record an ARC seal holds, and how that is known.

A seal by a listed domain is still only that domain's record, and nothing lifts a seal of a
domain that the sending side controls.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from provenance.authentication.arc.records import Sealer
from provenance.authentication.names import ascii_name
from provenance.basics import State, Value

FILE: Final = Path(__file__).with_name("sealers.json")


@lru_cache(maxsize=1)
def sealers() -> tuple[Sealer, ...]:
    """Return the list, by domain."""
    held = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Sealer(
            domain=row["domain"],
            operator=row["operator"],
            grade=row["grade"],
            source=row["source"],
            read_on=held["read_on"],
        )
        for row in held["sealers"]
    )


def sealer_of(domain: str) -> Value[Sealer]:
    """Return the entry for the domain of a seal or the nearest one above it."""
    name = ascii_name(domain)
    for one in sealers():
        if name == one.domain or name.endswith("." + one.domain):
            return one
    return State.ABSENT
