"""What joins records of different sources. Filled by the joins, disclosure and recall."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from provenance.basics import Instant, Interest, State, Text, Value, Where
from provenance.basics.record import dataclass

if TYPE_CHECKING:
    from provenance.audit import AuditEvent, Coverage, Layout, RowProblem


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
class AuditSide:
    """Everything that the exports of a case say about its messages.

    ``joins`` are in the order firm, medium, linked, near; ``events`` holds each event that a join
    names once, ``places`` the bytes of its row, hashed. ``cut`` tells that a limit was reached.
    """

    sources: tuple[AuditSource, ...] = ()
    joins: tuple[Join, ...] = ()
    events: tuple[AuditEvent, ...] = ()
    places: tuple[tuple[str, Where], ...] = ()
    cut: bool = False


class DomainClass(StrEnum):
    """Where a recipient's mailbox is, by the domain of the address alone."""

    INSIDE = "inside"
    OTHER = "other-organisation"
    WEBMAIL = "webmail"
    UNKNOWN = "unknown"


class CouldAct(StrEnum):
    """Whether a recall could have acted on the mailboxes of a class. Never whether it did."""

    PERHAPS = "perhaps"
    NO = "no"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallTrace:
    """For one class of recipients and one kind of recall, whether it could have acted, and why."""

    recipient_class: str
    era: str
    recipients: int
    could_act: CouldAct
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One message of a mailing as its copies show it.

    ``copies`` are the messages with this list, ``entries`` the addresses in To and Cc as they
    stand, ``visible`` the different ones; ``lists_differ`` tells that copies show other lists.
    """

    group: str
    message: str
    copies: tuple[str, ...]
    date: Value[Instant]
    message_id: Value[str]
    entries: int
    visible: int
    lists_differ: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LogRecipient:
    """A recipient that a joined record names and no copy shows: a Bcc, or an expanded list."""

    address: str
    event: str


class RelatedKind(StrEnum):
    """What a message around the disputed one is, by its form."""

    RECALL = "recall"
    RECALL_REPORT = "recall-report"
    AUTOMATIC_REPLY = "automatic-reply"
    READ_RECEIPT = "read-receipt"
    DELIVERY_REPORT = "delivery-report"
    COMPLAINT = "complaint"
    FORWARD = "forward"
    REPLY = "reply"
    OTHER = "other"


class LinkBasis(StrEnum):
    """What ties a related message to the disputed one."""

    ORIGINAL_MESSAGE_ID = "original-message-id"
    ENCLOSED = "enclosed"
    IN_REPLY_TO = "in-reply-to"
    REFERENCES = "references"
    SUBJECT = "subject"


class Sameness(StrEnum):
    """How one point of two messages compares."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_SAY = "cannot-say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One tie. ``firm`` is false for words that anybody can type in any message."""

    basis: LinkBasis
    value: str
    firm: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePoint:
    """One point of the disputed message beside the same point of a related one."""

    point: str
    disputed: Value[str]
    related: Value[str]
    agreement: Sameness


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedMessage:
    """A message around the disputed one, linked and never merged with it.

    ``to`` is the disputed message, "" where nothing ties them. ``marks`` are the fields by which
    the kind is recognised. ``outcome`` is what a receipt or report states. ``points`` compare it
    with the disputed message where both name one author.
    """

    message: str
    kind: RelatedKind
    marks: tuple[str, ...]
    to: str
    links: tuple[Link, ...]
    note: Text
    outcome: str = ""
    points: tuple[SamplePoint, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """What receipts, reports and answers state, counted: a lower bound of what happened."""

    displayed: int = 0
    deleted: int = 0
    failed: int = 0
    automatic: int = 0
    complaints: int = 0
    recalls: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """Who could see whose address, over all copies and batches.

    ``visible_unique`` counts different addresses in To and Cc of all batches; ``duplicates`` are
    entries beyond them, ``invalid`` entries without an address, ``groups`` named groups
    (RFC 5322 §3.4), ``names`` addresses with a display name. ``inside`` are the domains taken as
    the sender's organisation, of the case file if ``inside_stated``. ``largest_domains`` are the
    domains with most addresses. ``grade`` is by the rule ``grade_rule`` from what the case file
    declares; a state where it declares nothing. ``not_counted`` are messages in dispute with other
    content than the mailing.
    """

    batches: tuple[Batch, ...] = ()
    not_counted: tuple[str, ...] = ()
    visible_unique: Value[int] = State.NOT_ATTEMPTED
    duplicates: int = 0
    invalid: int = 0
    groups: int = 0
    names: int = 0
    attachments: int = 0
    inside: tuple[str, ...] = ()
    inside_stated: bool = False
    by_domain_class: tuple[tuple[DomainClass, int], ...] = ()
    largest_domains: tuple[tuple[str, int], ...] = ()
    recall: tuple[RecallTrace, ...] = ()
    only_in_logs: tuple[LogRecipient, ...] = ()
    category: str = ""
    grade: Value[str] = State.NOT_APPLICABLE
    grade_rule: Text = Text(id="correlation.grade.not-declared")
    receipts: Receipts = Receipts()
