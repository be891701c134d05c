"""Address classes: the registries' own edges, and any text at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.basics.networks import ADDRESS_CLASSES, address_class, parse_ip
from provenance.origin import address_class as class_for_origin
from provenance.trace.addresses import INSIDE_CLASSES, is_inside, names_host

VECTORS = json.loads(
    (Path(__file__).parent.parent / "data" / "basics" / "networks.json").read_text("utf-8")
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


@given(st.ip_addresses())
def test_one_table_says_what_is_inside(address: object) -> None:
    literal = str(address)
    assert is_inside(literal) == (address_class(literal) in INSIDE_CLASSES)


def test_the_rooms_share_one_table() -> None:
    assert class_for_origin is address_class


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("255.255.255.255", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to read, not to bind
        ("::", False),
        ("not an address", False),
        ("10.0.0.1", True),
        ("192.0.2.7", True),
        ("240.0.0.1", True),
        ("2001:db8::1", True),
    ],
)
def test_some_addresses_are_no_host(literal: str, expected: bool) -> None:
    assert names_host(literal) is expected
