"""The number of a row in the locator of a place, which the lists of rows count by."""

from __future__ import annotations

import re
from typing import Final

_ROW: Final = re.compile(r"row ([0-9]{1,12})(?: |\Z)")


def row_number(locator: str) -> int:
    """Return the number of ``row 12`` or ``row 12 path``; 0 for a place that is no row."""
    found = _ROW.match(locator)
    return int(found[1]) if found is not None else 0
