"""Host names: which belong to the same operator or the same registered domain."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from provenance.trace.operators import OPERATORS, Operator

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,253}[a-z0-9_])?\Z")


LONGEST_NAME = 256
"""Characters of a host name with its final dot; longer texts are none."""


def host_name(text: str) -> str:
    """A host name in lower case without final dot, "" if the text is none (RFC 5321 §2.3.5)."""
    if len(text) > LONGEST_NAME:
        text = text.strip()
        if len(text) > LONGEST_NAME:
            return ""
    return _host_name(text)


@lru_cache(maxsize=8192)
def _host_name(text: str) -> str:
    name = text.strip().lower().removesuffix(".")
    return name if _HOST.match(name) and not name.replace(".", "").isdigit() else ""


def under(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of these domains or lies below one; all in lower case."""
    for domain in domains:
        if host.endswith(domain) and (len(host) == len(domain) or host[-len(domain) - 1] == "."):
            return True
    return False


def operator_of(host: str) -> Operator | None:
    """The large operator that a host name belongs to, by its name alone."""
    name = host_name(host)
    return _operator_of(name) if name else None


@lru_cache(maxsize=8192)
def _operator_of(name: str) -> Operator | None:
    for operator in OPERATORS:
        if under(name, operator.hosts):
            return operator
    return None


def operator_title(host: str) -> str:
    """Name of the large operator that a host belongs to by its name, "" for any other host."""
    operator = operator_of(host)
    return operator.title if operator else ""


def same_domain(one: str, other: str) -> bool:
    """Whether two hosts lie under one registered domain (Public Suffix List, private part too).

    The list is loaded only where the last two labels agree and the names differ.
    """
    first, second = host_name(one), host_name(other)
    if not first or not second:
        return False
    if first == second:
        return True
    if first.rsplit(".", 2)[-2:] != second.rsplit(".", 2)[-2:] or "." not in first:
        return False
    found = registrable(first)
    return bool(found) and found == registrable(second)


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """Registered domain of a host by the Public Suffix List, "" if it has none."""
    name = host_name(host)
    if not name or len(name) > 253:
        return ""
    return str(_suffixes().privatesuffix(name) or "")
