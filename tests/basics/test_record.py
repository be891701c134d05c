from __future__ import annotations

import copy
import dataclasses
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics import Address, Span
from provenance.basics.record import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A record with every kind of field."""

    a: int
    b: str = "x"
    raw: bytes = field(default=b"", repr=False)
    c: bytes = field(repr=False)

    @property
    def doubled(self) -> int:
        """Twice ``a``."""
        return 2 * self.a


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """The same record by the standard library."""

    a: int
    b: str = "x"
    raw: bytes = dataclasses.field(default=b"", repr=False)
    c: bytes = dataclasses.field(repr=False)


@given(st.integers(), st.text(), st.binary())
def test_behaves_like_the_standard_library(a: int, b: str, c: bytes) -> None:
    """Equality, hash, repr and asdict agree with ``dataclasses.dataclass``."""
    ours, theirs = Sample(a=a, b=b, c=c), Standard(a=a, b=b, c=c)
    assert repr(ours) == repr(theirs).replace("Standard", "Sample")
    assert dataclasses.asdict(ours) == dataclasses.asdict(theirs)
    assert ours == Sample(a=a, b=b, c=c)
    assert hash(ours) == hash(Sample(a=a, b=b, c=c))
    assert ours != Sample(a=a + 1, b=b, c=c)
    assert ours.__eq__(theirs) is NotImplemented
    assert ours.doubled == 2 * a


def test_frozen_slotted_keyword_only() -> None:
    """A record cannot be changed, extended, or filled by position."""
    one = Sample(a=1, c=b"")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.a = 2  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.a
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.other = 2  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        Sample(1, b"")  # type: ignore[call-arg, arg-type]
    with pytest.raises(TypeError):
        Sample(a=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        Sample(a=1, c=b"", d=2)  # type: ignore[call-arg]
    assert not hasattr(one, "__dict__")


def test_standard_helpers_work() -> None:
    """``replace``, ``fields``, ``is_dataclass``, copying and pickling treat it as a dataclass."""
    one = Sample(a=1, c=b"c")
    assert dataclasses.replace(one, a=5) == Sample(a=5, c=b"c")
    assert [f.name for f in dataclasses.fields(one)] == ["a", "b", "raw", "c"]
    assert dataclasses.is_dataclass(Sample)
    address = Address(spec="a@b.example", display="A")
    assert pickle.loads(pickle.dumps(address)) == address  # noqa: S301 - made here
    assert copy.deepcopy(address) == address


def test_records_do_not_inherit_or_loosen() -> None:
    """The decorator refuses what it does not support instead of doing it half."""
    with pytest.raises(TypeError):

        @dataclass(frozen=True, slots=True, kw_only=True)
        class Child(Sample):
            more: int

    with pytest.raises(TypeError):
        dataclass(frozen=False, slots=True, kw_only=True)


def test_hash_tells_types_apart() -> None:
    """Two record types with equal values are different."""
    assert len({Span(start=1, end=2), Span(start=1, end=2)}) == 1
