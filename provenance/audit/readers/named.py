"""Cells of a row or an object by name, and which of them no field of the model took."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from provenance.basics import State, Value


class Named:
    """Cells under their comparable names; says which of them were never used."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self._used: set[str] = set()

    def get(self, *names: str) -> Value[str]:
        """First of these that is there; ``NOT_APPLICABLE`` if the export has none of them."""
        have = [name for name in names if name in self.cells]
        self._used.update(have)
        if not have:
            return State.NOT_APPLICABLE
        return next((self.cells[name] for name in have if self.cells[name].strip()), State.ABSENT)

    def word(self, *names: str) -> str:
        """The same as text, "" for nothing."""
        found = self.get(*names)
        return "" if isinstance(found, State) else found

    def unused(self) -> tuple[tuple[str, str], ...]:
        """Names and values that nothing asked for: they are kept, not dropped."""
        return tuple((k, v) for k, v in self.cells.items() if k not in self._used and v)


def flat(data: Mapping[str, Any]) -> dict[str, str]:
    """Give nested objects as ``outer.inner`` in lower case, without the wrapper ``properties``."""
    inner = data.get("properties")
    merged = {**data, **inner} if isinstance(inner, dict) else dict(data)
    merged.pop("properties", None)
    found: dict[str, str] = {}
    for key, value in merged.items():
        name = str(key).lower()
        if isinstance(value, dict):
            for sub, item in value.items():
                found[f"{name}.{str(sub).lower()}"] = plain(item)
        else:
            found[name] = plain(value)
    return found


def plain(value: Any) -> str:
    """Give a JSON value as text; nothing is "" here, lists and objects are JSON again."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
