"""Terms of the glossary: each is explained right below its first use in the body.

A term is looked for in our own words only: quoted evidence may hold any word. Names that are also
plain words ("step") are left to the glossary itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markupsafe import Markup

from provenance.report.catalogue import ENGLISH, LANGUAGE, sentence, sentences
from provenance.report.view.common import t

EXPLAINED_IN_SUMMARY: Final = tuple(
    f"report.glossary.{name}" for name in ("signature", "dkim", "key", "header")
)
"""Terms that the summary explains in a list of its own before it uses them."""
_APART: Final = re.compile(r"[,()，、（）]")
_TAG: Final = re.compile(r"(<[^>]*>)")
_NAME: Final = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_VOID: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})
_BLOCKS: Final = frozenset({"p", "table", "ul", "ol", "dl", "figure"})
_PLAIN_WORDS: Final = frozenset(
    (
        *("step", "copy", "body", "class", "account"),
        *("session", "token", "delegate", "recall", "tenant", "entra", "owa", "outlook web"),
        *("activesync", "remote desktop", "address translation", "interactive log-on"),
        *("softdelete", "oof", "column map"),
        *("log-on", "log-off", "sign-in", "login", "timer", "client", "tunnel", "lease"),
    )
)
"""Terms of the glossary alone: plain words, and names of records, which the summary has too."""
_FIELDS: Final = frozenset({"received"})
"""Names of fields: in small letters they are plain words."""
_QUOTED: Final = re.compile(r"\sdata-evidence[\s>]|^<(?:svg|style|time)[\s>]")
_LEFT: Final = re.compile(r"^<a class=\"(?:fid|line|pn)\"")


def names_of_terms() -> dict[str, tuple[str, ...]]:
    """Names of each term, folded, by the id of the term (``report.glossary.dkim``)."""
    return {
        id_.removesuffix(".term"): tuple(
            name for one in _APART.split(term) if (name := one.strip().casefold())
        )
        for id_, term in sentences("report").items()
        if id_.startswith("report.glossary.") and id_.endswith(".term")
    }


def _finder() -> tuple[re.Pattern[str], dict[str, str]]:
    """One expression for every name that is no plain word, and the term of each name.

    A name ends where Latin letters do, so that one between Chinese characters is found as well.
    """
    known = {
        name: id_
        for id_, names in names_of_terms().items()
        for name in names
        if name not in _PLAIN_WORDS and not (_foreign() and _is_plain(id_))
    }
    longest = sorted(known, key=lambda name: (-len(name), name))
    words = "|".join(re.escape(name) for name in longest)
    return re.compile(rf"(?<![a-z0-9_-])({words})(?:e?s)?(?![a-z0-9_-])"), known


def _foreign() -> bool:
    return LANGUAGE.get() != ENGLISH


def _is_plain(id_: str) -> bool:
    """Whether the term is a plain word in English; in translation it mostly is one too."""
    term = sentence(f"{id_}.term", ENGLISH) or ""
    return not _PLAIN_WORDS.isdisjoint(one.strip().casefold() for one in _APART.split(term))


def explained(page: str, told: set[str], *, at_end: bool = False) -> Markup:
    """Return the page with an explanation below the first use of each term.

    ``told`` are ids of terms that are explained already; those of this page are added. With
    ``at_end`` all explanations stand together at the end of the page's last section.
    """
    out: list[str] = []
    reader = _Reader(told, out.append, at_end=at_end)
    for piece in _TAG.split(str(page)):
        if piece.startswith("<"):
            reader.tag(piece)
        else:
            reader.text(piece)
    if at_end and reader.pending:
        closing = max(place for place, piece in enumerate(out) if piece == "</section>")
        rest = out[closing:]
        del out[closing:]
        reader.tell()
        out += rest
    return Markup("".join(out))  # noqa: S704 - the page itself, and our words


class _Reader:
    """Follows the tags of a page: which block is open, and whether the text is quoted."""

    def __init__(self, told: set[str], write: Callable[[str], None], *, at_end: bool) -> None:
        self.told = told
        self.at_end = at_end
        self.finder, self.known = _finder()
        self.write = write
        self.quoted = 0
        self.block = ""
        self.depth = 0
        self.pending: list[str] = []

    def text(self, words: str) -> None:
        self.write(words)
        if self.quoted or not words.strip():
            return
        for hit in self.finder.finditer(words.lower()):
            id_ = self.known[hit[1]]
            if hit[1] in _FIELDS and words[hit.start() : hit.end()] == hit[0]:
                continue
            if id_ not in self.told:
                self.told.add(id_)
                self.pending.append(id_)

    def tag(self, tag: str) -> None:
        self.write(tag)
        found = _NAME.match(tag)
        name = found[1].lower() if found else ""
        if not name or name in _VOID or tag.endswith("/>"):
            return
        closing = tag.startswith("</")
        if self.quoted:
            self.quoted += -1 if closing else 1
        elif not closing and (_QUOTED.search(tag) or _LEFT.match(tag)):
            self.quoted = 1
        self._follow(name, closing=closing)

    def _follow(self, name: str, *, closing: bool) -> None:
        if not self.block:
            if name in _BLOCKS and not closing:
                self.block, self.depth = name, 1
        elif name == self.block:
            self.depth += -1 if closing else 1
            if not self.depth:
                self.block = ""
                if not self.at_end:
                    self.tell()

    def tell(self) -> None:
        """Write the explanations that are due, if any are."""
        if not self.pending:
            return
        rows = [
            Markup('<div><dt><a href="#g-{}">{}</a></dt><dd>{}</dd></div>').format(
                id_.split(".")[2], t(f"{id_}.term"), t(f"{id_}.words")
            )
            for id_ in self.pending
        ]
        self.write(Markup('<dl class="gloss">{}</dl>').format(Markup("").join(rows)))
        self.pending.clear()
