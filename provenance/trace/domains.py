"""Host names: which belong to the same operator or the same registered domain."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from provenance.trace.operators import OPERATORS, Operator

_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,253}[a-z0-9_])?\Z")


def host_name(text: str) -> str:
    """A host name in lower case without final dot, "" if the text is none (RFC 5321 §2.3.5)."""
    name = text.strip().lower().removesuffix(".")
    return name if _HOST.match(name) and not name.replace(".", "").isdigit() else ""


def under(host: str, domains: tuple[str, ...]) -> bool:
    """Whether a host is one of these domains or lies below one; all in lower case."""
    return any(host == domain or host.endswith("." + domain) for domain in domains)


def operator_of(host: str) -> Operator | None:
    """The large operator that a host name belongs to, by its name alone."""
    name = host_name(host)
    for operator in OPERATORS:
        if name and under(name, operator.hosts):
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
    if first.split(".")[-2:] != second.split(".")[-2:] or "." not in first:
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
