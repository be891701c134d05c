"""Marks and blanks of our own words in a language that joins them in another way.

Templates put values beside words with the marks of English: ``label: value``, ``one, two``,
``words (note)``. In a script without blanks between words these marks are full-width and nothing
stands around them. The marks are sentences of the catalogue (``report.join.*``); a page in a
language with the marks of English stays as it is, byte for byte. Evidence is never touched.
"""

from __future__ import annotations

import re
from typing import Final

from provenance.basics.record import dataclass
from provenance.report.catalogue import ENGLISH, sentence, tag

_TOKEN: Final = re.compile(r"<[^>]*>|[^<]+")
_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_LANG: Final = re.compile(r'\slang="([^"]*)"')
_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
_KEPT: Final = frozenset({"code", "pre", "script", "style", "svg"})
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "code", "em", "i", "q", "small", "span", "strong", "time", "wbr"}
)
_WIDE: Final = "，。；：、！？（）「」“”"
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_BLANKS: Final = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])|(?<=[{_HAN}])[ \n]+(?=[{_HAN}])")
_MARKS: Final = re.compile(
    r"&#?\w+;|: |; |, | ?\(|\)"
    rf"|(?:(?<=[{_HAN}{_WIDE}])|\A):\Z|(?:(?<=[{_HAN}{_WIDE})])|\A)\.(?: |\Z)"
)
"""A character reference is one match, so that its semicolon is no mark.

A full stop is ours behind a word of that script or behind an element: never that of ``1.``.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marks:
    """What stands in a language for the joins of English, and whether words have blanks."""

    joins: dict[str, str]
    blanks: bool


def _marks(language: str) -> _Marks:
    def between(id_: str, first: str, second: str) -> str:
        words = sentence(id_, language) or ""
        return words.partition(first)[2].partition(second)[0]

    opening, _, closing = (sentence("report.join.bracket", language) or "").partition("{words}")
    label = between("report.join.label", "{label}", "{value}")
    return _Marks(
        joins={
            ", ": sentence("report.value.joint", language) or ", ",
            "; ": sentence("report.join.part", language) or "; ",
            ": ": label,
            ":": label,
            ".": between("report.join.sentence", "{first}", "{second}") or ". ",
            "(": opening,
            ")": closing,
        },
        blanks=between("report.join.words", "{first}", "{second}") != "",
    )


def typeset(page: str, languages: tuple[str, ...]) -> str:
    """Return an HTML page with the joins of our own words as its languages write them.

    ``languages`` are the names of those the page speaks. Elements of another language, quoted
    evidence and code stay as they are.
    """
    known = {tag(name): _marks(name) for name in languages if name != ENGLISH}
    known = {name: marks for name, marks in known.items() if not marks.blanks}
    return _Page(known).made(page) if known else page


class _Page:
    """One pass over the tokens: which are ours, and what stands before and after each."""

    def __init__(self, known: dict[str, _Marks]) -> None:
        self.known = known
        self.open: list[tuple[str, _Marks | None]] = [("", None)]

    def made(self, page: str) -> str:
        tokens = _TOKEN.findall(page)
        ours: dict[int, _Marks] = {}
        runs: list[list[int]] = [[]]
        for at, token in enumerate(tokens):
            if token.startswith("<"):
                if self._breaks(token):
                    runs.append([])
                continue
            runs[-1].append(at)
            if marks := self.open[-1][1]:
                ours[at] = marks
        for at, marks in ours.items():
            tokens[at] = _joined(tokens[at], marks)
        for run in runs:
            for before, at, after in zip([-1, *run], run, [*run[1:], -1], strict=False):
                if at in ours:
                    tokens[at] = _closed(
                        tokens[before][-1:] if before >= 0 else "",
                        tokens[at],
                        tokens[after][:1] if after >= 0 else "",
                    )
        return "".join(tokens)

    def _breaks(self, token: str) -> bool:
        """Follow a tag; whether it ends the line of text it stands in."""
        named = _TAG.match(token)
        if named is None:
            return False
        name = named[2].lower()
        if named[1]:
            self._close(name)
        elif name not in _VOID and not token.endswith("/>"):
            self.open.append((name, self._speaks(name, token)))
        return name not in _INLINE

    def _close(self, name: str) -> None:
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at][0] == name:
                del self.open[at:]
                return

    def _speaks(self, name: str, token: str) -> _Marks | None:
        if name in _KEPT or " data-evidence" in token:
            return None
        said = _LANG.search(token)
        return self.known.get(said[1]) if said else self.open[-1][1]


def _joined(words: str, marks: _Marks) -> str:
    def in_its_way(hit: re.Match[str]) -> str:
        mark = hit[0].strip() if hit[0].strip() in {"(", ")", "."} else hit[0]
        return marks.joins.get(mark, hit[0])

    return _MARKS.sub(in_its_way, words)


def _closed(before: str, words: str, after: str) -> str:
    """Take away the blanks beside a full-width mark, also one in the element before or after."""
    if before and before in _WIDE:
        words = words.lstrip()
    if after and after in _WIDE:
        words = words.rstrip()
    return _BLANKS.sub("", words)
