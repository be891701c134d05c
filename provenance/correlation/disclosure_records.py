"""Who could see whose address, and what a recall could have done about it."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics import Instant, State, Text, Value
from provenance.basics.record import dataclass
from provenance.correlation.records import DomainClass
from provenance.correlation.related_records import Receipts


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
