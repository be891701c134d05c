"""Trace information (RFC 5321 §4.4), results recorded by servers (RFC 8601), who wrote what."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from provenance.basics import Address, Instant, Interest, Span, State, Text, Value
from provenance.basics.record import dataclass
from provenance.decoders import DecodedHeader


class SegmentKind(StrEnum):
    """What a stretch of a Received value is. Segments tile the value: no character is lost."""

    KEYWORD = "keyword"
    FROM = "from"
    BY = "by"
    VIA = "via"
    WITH = "with"
    ID = "id"
    FOR = "for"
    COMMENT = "comment"
    DATE = "date"
    PUNCTUATION = "punctuation"
    SPACE = "space"
    ENVELOPE = "envelope"
    REMAINDER = "remainder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch ``[start, end)`` of characters of the unfolded value."""

    kind: SegmentKind
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsInfo:
    """TLS of a hop, as its receiving server wrote it."""

    version: Value[str] = State.ABSENT
    cipher: Value[str] = State.ABSENT
    bits: Value[int] = State.ABSENT


class Transport(StrEnum):
    """Family of the protocol by which a hop took the message."""

    SMTP = "smtp"
    LMTP = "lmtp"
    HTTP = "http"
    MAPI = "mapi"
    LOCAL = "local"
    MAILBOX = "mailbox"
    OTHER = "other"
    NOT_SAID = "not-said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """Meaning of the with-clause (RFC 3848, RFC 6531 §4.3, IANA mail transmission types).

    ``authenticated`` and ``tls`` are ``ABSENT`` where the word does not tell: many servers write
    ESMTP for everything. ``utf8`` says that SMTPUTF8 was in use.
    """

    transport: Transport = Transport.NOT_SAID
    authenticated: Value[bool] = State.ABSENT
    tls: Value[bool] = State.ABSENT
    utf8: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceField:
    """One Received (or X-Received) field taken apart.

    ``helo`` is the name that the client gave, ``rdns`` and ``ip`` what the receiving server
    looked up and saw; ``ip`` is filled only from a position that the receiving server writes in
    the recognised ``dialect``, never from the HELO. ``port`` belongs to ``ip``. ``ident`` is the
    local user or the client's ident answer (RFC 1413), ``protocol`` the meaning of ``with_``.
    ``dialect_reason`` names the mark by which the dialect was recognised. ``remainder`` is all
    text that ended in no clause or comment, in order. ``remarks`` are machine names of oddities.
    """

    field: int
    name: str
    segments: Sequence[Segment]
    helo: Value[str] = State.ABSENT
    rdns: Value[str] = State.ABSENT
    ip: Value[str] = State.ABSENT
    port: Value[int] = State.ABSENT
    ident: Value[str] = State.ABSENT
    by: Value[str] = State.ABSENT
    by_ip: Value[str] = State.ABSENT
    via: Value[str] = State.ABSENT
    with_: Value[str] = State.ABSENT
    protocol: Protocol = Protocol()
    id: Value[str] = State.ABSENT
    for_: Value[str] = State.ABSENT
    envelope_from: Value[str] = State.ABSENT
    tls: TlsInfo = TlsInfo()
    auth_user: Value[str] = State.ABSENT
    software: Value[str] = State.ABSENT
    time: Value[Instant] = State.ABSENT
    comments: tuple[str, ...] = ()
    dialect: str = "unknown"
    dialect_reason: str = ""
    remainder: str = ""
    remarks: tuple[str, ...] = ()


class Witness(StrEnum):
    """Who vouches for a hop line, seen from the recipient whose copy this is."""

    RECEIVER = "receiver"
    INTERMEDIARY = "intermediary"
    SENDER_SIDE = "sender-side"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One step of the journey; ``position`` 1 is the oldest.

    ``delay_seconds`` is the time since the next older hop, negative where the clocks run
    backwards, a state where a time is missing. ``reason`` says why it has this witness.
    """

    position: int
    trace: TraceField
    delay_seconds: Value[float]
    witness: Witness
    reason: Text
    remarks: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One host of the journey: as it called itself, and as the next host saw it.

    ``position`` is that of the hop whose line the node wrote, 0 for the host that handed the
    message to the oldest one. ``own_name`` is from its own line, ``helo`` is the name it gave
    when it handed on, ``seen_name`` and ``seen_ip`` are what the next host looked up and saw.
    ``same_name`` says whether own name and looked-up name (or HELO) are of one domain or
    operator; a difference is usual and only a remark.
    """

    position: int
    own_name: Value[str]
    helo: Value[str] = State.ABSENT
    seen_name: Value[str] = State.ABSENT
    seen_ip: Value[str] = State.ABSENT
    same_name: Value[bool] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockOffset:
    """How far a host's clock was from the clock of the host that is taken as right.

    Seconds, positive where the host's clock was ahead. A message cannot arrive before it leaves,
    so each pair of lines gives a bound: ``at_least`` from lines that the reference wrote later,
    ``at_most`` from lines that it wrote earlier; a state where the copy has no such line.
    ``spread`` is the width between the two. Transit time is inside the bounds, never taken off.
    """

    host: str
    reference: str
    at_least: Value[float]
    at_most: Value[float]
    spread: Value[float]
    fields: tuple[int, ...]


class RouteMarkKind(StrEnum):
    """What happened to a message on its way, where a line or field shows it."""

    FORWARDED = "forwarded"
    LIST = "list"
    RESENT = "resent"
    SENDER_REWRITTEN = "sender-rewritten"
    GATEWAY = "gateway"
    DELAYED = "delayed"
    REINJECTED = "reinjected"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteMark:
    """A recognised step: forwarding, list, resending, rewriting, gateway.

    ``hop`` is the hop that it belongs to, a state if its place does not show that. ``name`` is
    the product, list or service; ``grade`` says how its mark is known.
    """

    kind: RouteMarkKind
    name: str
    fields: tuple[int, ...]
    reason: Text
    hop: Value[int] = State.ABSENT
    grade: str = "documented"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustBoundary:
    """The last hop (seen from the top) that the recipient's own side wrote.

    ``position`` is a hop position, a state if there is none. ``ip`` is the address from which
    the message was handed over to the receiving side, ``operator`` the receiving side's name,
    ``names`` the host names and authserv-ids that count as the receiving side's. ``grade``,
    ``source`` and ``read_on`` say how the operator's hosts and networks are known, "" where no
    table of operators was needed.
    """

    position: Value[int]
    reason: Text
    ip: Value[str] = State.ABSENT
    helo: Value[str] = State.ABSENT
    operator: str = ""
    names: tuple[str, ...] = ()
    grade: str = ""
    source: str = ""
    read_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """All hops, oldest first, and where the receiving side's own lines end."""

    hops: tuple[Hop, ...]
    boundary: TrustBoundary
    nodes: tuple[Node, ...] = ()
    clocks: tuple[ClockOffset, ...] = ()
    marks: tuple[RouteMark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """``ptype.property=value`` of a recorded result (RFC 8601 §2.2)."""

    ptype: str
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedResult:
    """One method result that a server wrote down at the time.

    ``authserv_id`` is ``ABSENT`` in Microsoft's form. ``believed`` is true only for a line
    that stands above the trust boundary and names the receiving side; ``why`` says so.
    """

    field: int
    header: str
    authserv_id: Value[str]
    method: str
    result: str
    reason: Value[str] = State.ABSENT
    properties: tuple[Property, ...] = ()
    comments: tuple[str, ...] = ()
    believed: bool
    why: Text

    def get(self, ptype: str, name: str) -> Value[str]:
        """First property of that name, ``ABSENT`` if there is none."""
        for item in self.properties:
            if item.ptype == ptype and item.name == name:
                return item.value
        return State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class SyntheticEvidence:
    """An address, name, account or time that a field other than Received tells of one hop.

    ``role`` says whose it is: the host that handed over (``connecting``), the client that handed
    the message in (``client``), a sending or inner server (``outgoing``, ``proxy``), a whole
    line (``line``, X-Received), an account (``account``), a time that the server stamped beside
    its line (``stamped``). ``hop`` is the hop that it speaks of, linked as ``link`` says
    (``same-address``, ``place``, ``boundary``, ``same-system``); ``agrees`` compares the address or
    time with that of the hop. It is never mixed into the hop. ``witness`` is who wrote it.
    """

    field: int
    header: str
    key: str
    role: str
    ip: Value[str] = State.ABSENT
    host: Value[str] = State.ABSENT
    account: Value[str] = State.ABSENT
    time: Value[Instant] = State.ABSENT
    hop: Value[int] = State.ABSENT
    link: str = ""
    agrees: Value[bool] = State.ABSENT
    witness: Witness = Witness.CLAIM


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceField:
    """A field of a filter, gateway or mail service in parts; ``field`` is its index."""

    field: int
    decoded: DecodedHeader


class AttestationClass(StrEnum):
    """Who vouches for a line (report standard §1.2), strongest first."""

    SIGNED = "A"
    RECEIVER = "B"
    INTERMEDIARY = "C"
    SENDER_SIDE = "D"
    CLIENT = "E"
    LOG = "L"
    PRESENCE = "P"
    WITNESS = "W"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """Who wrote one header field, made once for every line of a message.

    ``field`` is the field's index. ``writer`` is the host or party that wrote it, as far as the
    text shows. ``interest`` is that of the party that holds the copy. ``protection`` says what
    keeps the line from being changed by its own holder; "" means nothing does. ``value_chosen_by``
    is ``sender`` where the wording was the sender's choice: no signature makes it true.
    ``hop`` is the position of the hop whose server stamped the field together with its own
    Received line (a server's fields stand above it); ``ABSENT`` below the oldest line.
    """

    field: int
    cls: AttestationClass
    writer: str
    reason: Text
    interest: Interest = Interest.UNKNOWN
    protection: str = ""
    value_chosen_by: str = ""
    hop: Value[int] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondReading:
    """What another implementation read in one Received field, beside ours.

    ``agrees`` is a state where it could not read the line, with its reason in ``detail``.
    ``differs`` names the clauses (by, for, id, with) in which the two differ.
    """

    field: int
    engine: str
    version: str
    agrees: Value[bool]
    differs: tuple[str, ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the message says of itself (RFC 5322 §3.6). Freely typed by the sending side."""

    message_id: Value[str] = State.ABSENT
    subject: Value[str] = State.ABSENT
    date: Value[Instant] = State.ABSENT
    from_: tuple[Address, ...] = ()
    sender: Value[Address] = State.ABSENT
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    return_path: Value[str] = State.ABSENT
    delivered_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """All that the header section of one message says about its journey.

    ``attestations`` holds exactly one entry for every header field, in order of index.
    """

    identity: Identity
    route: Route
    synthetic: tuple[TraceField, ...] = ()
    evidence: tuple[SyntheticEvidence, ...] = ()
    reported: tuple[ReportedResult, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    unparsed: tuple[Span, ...] = ()
