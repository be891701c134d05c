"""Addresses as exports write them: with port, brackets, zone id, v4 inside v6, or a host name."""

from __future__ import annotations

import re
from functools import lru_cache

from provenance.audit.records import IpClass, IpRole, IpSeen
from provenance.audit.values.provider_blocks import operator_of
from provenance.basics import State, Value
from provenance.basics.networks import GLOBAL, address_class, parse_ip

_BRACKETED = re.compile(r"\[([^\]\s]{1,100})\](?::(\d{1,5}))?\Z")
_V4_PORT = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})(?::(\d{1,5}))?\Z")
_NAME_PORT = re.compile(r"([A-Za-z0-9_][A-Za-z0-9._-]{0,252})(?::(\d{1,5}))?\Z")
_NONE = frozenset({"", "-", "<null>", "null", "n/a", "unknown", "not available"})
_CLASSES = {
    GLOBAL: IpClass.PUBLIC,
    "private": IpClass.PRIVATE,
    "shared": IpClass.SHARED,
    "loopback": IpClass.LOOPBACK,
    "link-local": IpClass.LINK_LOCAL,
    "documentation": IpClass.DOCUMENTATION,
}

_NEVER_CLIENTS = frozenset({IpClass.PROVIDER, IpClass.LOOPBACK, IpClass.LINK_LOCAL})


def read_ip(raw: str, field: str, role: IpRole) -> IpSeen:
    """Read one cell; whatever it holds, the text is kept.

    A provider's server or the machine itself is never the client: its role becomes ``peer``.
    """
    text, port, zone = _parts(raw.strip())
    address, cls, operator = classify(text)
    if cls in _NEVER_CLIENTS and role is IpRole.ORIGINAL_CLIENT:
        role = IpRole.PEER
    return IpSeen(
        raw=raw,
        field=field,
        role=role,
        cls=cls,
        address=address,
        port=State.ABSENT if port is None else port,
        zone=zone or State.ABSENT,
        operator=operator,
    )


def _parts(text: str) -> tuple[str, int | None, str]:
    """Address or name, port, zone id."""
    for pattern in (_BRACKETED, _V4_PORT):
        match = pattern.match(text)
        if match:
            address, _, zone = match[1].partition("%")
            return address, _port(match[2]), zone
    if text.count(":") >= 2:
        address, _, zone = text.partition("%")
        return address, None, zone
    match = _NAME_PORT.match(text)
    if match:
        return match[1], _port(match[2]), ""
    return text, None, ""


def _port(text: str | None) -> int | None:
    return int(text) if text and int(text) <= 65_535 else None


@lru_cache(maxsize=4096)
def classify(text: str) -> tuple[Value[str], IpClass, str]:
    """Normalise an address; say what kind it is, and whose block of servers it lies in."""
    if text.lower() in _NONE:
        return State.ABSENT, IpClass.NONE, ""
    address = parse_ip(text)
    if address is None:
        if text.lower() == "localhost":
            return State.NOT_APPLICABLE, IpClass.LOOPBACK, ""
        named = _NAME_PORT.match(text) is not None and not text.replace(".", "").isdigit()
        return State.UNPARSABLE, IpClass.HOST_NAME if named else IpClass.NONE, ""
    cls = _CLASSES.get(address_class(str(address)), IpClass.SPECIAL)
    operator = operator_of(address) if cls is IpClass.PUBLIC else ""
    return str(address), IpClass.PROVIDER if operator else cls, operator
