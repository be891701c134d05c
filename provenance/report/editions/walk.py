"""Walks the tree of records: looks at every value, or makes a tree with other values.

Records know their fields, so nothing has to be listed here: a field that is added later is walked
as well, and what an edition forgets would have to be forgotten on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from provenance.basics import Text

Visit = Callable[[Any], Any]
_PLAIN: Final = (int, float, bool, type(None))


def is_record(value: Any) -> bool:
    """Whether a value is one of our frozen records."""
    return hasattr(type(value), "__hidden__")


def values_of(root: Any, skip: Iterable[int] = ()) -> Iterator[tuple[str, str, Any]]:
    """Every text and record below ``root``, once an object, with record and field that hold it.

    The words of a sentence are ours; only its parameters are visited. ``skip`` are ids of objects
    that equal others.
    """
    seen: set[int] = set(skip)
    kept: list[Any] = []
    stack: list[tuple[str, str, Any]] = [("", "", root)]
    while stack:
        owner, name, value = stack.pop()
        kind = type(value)
        if kind is str:
            yield owner, name, value
            continue
        if kind in _PLAIN or id(value) in seen:
            continue
        seen.add(id(value))
        kept.append(value)
        if hasattr(kind, "__hidden__"):
            yield owner, name, value
            fields = ("params",) if kind is Text else kind.__slots__
            pieces = [(kind.__name__, field, getattr(value, field)) for field in fields]
        elif kind in (tuple, list, frozenset):
            pieces = [(owner, name, one) for one in value]
        elif kind is dict:
            pieces = [(owner, name, one) for pair in value.items() for one in pair]
        else:
            continue
        stack.extend(reversed(pieces))


class Rebuild:
    """Makes a tree with other texts; equal pieces stay the same object, and are made once.

    ``text`` gives the new text of a text. ``special`` has, by class, what makes a whole record new;
    it gets the record and this object. ``same`` has, by the id of an object, another one that is
    equal and stands for it.
    """

    def __init__(
        self,
        text: Callable[[str], str],
        special: dict[type, Callable[[Any, Rebuild], Any]],
        same: Mapping[int, Any] | None = None,
    ) -> None:
        self.text = text
        self._special = special
        self._made: dict[int, tuple[Any, Any]] = {}
        self._same = same or {}

    def __call__(self, value: Any) -> Any:
        """The value with everything below it made new."""
        kind = type(value)
        if kind is str:
            return self.text(value)
        if kind in _PLAIN:
            return value
        known = self._made.get(id(value))
        if known is not None:
            return known[1]
        made = self._make(kind, self._same.get(id(value), value))
        # The old one is kept, or another could get its id.
        self._made[id(value)] = (value, made)
        return made

    def _make(self, kind: type, value: Any) -> Any:
        special = self._special.get(kind)
        if special is not None:
            return special(value, self)
        if hasattr(kind, "__hidden__"):
            return self.record(value)
        if kind in (tuple, list, frozenset):
            made = [self(one) for one in value]
            same = all(new is old for new, old in zip(made, value, strict=True))
            return value if same else kind(made)
        if kind is dict:
            return {self(key): self(one) for key, one in value.items()}
        return b"" if kind is bytes else value

    def record(self, value: Any) -> Any:
        """A record with all its fields made new."""
        kind = type(value)
        changed: dict[str, Any] = {}
        for name in kind.__slots__:
            old = getattr(value, name)
            new = self(old)
            if new is not old:
                changed[name] = new
        return _replaced(value, changed) if changed else value

    def text_record(self, value: Text) -> Text:
        """A sentence: its id is ours, its parameters may come from the evidence."""
        params = tuple((name, self(param)) for name, param in value.params)
        return value if params == value.params else Text(id=value.id, params=params)


def _replaced(value: Any, changed: dict[str, Any]) -> Any:
    """``dataclasses.replace`` without making the fields of every class."""
    kind = type(value)
    return kind(**{name: changed.get(name, getattr(value, name)) for name in kind.__slots__})
