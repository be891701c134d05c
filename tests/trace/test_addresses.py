from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.trace.addresses import is_in, is_inside, read_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1", ("192.0.2.1", None, ())),
        ("192.0.2.1:25", ("192.0.2.1", 25, ())),
        ("[192.0.2.1]", ("192.0.2.1", None, ())),
        ("[192.0.2.1]:58946", ("192.0.2.1", 58946, ())),
        ("[10.252.1.144:54932]", ("10.252.1.144", 54932, ())),
        ("[IPv6:2001:db8::1]", ("2001:db8::1", None, ())),
        ("[ipv6:2001:DB8:0:0::1]:25", ("2001:db8::1", 25, ())),
        ("2001:db8::1", ("2001:db8::1", None, ())),
        ("[fe80::a626:cc08:9204:b9d3%7]", ("fe80::a626:cc08:9204:b9d3", None, ("zone-id",))),
        ("::ffff:192.0.2.1", ("192.0.2.1", None, ("v4-mapped",))),
        ("::1", ("::1", None, ())),
        ("192.0.2.01", None),
        ("300.1.2.3", None),
        ("192.0.2.1:70000", None),
        ("192.0.2", None),
        ("mx.example", None),
        ("", None),
        ("[]", None),
        ("192.0.2.1 ", None),
    ],
)
def test_read_address(text: str, expected: object) -> None:
    assert read_address(text) == expected


@given(st.ip_addresses())
def test_every_address_is_read_back(address: object) -> None:
    read = read_address(f"[{address}]")
    assert read is not None
    assert read_address(read[0]) == (read[0], None, ())


@given(st.text(max_size=60))
def test_nothing_raises(text: str) -> None:
    read_address(text)
    is_inside(text)
    is_in(text, ("192.0.2.0/24",))


@pytest.mark.parametrize(
    ("ip", "inside"),
    [
        ("10.1.2.3", True),
        ("172.31.255.255", True),
        ("172.32.0.1", False),
        ("192.168.0.1", True),
        ("100.64.0.1", True),
        ("127.0.0.1", True),
        ("169.254.1.1", True),
        ("::1", True),
        ("fe80::1", True),
        ("fd00::1", True),
        # Documentation ranges stand for public addresses (RFC 5737, 3849).
        ("192.0.2.1", False),
        ("198.51.100.1", False),
        ("203.0.113.1", False),
        ("2001:db8::1", False),
        ("no address", False),
    ],
)
def test_inside_is_our_own_list(ip: str, inside: bool) -> None:
    assert is_inside(ip) is inside
