"""What anybody can count again of the forms: over two public samples, by a script.

``repeated.json`` is written by ``tests/benchmarks/decoder_rates.py --write``, by nobody's hand. The
words ``measured`` of a decoder are of an older count, over more messages, that no script repeats.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from provenance.basics.record import dataclass

FILE: Final = Path(__file__).with_name("repeated.json")
UNWANTED: Final = "phishing_pot-sample"
LISTS: Final = "lore-sample"
SAMPLES: Final = (UNWANTED, LISTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Times of one form held against one other time: ``line``, ``arrival`` or ``date``.

    ``within`` are (seconds, how many so near); ``farthest`` is in seconds. ``same_day``: where
    the form has a day and no time, else -1. Times of one second are neither earlier nor later.
    """

    against: str
    compared: int
    within: tuple[tuple[int, int], ...] = ()
    earlier: int = 0
    later: int = 0
    farthest: float = 0.0
    same_day: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """One form in one sample: how many identifiers of it, how many with a plausible time."""

    forms: int
    dated: int
    held: tuple[Held, ...] = ()


@cache
def _read() -> Mapping[str, Any]:
    return MappingProxyType(json.loads(FILE.read_text("utf-8"))["samples"])


def messages_of(sample: str) -> int:
    """Number of messages of a sample."""
    return int(_read()[sample]["messages"])


def repeated(sample: str, form: str) -> Repeated | None:
    """The counts of a form in a sample; ``None`` where the sample has no identifier of it."""
    found = _read()[sample]["forms"].get(form)
    if found is None:
        return None
    held = tuple(_held(name, one) for name, one in sorted(found["held"].items()))
    return Repeated(forms=found["forms"], dated=found["dated"], held=held)


def _held(against: str, one: Mapping[str, int]) -> Held:
    return Held(
        against=against,
        compared=one["compared"],
        within=tuple(sorted((int(key), value) for key, value in one.items() if key.isdigit())),
        earlier=one.get("earlier", 0),
        later=one.get("later", 0),
        farthest=one.get("tenths", 0) / 10,
        same_day=one.get("same day", -1),
    )
