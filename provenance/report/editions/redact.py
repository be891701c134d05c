"""Replaces what an edition does not show in one text, whatever the encoding it stands in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final, NamedTuple

from provenance.report.editions.encodings import coded_pieces, views
from provenance.report.editions.names import Hosts, Names
from provenance.report.editions.records import Category
from provenance.report.editions.tokens import readings, tokens

MAX_DEPTH: Final = 3
_DIGEST: Final = re.compile(r"[0-9a-f]{32,128}\Z")
_MACHINE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]*\Z")
_LINE_END: Final = re.compile(r"\r?\n[ \t]*")
_FOLDER: Final = re.compile(
    r"\b(?:Users|home|Documents and Settings|Profiles)[\\/]{1,2}"
    r"(?P<name>[^\\/:*?\"<>|\r\n@%]{2,40})(?=[\\/])",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(r"(?<=\\)[\w.\-]{2,64}")


class Hit(NamedTuple):
    """A place in a text, what to write there, and of which category it is."""

    start: int
    end: int
    new: str
    category: Category


class Known(NamedTuple):
    """All that is looked for. ``mailboxes`` has "" for those that stay as they are written.

    ``logins`` are whole values, or follow a domain and a backslash, in lower case; ``folders`` are
    people's folders in paths.
    """

    mailboxes: Mapping[str, tuple[str, Category]]
    names: Names
    hosts: Hosts
    logins: Mapping[str, tuple[str, Category]]
    folders: Mapping[str, tuple[str, Category]]
    name_category: Mapping[str, Category]


class Redactor:
    """Applies one list of replacements to many texts; equal texts are done once.

    ``places`` counts replacements by category, over everything that was given to :meth:`text`.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._done: dict[str, tuple[str, tuple[Category, ...]]] = {}
        self.places: Counter[Category] = Counter()

    def text(self, value: str) -> str:
        """The text with everything replaced that must not be shown."""
        new, categories = self._of(value)
        if categories:
            self.places.update(categories)
        return new

    def _of(self, value: str) -> tuple[str, tuple[Category, ...]]:
        done = self._done.get(value)
        if done is None:
            done = self._done[value] = self._new(value)
        return done

    def shown(self, value: str) -> str:
        """The text as the edition shows it, without counting it for the schedule."""
        return self._of(value)[0]

    def mailbox(self, key: str) -> tuple[str, Category] | None:
        """What stands for a mailbox in its compared form, ``None`` if it is shown as it is."""
        found = self._known.mailboxes.get(key)
        return found if found and found[0] else None

    def count(self, value: str) -> int:
        """How many places of a text are replaced, without counting them for the schedule."""
        return len(self._of(value)[1])

    def _new(self, value: str) -> tuple[str, tuple[Category, ...]]:
        if len(value) < 2 or _DIGEST.match(value):
            return value, ()
        whole = self._known.logins.get(value.strip().lower())
        if whole and not _is_own(value):
            return whole[0], (whole[1],)
        named = self._known.names.whole(value)
        if named and not _is_own(value):
            return named, (self._known.name_category.get(named, Category.NAME),)
        hits = sorted(self._hits(value), key=lambda hit: (hit.start, -hit.end))
        if not hits:
            return value, ()
        if "@" not in value and _MACHINE.match(value) and _is_own(value):
            return value, ()
        return _applied(value, hits)

    def _hits(self, value: str, depth: int = 0) -> Iterator[Hit]:
        """Every place as written, with what is found there in any reading."""
        yield from self._find(value)
        for view in views(value, guess=True):
            for hit in self._find(view.text):
                start, end = view.span(hit.start, hit.end)
                yield hit._replace(start=start, end=end)
        if depth >= MAX_DEPTH:
            return
        for start, end, inner, surely in coded_pieces(value):
            found = sorted(self._hits(inner, depth + 1), key=lambda hit: (hit.start, -hit.end))
            if not found:
                continue
            if surely and value.startswith("=?", start):
                new, categories = _applied(inner, found)
                yield Hit(start, end, " ".join(new.split()), categories[0])
            elif surely or any("@" in inner[hit.start : hit.end] for hit in found):
                ids = ", ".join(dict.fromkeys(hit.new for hit in found))
                yield Hit(start, end, f"[{ids}]", found[0].category)

    def _find(self, text: str) -> Iterator[Hit]:
        known = self._known
        for token in tokens(text, joined=True):
            for left, right, key in readings(token):
                found = known.mailboxes.get(key)
                if found is None:
                    continue
                if found[0]:
                    yield Hit(token.start + left, token.end - right, *found)
                break
        if known.names:
            for start, end, new in known.names.find(text):
                yield Hit(start, end, new, known.name_category.get(new, Category.NAME))
        if known.hosts:
            for start, end, new in known.hosts.find(text):
                yield Hit(start, end, new, Category.DOMAIN)
        if "\\" in text or "/" in text:
            yield from self._paths(text)

    def _paths(self, text: str) -> Iterator[Hit]:
        if self._known.folders:
            for hit in _FOLDER.finditer(text):
                found = self._known.folders.get(hit["name"].strip().lower())
                if found:
                    yield Hit(*hit.span("name"), *found)
        if self._known.logins and "\\" in text:
            for hit in _ACCOUNT.finditer(text):
                found = self._known.logins.get(hit[0].lower())
                if found:
                    yield Hit(*hit.span(), *found)


def _applied(value: str, hits: Iterable[Hit]) -> tuple[str, tuple[Category, ...]]:
    """Write what stands for each place; places that overlap become one, with the first's words.

    Line ends inside a place are kept behind it: lines of the evidence keep their numbers.
    """
    merged: list[Hit] = []
    for hit in hits:
        if merged and hit.start < merged[-1].end:
            if hit.end > merged[-1].end:
                merged[-1] = merged[-1]._replace(end=hit.end)
            continue
        merged.append(hit)
    pieces: list[str] = []
    at = 0
    for hit in merged:
        kept = "".join(_LINE_END.findall(value[hit.start : hit.end]))
        pieces += [value[at : hit.start], hit.new, kept]
        at = hit.end
    pieces.append(value[at:])
    return "".join(pieces), tuple(hit.category for hit in merged)


@cache
def _own_words() -> frozenset[str]:
    """Machine words of ours: ids of sentences, and every run of their pieces."""
    from provenance.report.catalogue import rooms, sentences

    found: set[str] = set()
    for room in rooms():
        for id_ in sentences(room):
            pieces = id_.split(".")
            for first in range(len(pieces)):
                for last in range(first + 1, len(pieces) + 1):
                    found.add(".".join(pieces[first:last]))
    return frozenset(found)


def _is_own(value: str) -> bool:
    """Whether a whole value is a word of ours, which sentences are chosen by."""
    return value in _own_words()
