"""Address lists (RFC 5322 §3.4, groups included), read tolerantly and in linear time."""

from __future__ import annotations

import re

from provenance.basics import Address
from provenance.message.encoded_words import decode_text, shortened, visible

MAX_ADDRESSES = 10_000
MAX_LENGTH = 1_000
"""Characters of an address, and of a name; RFC 5321 §4.5.3.1.3 allows 256 for a path."""
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"?|[\s]+|[^\s"(),:;<>]+|.', re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)


def parse_addresses(value: str) -> tuple[Address, ...]:
    """Read the mailboxes of an address header field, group members included; never raises.

    ``spec`` is the addr-spec as written without comments and folding. Text that holds no address
    gives an :class:`Address` with ``spec`` "" and the text as ``display``. At most
    ``MAX_ADDRESSES`` are read.
    """
    return _Reader(value).read()


class _Reader:
    """One pass over the pieces of an address list."""

    def __init__(self, value: str) -> None:
        self.value = value
        self.found: list[Address] = []
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angle: list[str] | None = None
        self.closed = False
        self.has_at = False
        self.word_at = False

    def read(self) -> tuple[Address, ...]:
        value, at, size = self.value, 0, len(self.value)
        while at < size and len(self.found) < MAX_ADDRESSES:
            char = value[at]
            if char == "(":
                at = self._comment(at)
                continue
            piece = _PIECE.match(value, at)
            token = piece[0] if piece else char
            at += len(token)
            self._take(token)
        if len(self.found) < MAX_ADDRESSES:
            self._flush()
        return tuple(self.found)

    def _take(self, token: str) -> None:
        if token == "<" and self.angle is None:
            self.angle = []
        elif token == ">" and self.angle is not None:
            self.closed = True
        elif token in {",", ";"} and not self._inside_route():
            self._flush()
        elif token == ":" and self.angle is None and not self.word_at:
            # A group's name ends here (RFC 5322 §3.4); its members follow.
            self.words.clear()
            self.comments.clear()
        elif self.angle is not None and not self.closed:
            self.angle.append(token)
            self.has_at = self.has_at or "@" in token
        else:
            self.words.append(token)
            # Kept as a flag: looking through all words at every colon costs the square.
            self.word_at = self.word_at or ("@" in token and not token.startswith('"'))

    def _inside_route(self) -> bool:
        """Does a comma here stand between ``<`` and ``>`` (the latter may have been lost)?"""
        if self.angle is None or self.closed:
            return False
        return "".join(self.angle[:1]).startswith("@") or not self.has_at

    def _comment(self, at: int) -> int:
        """Skip a comment with its nested ones; its text may serve as display name."""
        value, depth, start = self.value, 0, at
        while at < len(value):
            char = value[at]
            if char == "\\":
                at += 1
            elif char == "(":
                depth += 1
            elif char == ")":
                depth -= 1
                if not depth:
                    break
            at += 1
        self.comments.append(value[start + 1 : at])
        return at + 1

    def _flush(self) -> None:
        """Make an address of what was gathered since the last separator."""
        words, angle, comments = self.words, self.angle, self.comments
        self.words, self.angle, self.comments = [], None, []
        self.closed = self.has_at = self.word_at = False
        if angle is not None:
            spec = _route_free("".join(piece for piece in angle if not piece.isspace()))
            display = _phrase(words)
            if "@" not in spec and display.count("@") == 1 and " " not in display and not spec:
                spec, display = display, ""
        else:
            spec, display = _bare(words)
        if not display and comments:
            display = decode_text(_QUOTED_PAIR.sub(r"\1", comments[-1])).strip()
        if spec or display:
            self.found.append(
                Address(
                    spec=shortened(visible(spec), MAX_LENGTH),
                    display=shortened(display, MAX_LENGTH),
                )
            )


def _route_free(spec: str) -> str:
    """Drop an obsolete source route ``@a,@b:`` (RFC 5322 §4.4)."""
    if spec.startswith("@") and ":" in spec:
        return spec.partition(":")[2]
    return spec


def _bare(words: list[str]) -> tuple[str, str]:
    """Address without angle brackets: the pieces around the ``@`` are it, the rest is a name."""
    joined = "".join(words).strip()
    if "@" not in joined:
        return "", _phrase(words)
    if not any(word.isspace() for word in words[1:-1]) or joined.startswith('"'):
        return "".join(word for word in words if not word.isspace()), ""
    pieces = joined.split()
    for index, piece in enumerate(pieces):
        if "@" not in piece:
            continue
        first, last = index, index + 1
        if piece.startswith("@") and index:
            first -= 1
        if piece.endswith("@") and last < len(pieces):
            last += 1
        rest = " ".join(pieces[:first] + pieces[last:])
        return "".join(pieces[first:last]), decode_text(rest)
    return joined, ""


def _phrase(words: list[str]) -> str:
    """Display name: quoted strings opened, runs of white space made one blank, words decoded."""
    out: list[str] = []
    for word in words:
        if word.startswith('"'):
            out.append(_QUOTED_PAIR.sub(r"\1", word[1:].removesuffix('"')))
        else:
            out.append(" " if word.isspace() else word)
    return decode_text("".join(out)).strip()
