"""Sizes that a copy states of itself, against what is there.

``Content-Length`` counts the octets of the body as a mailbox file keeps it (with LF), ``Lines`` its
lines; the parameter ``size`` of Content-Disposition is the approximate size of a file (RFC 2183
§2.7). Line ends change on the way, so a size fits if it fits with LF or with CRLF.
"""

from __future__ import annotations

import re
from typing import Final

from provenance.basics import Span
from provenance.basics.record import dataclass
from provenance.message import Message, Part
from provenance.message.part_header import part_field

MAX_PARTS: Final = 500
MORE: Final = 4_096
"""Octets that a stated size may be above the content: programs count their own notes with it."""
_SIZE: Final = re.compile(r"""(?:^|[;\s])size\s{0,9}=\s{0,9}"?(\d{1,12})\b""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedSize:
    """One stated size: ``content-length``, ``lines`` or ``attachment``.

    ``actual_lf`` and ``actual_crlf`` are the same measure with either line end; ``places`` the
    field, ``span`` the header of the part where it is none of the message's own.
    """

    name: str
    stated: int
    actual_lf: int
    actual_crlf: int
    fits: bool
    field: tuple[int, ...] = ()
    span: tuple[Span, ...] = ()


def stated_sizes(message: Message) -> tuple[StatedSize, ...]:
    """All sizes that can be compared; none where the body was not kept as transported."""
    if not message.body_available:
        return ()
    return (*_of_body(message), *_of_parts(message))


def _of_body(message: Message) -> list[StatedSize]:
    found = []
    body = message.raw[message.body.start : message.body.end]
    size, lines = len(body), body.count(b"\n")
    crlf = body.count(b"\r\n")
    for name in ("Content-Length", "Lines"):
        fields = message.named(name)
        if len(fields) != 1 or not fields[0].value.strip().isdecimal():
            continue
        stated = int(fields[0].value.strip()[:12])
        if name == "Lines":
            one = other = lines + (not body.endswith(b"\n") and bool(body))
            slack = 2
        else:
            one, other, slack = size - crlf, size - crlf + lines, 2
        # A mailbox file may count the empty line that it puts behind a message, or not.
        fits = any(abs(stated - actual) <= slack for actual in (one, other, size))
        found.append(
            StatedSize(
                name=name.lower(),
                stated=stated,
                actual_lf=one,
                actual_crlf=other,
                fits=fits,
                field=(fields[0].index,),
            )
        )
    return found


def _of_parts(message: Message) -> list[StatedSize]:
    found = []
    for part in message.parts[:MAX_PARTS]:
        if part.children or not isinstance(part.disposition, str):
            continue
        field = part_field(message, part, "Content-Disposition")
        match = None if field is None else _SIZE.search(field.value)
        if field is None or match is None:
            continue
        stated = int(match[1])
        one, other = _both(message, part)
        found.append(
            StatedSize(
                name="attachment",
                stated=stated,
                actual_lf=one,
                actual_crlf=other,
                fits=_near(stated, one, other),
                field=(field.index,) if part.path == "1" else (),
                span=() if part.path == "1" else (field.span,),
            )
        )
    return found


def _near(stated: int, one: int, other: int) -> bool:
    """Whether a size stated as approximate can be that of this content.

    Measured: Outlook states up to some hundred octets more than the content, never less.
    """
    return one <= stated <= other + MORE + other // 20


def _both(message: Message, part: Part) -> tuple[int, int]:
    """Size of the content with LF and with CRLF; line ends matter only where they travelled."""
    if part.encoding == "base64":
        return part.size, part.size
    data = message.raw[part.body_span.start : part.body_span.end]
    lines, crlf = data.count(b"\n"), data.count(b"\r\n")
    return part.size - crlf, part.size - crlf + lines
