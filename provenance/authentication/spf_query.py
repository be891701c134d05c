"""pyspf with every question put to our own resolver: no network, void lookups counted."""

from __future__ import annotations

import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from provenance.authentication.names import ascii_name
from provenance.authentication.records import DnsAnswer
from provenance.authentication.resolver import Resolver, ask_macro
from provenance.basics import State

MAX_QUESTIONS = 400
"""All questions of one evaluation; the ten lookups of RFC 7208 §4.6.4 cannot need more."""

MAX_RECORD = 4096
"""Characters of one SPF record; RFC 7208 §3.4 asks for fewer than 512. Macros cost their square."""


class TooLongError(Exception):
    """An SPF record that no mail server would work through."""


class NotAskedError(Exception):
    """A name that the evaluation needs was not asked."""

    def __init__(self, name: str, type_: str) -> None:
        super().__init__(name)
        self.name = name
        self.type = type_


def _load() -> Any:
    """Import pyspf, which costs a tenth of a second, and keep its warnings to itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import spf
    return spf


class _Questions:
    """What replaces pyspf's way to DNS; mixed into its ``query``."""

    if TYPE_CHECKING:
        void_lookups: int

    def prepare(self, resolver: Resolver) -> None:
        """Set the resolver; the macro ``t`` may only stand in ``exp=`` and never is the clock."""
        self.t = "0"
        self.resolver = resolver
        self.sources: set[str] = set()
        self._from_macro: set[str] = set()
        self._asked = 0

    def expand(self, s: str, stripdot: bool = True) -> Any:  # noqa: FBT001, FBT002 - pyspf's form
        """Expand macros, and remember which names came out of them."""
        expanded = super().expand(s, stripdot)  # type: ignore[misc]  # pyspf has no types
        if expanded and s and "%{" in s:
            self._from_macro.add(ascii_name(str(expanded)))
        return expanded

    def get_explanation(self, spec: str) -> str:  # noqa: ARG002 - pyspf's form
        """Ask nothing: the explanation text is the other side's and decides nothing."""
        return ""

    def dns(
        self,
        name: str,
        qtype: str,
        cnames: object = None,  # noqa: ARG002 - pyspf's form
        ignore_void: bool = False,  # noqa: FBT001, FBT002 - pyspf's form
    ) -> list[Any]:
        """Answer in pyspf's form; counts void lookups, as the method it replaces (§4.6.4).

        A text that is no DNS name has no records.
        """
        spf = _load()
        asked = ascii_name(str(name))
        if not asked:
            return []
        self._asked += 1
        if self._asked > MAX_QUESTIONS:
            raise spf.PermError("too many DNS questions")
        answer = self._ask(asked, qtype)
        if answer.rcode not in {"NOERROR", "NXDOMAIN"}:
            raise spf.TempError(f"DNS {answer.rcode}")
        if any(len(t) > MAX_RECORD and t[:6].lower() == "v=spf1" for t in answer.data):
            raise TooLongError(f"{asked}: more than {MAX_RECORD} characters")
        rows = [row for text in answer.data if (row := _row(qtype, text)) is not None]
        if not rows and not ignore_void:
            self.void_lookups += 1
            if self.void_lookups > spf.MAX_VOID_LOOKUPS:
                raise spf.PermError(f"Void lookup limit of {spf.MAX_VOID_LOOKUPS} exceeded")
        return rows

    def _ask(self, name: str, qtype: str) -> DnsAnswer:
        if name in self._from_macro:
            answer = ask_macro(self.resolver, name, qtype)
        else:
            answer = self.resolver.ask(name, qtype)
        if isinstance(answer, State):
            raise NotAskedError(name, qtype)
        self.sources.add(answer.source.value)
        return answer


@lru_cache(maxsize=1)
def _query_type() -> Any:
    return type("Query", (_Questions, _load().query), {})


def make_query(ip: str, sender: str, helo: str, resolver: Resolver) -> Any:
    """Make a query for one client address; ``sender`` is "" for the HELO identity."""
    query = _query_type()(ip, sender, helo, strict=True)
    query.prepare(resolver)
    return query


def _row(qtype: str, written: str) -> Any:
    """One record in pyspf's form, ``None`` if it is none."""
    if qtype in {"TXT", "SPF"}:
        return (written.encode("utf-8", "surrogateescape"),)
    if qtype == "MX":
        preference, _, exchange = written.strip().partition(" ")
        return (int(preference), exchange.strip()) if preference.isdecimal() else None
    return written
