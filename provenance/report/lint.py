"""Finds words that a report may never print, and sentences that are too long.

It reads our own words only: what is quoted from the evidence may say anything. In the
catalogues that is everything but the placeholders; in a rendered page everything outside
elements with ``data-evidence``. A moment (``<time>``) is a value as well: with its local time it
is seven words long and is read as one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser

from provenance.report.catalogue import PLACEHOLDER

LONGEST_SENTENCE = 25
"""Words of one sentence in the body (report standard: plain language)."""

LONGEST_CHARACTERS = 60
"""Characters of one Chinese sentence; a Latin word, a number and a quotation count as one each.

25 English words are 40 to 45 characters in translation. Chinese joins clauses with commas where
English begins a new sentence, so half as much again is allowed (decision 0026).
"""

LONGEST_ITEM = 80
"""Characters of a numbered item of a Chinese law: it is quoted and cannot be made shorter."""

QUOTED = "\N{LEFT-POINTING ANGLE BRACKET}quoted\N{RIGHT-POINTING ANGLE BRACKET}"
"""Stands for quoted evidence in the text that is checked; it counts as one word."""

_WHAT = r"(?:the|its|this|that|these|those|their|any|each|both|one|another|a|an|between|of)\b"
_MATCH = rf"\bmatch(?:es|ed)?\b(?!\s+(?:{_WHAT}|with\s+{_WHAT}|{QUOTED}))"
_PERSON = r"(?:Mr|Mrs|Ms|Dr|the (?:sender|author|account holder|employee|director|person|user))"

FORBIDDEN: Mapping[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("proves that", r"\bprov(?:e|es|ed|en)\s+that\b"),
        ("sent by", r"\bsent\s+by\b"),
        ("confirms the identity", r"\bconfirm(?:s|ed)?\s+the\s+identity\b"),
        ("hacked", r"\bhack(?:ed|er|ers|ing|s)?\b"),
        ("forged", r"\bforg(?:e|ed|er|ery|eries|ing)\b"),
        ("certainly", r"\b(?:un)?certainly\b|\bundoubtedly\b|\bwithout\s+(?:a\s+)?doubt\b"),
        ("beyond doubt", r"\bbeyond\s+(?:any\s+|all\s+|reasonable\s+)?doubt\b"),
        ("100 %", r"\b100\s?(?:%|per\s?cent)|\b(?:one\s+)?hundred\s+per\s?cent\b"),
        ("tamper-proof", r"\btamper[- ]?proof\b"),
        ("match without of what", _MATCH),
        ("legally admissible", r"\blegally\s+admissible\b"),
        ("court-approved", r"\bcourt[- ]approved\b"),
        ("forensically sound", r"\bforensically\s+sound\b"),
        ("the IP address of a person", rf"\b(?:IP|internet)\s+address\s+of\s+{_PERSON}\b"),
        ("located at", r"\blocated\s+(?:at|in|near)\b"),
        ("percentage without denominator", r"(?:\d|\])\s?(?:%|per\s?cent)(?!\s+of\s)"),
        ("guilty", r"\b(?:guilty|guilt|innocent|innocence)\b"),
        ("breach of law", r"\bbreach(?:es|ed)?\s+(?:of\s+)?(?:the\s+)?law\b|\bbroke\s+the\s+law\b"),
        ("likely that", r"\b(?:un)?likely\s+that\b|\bprobabl[ey]\b"),
        ("likely sent", r"\b(?:most\s+)?likely\s+(?:sent|wrote|written)\b"),
        ("anonymised", r"\banonymi[sz]ed\b"),
        ("expert report", r"\bexpert\s+report\b"),
    ),
    "zh": (
        (
            "证明是某某本人发送",
            r"证明(?:是|就是|系)?.{0,12}本人.{0,4}发|证明是.{0,12}发(?:送|出|件)",
        ),
        ("确认身份", r"(?<![不未能法])确认.{0,8}身份"),
        ("铁证", r"铁证|确凿"),
        ("百分之百", r"百分之百|100\s?[%％]"),
        ("伪造", r"伪造"),
        ("匿名化", r"匿名化"),
        ("黑客", r"黑客"),
        ("肯定", r"肯定是|确定无疑|毫无疑问|无可置疑|必然是|排除合理怀疑"),
        ("防篡改", r"防篡改|不可篡改|无法篡改"),
        ("依法可采", r"具有?可采性|法院认可|依法可采"),
        ("某人的IP地址", r"(?:女士|先生|本人|发件人|账户持有人)的\s?IP"),
        ("位于", r"(?:IP|地址|电脑|计算机|设备)\s?位于(?!.{0,24}网络)"),
        ("有罪", r"有罪|无罪|清白"),
        ("违法", r"违法|违反法律|触犯"),
        ("很可能", r"很可能是|极有可能|大概率"),
        ("专家报告", r"(?<!不是)(?<!并非)专家报告"),
        ("称呼", r"您"),
    ),
}
_PATTERNS = {
    language: tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in rows)
    for language, rows in FORBIDDEN.items()
}
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[。！？]|[：；](?=（[一二三四五六七八九十]+）)")
"""Items of a Chinese law end with a semicolon; each counts by itself, as do the words before."""
_WORD = re.compile(r"[^\W_]+(?:[-'’./][^\W_]+)*|" + QUOTED)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_CHARACTER = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+(?:[-'’./][^\W_{_HAN}]+)*|{QUOTED}")
_LENGTHS = {
    "en": (_WORD, LONGEST_SENTENCE, "words"),
    "zh": (_CHARACTER, LONGEST_CHARACTERS, "characters"),
}
"""How the length of a sentence is counted, its limit, and what is counted; else as in English."""
_ITEM_OF_LAW = re.compile(r"\s*（[一二三四五六七八九十]+）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something our own words may not say: where, which rule, and the words around it."""

    where: str
    rule: str
    excerpt: str

    def __str__(self) -> str:
        return f"{self.where}: {self.rule}: {self.excerpt}"


def lint(words: str, *, where: str = "", language: str = "en") -> list[Problem]:
    """Check plain words; quoted evidence has to be replaced by :data:`QUOTED` before."""
    found = [
        Problem(where=where, rule=name, excerpt=words[max(0, m.start() - 30) : m.end() + 30])
        for name, pattern in _PATTERNS.get(language, ())
        for m in pattern.finditer(words)
    ]
    unit, longest, name = _LENGTHS.get(language, _LENGTHS["en"])
    for sentence in _SENTENCE_END.split(words):
        count = len(unit.findall(sentence))
        limit = LONGEST_ITEM if _ITEM_OF_LAW.match(sentence) else longest
        if count > limit:
            found.append(Problem(where=where, rule=f"{count} {name}", excerpt=sentence.strip()))
    return found


def lint_catalogue(sentences: Mapping[str, str], *, language: str = "en") -> list[Problem]:
    """Check every sentence of a catalogue; a placeholder counts as one quoted word."""
    found: list[Problem] = []
    for id_, words in sorted(sentences.items()):
        found += lint(PLACEHOLDER.sub(QUOTED, words), where=id_, language=language)
    return found


_INLINE = frozenset({"a", "abbr", "b", "bdi", "code", "em", "i", "small", "span", "strong", "time"})
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr"})


class _OurWords(HTMLParser):
    """Collects the text outside quoted evidence, block by block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth:
            self.depth += tag not in _VOID
            return
        if tag not in _INLINE:
            self.blocks.append("")
        quoted = tag == "time" or any(name == "data-evidence" for name, _ in attrs)
        if (quoted or tag in {"style", "script"}) and tag not in _VOID:
            self.depth = 1
            self.blocks[-1] += QUOTED if quoted else ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        self.depth = max(0, self.depth - 1)
        if tag not in _INLINE and not self.depth:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self.depth:
            self.blocks[-1] += data


def our_words(page: str) -> list[str]:
    """Return the blocks of our own words of an HTML page, quoted evidence replaced."""
    reader = _OurWords()
    reader.feed(page)
    reader.close()
    return [" ".join(block.split()) for block in reader.blocks if block.strip()]


def lint_html(page: str, *, language: str = "en") -> list[Problem]:
    """Check a rendered page: forbidden words everywhere, length in every block of our words."""
    found: list[Problem] = []
    for at, block in enumerate(our_words(page)):
        found += lint(block, where=f"block {at}", language=language)
    return found
