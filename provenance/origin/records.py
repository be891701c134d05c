"""Where the message was handed in: account, mode, client, address, time."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics import Instant, State, Text, Value
from provenance.basics.record import dataclass


class Mode(StrEnum):
    """How the account was used."""

    OWN_LOGIN = "own-login"
    SEND_AS = "send-as"
    ON_BEHALF = "on-behalf"
    SMTP_AUTH = "smtp-auth"
    APP = "app"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginFact:
    """One answer about the origin. ``fields`` are the header fields that it rests on.

    ``strength`` is 0..4 (report standard §1.5), already capped by who wrote those fields.
    ``hidden_by`` and ``ask`` name the system that leaves the answer out, and who holds it.
    """

    value: Value[str]
    fields: tuple[int, ...] = ()
    strength: int = 0
    note: Value[Text] = State.ABSENT
    ask: Value[Text] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The submission of the message, as far as the header shows it.

    ``ip_role`` is ``client``, ``server``, ``proxy`` or ``unknown``; ``ip_class`` an address
    class by the IANA special-purpose registries (``global``, ``private`` ...).
    ``hides_address``: the oldest line shows a hand-in from a mailbox of a service that leaves the
    client's address out. ``mode_fact`` holds the lines that ``mode`` was read from.
    """

    account: OriginFact
    mode: Mode
    client_name: OriginFact
    client_family: Value[str]
    ip: OriginFact
    ip_role: str
    ip_class: str
    protocol: OriginFact
    server: OriginFact
    time: Value[Instant]
    provider: str
    limits: tuple[Text, ...] = ()
    hides_address: bool = False
    mode_fact: OriginFact = OriginFact(value=State.ABSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """One time that a message carries, and whose clock wrote it."""

    source: str
    utc: Instant
    precision_seconds: float
    written_by: str
    field: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRoute:
    """How this copy was made, recognised by its marks, and which checks that voids."""

    name: str
    fields: tuple[int, ...] = ()
    voids: tuple[Text, ...] = ()
