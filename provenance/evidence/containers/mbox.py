"""Splits a mailbox file (RFC 4155, and the older kinds of it) into messages.

Python's ``mailbox`` cuts at every line that begins with ``From ``, also inside a letter. Here a
line separates only where it stands at the start or behind an empty line, looks like a separator
and is followed by a header field. Bytes stay as they are: ``>From `` is not undone, since no
mark tells which writer put the ``>`` there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from provenance.basics import Text, text
from provenance.basics.record import dataclass
from provenance.evidence.containers.records import Contained

_SEPARATOR = re.compile(rb"(?:\A|(?<=\n))From [^\r\n]{0,400}\r?\n(?=>?[!-9;-~]{1,128}[ \t]*:)")
_CLOCK = re.compile(rb"\d\d:\d\d|\AFrom -?[ \t]*\r?\n\Z")
_ESCAPED = re.compile(rb"^>+From ", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class MboxMessage:
    """Where one message lies: its separator line ``[separator, start)``, itself ``[start, end)``.

    The empty line that the writer put behind it is left out; it ends where the next one begins.
    """

    separator: int
    start: int
    end: int


def split_mbox(content: bytes) -> tuple[MboxMessage, ...]:
    """Find the messages; none if the content does not begin with a separator line."""
    first = len(content) - len(content.lstrip(b"\r\n"))
    found = [
        match
        for match in _SEPARATOR.finditer(content, first)
        if _CLOCK.search(match[0]) and (match.start() == first or _behind_blank(content, match))
    ]
    if not found or found[0].start() != first:
        return ()
    ends = [match.start() for match in found[1:]] + [len(content)]
    return tuple(
        MboxMessage(
            separator=match.start(),
            start=match.end(),
            end=max(match.end(), _without_blank(content, end)),
        )
        for match, end in zip(found, ends, strict=True)
    )


def pieces(content: bytes, *, limit: int) -> Iterator[Contained]:
    """Give each message with its number and its place in the mailbox file."""
    for number, message in enumerate(split_mbox(content), 1):
        if number > limit:
            yield Contained(name="", locator=str(number), problem="too-many-contained")
            return
        data = content[message.start : message.end]
        yield Contained(
            name="",
            locator=str(number),
            data=data,
            losses=_losses(message, data),
            size=len(data),
        )


def _losses(message: MboxMessage, data: bytes) -> tuple[Text, ...]:
    place = text("evidence.loss.mbox-place", start=message.start, end=message.end)
    escaped = len(_ESCAPED.findall(data))
    return (place, text("evidence.loss.mbox-escaped", count=escaped)) if escaped else (place,)


def _behind_blank(content: bytes, match: re.Match[bytes]) -> bool:
    before = content[max(0, match.start() - 4) : match.start()]
    return before.endswith((b"\n\n", b"\n\r\n"))


def _without_blank(content: bytes, end: int) -> int:
    """End of a message without the empty line that separates it from the next."""
    tail = content[max(0, end - 4) : end]
    if tail.endswith(b"\n\r\n"):
        return end - 2
    return end - 1 if tail.endswith(b"\n\n") else end
