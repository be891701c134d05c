"""One genuine message with what the program makes of it, and the means to change its bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from provenance.basics import Instant, known
from provenance.message import Message
from provenance.reasoning import AnalysedMessage
from provenance.trace import Hop, Trace, Witness

FAKE_NAMES = ("mail.contoso-post.example", "relay7.example.net", "mx2.example.org")
FAKE_ADDRESSES = ("192.0.2.77", "198.51.100.40", "203.0.113.9")
EXCHANGE = re.compile(r"\.(?:prod\.outlook\.com|protection\.outlook\.com)$", re.I)
GOOGLE = re.compile(r"(?:^|\.)google\.com$", re.I)


@dataclass(frozen=True)
class Original:
    """A message as bytes, cut into fields; ``others`` are messages that lend their headers."""

    name: str
    data: bytes
    analysed: AnalysedMessage
    others: tuple[Original, ...] = ()

    @property
    def message(self) -> Message:
        """The message as it was read."""
        return self.analysed.message

    @property
    def trace(self) -> Trace:
        """Its trace."""
        return self.analysed.trace

    @property
    def chunks(self) -> list[bytes]:
        """The header section, one piece a field, line ends included."""
        return [self.data[f.span.start : f.span.end] for f in self.message.fields]

    @property
    def header(self) -> bytes:
        """The whole header section."""
        return b"".join(self.chunks)

    @property
    def prefix(self) -> bytes:
        """What stands before the first field."""
        return self.data[: self.message.fields[0].span.start]

    @property
    def tail(self) -> bytes:
        """The empty line and the text."""
        return self.data[self.message.fields[-1].span.end :]

    @property
    def eol(self) -> bytes:
        """The line end of the header."""
        return b"\r\n" if self.chunks and self.chunks[0].endswith(b"\r\n") else b"\n"

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Hops, oldest first."""
        return self.trace.route.hops

    @property
    def boundary(self) -> Hop | None:
        """The hop at the trust boundary."""
        position = known(self.trace.route.boundary.position)
        return self.hops[position - 1] if position else None

    @property
    def run(self) -> list[Hop]:
        """Lines of the receiving side, oldest first."""
        return [hop for hop in self.hops if hop.witness is Witness.RECEIVER]

    @property
    def below(self) -> list[Hop]:
        """Lines below the trust boundary, oldest first."""
        return [hop for hop in self.hops if hop.witness is not Witness.RECEIVER]

    def indexes(self, *names: str) -> list[int]:
        """Places of the fields of these names (lower case)."""
        return [field.index for field in self.message.fields if field.lname in names]

    def text(self, index: int) -> str:
        """One field as text, folded as it is."""
        return self.chunks[index].decode("utf-8", "surrogateescape")

    def line(self, hop: Hop) -> str:
        """One Received field as text, folded as it is."""
        return self.text(hop.trace.field)

    def build(self, chunks: list[bytes]) -> bytes:
        """The whole message with other fields."""
        return self.prefix + b"".join(chunks) + self.tail

    def with_text(self, index: int, text: str) -> bytes:
        """The message with another text for one field."""
        chunks = self.chunks
        chunks[index] = text.encode("utf-8", "surrogateescape")
        return self.build(chunks)

    def inserted(self, index: int, text: str) -> bytes:
        """The message with one more field before that of the index; folds written as CRLF."""
        chunks = self.chunks
        new = text.encode("utf-8", "surrogateescape").replace(b"\r\n", self.eol) + self.eol
        chunks.insert(index, new)
        return self.build(chunks)

    def without(self, *indexes: int) -> bytes:
        """The message without some fields."""
        return self.build([one for at, one in enumerate(self.chunks) if at not in indexes])

    def with_tail(self, tail: bytes) -> bytes:
        """The message with another text; ``tail`` includes the empty line."""
        return self.prefix + b"".join(self.chunks) + tail


Change = Callable[[Original, random.Random], "bytes | None"]


def moment(hop: Hop) -> datetime:
    """The time of a line; a fixed one where it has none."""
    time = hop.trace.time
    return time.utc if isinstance(time, Instant) else datetime(2024, 5, 1, 12, tzinfo=UTC)


def written(moment_: datetime) -> str:
    """A time in the form of RFC 5322, in UTC."""
    return format_datetime(moment_.astimezone(UTC))


def is_exchange(hop: Hop) -> bool:
    """Whether a line is in the name of Exchange Online."""
    return bool(EXCHANGE.search(known(hop.trace.by) or ""))


def pick(items: list[Hop], rng: random.Random) -> Hop | None:
    """One of several, or none."""
    return rng.choice(items) if items else None


def changed_once(original: Original, index: int, pattern: str, new: str) -> bytes | None:
    """The message with the first match of a pattern in one field replaced, or ``None``."""
    text = original.text(index)
    head, colon, value = text.partition(":")
    other = re.sub(pattern, lambda _: new, value, count=1)
    return original.with_text(index, head + colon + other) if other != value else None
