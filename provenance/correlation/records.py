"""What joins records of different sources: events of exports to messages, and what they add."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from provenance.basics import Interest, Value, Where
from provenance.basics.record import dataclass

if TYPE_CHECKING:
    from provenance.audit import AuditEvent, Coverage, Layout, RowProblem
    from provenance.audit.records import Integrity
    from provenance.correlation.stay_row import StayRow


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

    ``layout`` and ``coverage`` are ``None`` for an unknown kind; ``supplied_by`` and ``interest``
    are as stated; ``lines`` counts lines, by LF or end of file.
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
    lines: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The records of one kind of act nearest around a moment; ``None`` if there is none."""

    act: Act
    moment: datetime
    before: datetime | None = None
    after: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportMarks:
    """Marks of editing and cutting in one export, with the bytes of the rows by name of mark.

    ``nearest``: the records around it, by act and message, none where some row was not looked at;
    ``searched``: the others were searched for whole addresses.
    """

    integrity: Integrity
    places: tuple[tuple[str, tuple[Where, ...]], ...] = ()
    nearest: tuple[Nearest, ...] = ()
    searched: bool = False


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
    LOCK = "lock"
    LOG_OFF = "log-off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """The grade of an act in one export at the time of one message, with its reasons in order.

    ``events``, ``first`` and ``last`` are of that act in the whole export, ``before`` and ``after``
    the nearest around the moment. ``auditing`` is on, off or not-shown, ``shown_by`` its exhibit.
    """

    source: str
    message: str
    act: Act
    grade: Grade
    reasons: tuple[str, ...] = ()
    events: int = 0
    first: datetime | None = None
    last: datetime | None = None
    before: datetime | None = None
    after: datetime | None = None
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
    ``stated``: it holds a statement of the case file, with exhibit ``source``; ``basis`` is what
    that holds, ``support`` its rows that bear it out, ``beside`` the others in that name,
    ``refuted_by`` exhibits whose rows cancel it, ``doubted`` that rows may. ``assumes`` is what
    else is only stated. ``gap`` are minutes to the nearest row of it before and behind, -1 for
    none, ``way`` how its exhibit came here, as stated. ``rows`` is the number of rows where two
    exports have one act, which counts once, and else 0. ``left`` are rows that it does not count
    although they are of its kind: those of the message itself or of its session.
    """

    kind: str
    message: str
    events: tuple[str, ...] = ()
    person: str = ""
    values: tuple[tuple[str, str | int | datetime], ...] = ()
    stated: bool = False
    attested_by: str = ""
    source: str = ""
    independent: bool = False
    basis: str = ""
    support: tuple[str, ...] = ()
    refuted_by: tuple[str, ...] = ()
    doubted: bool = False
    assumes: str = ""
    beside: tuple[str, ...] = ()
    gap: tuple[int, int] = (-1, -1)
    way: str = ""
    rows: int = 0
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkUse:
    """Accounts of the organisation, a few, whose rows in one export have a client in a block."""

    evidence: str
    block: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passers:
    """Different cards or names that one log of doors has within hours of a message's moment."""

    evidence: str
    moment: datetime
    holders: int


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
    and addresses of the case that no join names, ``about_cut`` that there were more; ``own`` are
    uses of the accounts of the sendings and doors of their people at any time, ``own_cut`` what had
    no room. ``coverage`` grades what no record means, ``offsets`` are the clocks of the exports,
    ``neighbours`` what stands around each sending; ``presence``, ``access`` and ``usage`` say of
    whereabouts, ways in and other use. ``moments`` are the copy's own times of each message
    (receiving side, else any line), ``networks`` the accounts that rows have in the stated networks
    of the organisation, ``stay_rows`` rows of gates around the stated stays, ``passers`` how many
    pass the doors of a log near a message. ``crossed`` are rows that two exports are held against
    each other by, as far as nothing else keeps them.
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
    usage: tuple[Circumstance, ...] = ()
    moments: tuple[tuple[str, datetime], ...] = ()
    networks: tuple[NetworkUse, ...] = ()
    own: tuple[AuditEvent, ...] = ()
    own_cut: int = 0
    crossed: tuple[AuditEvent, ...] = ()
    stay_rows: tuple[StayRow, ...] = ()
    passers: tuple[Passers, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HostOffset:
    """Bounds of a host's clock against those of all receivers, in seconds, ahead is positive.

    ``at_least`` and ``at_most`` hold if every receiver's clock was right; ``agree`` is false where
    they cross, so that one was not. The medians are those of the single copies' bounds.
    """

    host: str
    deliveries: int
    references: int
    at_least: Value[float]
    at_most: Value[float]
    median_at_least: Value[float]
    median_at_most: Value[float]
    agree: bool


class DomainClass(StrEnum):
    """Where a recipient's mailbox is, by the domain of the address alone."""

    INSIDE = "inside"
    OTHER = "other-organisation"
    WEBMAIL = "webmail"
    UNKNOWN = "unknown"
