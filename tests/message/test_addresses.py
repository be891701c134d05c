"""Address lists: vectors, and any text without an exception and in linear time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.message import parse_addresses
from provenance.message.addresses import MAX_ADDRESSES
from tests.patience import must_end

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "message" / "addresses.json").read_bytes()
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_vectors(vector: dict[str, Any]) -> None:
    found = [[address.spec, address.display] for address in parse_addresses(vector["value"])]
    assert found == vector["expected"]


@given(st.text(alphabet='ab@.<>"()\\,:;= ?é\udcff\r\n', max_size=60) | st.text(max_size=40))
def test_any_text_is_read(value: str) -> None:
    for address in parse_addresses(value):
        assert address.spec or address.display
        f"{address}".encode()


@given(
    st.lists(
        st.tuples(
            st.from_regex(r"[a-z][a-z0-9.+_-]{0,10}@[a-z]{1,8}\.example", fullmatch=True),
            st.text(
                st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=10
            ).filter(lambda t: "=?" not in t and "\\" not in t and '"' not in t),
        ),
        max_size=6,
    )
)
def test_what_was_written_is_read_back(pairs: list[tuple[str, str]]) -> None:
    value = ", ".join(f'"{name}" <{spec}>' for spec, name in pairs)
    assert [(a.spec, a.display) for a in parse_addresses(value)] == pairs


@pytest.mark.parametrize("value", ["(" * 300_000, '"' * 300_000, "<" * 300_000, "a@b," * 100_000,
                                   "\\" * 300_000, "a " * 200_000, ":" * 300_000, "=?" * 200_000,
                                   "=?a?q?" * 100_000, "@" * 300_000])  # fmt: skip
def test_time_is_linear(value: str) -> None:
    with must_end():
        assert len(parse_addresses(value)) <= MAX_ADDRESSES
