"""What a decoder hands on: a hidden value with its precision and whose clock wrote it."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics import Instant, State, Value
from provenance.basics.record import dataclass


class Clock(StrEnum):
    """Whose clock wrote a time (artefacts catalogue: author's machine ... receiver)."""

    AUTHOR = "author"
    SENDER_SERVER = "sender-server"
    RELAY = "relay"
    RECEIVER = "receiver"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Result of a named decoder; ``parts`` are further named values (``host``, ``account`` ...)."""

    decoder: str
    time: Value[Instant] = State.ABSENT
    clock: Clock = Clock.UNKNOWN
    parts: tuple[tuple[str, str], ...] = ()
