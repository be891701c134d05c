"""The forms in which an address can stand in a text, read back with the place of every character.

Each way gives a *view*: the decoded text, and for each of its characters where it began and ended
in the text as written. What is found in a view can then be replaced in the text itself.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import Final, NamedTuple

_PERCENT: Final = r"(?:%[0-9A-Fa-f]{2})+"
_ENTITY: Final = r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,24});"
_ESCAPE: Final = r"(?:\\u[0-9A-Fa-f]{4})+|\\x[0-9A-Fa-f]{2}|\\[nrt\"/\\]"
_SILENT: Final = r"[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]+|<wbr ?/?>"
_QUOTED: Final = r"=\r?\n|(?:=[0-9A-F]{2})+"
_QUOTED_LOOSE: Final = r"=\r?\n|(?:=[0-9A-Fa-f]{2})+"
_FOLD: Final = r"(?<=[\w.@%=+-])\r?\n[ \t]*(?=[\w.@%=+-])"
_TAG: Final = r"<!--[^<>]{0,200}-->|</?[a-zA-Z][\w:-]{0,30}(?:\s[^<>]{0,200})?/?>"

WAYS: Final = (
    re.compile(f"{_PERCENT}|{_ENTITY}|{_ESCAPE}|{_SILENT}"),
    re.compile(_QUOTED),
    re.compile(f"{_PERCENT}|{_ENTITY}|{_ESCAPE}|{_SILENT}|{_QUOTED}"),
)
"""Ways of writing that say what they mean; links, pages and JSON first, quoted-printable second."""
GUESSED: Final = (
    re.compile(f"{_FOLD}|{_SILENT}"),
    re.compile(f"{_FOLD}|{_QUOTED_LOOSE}|{_PERCENT}|{_ENTITY}|{_ESCAPE}|{_SILENT}"),
    re.compile(f"{_TAG}|{_FOLD}|{_PERCENT}|{_ENTITY}|{_QUOTED}|{_SILENT}"),
)
"""Ways in which only what is known already is looked for: lines joined, tags left out."""
_CERTAIN: Final = re.compile(f"{_PERCENT}|{_ENTITY}|{_ESCAPE}|{_SILENT}|{_QUOTED}")
_ANY: Final = re.compile(f"{_FOLD}|{_QUOTED_LOOSE}|{_PERCENT}|{_ENTITY}|{_ESCAPE}|{_SILENT}|{_TAG}")
_WORD: Final = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\r\n]{0,400})\?=")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/_-]{12,}(?:=?\r?\n[ \t]*[A-Za-z0-9+/_-]{4,})*={0,2}")
_HEX: Final = re.compile(r"(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}){8,}(?![0-9A-Fa-f])")
_MIXED: Final = re.compile(r"[^A-Z0-9]*[A-Z0-9][^A-Z0-9]*[A-Z0-9]")
_READABLE: Final = re.compile(r"[\t\r\n -~\u00a0-\U0010ffff]*\Z")
MAX_LAYERS: Final = 3


class View(NamedTuple):
    """A decoded text and, for each character of it, its first and last place as written."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` stands as written."""
        return self.starts[start], self.ends[end - 1]


def views(text: str, *, guess: bool) -> Iterator[View]:
    """Every decoded form of a text that differs from it."""
    if not (_ANY if guess else _CERTAIN).search(text):
        return
    seen = {text}
    certain = WAYS if _CERTAIN.search(text) else ()
    for way in (*certain, *GUESSED) if guess else certain:
        view = _plain(text)
        for _ in range(MAX_LAYERS):
            after = _decoded(view, way)
            if after is None:
                break
            view = after
            if view.text and view.text not in seen:
                seen.add(view.text)
                yield view


def _wide(data: bytes) -> str:
    """UTF-16 of a text that is mostly ASCII, in either order of bytes and from either byte."""
    readings = [
        data[begin : begin + (len(data) - begin) // 2 * 2].decode(order, "replace")
        for order in ("utf-16-le", "utf-16-be")
        for begin in (0, 1)
    ]
    best = max(readings, key=lambda one: sum(character.isascii() for character in one))
    plain = sum(character.isascii() for character in best)
    return best if len(best) > 8 and plain * 2 > len(best) and _READABLE.match(best) else ""


def coded_pieces(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Encoded words, Base64 and hexadecimal runs: their place, what they say, whether surely so.

    Adjacent encoded words are one text (RFC 2047 §6.2). A run of letters may be Base64 by chance,
    and from any of four beginnings.
    """
    if "=?" in text:
        yield from _encoded_words(text)
    if len(text) < 12:
        return
    for hit in _BASE64.finditer(text):
        # Base64 of any text has letters of both cases; most long words have not.
        if _MIXED.match(hit[0]):
            for means, surely in _from_base64(hit[0]):
                yield hit.start(), hit.end(), means, surely
    for hit in _HEX.finditer(text):
        data = bytes.fromhex(hit[0])
        yield hit.start(), hit.end(), *_as_text(data)


def _plain(text: str) -> View:
    return View(text, range(len(text)), range(1, len(text) + 1))


def _decoded(view: View, way: re.Pattern[str]) -> View | None:
    """One layer of a way undone, ``None`` where there is none."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for hit in way.finditer(view.text):
        means = _meaning(hit[0])
        if means == hit[0]:
            continue
        pieces += [view.text[at : hit.start()], means]
        starts += view.starts[at : hit.start()]
        ends += view.ends[at : hit.start()]
        first, last = view.starts[hit.start()], view.ends[hit.end() - 1]
        starts += [first] * len(means)
        ends += [last] * len(means)
        at = hit.end()
    if not at:
        return None
    pieces.append(view.text[at:])
    return View("".join(pieces), [*starts, *view.starts[at:]], [*ends, *view.ends[at:]])


_SHORT: Final = {"\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"', "\\/": "/", "\\\\": "\\"}


def _meaning(written: str) -> str:
    first = written[0]
    if first == "%":
        return _utf8(bytes.fromhex(written.replace("%", "")))
    if first == "&":
        return unescape(written)
    if first == "=":
        if written[-1] == "\n":
            return ""
        try:
            return bytes.fromhex(written.replace("=", "")).decode("utf-8")
        except UnicodeDecodeError:
            # `mailfrom=abby@...` is no quoted-printable: what is no text stays as it is written.
            return written
    if first == "\\":
        if written[1] in "ux":
            units = re.findall(r"\\[ux]([0-9A-Fa-f]+)", written)
            data = b"".join(int(unit, 16).to_bytes(2, "big") for unit in units)
            return data.decode("utf-16-be", "replace")
        return _SHORT[written]
    return ""


def _utf8(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _encoded_words(text: str) -> Iterator[tuple[int, int, str, bool]]:
    group: list[re.Match[str]] = []
    for hit in _WORD.finditer(text):
        if group and text[group[-1].end() : hit.start()].strip():
            yield _joined(group)
            group = []
        group.append(hit)
    if group:
        yield _joined(group)


def _joined(group: list[re.Match[str]]) -> tuple[int, int, str, bool]:
    data = b"".join(_word_bytes(hit[2], hit[3]) for hit in group)
    charset = group[0][1].partition("*")[0]
    try:
        means = data.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        means = _utf8(data)
    return group[0].start(), group[-1].end(), means, True


def _word_bytes(way: str, written: str) -> bytes:
    if way in "bB":
        try:
            return base64.b64decode(written + "=" * (-len(written) % 4))
        except (binascii.Error, ValueError):
            return b""
    spaced = written.replace("_", " ").encode("utf-8", "surrogateescape")
    return binascii.a2b_qp(spaced)


_LETTERS: Final = str.maketrans(
    {"-": "+", "_": "/", "=": None, "\r": None, "\n": None, " ": None, "\t": None}
)


def _from_base64(run: str) -> Iterator[tuple[str, bool]]:
    letters = run.translate(_LETTERS)
    for skip in range(4):
        whole = (len(letters) - skip) // 4 * 4
        rest = letters[skip + whole :]
        piece = letters[skip : skip + whole] + (rest.ljust(4, "=") if len(rest) > 1 else "")
        if piece:
            yield _as_text(binascii.a2b_base64(piece))


def _as_text(data: bytes) -> tuple[str, bool]:
    """Bytes as text: UTF-8, UTF-16 with or without its zero bytes; whether they surely are one."""
    if b"\0" in data and (wide := _wide(data)):
        return wide, True
    bare = data.replace(b"\0", b"") if b"\0" in data else data
    try:
        means = bare.decode("utf-8")
    except UnicodeDecodeError:
        return bare.decode("latin-1"), False
    return means, bool(_READABLE.match(means)) and len(means) > 8
