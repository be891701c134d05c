"""Which cards are too tall to be moved to the next sheet whole: an estimate of their lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any, Final

from markupsafe import Markup

_WIDTH: Final = 92
"""Characters of a printed line of a card, about."""
_NARROW: Final = 52
"""The same beside a label."""
MOST: Final = 17
"""Lines of a third of a sheet."""


def is_tall(card: Mapping[str, Any]) -> bool:
    """Whether the card of a finding is taller than a third of a sheet, by its characters."""
    asides = [card[name] for name in ("assumptions", "defeaters", "cautions") if card[name]]
    beside = [
        card["attested_by"],
        card["interest"][1],
        card["protection"],
        card["against_interest"],
    ]
    found = _lines([card["statement"]], _WIDTH) + len(card["where"])
    found += _lines((one for one in (*beside, card["rule"], card["beside"]) if one), _NARROW)
    found += sum(1 + _lines(one, _WIDTH) for one in asides)
    return found > MOST


def _lines(words: Iterable[Markup], width: int) -> int:
    return sum(ceil(max(1, len(one.striptags())) / width) for one in words)
