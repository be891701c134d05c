"""Where the message was handed in: account, mode, client, address, time."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics import Instant, State, Text, Value, Where
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
    """One time that a message carries, or one identifier that a decoder recognised.

    ``source`` is ``date``, ``received`` or ``x-received`` for a stated time, else the id of the
    decoder. ``time`` is a state where the identifier has no clock, or says no plausible time;
    ``reason`` then says why, and ``times`` may hold what it says all the same. For a Thread-Index
    with replies ``time`` is the newest reply and ``times`` begins with the start of the thread.
    ``written_by`` is whose clock it is (``author``, ``sender-server``, ``relay``, ``receiver``,
    ``holder``: the system that held or saved this copy, ``unknown``), ``relation`` how it stands
    to Date (see the decoders). ``field`` is the header field that it stands in, a state for the
    boundary of an inner part, whose ``path`` is given. ``line_time`` is the stated time of the
    Received line that an identifier stands in. ``where`` is the place of a property of an Outlook
    item, which stands in no header field.
    """

    source: str
    time: Value[Instant]
    precision_seconds: float = 1.0
    written_by: str = "unknown"
    field: Value[int] = State.ABSENT
    path: str = ""
    place: str = "stated"
    product: str = ""
    grade: str = ""
    relation: str = ""
    draft_based: bool = False
    line_time: Value[Instant] = State.NOT_APPLICABLE
    parts: tuple[tuple[str, str], ...] = ()
    times: tuple[Instant, ...] = ()
    reason: str = ""
    where: Where | None = None

    @property
    def hidden(self) -> bool:
        """Whether a decoder found it, as opposed to a time written out as such."""
        return self.place not in {"stated", "property"}

    @property
    def decoded(self) -> bool:
        """Whether ``source`` is a decoder; one of a property as well as one of a field."""
        return self.hidden or bool(self.product)

    @property
    def zone_written(self) -> bool:
        """Whether the distance from UTC is known, so that the time may be compared."""
        return isinstance(self.time, Instant) and "zone-not-written" not in self.time.remarks

    def part(self, name: str) -> str:
        """The first named part, "" if there is none."""
        return next((value for key, value in self.parts if key == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockContradiction:
    """Two times of one message that cannot both be right, beyond what clocks are usually apart.

    ``first`` and ``second`` are positions in the table. ``seconds`` is first minus second,
    ``tolerance`` what was allowed for.
    """

    kind: str
    first: int
    second: int
    seconds: float
    tolerance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTable:
    """All clocks of one message: stated ones first, then hidden ones in order of their place.

    ``arrival`` is the time of the line with which the receiving side took the message over.
    ``cut`` tells that there are more than are kept.
    """

    readings: tuple[ClockReading, ...] = ()
    contradictions: tuple[ClockContradiction, ...] = ()
    arrival: Value[Instant] = State.ABSENT
    cut: bool = False


class CopyKind(StrEnum):
    """Which kind of copy an Outlook item is."""

    RECEIVED = "received"
    SENT = "sent"
    DRAFT = "draft"
    UNKNOWN = "cannot-say"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReading:
    """The kind of an Outlook item with the reasons for it, by their machine names.

    ``reasons``: ``route`` (it has Received lines), ``unsent``, ``from-me``, ``submitted`` (flags
    of the item), ``no-flags``, ``nothing``. ``saved_anew`` tells that its creation is the moment
    of saving, a state where the times for that are missing.
    """

    kind: CopyKind
    reasons: tuple[str, ...]
    saved_anew: Value[bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRoute:
    """How this copy was made, recognised by its marks, and which checks that voids."""

    name: str
    fields: tuple[int, ...] = ()
    voids: tuple[Text, ...] = ()
