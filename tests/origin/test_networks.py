"""Address classes: the registries' own edges, and any text at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.origin import ADDRESS_CLASSES, address_class, parse_ip

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "origin" / "addresses.json").read_text("utf-8")
)


@pytest.mark.parametrize(("literal", "expected"), VECTORS.items())
def test_class_follows_the_registries(literal: str, expected: str) -> None:
    assert address_class(literal) == expected


def test_every_class_is_announced() -> None:
    assert set(VECTORS.values()) == set(ADDRESS_CLASSES)


@given(st.text(max_size=100))
def test_any_text_has_a_class(words: str) -> None:
    assert address_class(words) in ADDRESS_CLASSES


@given(st.ip_addresses())
def test_every_address_is_read_back(address: object) -> None:
    literal = str(address)
    assert address_class(literal) != "unknown"
    assert address_class(f"[{literal}]") == address_class(literal)
    assert parse_ip(literal) is not None
