"""The two tellings of one text, plain and HTML (RFC 2046 §5.1.4), word by word.

Programs make one out of the other, so both say the same. What only one of them says was either
left out by the program (links, pictures, hidden text of newsletters) or changed in one place only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from provenance.basics import Span
from provenance.basics.record import dataclass
from provenance.message.records import Message, Part

MAX_TEXT: Final = 200_000
"""So many characters of each telling are compared; the rest is said to be left out."""
MAX_PAIRS: Final = 50
_TAG: Final = re.compile(r"/?([A-Za-z][A-Za-z0-9]{0,20})|[!?]")
_SILENT: Final = frozenset(("head", "script", "style", "title"))
_INLINE: Final = frozenset(("a", "b", "em", "font", "i", "span", "strong", "u", "wbr", "o", "w"))
_ADDRESS: Final = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LINK: Final = re.compile(r"(?:https?://|www\.|mailto:|cid:)[^\s<>\"\])]{1,4000}")
_NUMBER: Final = re.compile(r"\d+(?:[.,:/-]\d+)*")
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """Words, numbers and addresses that a text shows, each once."""

    words: frozenset[str]
    numbers: frozenset[str]
    addresses: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One pair of plain and HTML text and what only one of the two says.

    ``shared`` is the percentage of all different words that both have. ``cut`` tells that a
    telling was longer than what is compared.
    """

    path: str
    plain: Telling
    html: Telling
    shared: int
    places: tuple[Span, ...]
    cut: bool = False

    def only(self, kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What only the plain text and what only the HTML text has, of one kind, in order."""
        one: frozenset[str] = getattr(self.plain, kind)
        other: frozenset[str] = getattr(self.html, kind)
        return tuple(sorted(one - other)), tuple(sorted(other - one))


def alternatives(message: Message) -> Iterator[Alternative]:
    """Each multipart/alternative that holds both tellings, in order."""
    by_path = {part.path: part for part in message.parts}
    for count, part in enumerate(
        part for part in message.parts if part.content_type == "multipart/alternative"
    ):
        if count >= MAX_PAIRS:
            return
        plain = _first(by_path, part, "text/plain")
        rich = _first(by_path, part, "text/html")
        if plain is None or rich is None:
            continue
        one, other = str(plain.text), str(rich.text)
        told, shown = telling(one[:MAX_TEXT]), telling(visible_text(other[:MAX_TEXT]))
        every = told.words | shown.words
        both = told.words & shown.words
        yield Alternative(
            path=part.path,
            plain=told,
            html=shown,
            shared=len(both) * 100 // len(every) if every else 100,
            places=tuple(_place(one) for one in (plain, rich)),
            cut=max(len(one), len(other)) > MAX_TEXT,
        )


def telling(text: str) -> Telling:
    """Words, numbers and addresses of a text; links are left out, programs treat them freely."""
    text = _LINK.sub(" ", text).casefold()
    return Telling(
        words=frozenset(_WORD.findall(text)),
        numbers=frozenset(_NUMBER.findall(_ADDRESS.sub(" ", text))),
        addresses=frozenset(_ADDRESS.findall(text)),
    )


def visible_text(source: str, gap: str = " ") -> str:
    """What HTML shows as text: tags, comments, scripts and styles left out; linear, never raises.

    ``gap`` stands for every tag that begins something new. Text that a style hides is not known as
    such here: it counts as shown.
    """
    from html import unescape

    out: list[str] = []
    at, size = 0, len(source)
    lower = source.lower()
    lower = lower if len(lower) == size else source
    while at < size:
        start = source.find("<", at)
        if start < 0:
            out.append(source[at:])
            break
        out.append(source[at:start])
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            at = size if end < 0 else end + 3
            continue
        match = _TAG.match(source, start + 1)
        if match is None:
            out.append("<")
            at = start + 1
            continue
        end = source.find(">", start)
        at = size if end < 0 else end + 1
        name = (match[1] or "").lower()
        if name in _SILENT and source[start + 1] != "/":
            close = lower.find(f"</{name}", at)
            at = size if close < 0 else close
        if name not in _INLINE:
            out.append(gap)
    return unescape("".join(out))


def _first(by_path: dict[str, Part], part: Part, wanted: str) -> Part | None:
    """The first part of a type below another one, its own attachments left aside."""
    for path in part.children:
        child = by_path.get(path)
        if child is None or child.is_attachment:
            continue
        if child.content_type == wanted and isinstance(child.text, str):
            return child
        found = _first(by_path, child, wanted) if child.children else None
        if found is not None:
            return found
    return None


def _place(part: Part) -> Span:
    return Span(start=part.body_span.start, end=min(part.body_span.end, part.body_span.start + 80))
