"""Split the value of a Received field into clauses, comments and date (RFC 5321 §4.4).

One linear pass; nothing is dropped: the segments tile the value exactly, and what fits nowhere
is a ``REMAINDER`` segment. The common line takes the short way (two calls of a regular
expression, one loop over words); nested comments, odd semicolons and missing dates the long one.
"""

from __future__ import annotations

import re
from itertools import product

from provenance.basics import Instant, State, Value
from provenance.decoders import date_time
from provenance.trace.records import SegmentKind
from provenance.trace.segments import Piece, Pieces, Segments

LONGEST = 100_000
"""Characters of a value that are taken apart; what stands behind them is kept as one remainder."""

LONGEST_DATE = 200
"""Characters of a date without ``;`` that are searched at the end of a value."""

DATE_TRIES = 3
"""How many of the last ``;`` are tried as the start of the date."""

DATE_WORDS = 9
"""Words that a date may have, comments among them."""

_BLANK = " \t\r\n\f\v"
# A quotation is one word only as a local part ("a b"@x): otherwise one quotation mark in a HELO
# would swallow the rest.
_WORD = rf'(?:[^{_BLANK};()"]++|"[^"\\]*+"(?=@)|")++'
# Comment (nested once; deeper ones take the long way) | semicolon | stray parenthesis | word;
# then the blanks after it. Possessive, so that no position is read twice.
_PIECE = re.compile(rf"(\([^()\\]*+(?:\([^()\\]*+\)[^()\\]*+)*+\)|;|[()]|{_WORD})([{_BLANK}]*+)")
_TOKEN = re.compile(
    rf"(?P<comment>\([^()\\]*\))|(?P<space>[{_BLANK}]+)|(?P<semicolon>;)|(?P<paren>[()])"
    rf"|(?P<word>{_WORD})"
)
_PAREN = re.compile(r"\\.|[()]", re.DOTALL)
_DATE_START = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun)?,?|\d{1,2}|\d{4}-\d\d-\d\d", re.IGNORECASE
)
# ``Tue Mar 28 14:34:34 2006.`` and ``28 Mar 2006 14:34:34``: the zone is missing.
_NO_ZONE = re.compile(
    r"(?:[a-z]{3},? )?(?:[a-z]{3} +\d{1,2} \d\d:\d\d:\d\d \d{4}"
    r"|\d{1,2} [a-z]{3} \d{4} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[ t]\d\d:\d\d:\d\d)\.?",
    re.IGNORECASE,
)
_SWALLOWED = re.compile(rf"(?<=[{_BLANK}])Received:(?=[{_BLANK}])")

_KINDS = {
    "from": SegmentKind.FROM,
    "by": SegmentKind.BY,
    "via": SegmentKind.VIA,
    "with": SegmentKind.WITH,
    "id": SegmentKind.ID,
    "for": SegmentKind.FOR,
    # Not of the grammar, but of servers: Exim (RFC 8314 §4.3), Haraka, Microsoft's SMTPSVC.
    "tls": SegmentKind.WITH,
    "envelope-from": SegmentKind.ENVELOPE,
    "envelope-sender": SegmentKind.ENVELOPE,
    "over": SegmentKind.WITH,
}
# In every mix of case, so that a word needs one look-up.
KEYWORDS = {
    "".join(letters): word
    for word in ("from", "by", "via", "with", "id", "for")
    for letters in product(*((letter, letter.upper()) for letter in word))
} | {word: word for word in ("tls", "envelope-from", "envelope-sender", "over")}
_LONE = frozenset({"(", ")"})
_MARKS = frozenset({"(", ")", ";"})
ONE_WORD = frozenset({"id", "for", "tls", "envelope-from", "envelope-sender"})

_KEYWORD, _COMMENT, _REMAINDER, _DATE, _PUNCTUATION = (
    SegmentKind.KEYWORD,
    SegmentKind.COMMENT,
    SegmentKind.REMAINDER,
    SegmentKind.DATE,
    SegmentKind.PUNCTUATION,
)


class Clause:
    """One clause: its words, the comments after it, and words that follow a comment.

    ``value`` are the words with single blanks between them.
    """

    __slots__ = ("after", "comments", "keyword", "value", "words")

    def __init__(self, keyword: str) -> None:
        self.keyword = keyword
        self.value = ""
        self.words: list[str] = []
        self.comments: list[str] = []
        self.after: list[str] = []


class Split:
    """A Received value taken apart; what dialects read.

    ``clauses`` holds the first clause of each keyword, ``repeated`` further ones in order.
    ``leading`` are comments before the first clause, ``preamble`` words before it. Comments are
    without their parentheses.
    """

    __slots__ = (
        "clauses",
        "comments",
        "kinds",
        "lead",
        "leading",
        "pieces",
        "preamble",
        "remainder",
        "remarks",
        "repeated",
        "time",
        "value",
    )

    def __init__(self, value: str, lead: int) -> None:
        self.value = value
        self.clauses: dict[str, Clause] = {}
        self.repeated: list[Clause] = []
        self.leading: list[str] = []
        self.preamble: list[str] = []
        self.comments: list[str] = []
        self.time: Value[Instant] = State.ABSENT
        self.lead = lead
        self.pieces: list[Piece] = []
        self.kinds: list[SegmentKind] = []
        self.remainder: list[str] = []
        self.remarks: list[str] = []

    @property
    def segments(self) -> Segments:
        """Segments that tile the value."""
        return Segments(self.value, pieces_of)

    def text(self, keyword: str) -> str:
        """Value of a clause, "" if it is missing."""
        clause = self.clauses.get(keyword)
        return clause.value if clause else ""

    def comments_of(self, keyword: str) -> list[str]:
        """Comments directly after a clause, in order."""
        clause = self.clauses.get(keyword)
        return clause.comments if clause else []

    def note(self, remark: str) -> None:
        """Add a remark once."""
        if remark not in self.remarks:
            self.remarks.append(remark)


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
        ``no-semicolon``, ``date-not-last``, ``text-after-date``, ``unbalanced-parenthesis``,
        ``repeated-clause``, ``empty-clause``, ``clause-order``, ``second-field-inside``,
        ``too-long``.
    """
    bare = value.lstrip(_BLANK)
    lead = len(value) - len(bare)
    semicolon = bare.rfind(";")
    if semicolon > 0 and len(bare) <= LONGEST and "Received:" not in bare:
        time = date_time(bare[semicolon + 1 :])
        if isinstance(time, Instant):
            result = Split(value, lead)
            result.time = time
            if _clauses(result, _PIECE.findall(bare, 0, semicolon), short=True) and _date(
                result, _PIECE.findall(bare, semicolon)
            ):
                return result
    result = Split(value, lead)
    _long_way(result, bare)
    return result


def pieces_of(value: str) -> Pieces:
    """Leading blanks, pieces and kinds of a value, for its segments."""
    split = split_received(value)
    return split.lead, split.pieces, split.kinds


def _date(result: Split, pieces: list[Piece]) -> bool:
    """Take the pieces of the date: its semicolon, words and comments."""
    result.pieces += pieces
    for word, _ in pieces:
        if word in _LONE:
            return False
        if word[0] == "(" and len(word) > 1:
            result.comments.append(word[1:-1])
            result.kinds.append(_COMMENT)
        else:
            result.kinds.append(_PUNCTUATION if word == ";" else _DATE)
    return True


# ------------------------------------------------------------------- clauses


def _clauses(result: Split, pieces: list[Piece], *, short: bool = False) -> bool:
    """Assign words and comments to clauses.

    On the short way a lone parenthesis ends the attempt: comments nest deeper there, have
    escapes or do not close.
    """
    clauses, kinds, comments = result.clauses, result.kinds, result.comments
    clause: Clause | None = None
    kind = _REMAINDER
    takes = False  # whether further words belong to the clause
    for word, _ in pieces:
        keyword = KEYWORDS.get(word)
        if keyword is not None and _opens(keyword, clause, takes=takes):
            if clause is not None and takes and not clause.words:
                result.note("empty-clause")
            clause, kind = _open(result, keyword, word)
            takes = True
        elif word[0] == "(" and len(word) > 1:
            text = word[1:-1]
            comments.append(text)
            (result.leading if clause is None else clause.comments).append(text)
            kinds.append(_COMMENT)
            # ``with (CIPHER encrypted) SMTP``: the protocol may stand behind a comment.
            takes = takes and kind is SegmentKind.WITH and not (clause and clause.words)
        elif takes and clause is not None and word not in _MARKS:
            clause.words.append(word)
            kinds.append(kind)
            if kind is _REMAINDER:
                result.remainder.append(word)
            if clause.keyword in ONE_WORD and (word[-1] == ">" or clause.words[0][0] != "<"):
                takes = False
        elif short and word in _LONE:
            return False
        else:
            _outside(result, clause, word)
            takes = False
    for each in (*clauses.values(), *result.repeated):
        each.value = each.words[0] if len(each.words) == 1 else " ".join(each.words)
    result.pieces += pieces
    return True


def _outside(result: Split, clause: Clause | None, word: str) -> None:
    """Take a piece that belongs to no clause."""
    if word == ";":
        result.kinds.append(_PUNCTUATION)
        return
    if word in _LONE:
        result.note("unbalanced-parenthesis")
    elif clause is None:
        result.preamble.append(word)
    else:
        clause.after.append(word)
    result.remainder.append(word)
    result.kinds.append(_REMAINDER)


def _opens(keyword: str, clause: Clause | None, *, takes: bool) -> bool:
    """Whether a keyword begins a clause here, or is a word of the one before.

    ``with ESMTP with STARTTLS`` is one value; ``tls`` (RFC 8314 §4.3) stands behind a clause that
    is complete; ``over`` ends the name of a host.
    """
    before = clause.keyword if clause else ""
    if before == "with" and takes and clause and clause.words and clause.words[-1][0] == "[":
        # ``esmtpsa [Authenticated ID (47)]``: inside brackets that are still open.
        return "]" in clause.words[-1]
    if keyword == "with":
        return not (takes and before == "with")
    if keyword == "tls":
        return before != "" and not takes
    if keyword == "over":
        return before == "by"
    if keyword in {"envelope-from", "envelope-sender"}:
        return clause is not None
    return True


def _open(result: Split, keyword: str, written: str) -> tuple[Clause, SegmentKind]:
    """Begin a clause; one that repeats or stands out of order is kept, but not believed."""
    new = Clause(keyword)
    clauses = result.clauses
    repeated = keyword in clauses
    if repeated or (keyword == "from" and clauses):
        result.note("repeated-clause" if repeated else "clause-order")
        result.repeated.append(new)
        result.remainder.append(written)
        result.kinds.append(_REMAINDER)
        return new, _REMAINDER
    clauses[keyword] = new
    result.kinds.append(_KEYWORD)
    return new, _KINDS[keyword]


# ------------------------------------------------------------------- the long way


def _long_way(result: Split, text: str) -> None:
    """Read a value with nested comments, odd semicolons, or no date at the end."""
    rest = ""
    if len(text) > LONGEST:
        text, rest = text[:LONGEST], text[LONGEST:]
        result.note("too-long")
    inner = _SWALLOWED.search(text)
    if inner:
        # A second field, its line end lost: it is kept, and not believed.
        text, rest = text[: inner.start()], text[inner.start() :] + rest
        result.note("second-field-inside")
    pieces = _merged(text)
    first, last = _find_date(pieces, result)
    _clauses(result, pieces[:first])
    _date_words(result, pieces[first:last])
    if last < len(pieces):
        _clauses(result, pieces[last:])
    if rest:
        result.pieces.append((rest, ""))
        result.kinds.append(_REMAINDER)
        result.remainder.append(rest)


def _merged(text: str) -> list[Piece]:
    """Pieces in which a comment is one piece, however deep it nests."""
    pieces: list[Piece] = []
    for kind, start, end in scan(text):
        if kind == "space" and pieces:
            pieces[-1] = (pieces[-1][0], text[start:end])
        else:
            pieces.append((text[start:end], ""))
    return pieces


def _date_words(result: Split, pieces: list[Piece]) -> None:
    """Take the pieces between the semicolon and the end of the date."""
    result.pieces += pieces
    for word, _ in pieces:
        if word[0] == "(" and len(word) > 1:
            result.comments.append(word[1:-1])
            result.kinds.append(_COMMENT)
        else:
            result.kinds.append(_DATE)


def _joined(pieces: list[Piece]) -> str:
    return "".join(word + blanks for word, blanks in pieces)


def _find_date(pieces: list[Piece], result: Split) -> tuple[int, int]:
    """Range ``[first, last)`` of the pieces of the date; sets ``result.time``."""
    ends = [index for index, piece in enumerate(pieces) if piece[0] == ";"]
    if not ends:
        return _find_trailing_date(pieces, result)
    stop = len(pieces)
    for tries, index in enumerate(reversed(ends[-DATE_TRIES:])):
        last = _dated(pieces, index + 1, stop, result)
        if last:
            if tries:
                result.note("date-not-last")
            return index + 1, last
        stop = index
    after = pieces[ends[-1] + 1 :]
    if any(word[0] not in "()" for word, _ in after):
        result.time = State.UNPARSABLE
    return ends[-1] + 1, len(pieces)


def _dated(pieces: list[Piece], first: int, stop: int, result: Split) -> int:
    """End of the date that begins at a piece, 0 if none does; text may follow it."""
    time = date_time(_joined(pieces[first:stop]))
    if isinstance(time, Instant):
        result.time = time
        return stop
    for last in range(first + 4, min(first + DATE_WORDS, stop - 1) + 1):
        time = date_time(_joined(pieces[first:last]))
        if isinstance(time, Instant):
            result.time = time
            result.note("text-after-date")
            after = (at for at in range(last, stop) if pieces[at][0][0] != "(")
            return next(after, stop)
    return 0


def _find_trailing_date(pieces: list[Piece], result: Split) -> tuple[int, int]:
    """Find a date at the end of a value that has no ``;`` (SendGrid and others leave it out)."""
    end = len(pieces)
    for first in range(max(0, end - DATE_WORDS), end):
        text = _joined(pieces[first:])
        if len(text) > LONGEST_DATE or not _DATE_START.fullmatch(pieces[first][0]):
            continue
        time = date_time(text)
        if isinstance(time, Instant) or _NO_ZONE.fullmatch(text):
            # Without a zone it is a date still, not a word of the clause before it.
            result.time = time
            result.note("no-semicolon")
            return first, end
    return end, end
