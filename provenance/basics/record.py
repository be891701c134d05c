"""The decorator of all records: a frozen, slotted, keyword-only dataclass that is cheap to define.

The standard library compiles six methods a class with ``exec`` when the class is defined, about
1 ms each; our seventy records would cost five to eight times the bare interpreter at every
start (``docs/decisions/0006-cheap-records.md``). Here one shared set of methods serves every
class, and ``__init__`` is compiled when the first instance is made. Type checkers see the
standard library's decorator, and :func:`dataclasses.replace`, ``fields`` and ``asdict`` work.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass, field
else:

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool) -> Callable[[type], type]:
        """Make a record; the three flags are spelled out so that readers see what it is."""
        if not (frozen and slots and kw_only):
            raise TypeError("records are frozen, slotted and keyword-only")
        return _build

    def field(*, default: Any = ..., repr: bool = True) -> Any:  # noqa: A002 - name of the standard
        """Give a field's default, and whether its value is shown by ``repr``."""
        return _Field(default, repr)


class _Field:
    __slots__ = ("default", "shown")

    def __init__(self, default: Any, shown: bool) -> None:  # noqa: FBT001 - internal
        self.default = default
        self.shown = shown


class _LazyFields:
    """Builds ``__dataclass_fields__`` when somebody asks for it."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        import dataclasses

        specs: list[Any] = []
        for name in owner.__slots__:
            shown = name not in owner.__hidden__
            if name in owner.__defaults__:
                default = owner.__defaults__[name]
                spec = dataclasses.field(default=default, repr=shown)
            else:
                spec = dataclasses.field(repr=shown)
            specs.append((name, owner.__annotations__[name], spec))
        # Fields only: every method left out is one that the standard library need not compile.
        made: Any = dataclasses.make_dataclass(
            owner.__name__,
            specs,
            init=False,
            repr=False,
            eq=False,
            kw_only=True,
            namespace={"__doc__": owner.__name__},
        )
        owner.__dataclass_fields__ = made.__dataclass_fields__
        return made.__dataclass_fields__


def _build(cls: type) -> type:
    """Make the slotted class: a class with slots cannot be had by changing an existing one."""
    if any(hasattr(base, "__hidden__") for base in cls.__mro__[1:]):
        raise TypeError("a record does not inherit from a record")
    namespace = dict(cls.__dict__)
    names = tuple(namespace.get("__annotations__", ()))
    defaults: dict[str, Any] = {}
    hidden: set[str] = set()
    for name in names:
        if name not in namespace:
            continue
        value = namespace.pop(name)
        if isinstance(value, _Field):
            if not value.shown:
                hidden.add(name)
            value = value.default
        if value is not ...:
            defaults[name] = value
    for unwanted in ("__dict__", "__weakref__"):
        namespace.pop(unwanted, None)
    namespace.update(_SHARED)
    namespace.update(
        __slots__=names,
        __defaults__=defaults,
        __hidden__=frozenset(hidden),
        __dataclass_fields__=_LazyFields(),
        __match_args__=(),
    )
    return type(cls)(cls.__name__, cls.__bases__, namespace)


def _first_init(self: Any, **values: Any) -> None:
    """Compile the class's own ``__init__`` for the first instance, and use it from then on."""
    cls = type(self)
    scope: dict[str, Any] = {}
    arguments, body = [], []
    for name in cls.__slots__:
        scope[f"_set_{name}"] = cls.__dict__[name].__set__
        if name in cls.__defaults__:
            scope[f"_default_{name}"] = cls.__defaults__[name]
            arguments.append(f"{name}=_default_{name}")
        else:
            arguments.append(name)
        body.append(f"    _set_{name}(self, {name})")
    source = f"def __init__(self, *, {', '.join(arguments)}):\n" + "\n".join(body)
    exec(source, scope)  # noqa: S102 - only names of fields go in, and they are identifiers of ours
    init = scope["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    cls.__init__ = init
    init(self, **values)


def _values(self: Any) -> tuple[Any, ...]:
    return tuple([getattr(self, name) for name in self.__slots__])


def _eq(self: Any, other: object) -> Any:
    if type(self) is not type(other):
        return NotImplemented
    return _values(self) == _values(other)


def _hash(self: Any) -> int:
    return hash((type(self).__qualname__, _values(self)))


def _repr(self: Any) -> str:
    shown = ", ".join(
        f"{name}={getattr(self, name)!r}" for name in self.__slots__ if name not in self.__hidden__
    )
    return f"{type(self).__qualname__}({shown})"


def _setattr(_self: Any, name: str, _value: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delattr(_self: Any, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _reduce(self: Any) -> tuple[Any, ...]:
    return (_restore, (type(self), _values(self)))


def _restore(cls: Any, values: tuple[Any, ...]) -> Any:
    return cls(**dict(zip(cls.__slots__, values, strict=True)))


_SHARED: dict[str, Any] = {
    "__init__": _first_init,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _setattr,
    "__delattr__": _delattr,
    "__reduce__": _reduce,
}

__all__ = ["dataclass", "field"]
