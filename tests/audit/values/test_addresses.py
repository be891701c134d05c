"""Addresses of exports: all spellings, port and zone kept; a server is never the client."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.audit.records import IpClass, IpRole
from provenance.audit.values.addresses import read_ip
from provenance.basics import State

ABSENT = State.ABSENT


@pytest.mark.parametrize(
    ("raw", "address", "port", "zone", "cls"),
    [
        ("[10.11.12.13]:12345", "10.11.12.13", 12345, ABSENT, IpClass.PRIVATE),
        ("10.11.12.13:12345", "10.11.12.13", 12345, ABSENT, IpClass.PRIVATE),
        ("10.11.12.13", "10.11.12.13", ABSENT, ABSENT, IpClass.PRIVATE),
        ("::ffff:10.11.12.13", "10.11.12.13", ABSENT, ABSENT, IpClass.PRIVATE),
        ("[::ffff:10.11.12.13]:12345", "10.11.12.13", 12345, ABSENT, IpClass.PRIVATE),
        ("[2001:db8::abcd]:12345", "2001:db8::abcd", 12345, ABSENT, IpClass.DOCUMENTATION),
        ("2001:DB8::ABCD", "2001:db8::abcd", ABSENT, ABSENT, IpClass.DOCUMENTATION),
        ("fe80::1%3", "fe80::1", ABSENT, "3", IpClass.LINK_LOCAL),
        ("::1", "::1", ABSENT, ABSENT, IpClass.LOOPBACK),
        ("100.64.1.1", "100.64.1.1", ABSENT, ABSENT, IpClass.SHARED),
        ("8.8.4.4:51000", "8.8.4.4", 51000, ABSENT, IpClass.PUBLIC),
        ("2603:10a6:800:125::13", "2603:10a6:800:125::13", ABSENT, ABSENT, IpClass.PROVIDER),
        ("localhost:12345", State.NOT_APPLICABLE, 12345, ABSENT, IpClass.LOOPBACK),
        ("[cool.client.local]:12345", State.UNPARSABLE, 12345, ABSENT, IpClass.HOST_NAME),
        ("cool.client.local", State.UNPARSABLE, ABSENT, ABSENT, IpClass.HOST_NAME),
        ("<null>", ABSENT, ABSENT, ABSENT, IpClass.NONE),
        ("", ABSENT, ABSENT, ABSENT, IpClass.NONE),
        ("999.1.1.1", State.UNPARSABLE, ABSENT, ABSENT, IpClass.NONE),
    ],
)
def test_spellings(raw: str, address: object, port: object, zone: object, cls: IpClass) -> None:
    found = read_ip(raw, "ClientIP", IpRole.ORIGINAL_CLIENT)
    assert (found.raw, found.address, found.port, found.zone, found.cls) == (
        raw,
        address,
        port,
        zone,
        cls,
    )


@pytest.mark.parametrize("raw", ["20.190.160.96", "2603:10a6:800::1", "::1", "fe80::1%3"])
def test_servers_and_the_machine_itself_are_no_clients(raw: str) -> None:
    assert read_ip(raw, "ClientIP", IpRole.ORIGINAL_CLIENT).role is IpRole.PEER


@given(st.ip_addresses(), st.integers(1, 65535))
def test_round_trip(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> None:
    text = f"[{address}]:{port}"
    found = read_ip(text, "x", IpRole.PEER)
    mapped = getattr(address, "ipv4_mapped", None)
    assert (found.address, found.port) == (str(mapped or address), port)


@given(st.text(max_size=60))
def test_any_text_is_kept(raw: str) -> None:
    assert read_ip(raw, "x", IpRole.PEER).raw == raw
