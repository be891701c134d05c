"""What joins records of different sources. Filled by the joins, disclosure and recall."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from provenance.basics import Interest, Where
from provenance.basics.record import dataclass

if TYPE_CHECKING:
    from provenance.audit import AuditEvent, Coverage, Layout, RowProblem
    from provenance.audit.records import Integrity


class JoinTier(StrEnum):
    """How firmly an event and a message belong together (audit reference §4)."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    M = "M"
    W = "W"
    L = "L"
    C = "C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """An event of an export that belongs to a message, and what speaks for and against it."""

    event: str
    message: str
    tier: JoinTier
    agree: tuple[str, ...] = ()
    disagree: tuple[str, ...] = ()
    rivals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSource:
    """One export that was read to its end.

    ``layout`` and ``coverage`` are ``None`` where its content is of no known kind.
    ``supplied_by`` and ``interest`` are as stated in the case file.
    """

    evidence: str
    name: str
    sha256: str
    size: int
    layout: Layout | None
    coverage: Coverage | None
    problems: tuple[RowProblem, ...] = ()
    supplied_by: str = ""
    interest: Interest = Interest.UNKNOWN
    timezone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportMarks:
    """Marks of editing and cutting in one export, with the bytes of the rows by name of mark."""

    integrity: Integrity
    places: tuple[tuple[str, tuple[Where, ...]], ...] = ()


class Grade(StrEnum):
    """What an export can say about an act at a moment."""

    RECORDED = "recorded"
    NEVER_LOGGED = "never-logged"
    NOT_COVERED = "not-covered"
    COVERED_NONE = "covered-none"
    CANNOT_SAY = "cannot-say"


class Act(StrEnum):
    """Kinds of acts that a reader asks for."""

    SEND = "send"
    SIGN_IN = "sign-in"
    ACCESS = "access"
    DELETE = "delete"
    RIGHTS = "rights"
    PASSWORD = "password"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """The grade of one act in one export at the time of one message, with its reasons in order.

    ``events``, ``first`` and ``last`` count the records of that act in the whole export.
    ``auditing`` is on, off or not-shown, ``shown_by`` the exhibit that the case file names for it.
    """

    source: str
    message: str
    act: Act
    grade: Grade
    reasons: tuple[str, ...] = ()
    events: int = 0
    first: datetime | None = None
    last: datetime | None = None
    auditing: str = "not-shown"
    shown_by: str = ""


class Stage(StrEnum):
    """Place of an act in the chain around a sending, in the order that a reader expects."""

    PASSWORD = "password"
    RIGHTS = "rights"
    SIGN_IN = "sign-in"
    ACCESS = "access"
    DRAFT = "draft"
    SEND = "send"
    TRANSPORT = "transport"
    RECALL = "recall"
    DELETE = "delete"
    SIGN_OUT = "sign-out"
    OTHER = "other"


class Order(StrEnum):
    """Whether an act came before or after the sending; only where no reading of both overlaps."""

    BEFORE = "before"
    AFTER = "after"
    SAME = "same"
    OPEN = "not-established"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """An event in the neighbourhood of a recorded sending, and what it shares with it.

    ``shares`` names session, token, address, device, program, account. ``own_account`` is false
    where another account than that of the sending acts.
    """

    event: str
    message: str
    sending: str
    stage: Stage
    order: Order
    shares: tuple[str, ...]
    own_account: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOffset:
    """The clock of one export against the receiving side's own lines.

    Over ``pairs`` recorded sendings of different messages: median of record minus line in
    seconds, and the spread (largest minus smallest). Fewer than three pairs establish nothing, and
    then both are ``None``. ``widen_seconds`` is added to both sides of every interval; nothing is
    ever shifted.
    """

    source: str
    pairs: int
    median_seconds: float | None = None
    spread_seconds: float | None = None
    widen_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """Something that records or the case file say of presence or of a way into an account.

    ``kind`` is a machine name. ``events`` are the ids of its rows. ``person`` is the id of a
    person of the case file whose statement it touches, "" if none. ``values`` fill its sentence.
    ``stated`` says what part of it is a statement of the case file, ``source`` its exhibit.
    """

    kind: str
    message: str
    events: tuple[str, ...] = ()
    person: str = ""
    values: tuple[tuple[str, str | int | datetime], ...] = ()
    stated: bool = False
    attested_by: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTable:
    """Countries of networks, as a table that the user supplied says; none comes with the program.

    ``starts`` and ``ends`` are addresses as numbers (IPv4 as mapped into IPv6), in rising order;
    ``countries`` and ``operators`` stand beside them. ``date`` is what the table says of itself.
    """

    name: str
    sha256: str
    date: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    countries: tuple[str, ...]
    operators: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditSide:
    """Everything that the exports of a case say about its messages.

    ``joins`` are in the order firm, medium, linked, near; ``events`` holds each event that a join
    names once, ``places`` the bytes of its row, hashed. ``cut`` tells that a limit was reached.
    ``marks`` are those of each export that was read. ``about`` are events of the accounts, people
    and client addresses of the case that no join names, in order of exhibit and place; ``places``
    has their rows too. ``about_cut`` tells that there were more. ``coverage`` grades what no
    record means, for each message, export and kind of act. ``offsets`` are the clocks of the
    exports, ``neighbours`` what stands around each recorded sending. ``presence`` and ``access``
    are what records and the case file say of whereabouts and of ways into the account.
    """

    sources: tuple[AuditSource, ...] = ()
    joins: tuple[Join, ...] = ()
    events: tuple[AuditEvent, ...] = ()
    places: tuple[tuple[str, Where], ...] = ()
    cut: bool = False
    marks: tuple[ExportMarks, ...] = ()
    about: tuple[AuditEvent, ...] = ()
    about_cut: bool = False
    coverage: tuple[Graded, ...] = ()
    offsets: tuple[SourceOffset, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    presence: tuple[Circumstance, ...] = ()
    access: tuple[Circumstance, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallTrace:
    """A recall that was seen, and for one class of recipients whether it could have acted."""

    message: str
    recipient_class: str
    recipients: int
    could_act: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Who could see whose address, over all copies and batches."""

    batches: tuple[int, ...]
    visible_unique: int
    by_domain_class: tuple[tuple[str, int], ...] = ()
    recall: tuple[RecallTrace, ...] = ()
