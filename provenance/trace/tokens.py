"""Split the value of a Received field into clauses, comments and date (RFC 5321 §4.4).

One linear pass; nothing is dropped: the segments tile the value exactly, and what fits nowhere
is a ``REMAINDER`` segment.
"""

from __future__ import annotations

import re

from provenance.basics import Instant, State, Value
from provenance.decoders import date_time
from provenance.trace.records import Segment, SegmentKind

LONGEST_DATE = 200
"""Characters of a date without ``;`` that are searched at the end of a value."""

DATE_TRIES = 3
"""How many of the last ``;`` are tried as the start of the date."""

_BLANK = " \t\r\n\f\v"
# Comment without nesting | blank | semicolon | stray parenthesis | word. A quotation is one word
# only as a local part ("a b"@x): otherwise one quotation mark in a HELO would swallow the rest.
_TOKEN = re.compile(
    rf"(?P<comment>\([^()\\]*\))|(?P<space>[{_BLANK}]+)|(?P<semicolon>;)|(?P<paren>[()])"
    rf'|(?P<word>(?:"[^"\\]*"(?=@)|[^{_BLANK};()])++)'
)
_PAREN = re.compile(r"\\.|[()]", re.DOTALL)
_KEYWORDS = {
    "from": SegmentKind.FROM,
    "by": SegmentKind.BY,
    "via": SegmentKind.VIA,
    "with": SegmentKind.WITH,
    "id": SegmentKind.ID,
    "for": SegmentKind.FOR,
}
_DATE_START = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)?,?|\d{1,2}|\d{4}-\d\d-\d\d", re.IGNORECASE
)


class Clause:
    """One clause: its words, the comments after it, and words that follow a comment.

    ``start`` and ``end`` bound the words of the value, in characters.
    """

    __slots__ = ("after", "comments", "end", "keyword", "start", "value")

    def __init__(self, keyword: str) -> None:
        self.keyword = keyword
        self.start = self.end = 0
        self.value = ""
        self.comments: list[str] = []
        self.after: list[str] = []


class Split:
    """A Received value taken apart; what dialects read.

    ``clauses`` holds the first clause of each keyword, ``repeated`` further ones in order.
    ``leading`` are comments before the first clause. Comments are without their parentheses.
    """

    __slots__ = (
        "clauses",
        "comments",
        "leading",
        "remainder",
        "remarks",
        "repeated",
        "segments",
        "time",
        "value",
    )

    def __init__(self, value: str) -> None:
        self.value = value
        self.clauses: dict[str, Clause] = {}
        self.repeated: list[Clause] = []
        self.leading: list[str] = []
        self.comments: list[str] = []
        self.time: Value[Instant] = State.ABSENT
        self.segments: list[Segment] = []
        self.remainder: list[str] = []
        self.remarks: list[str] = []

    def text(self, keyword: str) -> str:
        """Value of a clause, "" if it is missing."""
        clause = self.clauses.get(keyword)
        return clause.value if clause else ""

    def comments_of(self, keyword: str) -> list[str]:
        """Comments directly after a clause, in order."""
        clause = self.clauses.get(keyword)
        return clause.comments if clause else []


Token = tuple[str, int, int]
"""Kind (``word``, ``comment``, ``space``, ``semicolon``, ``paren``), start and end."""


def scan(value: str) -> list[Token]:
    """Tokens that tile the value; nested comments are one token. Linear in its length."""
    tokens: list[Token] = []
    closing: dict[int, int] | None = None
    position, length = 0, len(value)
    match = _TOKEN.match
    while position < length:
        found = match(value, position)
        kind = (found.lastgroup if found else None) or "word"
        end = found.end() if found else position + 1
        if kind == "paren":
            if closing is None:
                closing = _closing(value)
            end = closing.get(position, position) + 1
            kind = "comment" if end > position + 1 else "paren"
        tokens.append((kind, position, end))
        position = end
    return tokens


def _closing(value: str) -> dict[int, int]:
    """Position of the closing parenthesis of each opening one that has one (RFC 5322 §3.2.2)."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for mark in _PAREN.finditer(value):
        sign = mark.group()
        if sign == "(":
            stack.append(mark.start())
        elif sign == ")" and stack:
            pairs[stack.pop()] = mark.start()
    return pairs


def split_received(value: str) -> Split:
    """Take one Received value apart.

    Args:
        value: the unfolded value of the field.

    Returns:
        Clauses, comments and date; ``segments`` tile ``value``. Oddities are in ``remarks``:
        ``no-semicolon``, ``date-not-last``, ``unbalanced-parenthesis``, ``repeated-clause``,
        ``empty-clause``, ``clause-order``.
    """
    tokens = scan(value)
    result = Split(value)
    first, last = _find_date(value, tokens, result)
    walker = _Walker(result)
    for index, token in enumerate(tokens):
        if first <= index < last:
            walker.date(token)
        else:
            walker.clause(token)
    walker.close()
    return result


def _find_date(value: str, tokens: list[Token], result: Split) -> tuple[int, int]:
    """Token range ``[first, last)`` of the date; sets ``result.time``."""
    ends = [index for index, token in enumerate(tokens) if token[0] == "semicolon"]
    if not ends:
        return _find_trailing_date(value, tokens, result)
    stop = len(tokens)
    for tries, index in enumerate(reversed(ends[-DATE_TRIES:])):
        end = tokens[stop - 1][2] if stop > index + 1 else tokens[index][2]
        time = date_time(value[tokens[index][2] : end])
        if isinstance(time, Instant):
            result.time = time
            if tries:
                result.remarks.append("date-not-last")
            return index + 1, stop
        stop = index
    last = ends[-1]
    if any(token[0] == "word" for token in tokens[last + 1 :]):
        result.time = State.UNPARSABLE
    return last + 1, len(tokens)


def _find_trailing_date(value: str, tokens: list[Token], result: Split) -> tuple[int, int]:
    """Find a date at the end of a value that has no ``;`` (SendGrid and others leave it out)."""
    starts = [
        index
        for index, token in enumerate(tokens)
        if token[0] == "word" and token[1] > len(value) - LONGEST_DATE
    ]
    for index in starts[-9:]:
        start = tokens[index][1]
        if not _DATE_START.fullmatch(value[start : tokens[index][2]]):
            continue
        time = date_time(value[start:])
        if isinstance(time, Instant):
            result.time = time
            result.remarks.append("no-semicolon")
            return index, len(tokens)
    return len(tokens), len(tokens)


class _Walker:
    """Assigns each token to a clause and writes the segments."""

    __slots__ = ("_after_comment", "_clause", "_kind", "_segments", "_split")

    def __init__(self, split: Split) -> None:
        self._split = split
        self._segments = split.segments
        self._clause: Clause | None = None
        self._kind = SegmentKind.REMAINDER
        self._after_comment = False

    def close(self) -> None:
        """Fill in the value of the clause that ends here."""
        if self._clause:
            self._clause.value = self._split.value[self._clause.start : self._clause.end]

    def date(self, token: Token) -> None:
        """Take a token of the date."""
        kind, start, end = token
        if kind == "space":
            self._segment(SegmentKind.SPACE, start, end)
        elif kind == "comment":
            self._split.comments.append(self._split.value[start + 1 : end - 1])
            self._segment(SegmentKind.COMMENT, start, end)
        else:
            self._segment(SegmentKind.DATE, start, end)

    def clause(self, token: Token) -> None:
        """Take a token before the date."""
        kind, start, end = token
        if kind == "space":
            self._segment(SegmentKind.SPACE, start, end)
        elif kind == "word":
            self._word(start, end)
        elif kind == "comment":
            self._comment(start, end)
        elif kind == "semicolon":
            self._segment(SegmentKind.PUNCTUATION, start, end)
        else:
            self._note("unbalanced-parenthesis")
            self._rest(start, end)

    def _comment(self, start: int, end: int) -> None:
        text = self._split.value[start + 1 : end - 1]
        self._split.comments.append(text)
        if self._clause is None:
            self._split.leading.append(text)
        else:
            self._clause.comments.append(text)
        self._after_comment = True
        self._segment(SegmentKind.COMMENT, start, end)

    def _word(self, start: int, end: int) -> None:
        word = self._split.value[start:end]
        low = word.lower() if end - start <= 4 else ""
        clause = self._clause
        # "with ESMTP with STARTTLS" is one value; elsewhere a second keyword is a second clause.
        after_with = clause is not None and clause.keyword == "with"
        if low in _KEYWORDS and (self._after_comment or not (low == "with" and after_with)):
            self._open(low, start, end)
        elif low == "tls" and after_with and self._after_comment:
            # Registered clause of Exim (RFC 8314 §4.3): the cipher, after the version's comment.
            self._open(low, start, end)
        elif clause is None:
            self._rest(start, end)
        elif self._after_comment:
            clause.after.append(word)
            self._rest(start, end)
        else:
            if not clause.end:
                clause.start = start
            clause.end = end
            if self._kind is SegmentKind.REMAINDER:
                self._rest(start, end)
            else:
                self._segment(self._kind, start, end)

    def _open(self, keyword: str, start: int, end: int) -> None:
        """Begin a clause; one that repeats or stands out of order is kept, but not believed."""
        split, old = self._split, self._clause
        if old and not old.end and not self._after_comment:
            self._note("empty-clause")
        self.close()
        new = Clause(keyword)
        repeated = keyword in split.clauses
        if repeated or (keyword == "from" and split.clauses):
            self._note("repeated-clause" if repeated else "clause-order")
            split.repeated.append(new)
            self._kind = SegmentKind.REMAINDER
            self._rest(start, end)
        else:
            split.clauses[keyword] = new
            self._kind = _KEYWORDS.get(keyword, SegmentKind.WITH)
            self._segment(SegmentKind.KEYWORD, start, end)
        self._clause = new
        self._after_comment = False

    def _rest(self, start: int, end: int) -> None:
        self._split.remainder.append(self._split.value[start:end])
        self._segment(SegmentKind.REMAINDER, start, end)

    def _note(self, remark: str) -> None:
        if remark not in self._split.remarks:
            self._split.remarks.append(remark)

    def _segment(self, kind: SegmentKind, start: int, end: int) -> None:
        self._segments.append(Segment(kind=kind, start=start, end=end))
