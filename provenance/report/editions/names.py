"""Finds names of people, organisations and hosts in a text, however their words are joined.

``Mary Jones``, ``Jones, Mary``, ``mary.jones`` and ``MARY_JONES`` are one sequence of words. A look
at each word of the text finds all names at once: their number does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+")
_GAP: Final = re.compile(r"[\s._,'\u2019&%+\-\u00ad\u00a0]{1,8}\Z")
_ONE_NAME: Final = re.compile(r"[^\W\d_][\w .,'\u2019-]{1,80}\Z")
_CJK: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_NAMES_LISTED: Final = (
    "january february march april may june july august september october november december jan "
    "feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday "
    "saturday sunday mon tue wed thu fri sat sun from to cc bcc date subject sender received "
    "reply mail email e-mail message messages postmaster mailer daemon noreply no-reply support "
    "info admin administrator office team news newsletter service services sales contact help "
    "accounts billing system server user users member members list group everyone all "
    "undisclosed recipients recipient microsoft google gmail outlook exchange yahoo apple "
    "icloud the and for with this that not none null true false unknown test report file"
)
_NOT_NAMES: Final = frozenset(_NOT_NAMES_LISTED.split())
_ROLE_WORDS_LISTED: Final = (
    "no do not reply noreply donotreply mailer daemon post master postmaster webmaster "
    "hostmaster info support service services customer help desk helpdesk abuse bounce bounces "
    "list lists news newsletter mail email office team sales contact accounts billing admin "
    "root system alerts notification notifications security privacy legal press media jobs "
    "careers hr it ops dev return owner request everyone staff all students members group "
    "orders"
)
_ROLE_WORDS: Final = frozenset(_ROLE_WORDS_LISTED.split())

_FORMS_LISTED: Final = (
    "ltd limited llc llp inc plc gmbh ag sa bv co corp corporation company university council "
    "bank trust"
)
FORMS: Final = frozenset(_FORMS_LISTED.split())
"""Last words of names of organisations."""


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded so that upper and lower case are one."""
    return tuple(word.casefold() for word in _WORD.findall(name))


def is_person(words: tuple[str, ...]) -> bool:
    """Whether words can be told apart from other text well enough to be replaced everywhere."""
    if not words or all(word in _NOT_NAMES or word in _ROLE_WORDS for word in words):
        return False
    letters = sum(character.isalpha() for word in words for character in word)
    if len(words) == 1:
        return letters >= (2 if _CJK.search(words[0]) else 3) and words[0].isalpha()
    return letters >= 3 and not any(word.isdigit() for word in words[:1])


def is_initialled(words: tuple[str, ...]) -> bool:
    """Whether words are an initial and a family name, as log-on names often are (``i.holt``)."""
    return len(words) == 2 and len(words[0]) == 1 and len(words[1]) > 2 and words[1].isalpha()


def is_written_as_name(value: str) -> bool:
    """Whether a free text (who supplied a file) is written as a person's name and nothing more."""
    words = _WORD.findall(value)
    written = all(word[0].isupper() or _CJK.match(word) for word in words)
    return 0 < len(words) <= 4 and written and words[-1].casefold() not in FORMS


def person_of_local(local: str) -> tuple[str, ...]:
    """The words of a local part that names a person (``mary.jones``), else none."""
    words = words_of(local.partition("+")[0])
    bare = tuple(word.rstrip("0123456789") for word in words)
    named = [word for word in bare if len(word) > 1 and word.isalpha()]
    if len(words) < 2 or len(words) > 4 or len(named) < 2 or _ROLE_WORDS & set(bare):
        return ()
    return words


class Names:
    """What to write for each name, by the words of the names."""

    def __init__(self, names: Iterable[tuple[tuple[str, ...], str]] = ()) -> None:
        self._single: dict[str, str] = {}
        self._dense: dict[str, str] = {}
        self._firsts: set[str] = set()
        self._by_two: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        for words, new in names:
            if len(words) == 1:
                (self._dense if _CJK.search(words[0]) else self._single)[words[0]] = new
                self._firsts.add(words[0])
            elif words:
                self._by_two.setdefault((words[0], words[1]), []).append((words, new))
                self._firsts.add(words[0])
        for same in self._by_two.values():
            same.sort(key=lambda pair: -len(pair[0]))
        dense = sorted(self._dense, key=lambda one: (-len(one), one))
        self._dense_pattern = re.compile("|".join(map(re.escape, dense))) if dense else None

    def __bool__(self) -> bool:
        return bool(self._firsts)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Place and new text of every name; a single word counts only as it is usually written."""
        firsts = self._firsts
        past = 0
        for hit in _WORD.finditer(text):
            first = hit[0].casefold()
            if first in firsts and hit.start() >= past:
                found = self._at(text, hit, first)
                if found:
                    past = found[0]
                    yield hit.start(), *found
        if self._dense_pattern and not text.isascii():
            for hit in self._dense_pattern.finditer(text):
                yield hit.start(), hit.end(), self._dense[hit[0]]

    def whole(self, value: str) -> str:
        """What stands for a value that is one name and no more (``M Carrow``), "" for another.

        In a cell of its own a name needs no dot behind an initial.
        """
        words = words_of(value) if value[:1].isupper() and _ONE_NAME.match(value) else ()
        held = self._by_two.get((words[0], words[1]), ()) if len(words) > 1 else ()
        return next((new for name, new in held if name == words), "")

    def _at(self, text: str, hit: re.Match[str], first: str) -> tuple[int, str] | None:
        """End and new text of the longest name that begins with this word."""
        after = _WORD.search(text, hit.end(), hit.end() + 80)
        if after is not None:
            for words, new in self._by_two.get((first, after[0].casefold()), ()):
                end = _follows(text, hit.end(), words)
                if end:
                    return end, new
        new = self._single.get(first, "")
        usual = hit[0][:1].isupper() or not hit[0][:1].isalpha()
        return (hit.end(), new) if new and usual else None


def _follows(text: str, end: int, words: tuple[str, ...]) -> int:
    """End of the words behind the first one, 0 if another text follows."""
    for number, word in enumerate(words[1:]):
        hit = _WORD.search(text, end, end + 80)
        if hit is None or hit[0].casefold() != word:
            return 0
        gap = text[end : hit.start()]
        # "A. Field" is a name, "a field" is none.
        initial = number == 0 and len(words[0]) == 1 and len(word) > 1
        if not _GAP.match(gap) or (initial and not gap.startswith((".", "_", "-"))):
            return 0
        end = hit.end()
    return end


class Hosts:
    """What to write for each domain, and for hosts below it."""

    def __init__(self, domains: Mapping[str, str]) -> None:
        self._domains = dict(domains)

    def __bool__(self) -> bool:
        return bool(self._domains)

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Place and new text of every domain; labels left of it are kept."""
        if "." not in text:
            return
        for hit in _RUN.finditer(text):
            labels = hit[0]
            at = 0
            lower = labels.lower().rstrip(".-")
            while True:
                found = self._domains.get(lower[at:])
                if found is not None:
                    yield hit.start() + at, hit.start() + len(lower), found
                    break
                dot = lower.find(".", at)
                if dot < 0:
                    break
                at = dot + 1


_RUN: Final = re.compile(r"(?<![\w.\-])[\w\-][\w.\-]{2,252}(?![\w.\-])")
