"""Addresses as servers write them in trace fields (RFC 5321 §4.1.3), and their classes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from provenance.basics.networks import NO_HOST, UNKNOWN, address_class

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

INSIDE_CLASSES: Final = ("link-local", "loopback", "private", "shared")
"""Classes of addresses that nobody routes on the internet. Not those of documentation: they stand
for public addresses in examples."""
Block = tuple[int, int, int]
"""A network: IP version, its first address and its mask as numbers."""


@lru_cache(maxsize=256)
def _block(cidr: str) -> Block:
    network = ipaddress.ip_network(cidr)
    return network.version, int(network.network_address), int(network.netmask)


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
    return address_class(ip) in INSIDE_CLASSES


def names_host(ip: str) -> bool:
    """Whether an address can be that of one host.

    The limited broadcast address (RFC 919 §7) and the unspecified one (RFC 4291 §2.5.2) cannot;
    Exchange Online writes the former where there is no address.
    """
    return ip != NO_HOST and address_class(ip) not in {"unspecified", UNKNOWN}


def network_text(text: str) -> str:
    """An address or network (CIDR) in its shortest form, "" for any other text."""
    if not text or len(text) > 50 or not (":" in text or text[0].isdigit()):
        return ""
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        return ""


def is_in(ip: str, blocks: tuple[str, ...]) -> bool:
    """Whether an address lies in one of these CIDR blocks."""
    return bool(ip and blocks) and _is_in(ip, blocks)


@lru_cache(maxsize=4096)
def _is_in(ip: str, blocks: tuple[str, ...]) -> bool:
    return _lies_in(ip, map(_block, blocks))


def _lies_in(ip: str, blocks: Iterable[Block]) -> bool:
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    version, number = address.version, int(address)
    return any(
        number & mask == first for of_version, first, mask in blocks if of_version == version
    )
