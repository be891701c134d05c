"""Address classes by the IANA special-purpose address registries (RFC 6890).

Our own table: Python's ``is_private`` calls documentation addresses private, which would hide
the addresses of every example and of every test.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

GLOBAL: Final = "global"
UNKNOWN: Final = "unknown"
NO_HOST: Final = "255.255.255.255"
"""Limited broadcast (RFC 6890): no host has it. Microsoft writes it where there was no client."""
LONGEST: Final = 80
"""Characters of a text that can be an address; longer ones are not even kept in memory."""

_BLOCKS_4: Final = (
    ("0.0.0.0/8", "unspecified"),  # RFC 791 §3.2
    ("10.0.0.0/8", "private"),  # RFC 1918
    ("100.64.0.0/10", "shared"),  # RFC 6598
    ("127.0.0.0/8", "loopback"),  # RFC 1122 §3.2.1.3
    ("169.254.0.0/16", "link-local"),  # RFC 3927
    ("172.16.0.0/12", "private"),
    ("192.0.2.0/24", "documentation"),  # RFC 5737
    ("198.51.100.0/24", "documentation"),
    ("203.0.113.0/24", "documentation"),
    ("192.168.0.0/16", "private"),
    ("192.88.99.0/24", "translation"),  # RFC 7526
    ("198.18.0.0/15", "benchmarking"),  # RFC 2544
    ("192.0.0.0/24", "reserved"),  # RFC 6890 §2.1
    ("224.0.0.0/4", "multicast"),  # RFC 5771
    ("240.0.0.0/4", "reserved"),  # RFC 1112 §4
)
_BLOCKS_6: Final = (
    ("::/128", "unspecified"),  # RFC 4291
    ("::1/128", "loopback"),
    ("64:ff9b::/96", "translation"),  # RFC 6052
    ("64:ff9b:1::/48", "translation"),  # RFC 8215
    ("100::/64", "reserved"),  # RFC 6666, discard only
    ("2001:db8::/32", "documentation"),  # RFC 3849
    ("3fff::/20", "documentation"),  # RFC 9637
    ("2001::/32", "translation"),  # RFC 4380, Teredo
    ("2001:2::/48", "benchmarking"),  # RFC 5180
    ("2001::/23", "reserved"),  # RFC 2928
    ("2002::/16", "translation"),  # RFC 3056, 6to4
    ("fc00::/7", "private"),  # RFC 4193, unique local
    ("fe80::/10", "link-local"),  # RFC 4291
    ("ff00::/8", "multicast"),
)

ADDRESS_CLASSES: Final = (
    "benchmarking",
    "documentation",
    GLOBAL,
    "link-local",
    "loopback",
    "multicast",
    "private",
    "reserved",
    "shared",
    "translation",
    UNKNOWN,
    "unspecified",
)
"""Every name that :func:`address_class` can return, in order."""


@lru_cache(maxsize=1)
def _networks() -> tuple[tuple[tuple[IPv4Network, str], ...], tuple[tuple[IPv6Network, str], ...]]:
    from ipaddress import IPv4Network, IPv6Network

    return (
        tuple((IPv4Network(block), name) for block, name in _BLOCKS_4),
        tuple((IPv6Network(block), name) for block, name in _BLOCKS_6),
    )


def parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    """Read an address literal: brackets, the ``IPv6:`` tag (RFC 5321 §4.1.3) and zone allowed.

    Returns ``None`` for anything else; IPv4-mapped IPv6 becomes the IPv4 address.
    """
    from ipaddress import IPv6Address, ip_address

    if len(text) > LONGEST:
        return None
    literal = text.strip().strip("[]").strip()
    if literal[:5].lower() == "ipv6:":
        literal = literal[5:]
    literal = literal.partition("%")[0]
    try:
        address = ip_address(literal)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def address_class(text: str) -> str:
    """Class of an address: one of :data:`ADDRESS_CLASSES`; ``unknown`` if it is no address."""
    return _class(text) if len(text) <= LONGEST else UNKNOWN


@lru_cache(maxsize=4096)
def _class(text: str) -> str:
    from ipaddress import IPv4Address

    address = parse_ip(text)
    if address is None:
        return UNKNOWN
    four, six = _networks()
    if isinstance(address, IPv4Address):
        return next((name for network, name in four if address in network), GLOBAL)
    found = next((name for network, name in six if address in network), "")
    # Only 2000::/3 is assigned as global unicast (IANA IPv6 address space registry).
    return found or (GLOBAL if int(address) >> 125 == 1 else "reserved")
