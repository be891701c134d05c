"""What a decoder hands on: hidden values with their precision, and header fields in plain parts."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics import Instant, State, Text, Value
from provenance.basics.record import dataclass


class Clock(StrEnum):
    """Whose clock wrote a time: author's machine ... receiver, and whoever held the copy later."""

    AUTHOR = "author"
    SENDER_SERVER = "sender-server"
    RELAY = "relay"
    RECEIVER = "receiver"
    HOLDER = "holder"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Result of a named decoder; ``parts`` are further named values (``host``, ``account`` ...).

    ``times`` are further moments in the order in which they stand: the replies of a thread, the
    expiry of a seal, or what an implausible value says. ``reason`` is a machine name for why the
    text does not decode, or decodes only in part (``outside-window``, ``layout``, ``bits`` ...).
    """

    decoder: str
    time: Value[Instant] = State.ABSENT
    clock: Clock = Clock.UNKNOWN
    parts: tuple[tuple[str, str], ...] = ()
    times: tuple[Instant, ...] = ()
    reason: str = ""


class HeaderWeight(StrEnum):
    """What a service field is good for.

    ``EVIDENCE`` fields carry identity, route or time. A ``VERDICT`` is a filter's opinion: it is
    shown and never reasoned from. ``OPAQUE`` fields are known by name, their content is not;
    ``UNKNOWN`` ones are not in the dictionary.
    """

    EVIDENCE = "evidence"
    VERDICT = "verdict"
    OPAQUE = "opaque"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """How well the meaning of a field is known.

    ``NAME_ONLY``: the name is known to belong to the product, no source says more.
    """

    DOCUMENTED = "documented"
    MEASURED = "measured"
    SOURCE_CODE = "source-code"
    EXAMPLE = "example"
    NAME_ONLY = "name-only"


class Place(StrEnum):
    """Where a decoder reads."""

    MESSAGE_ID = "message-id"
    BOUNDARY = "boundary"
    RECEIVED_ID = "received-id"
    RECEIVED = "received"
    FIELD = "field"


class Relation(StrEnum):
    """How a hidden time stands to the Date field and to the way of the message.

    ``DRAFT``: made with the draft, so earlier than Date is usual and later is not explained.
    ``SAME``: made by the program that wrote Date, in the same moment. ``HANDOVER``: made when a
    server took the message. ``ARRIVAL``: made at the recipient's. ``NONE``: there is no clock, or
    what it says stands in no order to the way.
    """

    DRAFT = "draft"
    SAME = "same"
    HANDOVER = "handover"
    ARRIVAL = "arrival"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoder:
    """What is declared of one decoder, before it reads anything.

    ``exclusive``: the form belongs to one product, so that a value outside the window of
    plausible times is told and not passed over. ``fields`` are the header fields that it reads
    (lower case), ``dialects`` the forms of Received lines in which it applies; empty means any.
    ``measured`` says what was counted, "" where the form is known from a document or program; the
    page takes these words, in its own language, from ``report-outline.rates.before.`` and the id.
    """

    id: str
    places: tuple[Place, ...]
    product: str
    clock: Clock
    relation: Relation
    grade: Grade
    source: str
    measured: str = ""
    exclusive: bool = False
    fields: tuple[str, ...] = ()
    dialects: tuple[str, ...] = ()

    @property
    def draft_based(self) -> bool:
        """Whether the value is made with the draft and may be earlier than Date."""
        return self.relation is Relation.DRAFT


class ItemKind(StrEnum):
    """What a value inside a service field is."""

    ADDRESS = "address"
    HOST = "host"
    ACCOUNT = "account"
    TIME = "time"
    IDENTIFIER = "identifier"
    CODE = "code"
    NUMBER = "number"
    TEXT = "text"


class Role(StrEnum):
    """Whose address a value is, seen from the server that wrote the field."""

    CONNECTING = "connecting"
    CLIENT = "client"
    OUTGOING = "outgoing"
    PROXY = "proxy"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderItem:
    """One value inside a service field. ``meaning`` says in words what a code stands for.

    ``value`` is the text as written; an address without brackets. ``time`` is filled where the
    value is a time. ``role`` is filled for addresses and the host names that belong to them.
    """

    key: str
    value: str
    kind: ItemKind = ItemKind.TEXT
    role: Role = Role.NONE
    meaning: Value[Text] = State.ABSENT
    time: Value[Instant] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedHeader:
    """A service field taken apart; ``product`` is the program or service that writes it.

    ``cut`` tells that the field has more values than are kept.
    """

    name: str
    product: str
    weight: HeaderWeight
    grade: Grade
    source: str
    items: tuple[HeaderItem, ...] = ()
    cut: bool = False
