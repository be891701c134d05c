"""Messages around the disputed one: recalls, reports, receipts, answers, complaints."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics import Text, Value
from provenance.basics.record import dataclass


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
