"""The plain form of a Received value, taken apart at one go.

Nearly all lines are clauses in words and comments, each clause once, a semicolon and a date. Such a
line needs no token by token reading. Whatever is odd about a line is left to
:func:`~provenance.trace.tokens.split_received`; where both read a line, they read the same.
"""

from __future__ import annotations

import re

from provenance.basics import Instant
from provenance.decoders import date_time
from provenance.trace.tokens import KEYWORDS, LONGEST, ONE_WORD, Clause, Split

# Words without quotations and escapes, then comments, nested once at most.
_COMMENT = r"\([^()\\]*+(?:\([^()\\]*+\)[^()\\]*+)*+\)"
_STRETCH = re.compile(rf"([\t !#-'*-:<-\[\]-~]*+)((?:{_COMMENT}[ \t]*+)*+)")
_COMMENTS = re.compile(_COMMENT)
# Exim's "tls" and what else is a keyword only in some places is left to the long way.
_PLAIN = frozenset({"from", "by", "via", "with", "id", "for"})


def split_plain(value: str) -> Split | None:
    """Take a Received value of the plain form apart; ``None`` for any other."""
    semicolon = value.rfind(";")
    if semicolon < 1 or len(value) > LONGEST or value[0] in " \t\r\n\f\v" or "Received:" in value:
        return None
    stretches = _STRETCH.findall(value, 0, semicolon)
    # What neither word nor comment could take, other semicolons too, is missing in the sum.
    if sum([len(words) + len(comments) for words, comments in stretches]) != semicolon:
        return None
    split = Split(value, 0)
    for words, comments in stretches[:-1]:  # the last find is empty
        clause = _clauses(split.clauses, words)
        if clause is None:
            return None
        if comments:
            _comments(split, clause, comments)
    if not _finish(split.clauses) or not _date(split, value[semicolon + 1 :]):
        return None
    return split


def _clauses(clauses: dict[str, Clause], text: str) -> Clause | None:
    """Take the clauses of a stretch of words, which begins with a keyword; gives the last one."""
    clause: Clause | None = None
    for word in text.split():
        keyword = KEYWORDS.get(word)
        if keyword is None:
            if clause is None:
                return None
            clause.words.append(word)
        elif keyword in clauses or keyword not in _PLAIN or (keyword == "from" and clauses):
            return None
        else:
            clause = clauses[keyword] = Clause(keyword)
    return clause


def _finish(clauses: dict[str, Clause]) -> bool:
    """Set the values of the clauses; false if one has too few or too many words."""
    for keyword, clause in clauses.items():
        words = clause.words
        if len(words) == 1:
            clause.value = words[0]
        elif not words or keyword in ONE_WORD:
            return False
        else:
            clause.value = " ".join(words)
    return True


def _comments(split: Split, clause: Clause, text: str) -> None:
    """Add the comments of a stretch to the clause before them."""
    texts = [text] if text.count("(") == 1 else _COMMENTS.findall(text)
    found = [each.rstrip(" \t")[1:-1] for each in texts]
    clause.comments += found
    split.comments += found


def _date(split: Split, text: str) -> bool:
    """Take the date, with one comment at most."""
    time = date_time(text)
    if not isinstance(time, Instant):
        return False
    split.time = time
    if "(" in text or ")" in text:
        first, last = text.find("("), text.find(")")
        if "\\" in text or first != text.rfind("(") or last != text.rfind(")") or last < first:
            return False
        split.comments.append(text[first + 1 : last])
    return True
