"""Splits a header section into fields whose spans tile it exactly (RFC 5322 §2.2).

Reading is tolerant and linear: a line that is no field becomes a field without a name, so that
no byte is lost, and what is odd is listed as a defect. Lines end at LF (CRLF or bare LF); a
bare CR is content.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from itertools import accumulate, pairwise

from provenance.basics import Span
from provenance.basics.record import dataclass
from provenance.message.fields import Fields
from provenance.message.records import Defect, DefectKind

MAX_FIELDS = 10_000
MAX_DEFECTS = 500
LINE_LIMIT = 998
"""RFC 5322 §2.1.1: characters of a line without its line end."""
JUNK_RUN = 3
"""So many lines that are no field may stand between fields before they count as the body."""

FIELD = re.compile(rb"([^\x00-\x20:\x7f]{1,256})([ \t]*):")
# A field of the plain form with its folded lines, every line ended; and as many of them as stand
# one behind the other. What is odd about a name, and what could be a boundary, goes the long way.
_PLAIN = re.compile(rb"([!-,.-9;-~][!-9;-~]{0,255}:)([^\n]*+\n(?:[ \t][^\n]*+\n)*+)")
_PLAIN_RUN = re.compile(rb"(?:[!-,.-9;-~][!-9;-~]{0,255}:[^\n]*+\n(?:[ \t][^\n]*+\n)*+)++")
_BARE_CR = re.compile(rb"\r(?!\n)")
_END = re.compile(rb"\n\r*\n")
_MBOX = re.compile(rb">?From (?![ \t]*:)")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderSection:
    """Fields of a header section, where it ends, and where the body begins.

    ``end`` is the end of the last field, ``body`` the first byte after the empty line (equal to
    ``end`` if there is none). Offsets count in the bytes that were given.
    """

    fields: Fields
    defects: tuple[Defect, ...]
    end: int
    body: int


def is_blank(raw: bytes, start: int, end: int) -> bool:
    """Is the line ``[start, end)`` empty, its line end (also a doubled CR) left aside?"""
    first = raw[start]
    return first == 10 or (first == 13 and not raw[start:end].strip(b"\r\n"))


def line_end(raw: bytes, start: int, stop: int) -> int:
    """First byte after the line that begins at ``start``."""
    found = raw.find(b"\n", start, stop)
    return stop if found < 0 else found + 1


class Collector:
    """Gathers fields and defects while a reader walks over the lines of ``raw``.

    A field is kept as its head (see :class:`Fields`), its first byte and its first line; ``starts``
    and ``lines`` have one entry more, for what comes next.
    """

    def __init__(self, raw: bytes, start: int, line: int) -> None:
        self.raw = raw
        self.heads: list[bytes] = []
        self.starts = [start]
        self.lines = [line]
        self.defects: list[Defect] = []

    @property
    def line(self) -> int:
        """Number of the line that comes next."""
        return self.lines[-1]

    def defect(self, kind: DefectKind, start: int, end: int, line: int, detail: str = "") -> None:
        """Note one defect; beyond the cap only the first of the overflow is kept."""
        if len(self.defects) < MAX_DEFECTS:
            span = Span(start=start, end=end)
            self.defects.append(Defect(kind=kind, span=span, line=line, detail=detail))

    def add(self, value: int, end: int, lines: int) -> None:
        """Append the next field, its value ``[value, end)``, of ``lines`` lines."""
        self.heads.append(self.raw[self.starts[-1] : value])
        self.starts.append(end)
        self.lines.append(self.lines[-1] + lines)

    def add_plain(self, found: Sequence[tuple[bytes, bytes]]) -> None:
        """Append fields that lie one behind the other, each as head and value."""
        sizes = [len(head) + len(value) for head, value in found]
        breaks = [value.count(b"\n") for _, value in found]
        self.heads += [head for head, _ in found]
        self.starts += accumulate(sizes, initial=self.starts.pop())
        self.lines += accumulate(breaks, initial=self.lines.pop())

    def section(self, body: int, values: dict[int, str] | None = None) -> HeaderSection:
        """What was gathered; ``values`` replaces values by the index of their field."""
        return HeaderSection(
            fields=Fields(self.raw, self.heads, self.starts, self.lines, values),
            defects=tuple(self.defects),
            end=self.starts[-1],
            body=body,
        )


def read_header(
    raw: bytes,
    start: int = 0,
    stop: int | None = None,
    *,
    line: int = 1,
    stops: Container[bytes] = (),
    top: bool = True,
) -> HeaderSection:
    """Read the header section that begins at ``start``; never raises.

    ``stops`` are boundary lines (``--x`` without line end) that end it at once, ``line`` is the
    number of the first line, ``top`` says that it begins a message: only there may an mbox
    ``From `` line, a byte order mark or blank lines come before the first field.
    """
    stop = len(raw) if stop is None else stop
    out = Collector(raw, start, line)
    pos = read_leading(out, start, stop) if top else start
    ended = False
    while pos < stop:
        run = _PLAIN_RUN.match(raw, pos, stop)
        if run and (taken := _plain(out, pos, run.end(), stop)):
            pos = taken
            continue
        end = line_end(raw, pos, stop)
        if is_blank(raw, pos, end):
            ended = True
            break
        if raw[pos] == 45 and raw[pos:end].rstrip(b" \t\r\n") in stops:
            break
        if len(out.heads) >= MAX_FIELDS:
            pos = _overflow(out, pos, stop)
            continue
        match = FIELD.match(raw, pos, end)
        if match is None and not _goes_on(out, pos, end, stop, stops):
            break
        pos = _field(out, match, pos, end, stop)
    inspect(out, start, pos)
    return out.section(line_end(raw, pos, stop) if ended else pos)


def _plain(out: Collector, pos: int, end: int, stop: int) -> int:
    """Take a run of plain fields at one go; return its end, 0 if none could be taken."""
    found = _PLAIN.findall(out.raw, pos, end)
    if end < stop and out.raw[end] in b" \t":
        # The last one goes on in a line without an end.
        found.pop()
    found = found[: MAX_FIELDS - len(out.heads)]
    if not found:
        return 0
    out.add_plain(found)
    return out.starts[-1]


def read_leading(out: Collector, start: int, stop: int) -> int:
    """Take what may stand before the first field: BOM, blank lines, an mbox ``From `` line."""
    raw = out.raw
    pos = start
    if raw.startswith(_BOM, pos):
        out.defect(DefectKind.BYTE_ORDER_MARK, pos, pos + 3, out.line)
        out.add(pos, pos + 3, 0)
        pos += 3
    after = skip_blank(raw, pos, stop)
    first_end = line_end(raw, after, stop)
    if after > pos and (FIELD.match(raw, after, first_end) or _MBOX.match(raw, after, first_end)):
        out.defect(DefectKind.LEADING_WHITESPACE, pos, after, out.line)
        out.add(pos, after, raw.count(b"\n", pos, after))
        pos = after
    if _MBOX.match(raw, pos, stop):
        end = line_end(raw, pos, stop)
        out.defect(DefectKind.MBOX_FROM_LINE, pos, end, out.line)
        out.add(pos, end, 1)
        pos = end
    return pos


def skip_blank(raw: bytes, pos: int, stop: int) -> int:
    """First byte of the first line that is not white space only."""
    at = pos
    while at < stop:
        end = line_end(raw, at, stop)
        if raw[at:end].strip(b" \t\r\n"):
            break
        at = end
    return at


def _goes_on(out: Collector, pos: int, end: int, stop: int, stops: Container[bytes]) -> bool:
    """Decide at a line that is no field whether the header section goes on behind it.

    It does if a field follows within a few lines, or the empty line within that reach closes
    it. Otherwise, and at what looks like a boundary line, the body has begun without an empty
    line.
    """
    raw = out.raw
    at = pos
    for _ in range(0 if raw.startswith(b"--", pos) else JUNK_RUN):
        at, end = end, line_end(raw, end, stop)
        if at >= stop:
            break
        if is_blank(raw, at, end):
            return True
        if raw[at] == 45 and raw[at:end].rstrip(b" \t\r\n") in stops:
            return True
        if FIELD.match(raw, at, end):
            return True
    out.defect(DefectKind.NO_BODY_SEPARATOR, pos, line_end(raw, pos, stop), out.line)
    return False


def _field(out: Collector, match: re.Match[bytes] | None, pos: int, end: int, stop: int) -> int:
    """Take one field or junk line at ``pos`` with its folded lines; return its end."""
    raw = out.raw
    lines = 1
    while end < stop and raw[end] in b" \t":
        end = line_end(raw, end, stop)
        lines += 1
    line = out.line
    if match is None:
        kind = DefectKind.EMPTY_NAME if raw[pos] == 58 else DefectKind.NOT_A_FIELD
        if raw[pos] in b" \t":
            kind = DefectKind.LEADING_WHITESPACE
        out.defect(kind, pos, end, line)
        out.add(pos + 1 if kind is DefectKind.EMPTY_NAME else pos, end, lines)
        return end
    name = match.group(1)
    if match.group(2):
        out.defect(DefectKind.SPACE_BEFORE_COLON, match.start(2), match.end(2), line)
    if not name.isascii():
        out.defect(DefectKind.NON_ASCII_NAME, match.start(1), match.end(1), line)
    out.add(match.end(), end, lines)
    return end


def _overflow(out: Collector, pos: int, stop: int) -> int:
    """Beyond the cap the rest of the header section is one field without a name."""
    raw = out.raw
    found = _END.search(raw, pos, stop)
    end = found.start() + 1 if found else stop
    out.defect(DefectKind.FIELD_LIMIT, pos, end, out.line, str(MAX_FIELDS))
    out.add(pos, end, max(1, raw.count(b"\n", pos, end)))
    return end


def inspect(out: Collector, start: int, end: int) -> None:
    """List what is odd in the bytes of the section; cheap where nothing is."""
    raw = out.raw[start:end]
    eight = not raw.isascii()
    nul = b"\0" in raw
    bare = raw.count(b"\r") > raw.count(b"\r\n")
    every = eight or nul or bare
    for at, (low, high) in enumerate(pairwise(out.starts)):
        if high - low <= LINE_LIMIT and not every:
            continue
        data, line = out.raw[low:high], out.lines[at]
        if eight and not data.isascii() and data != _BOM:
            out.defect(DefectKind.RAW_8BIT, low, high, line)
        if nul and b"\0" in data:
            out.defect(DefectKind.NUL, low, high, line)
        if bare and (found := _BARE_CR.search(data)):
            out.defect(DefectKind.BARE_CR, low + found.start(), low + found.end(), line)
        if len(data) > LINE_LIMIT:
            _long_lines(out, low, line, data)


def _long_lines(out: Collector, at: int, line: int, data: bytes) -> None:
    texts = data.split(b"\n")
    if max(map(len, texts)) <= LINE_LIMIT:
        return
    for number, text in enumerate(texts, line):
        size = len(text.rstrip(b"\r"))
        if size > LINE_LIMIT:
            out.defect(DefectKind.LINE_TOO_LONG, at, at + size, number, str(size))
        at += len(text) + 1
