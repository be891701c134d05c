"""Organisational domain by the Public Suffix List (RFC 7489 §3.2), bundled with its package."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def _suffixes() -> Any:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(accept_unknown=True)


@lru_cache(maxsize=4096)
def organisational_domain(domain: str) -> str:
    """Return the registered domain above ``domain`` (A-labels); itself if it is a public suffix."""
    return _suffixes().privatesuffix(domain) or domain


@lru_cache(maxsize=1)
def suffix_list_version() -> str:
    """Version of the list's package; its last part is the date of the list (YYYYMMDD)."""
    from importlib import metadata

    return metadata.version("publicsuffixlist")
