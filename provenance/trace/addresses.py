"""Addresses as servers write them in trace fields (RFC 5321 §4.1.3), and their classes."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

NO_HOST = "255.255.255.255"
"""Limited broadcast (RFC 6890): Microsoft writes it where there was no outside client."""

Read = tuple[str, int | None, tuple[str, ...]]
"""An address in its shortest form, its port, remarks."""

# What may be an address at all: most texts that are asked about are host names.
_FORM = re.compile(
    r"\[?(?:ipv6:)?[0-9a-f.:]{2,60}(?:%[\w.-]{1,64})?\]?(?::\d{1,5})?\Z", re.IGNORECASE
)
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4 = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}\Z", re.ASCII)
_BRACKETED = re.compile(r"\[([^\[\]\s]{0,64})\](?::(\d{1,5}))?\Z")
_V4_PORT = re.compile(r"(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?::(\d{1,5}))?\Z")

# Blocks that nobody routes on the internet. Python's ``is_private`` also holds the documentation
# ranges (RFC 5737, 3849), which stand for public addresses in examples, so the list is our own.
_INSIDE = tuple(
    ipaddress.ip_network(block)
    for block in (
        "10.0.0.0/8",  # RFC 1918
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",  # RFC 6598
        "127.0.0.0/8",  # loopback
        "169.254.0.0/16",  # link-local, RFC 3927
        "::1/128",
        "fe80::/10",  # link-local, RFC 4291
        "fc00::/7",  # RFC 4193
    )
)


@lru_cache(maxsize=4096)
def read_address(text: str) -> Read | None:
    """Read one address as a server wrote it.

    Takes ``1.2.3.4``, ``1.2.3.4:25``, ``[1.2.3.4]``, ``[1.2.3.4]:25``, ``[1.2.3.4:25]``,
    ``[IPv6:2001:db8::1]``, ``2001:db8::1``, ``fe80::1%3``.

    Returns:
        The address in its shortest form, the port or ``None``, remarks (``v4-mapped``,
        ``zone-id``); ``None`` if the text is not exactly one address.
    """
    if _V4.match(text):
        return text, None, ()
    if not _FORM.match(text):
        return None
    port: str | None = None
    bracketed = _BRACKETED.match(text)
    if bracketed:
        text, port = bracketed.groups()
    if text[:5].lower() == "ipv6:":
        text = text[5:]
    elif inner := _V4_PORT.match(text):
        text, port = inner.group(1), inner.group(2) or port
    remarks: tuple[str, ...] = ()
    if "%" in text:
        text = text.partition("%")[0]
        remarks = ("zone-id",)
    if _V4.match(text):
        address: object = text
    else:
        try:
            number6 = ipaddress.IPv6Address(text)
        except ValueError:
            return None
        address = number6.ipv4_mapped or number6
        if number6.ipv4_mapped:
            remarks = (*remarks, "v4-mapped")
    number = int(port) if port else None
    if number is not None and number > 65_535:
        return None
    return str(address), number, remarks


@lru_cache(maxsize=4096)
def is_inside(ip: str) -> bool:
    """Whether an address is private, shared, loopback, link-local or unique-local.

    ``ip`` is an address in the form of :func:`read_address`; anything else is not inside.
    """
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    return any(address in block for block in _INSIDE if block.version == address.version)


@lru_cache(maxsize=64)
def _network(cidr: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    return ipaddress.ip_network(cidr)


def is_in(ip: str, blocks: tuple[str, ...]) -> bool:
    """Whether an address lies in one of these CIDR blocks."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    return any(
        address in network
        for network in map(_network, blocks)
        if network.version == address.version
    )
