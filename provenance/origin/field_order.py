"""Where the author's header fields stand against the lines of the servers.

A server writes its lines on top of what it takes over (RFC 5321 §4.1.1.4, RFC 5322 §3.6.7), and
nothing of the author's comes above them later. Measured: the first author field stands below the
receiving side's lines in all 340 messages of public mailing lists. A server that took the message
from its author is no such server: it may write his fields itself (RFC 6409 §8).
"""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Value, known
from provenance.basics.record import dataclass
from provenance.message import Message
from provenance.trace import Hop, Trace, Transport

AUTHOR: Final = frozenset(
    (
        "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "date", "message-id",
        "in-reply-to", "references", "x-mailer", "user-agent", "thread-index", "thread-topic",
    )
)  # fmt: skip
"""Fields that the author's side writes; those of MIME are added on the way, too, and left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldOrder:
    """Author fields, by index, above and below the line with which the receiver took over.

    ``judged`` is false where there is no such line, or only that of a server to which the author
    handed the message (Yahoo's web server writes the Message-ID above it). ``resorted`` tells that
    every author field stands above every line of a server: a program wrote the header section anew.
    """

    judged: bool = False
    line: Value[int] = State.ABSENT
    above: tuple[int, ...] = ()
    below: tuple[int, ...] = ()
    resorted: bool = False


def field_order(message: Message, trace: Trace) -> FieldOrder:
    """Hold the author's fields against the receiving side's oldest own line."""
    position = known(trace.route.boundary.position)
    hop = next((hop for hop in trace.route.hops if hop.position == position), None)
    if hop is None or message.repaired or (hop is trace.route.hops[0] and _submitted(hop)):
        return FieldOrder()
    line = hop.trace.field
    own = [field.index for field in message.fields if field.lname in AUTHOR]
    first = min(hop.trace.field for hop in trace.route.hops)
    return FieldOrder(
        judged=bool(own),
        line=line,
        above=tuple(index for index in own if index < line),
        below=tuple(index for index in own if index > line),
        resorted=bool(own) and max(own) < first,
    )


def _submitted(hop: Hop) -> bool:
    """Whether an author handed the message over: through a web page, or after logging in."""
    protocol = hop.trace.protocol
    web = protocol.transport is Transport.HTTP or (known(hop.trace.via) or "").lower() == "http"
    return web or protocol.authenticated is True
