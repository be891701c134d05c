"""Finds the dialect of a line by its marks: a few look-ups, whatever the number of dialects."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.trace.dialects.model import Dialect
from provenance.trace.tokens import Split

_START = 4
"""Letters of a mark that its look-up goes by; shorter marks are whole texts."""

_BEHIND = ("by", "with", "tls", "id")
"""Clauses behind which the writing server puts its name."""

_Table = dict[str, list[tuple[str, Dialect]]]


class Index:
    """The marks of all dialects, by their first letters."""

    __slots__ = ("_comments", "_hosts", "_leading", "_protocols", "_tests", "fallback")

    def __init__(self, dialects: tuple[Dialect, ...], fallback: Dialect) -> None:
        self.fallback = fallback
        self._comments: _Table = {}
        self._leading: _Table = {}
        self._protocols: _Table = {}
        self._hosts: dict[str, Dialect] = {}
        self._tests = [dialect for dialect in dialects if dialect.test]
        for dialect in dialects:
            for table, marks in (
                (self._comments, dialect.comments),
                (self._leading, dialect.leading),
                (self._protocols, dialect.protocols),
            ):
                for mark in marks:
                    table.setdefault(mark[:_START], []).append((mark, dialect))
            for host in dialect.hosts:
                self._hosts[host] = dialect

    def find(self, split: Split) -> tuple[Dialect, str]:
        """Dialect of a line and the mark by which it is known; the mark is "" for none."""
        for dialect, mark in self._marked(split):
            if dialect.holds is None or dialect.holds(split):
                return dialect, mark
        for dialect in self._tests:
            mark = dialect.test(split) if dialect.test else ""
            if mark:
                return dialect, mark
        return self.fallback, self.fallback.test(split) if self.fallback.test else ""

    def _marked(self, split: Split) -> Iterator[tuple[Dialect, str]]:
        """Dialects whose marks stand in the line, in the order of their weight."""
        clauses = split.clauses
        for keyword in _BEHIND if "by" in clauses else (*_BEHIND, "from"):
            clause = clauses.get(keyword)
            if clause is None:
                continue
            for comment in clause.comments:
                dialect = _look(self._comments, comment)
                if dialect:
                    yield dialect, f"{keyword}-comment {comment[:40]}"
            if keyword == "with":
                dialect = _look(self._protocols, clause.value)
                if dialect:
                    yield dialect, f"with={clause.value[:40]}"
        for comment in split.leading if split.leading else ():
            dialect = _look(self._leading, comment)
            if dialect:
                yield dialect, f"comment {comment[:40]}"
        host = split.text("by").lower().partition(" ")[0].removesuffix(".")
        if host:
            labels = host.split(".")
            for size in range(2, min(len(labels), 4) + 1):
                known = self._hosts.get(".".join(labels[-size:]))
                if known:
                    yield known, f"by-host {host[:60]}"


def _look(table: _Table, text: str) -> Dialect | None:
    """Dialect with a mark at the beginning of a text; marks of three letters are whole texts."""
    low = text[:60].lower()
    for mark, dialect in table.get(low[:_START], ()):
        if low.startswith(mark) if len(mark) >= _START else low == mark:
            return dialect
    return None
