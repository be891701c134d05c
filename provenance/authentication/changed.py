"""A record with some values changed, without loading :mod:`dataclasses` at every start."""

from __future__ import annotations

from typing import Any, TypeVar

T = TypeVar("T")


def changed(record: T, **values: Any) -> T:
    """Return a copy of a frozen record with these fields replaced; the record stays as it is."""
    kind: Any = type(record)
    return kind(**{name: getattr(record, name) for name in kind.__slots__} | values)  # type: ignore[no-any-return]  # built from the record's own class
