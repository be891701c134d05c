"""Exports that somebody supplies, in one event model: events, rows that gave none, coverage.

The model follows OCSF in its classes and ECS in its split of owner and actor, with what neither
has: whose mailbox, log-on mode, times as intervals, roles of addresses. A reader fills it and
interprets nothing; unknown (a :class:`~provenance.basics.State`) differs from empty ("").
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from provenance.basics import State, Value
from provenance.basics.record import dataclass, field


class EventKind(StrEnum):
    """What a row is about, over all sources. ``native`` names stand beside it, unchanged."""

    SEND = "send"
    SEND_AS = "send-as"
    SEND_ON_BEHALF = "send-on-behalf"
    SUBMIT = "submit"
    RECEIVE = "receive"
    TRANSFER = "transfer"
    DELIVER = "deliver"
    FAIL = "fail"
    EXPAND = "expand"
    RECALL = "recall"
    ACCESS = "access"
    SYNC = "sync"
    DRAFT = "draft"
    MOVE = "move"
    DELETE = "delete"
    RULE = "rule"
    PERMISSION = "permission"
    MAILBOX_SETTING = "mailbox-setting"
    PASSWORD = "password"
    CONSENT = "consent"
    AUDIT_SETTING = "audit-setting"
    SIGN_IN = "sign-in"
    SIGN_IN_FAILED = "sign-in-failed"
    SIGN_OUT = "sign-out"
    SESSION_START = "session-start"
    SESSION_END = "session-end"
    LOCK = "lock"
    UNLOCK = "unlock"
    NETWORK_SESSION = "network-session"
    BADGE = "badge"
    ABSENCE = "absence"
    REQUEST = "request"
    CLOCK = "clock"
    OTHER = "other"


class TimeBasis(StrEnum):
    """Why a text of a time means this moment, best first."""

    EXPLICIT_ZONE = "explicit-zone"
    DOCUMENTED_UTC = "documented-utc"
    DOCUMENTED_LOCAL = "documented-local"
    USER_STATED = "user-stated"
    ASSUMED = "assumed"


class TimeRole(StrEnum):
    """Which moment of the act a source stamps."""

    OCCURRED = "occurred"
    LOGGED = "logged"
    CLIENT_CLOCK = "client-clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventTime:
    """A moment as an interval of UTC that surely holds it: ``start <= moment <= end``.

    ``raw`` is the text as found. ``precision_seconds`` is the unit of the source. An ambiguous
    text (order of day and month, hour that clocks go through twice) has both readings inside.
    """

    start: datetime
    end: datetime
    raw: str
    basis: TimeBasis
    precision_seconds: float = 1.0
    role: TimeRole = TimeRole.OCCURRED
    flags: tuple[str, ...] = ()


class IpRole(StrEnum):
    """Whose address a source writes down. Only ``ORIGINAL_CLIENT`` speaks of the client."""

    PEER = "peer"
    CLAIMED = "claimed"
    ORIGINAL_CLIENT = "original-client"
    SERVER_SELF = "server-self"
    SEEN_BY_RESOURCE = "seen-by-resource"
    ASSIGNED_INSIDE = "assigned-inside"
    ASSIGNED_OUTSIDE = "assigned-outside"
    DESTINATION = "destination"


class IpClass(StrEnum):
    """What kind of address it is (IANA special-purpose registries; provider tables)."""

    PUBLIC = "public"
    PRIVATE = "private"
    SHARED = "shared"
    LOOPBACK = "loopback"
    LINK_LOCAL = "link-local"
    DOCUMENTATION = "documentation"
    PROVIDER = "provider-service"
    SPECIAL = "special"
    HOST_NAME = "host-name"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class IpSeen:
    """One address of a row. ``raw`` as written; ``address`` normalised, v4-mapped as v4.

    ``port`` is kept: behind a shared address only it tells subscribers apart (RFC 6302).
    ``field`` is the name of the column or key; ``operator`` names the owner of a provider block.
    """

    raw: str
    field: str
    role: IpRole
    cls: IpClass
    address: Value[str] = State.ABSENT
    port: Value[int] = State.ABSENT
    zone: Value[str] = State.ABSENT
    operator: str = ""


class AccountKind(StrEnum):
    """Kind of the acting account."""

    USER = "user"
    ADMIN = "admin"
    SYSTEM = "system"
    APPLICATION = "application"
    SERVICE = "service"
    PARTNER = "partner"
    GUEST = "guest"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The account that a source names as acting; never a person."""

    account: Value[str] = State.ABSENT
    sid: Value[str] = State.ABSENT
    kind: AccountKind = AccountKind.UNKNOWN
    auth: Value[str] = State.ABSENT


class AccessMode(StrEnum):
    """In what capacity a mailbox was opened, as the source says. ``OWNER`` names credentials."""

    OWNER = "owner"
    DELEGATE = "delegate"
    ADMIN = "admin"
    TRANSPORT = "transport"
    SERVICE = "service"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Whose mailbox was acted in, and in what capacity; ``native_mode`` is the source's value."""

    owner: Value[str] = State.ABSENT
    guid: Value[str] = State.ABSENT
    sid: Value[str] = State.ABSENT
    mode: AccessMode = AccessMode.UNKNOWN
    native_mode: Value[str] = State.ABSENT


class ClientFamily(StrEnum):
    """Family of the program, out of what the source writes; claimed by the client itself."""

    OWA = "owa"
    OUTLOOK_DESKTOP = "outlook-desktop"
    OUTLOOK_MOBILE = "outlook-mobile"
    ACTIVESYNC = "activesync"
    EWS = "ews"
    REST = "rest"
    IMAP = "imap"
    POP = "pop"
    SMTP = "smtp"
    POWERSHELL = "powershell"
    BROWSER = "browser"
    WEBMAIL = "webmail"
    SERVER = "server"
    OTHER = "other"
    NOT_SAID = "not-said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """The program behind a row. ``info`` is the source's own text."""

    info: Value[str] = State.ABSENT
    family: ClientFamily = ClientFamily.NOT_SAID
    app: Value[str] = State.ABSENT
    app_id: Value[str] = State.ABSENT
    user_agent: Value[str] = State.ABSENT
    process: Value[str] = State.ABSENT
    version: Value[str] = State.ABSENT
    host: Value[str] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The device that a source names. A device is not its user."""

    id: Value[str] = State.ABSENT
    name: Value[str] = State.ABSENT
    os: Value[str] = State.ABSENT
    managed: Value[bool] = State.ABSENT
    trust: Value[str] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionId:
    """One technical session: ``kind`` (aad-session, token, owa, queue-id, logon-id ...)."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRef:
    """A message that a row speaks of.

    ``id`` is the Message-ID without its one pair of angle brackets, compared with case;
    ``id_raw`` as found. ``size_kind`` says what ``size`` counts (``store-item``, ``smtp-bytes``).
    """

    id: Value[str] = State.ABSENT
    id_raw: Value[str] = State.ABSENT
    network_id: Value[str] = State.ABSENT
    store_id: Value[str] = State.ABSENT
    subject: Value[str] = State.ABSENT
    size: Value[int] = State.ABSENT
    size_kind: str = ""
    sender: Value[str] = State.ABSENT
    from_: Value[str] = State.ABSENT
    recipients: tuple[str, ...] = ()
    recipient_status: tuple[str, ...] = ()
    recipient_count: Value[int] = State.ABSENT
    folder: Value[str] = State.ABSENT
    cls: Value[str] = State.ABSENT


class Outcome(StrEnum):
    """How an act ended, as the source says."""

    SUCCESS = "success"
    PARTIAL = "partial"
    FAILURE = "failure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """Where a row stands: record and line counted from 1, bytes ``[start, end)`` of the file.

    ``path`` names the place inside the row, or in a format without rows (XPath, record id).
    """

    row: int
    line: int
    start: int
    end: int
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEvent:
    """One event of an export.

    ``id`` is the SHA-256 of the file's SHA-256 and the locator, first 16 hex digits.
    ``native_id`` is the source's own id of the record, by which duplicates are told.
    ``operation`` is the source's word, unchanged. ``params`` are names and values of a change
    (rule, permission, password). ``flags`` are machine names of what limits the row.
    ``unmapped`` keeps every value that the model has no name for: nothing is dropped.
    """

    id: str
    source: str
    locator: Locator
    kind: EventKind
    operation: str
    time: Value[EventTime]
    native_id: Value[str] = State.ABSENT
    record_hash: str = ""
    actor: Actor = Actor()
    mailbox: Mailbox = Mailbox()
    ips: tuple[IpSeen, ...] = ()
    client: Client = Client()
    device: Device = Device()
    sessions: tuple[SessionId, ...] = ()
    messages: tuple[MessageRef, ...] = ()
    target: Value[str] = State.ABSENT
    params: tuple[tuple[str, str], ...] = ()
    outcome: Outcome = Outcome.UNKNOWN
    outcome_native: Value[str] = State.ABSENT
    count: int = 1
    flags: tuple[str, ...] = ()
    unmapped: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def begins(self) -> str:
        """Start of its time in ISO 8601 to sort by, "" where it has none."""
        return "" if isinstance(self.time, State) else self.time.start.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """A row that gave no event: ``reason`` is a machine name, ``detail`` what stood there."""

    locator: Locator
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationCoverage:
    """How often one operation occurs, and between which moments."""

    operation: str
    kind: EventKind
    events: int
    first: Value[datetime] = State.ABSENT
    last: Value[datetime] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch without any record that is unusually long for this export."""

    start: datetime
    end: datetime
    before: Locator
    after: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What one export can speak about: ``rows = events + duplicates + problems``, period, holes.

    ``flags`` are machine names of limits of the whole file (a row cap reached, saved again by
    Excel, local times). ``seen_in_the_wild`` is false for layouts known from documentation only.
    """

    source: str
    kind: str
    rows: int
    events: int
    duplicates: int
    problems: int
    first: Value[datetime] = State.ABSENT
    last: Value[datetime] = State.ABSENT
    operations: tuple[OperationCoverage, ...] = ()
    gaps: tuple[Gap, ...] = ()
    flags: tuple[str, ...] = ()
    seen_in_the_wild: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How an export is written: encoding, delimiter, columns, and what the reader was told by it.

    ``wrapper`` names the way out of the system (``purview-portal``, ``search-unifiedauditlog``).
    ``seen_in_the_wild`` is false where it is known from documentation only.
    """

    kind: str
    wrapper: str
    encoding: str
    delimiter: str = ""
    columns: tuple[str, ...] = ()
    reason: str = ""
    seen_in_the_wild: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegritySign:
    """One kind of mark in an export that its system need not have made.

    ``name`` is a machine name; ``count`` of ``of`` rows that were looked at carry it. ``rows`` are
    the places of the first ones, ``values`` what stood there, as (what, text). ``seen`` is the
    number of all such places, which ``count`` need not be: a gap at one place has many numbers.
    """

    name: str
    count: int
    of: int
    rows: tuple[Locator, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrityTest:
    """One test for a mark: ``result`` is ``found``, ``none`` or ``not-tested``; ``count`` of it."""

    name: str
    result: str
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Integrity:
    """Marks of editing, cutting and saving again in one export.

    ``examined`` rows were looked at; ``whole`` is false where a limit ended that. The absence of
    a mark shows nothing: whoever edits with care leaves none. ``organisations`` are the tenants
    that the records name, with their number of records. ``tests`` has every test by name.
    """

    source: str
    examined: int
    whole: bool = True
    signs: tuple[IntegritySign, ...] = ()
    organisations: tuple[tuple[str, int], ...] = ()
    tests: tuple[IntegrityTest, ...] = ()
