"""Tells how the text of an export is encoded, and keeps the way back to its bytes.

Order: byte order mark, pattern of zero bytes (UTF-16 without a mark, as message traces are
written), UTF-8, else Windows-1252 with a flag.
"""

from __future__ import annotations

import codecs
from mmap import mmap

from provenance.audit.source.memory import let_go
from provenance.basics.record import dataclass, field

PROBE = 65_536
"""Octets that decide whether text is UTF-16 without a mark."""
MOST_PROBED = 64 * 1024 * 1024
"""Octets that decide whether text is UTF-8."""
PIECE = 1024 * 1024

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """``name`` as Python knows it, octets of the byte order mark, and whether it was guessed."""

    name: str
    mark: int = 0
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcoded:
    """Text in UTF-8 for the readers, with the encoding of the file that its places count in.

    Text begins at ``start`` of ``data``. Where the file is UTF-16 it was made over into UTF-8, and
    :class:`Places` walks back; every other encoding keeps its bytes, which may be mapped.
    ``size`` counts the octets of a file that was made over.
    """

    encoding: Encoding
    start: int = 0
    size: int = 0
    data: bytes | mmap = field(repr=False)

    @property
    def wide(self) -> bool:
        """Whether offsets of ``data`` differ from those of the file."""
        return self.encoding.name.startswith("utf-16")

    @property
    def codec(self) -> str:
        """Codec of ``data``."""
        return "utf-8" if self.wide else self.encoding.name


def detect(head: bytes | mmap, *, whole: bool = True) -> Encoding:
    """Say how a text is encoded by its first octets; ``whole`` if there are no more than these."""
    first = head[:PROBE]
    for mark, name in _MARKS:
        if first.startswith(mark):
            return Encoding(name=name, mark=len(mark))
    wide = _zeros(first)
    if wide:
        return Encoding(name=wide, guessed=True)
    decoder = codecs.getincrementaldecoder("utf-8")()
    size = min(len(head), MOST_PROBED)
    try:
        # Piece by piece, so that the text of a large file is never held as a whole.
        for at in range(0, size, PIECE):
            decoder.decode(head[at : min(at + PIECE, size)])
            let_go(head, at, at + PIECE)
        decoder.decode(b"", final=whole and size == len(head))
    except UnicodeDecodeError:
        return Encoding(name="cp1252", guessed=True)
    return Encoding(name="utf-8")


def _zeros(head: bytes) -> str:
    """UTF-16 of mostly Latin text has a zero in every second octet, on one side only."""
    if len(head) < 8:
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most = len(head) // 2
    if odd * 10 >= most * 4 and even * 20 <= most:
        return "utf-16-le"
    if even * 10 >= most * 4 and odd * 20 <= most:
        return "utf-16-be"
    return ""


def transcode(content: bytes | mmap) -> Transcoded:
    """Make the text readable for the readers; never raises, damaged units become U+FFFD."""
    encoding = detect(content)
    if not encoding.name.startswith("utf-16"):
        return Transcoded(encoding=encoding, start=encoding.mark, data=content)
    text = content[encoding.mark :].decode(encoding.name, "replace")
    return Transcoded(encoding=encoding, size=len(content), data=text.encode("utf-8", "replace"))


class Places:
    """Walks from offsets in the readers' text to offsets in the file, in rising order."""

    def __init__(self, text: Transcoded) -> None:
        self._text = text
        self._at = 0
        self._there = text.encoding.mark

    def original(self, offset: int) -> int:
        """Offset in the file of ``offset`` in ``data``; offsets have to come in rising order."""
        if not self._text.wide:
            return offset
        if offset < self._at:
            self._at, self._there = 0, self._text.encoding.mark
        piece = self._text.data[self._at : offset]
        self._there += len(piece.decode("utf-8", "replace").encode(self._text.encoding.name))
        self._at = offset
        # An odd octet at the end reads as one character of two.
        return min(self._there, self._text.size)


__all__ = ["Encoding", "Places", "Transcoded", "detect", "transcode"]
