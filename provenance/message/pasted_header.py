"""Reads a header section that was copied as text and lost its form on the way.

The bytes stay as they are and the spans tile them; only the splitting is tolerant: blank lines
between fields, folded lines whose indentation is gone, a block that is indented as a whole.
"""

from __future__ import annotations

import re
from itertools import pairwise

from provenance.message.header_section import (
    MAX_FIELDS,
    Collector,
    HeaderSection,
    inspect,
    line_end,
    read_leading,
)
from provenance.message.records import DefectKind

PASTED_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9_.-]{0,127})([ \t]*):(?=[ \t\r\n]|$)")
"""In a paste ``b=abc:d`` or ``BCL:0;`` begins no field: white space has to follow the colon."""
_FAMILIAR = re.compile(
    rb"(?:x-|arc-|resent-|list-|received|from|to|cc|bcc|subject|date|sender|return-path|"
    rb"message-id|in-reply-to|references|reply-to|delivered-to|mime-version|content-|dkim-|"
    rb"authentication-results|thread-|importance|priority|user-agent|accept|feedback-id|"
    rb"domainkey|require-recipient)",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"&(?:lt|gt|amp|quot|#39|nbsp);")
_MEANING = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#39;": "'", "&nbsp;": "\xa0"}
_LOST = re.compile(rb"\r?\n(?![ \t]|\Z)")
_HTML = re.compile(rb"&(?:lt|gt);")


def read_pasted_header(raw: bytes) -> HeaderSection:
    """Read pasted header text; never raises.

    The section ends where text begins that is neither a field nor goes on from one; ``body`` is
    that place. A value in which angle brackets stand as ``&lt;`` is given unescaped.
    """
    stop = len(raw)
    out = Collector(raw, 0, 1)
    pos = read_leading(out, 0, stop)
    indent = _common_indent(raw, pos, stop)
    spaced = _double_spaced(raw, pos, stop)
    values: dict[int, str] = {}
    while pos < stop and len(out.heads) < MAX_FIELDS:
        end, lines = line_end(raw, pos, stop), 1
        text = raw[pos:end].strip(b" \t\r\n")
        if not text:
            end, lines = _blank_run(raw, pos, stop)
            if not _goes_on(raw, end, stop, indent, spaced=spaced):
                break
            out.add(pos, end, lines)
            pos = end
            continue
        match = _match(raw, pos, end, indent)
        first = out.line
        if match is None:
            out.defect(DefectKind.NOT_A_FIELD, pos, end, first)
            out.add(pos, end, 1)
            pos = end
            continue
        end, lines = _folded(out, end, stop, indent, spaced=spaced)
        if match.group(2):
            out.defect(DefectKind.SPACE_BEFORE_COLON, match.start(2), match.end(2), first)
        if lines > 1:
            values[len(out.heads)] = _unfold(raw[match.end() : end])
        out.add(match.end(), end, lines)
        pos = end
    inspect(out, 0, pos)
    section = out.section(pos, values)
    if _HTML.search(raw, 0, pos) is None:
        return section
    unescaped = {
        field.index: _ESCAPED.sub(lambda m: _MEANING[m[0]], field.value) for field in section.fields
    }
    return out.section(pos, unescaped)


def has_escaped_brackets(raw: bytes) -> bool:
    """Do angle brackets stand as ``&lt;`` and ``&gt;`` in these bytes?"""
    return _HTML.search(raw) is not None


def _unfold(value: bytes) -> str:
    """Join the lines; where the indentation is gone a blank takes its place."""
    joined = _LOST.sub(b" ", value).replace(b"\r", b"").replace(b"\n", b"")
    return joined.strip(b" \t").decode("utf-8", "surrogateescape")


def _match(raw: bytes, pos: int, end: int, indent: int) -> re.Match[bytes] | None:
    """The field that begins on this line, at exactly the indentation that all lines share."""
    if indent and raw[pos : pos + indent].strip(b" \t"):
        return None
    return PASTED_FIELD.match(raw, pos + indent, end)


def _folded(out: Collector, end: int, stop: int, indent: int, *, spaced: bool) -> tuple[int, int]:
    """Follow the lines that go on from a field; return the end of the last and their number."""
    raw = out.raw
    lines = 1
    lost = False
    while end < stop:
        after, blank = _blank_run(raw, end, stop) if spaced else (end, 0)
        next_end = line_end(raw, after, stop)
        text = raw[after:next_end]
        if after >= stop or not text.strip(b" \t\r\n") or _match(raw, after, next_end, indent):
            break
        if text[indent : indent + 1] not in {b" ", b"\t"} and not lost:
            lost = True
            line = out.line + lines + blank
            out.defect(DefectKind.LOST_INDENTATION, after, next_end, line)
        end = next_end
        lines += blank + 1
    return end, lines


def _blank_run(raw: bytes, pos: int, stop: int) -> tuple[int, int]:
    """End and number of the white lines that begin at ``pos``."""
    lines = 0
    while pos < stop:
        end = line_end(raw, pos, stop)
        if raw[pos:end].strip(b" \t\r\n"):
            break
        pos = end
        lines += 1
    return pos, lines


def _goes_on(raw: bytes, pos: int, stop: int, indent: int, *, spaced: bool) -> bool:
    """Is what stands behind a run of blank lines still header text?"""
    if pos >= stop:
        return False
    match = _match(raw, pos, line_end(raw, pos, stop), indent)
    if match is None:
        return spaced or raw[pos + indent : pos + indent + 1] in {b" ", b"\t"}
    return spaced or _FAMILIAR.match(match.group(1)) is not None


def _common_indent(raw: bytes, pos: int, stop: int) -> int:
    """White space that every non-blank line of the first block begins with, in bytes."""
    indent = 256
    seen = False
    while pos < stop and indent:
        end = line_end(raw, pos, stop)
        line = raw[pos:end]
        text = line.strip(b" \t\r\n")
        if not text and seen:
            break
        if text:
            seen = True
            indent = min(indent, len(line) - len(line.lstrip(b" \t")))
        pos = end
    return indent if seen else 0


def _double_spaced(raw: bytes, pos: int, stop: int) -> bool:
    """Does every second line stand empty, as text copied out of some programs does?"""
    lines = [line.strip(b" \t\r") for line in raw[pos : min(stop, pos + 65_536)].split(b"\n")]
    full = sum(1 for line in lines if line)
    alone = sum(1 for this, after in pairwise(lines) if this and not after)
    return full > 3 and alone > full * 3 // 4
