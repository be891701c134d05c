"""Messages around the disputed one: recall, receipts, bounces, automatic replies, forwards.

Each is recognised by its form first (RFC 3834, RFC 3464, RFC 8098, RFC 5965; for a recall the
message class and header fields of Microsoft), by words never alone. It is linked to the disputed
message and never merged with it: what it says of its own way is a second sample of whoever sent it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from provenance.basics import Text, known, text
from provenance.basics.record import dataclass
from provenance.correlation.related_records import (
    Link,
    LinkBasis,
    Receipts,
    RelatedKind,
    RelatedMessage,
    SamplePoint,
)
from provenance.correlation.second_sample import second_sample
from provenance.evidence import Exhibit
from provenance.message import Message, Part, part_bytes
from provenance.origin import Origin
from provenance.trace import Trace

MAX_RELATED: Final = 5_000
MAX_RETURNED: Final = 200_000
"""Octets of a returned header section that are searched for its Message-ID."""
_ID: Final = re.compile(r"<([^<>\s]{3,998})>")
_RETURNED_ID: Final = re.compile(rb"(?im)^message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{3,998})>")
_ORIGINAL_ID: Final = re.compile(
    rb"(?im)^(?:original-message-id|x-original-message-id):[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{3,998})>"
)
_DISPOSITION: Final = re.compile(rb"(?im)^disposition:[^;\r\n]*;[ \t]*([a-z]+)")
_ACTION: Final = re.compile(rb"(?im)^action:[ \t]*([a-z]+)")
_REPORTS: Final = {
    "disposition-notification": RelatedKind.READ_RECEIPT,
    "delivery-status": RelatedKind.DELIVERY_REPORT,
    "feedback-report": RelatedKind.COMPLAINT,
}
_CLASSES: Final = (
    ("ipm.outlook.recall", RelatedKind.RECALL),
    ("ipm.recall.report", RelatedKind.RECALL_REPORT),
    ("report.ipm.note.ipnrn", RelatedKind.READ_RECEIPT),
    ("report.ipm.note.ipnnrn", RelatedKind.READ_RECEIPT),
    ("report.ipm.note.ndr", RelatedKind.DELIVERY_REPORT),
    ("report.ipm.note.dr", RelatedKind.DELIVERY_REPORT),
    ("ipm.note.rules.ooftemplate", RelatedKind.AUTOMATIC_REPLY),
)
_RECALL_SUBJECT: Final = re.compile(r"\A\s*recall\s*:\s*(.*)\Z", re.IGNORECASE)
_RECALL_WORDS: Final = re.compile(r"would like to recall the message,? [\"“'](.{1,300}?)[\"”']")


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """One message with what was read of it, its exhibit, and winmail.dat files that it carries."""

    message: Message
    trace: Trace
    origin: Origin
    exhibit: Exhibit
    winmail: tuple[Exhibit, ...] = ()


def find_related(
    messages: Sequence[Around], *, given: frozenset[str] = frozenset()
) -> tuple[RelatedMessage, ...]:
    """Recognise and link; ``given`` are messages that somebody handed in as related.

    A message that is not of a kind of its own and was not handed in as related is left alone: it
    may be the disputed one.
    """
    kinds = {one.message.id: _kind(one) for one in messages}
    wanted = [
        one
        for one in messages
        if kinds[one.message.id][0] is not RelatedKind.OTHER or one.message.id in given
    ]
    aside = {one.message.id for one in wanted}
    disputed = [one for one in messages if one.message.id not in aside]
    by_id: dict[str, Around] = {}
    for one in disputed:
        by_id.setdefault(message_id(one), one)
    by_id.pop("", None)
    return tuple(
        _related(one, *kinds[one.message.id], by_id, disputed) for one in wanted[:MAX_RELATED]
    )


def message_id(one: Around) -> str:
    """The Message-ID without brackets, "" if there is none."""
    return "".join((known(one.trace.identity.message_id) or "").split()).strip("<>")


def is_recall(one: Around) -> bool:
    """Whether a message is a recall, or the report on one, by its form."""
    return _kind(one)[0] in {RelatedKind.RECALL, RelatedKind.RECALL_REPORT}


def _kind(one: Around) -> tuple[RelatedKind, tuple[str, ...]]:
    """Kind of a message by its form, and the names of the marks."""
    for exhibit, mark in (
        (one.exhibit, "PR_MESSAGE_CLASS"),
        *((w, "winmail.dat") for w in one.winmail),
    ):
        class_ = _message_class(exhibit)
        for start, kind in _CLASSES:
            if class_.startswith(start):
                return kind, (mark,)
    message = one.message
    content_type = _value(message, "content-type").lower()
    for report, kind in _REPORTS.items():
        if content_type.startswith("multipart/report") and report in content_type:
            return kind, ("Content-Type",)
    recall = _recall_marks(message)
    if recall:
        return RelatedKind.RECALL, recall
    automatic = _value(message, "auto-submitted").lower().partition(";")[0].strip()
    if automatic == "auto-replied":
        return RelatedKind.AUTOMATIC_REPLY, ("Auto-Submitted",)
    if message.named("x-autoreply") or message.named("x-autorespond"):
        return RelatedKind.AUTOMATIC_REPLY, ("X-Autoreply",)
    return RelatedKind.OTHER, ()


def _message_class(exhibit: Exhibit) -> str:
    """Message class of an Outlook item or a winmail.dat in lower case, "" if it has none."""
    if exhibit.outlook is not None:
        return (known(exhibit.outlook.message_class) or "").lower()
    return next((str(p.value) for p in exhibit.mapi if p.tag == "001A"), "").lower()


def _recall_marks(message: Message) -> tuple[str, ...]:
    """Fields by which Exchange Online marks a recall; its words alone are no mark."""
    marks = [
        field.name
        for field in message.fields
        if field.lname.startswith("x-ms-exchange-recall")
        or (field.lname == "x-ms-traffictypediagnostic" and "EE_MessageRecall" in field.value)
        or (field.lname in {"content-class", "x-message-class"} and "recall" in field.value.lower())
    ]
    return tuple(dict.fromkeys(marks))


def _value(message: Message, name: str) -> str:
    field = next(iter(message.named(name)), None)
    return field.value if field is not None else ""


def _related(
    one: Around,
    kind: RelatedKind,
    marks: tuple[str, ...],
    by_id: Mapping[str, Around],
    disputed: Sequence[Around],
) -> RelatedMessage:
    links, target = _links(one, kind, by_id, disputed)
    if kind is RelatedKind.OTHER and links:
        by_reply = links[0].basis in {LinkBasis.IN_REPLY_TO, LinkBasis.REFERENCES}
        kind = RelatedKind.REPLY if by_reply else RelatedKind.FORWARD
    points: tuple[SamplePoint, ...] = ()
    if target is not None and _same_author(one, target):
        points = second_sample(target.trace, target.origin, one.trace, one.origin)
    return RelatedMessage(
        message=one.message.id,
        kind=kind,
        marks=marks,
        to=target.message.id if target is not None else "",
        links=links,
        outcome=_outcome(one.message, kind),
        points=points,
        note=_note(kind),
    )


def _same_author(one: Around, other: Around) -> bool:
    first, second = one.trace.identity.from_[:1], other.trace.identity.from_[:1]
    return bool(first and second) and first[0].spec.lower() == second[0].spec.lower()


def _links(
    one: Around, kind: RelatedKind, by_id: Mapping[str, Around], disputed: Sequence[Around]
) -> tuple[tuple[Link, ...], Around | None]:
    """What ties the message to a disputed one, the firmest first; the subject only as a hint."""
    found: list[Link] = []
    target: Around | None = None
    for basis, value in _references(one):
        other = by_id.get(value)
        if other is not None and other.message.id != one.message.id:
            found.append(Link(basis=basis, value=value, firm=True))
            target = target or other
    if target is None and kind is not RelatedKind.OTHER:
        for other in disputed:
            if _subject_named(one, other):
                found.append(Link(basis=LinkBasis.SUBJECT, value=_subject(other), firm=False))
                target = other
                break
    return tuple(dict.fromkeys(found)), target


def _references(one: Around) -> list[tuple[LinkBasis, str]]:
    """Identifiers of other messages that this one names, with the place of each."""
    message = one.message
    found: list[tuple[LinkBasis, str]] = []
    for part in message.parts:
        inner = part.content_type.lower()
        if inner in {"message/disposition-notification", "message/delivery-status"}:
            ids = _ORIGINAL_ID.findall(_start(message, part))
            found += [(LinkBasis.ORIGINAL_MESSAGE_ID, _ascii(value)) for value in ids]
        elif inner in {"message/rfc822", "text/rfc822-headers", "message/global"}:
            ids = _RETURNED_ID.findall(_start(message, part))[:1]
            found += [(LinkBasis.ENCLOSED, _ascii(value)) for value in ids]
    for basis, name in (
        (LinkBasis.IN_REPLY_TO, "in-reply-to"),
        (LinkBasis.REFERENCES, "references"),
    ):
        found += [(basis, value) for value in _ID.findall(_value(message, name)[:20_000])]
    return found


def _start(message: Message, part: Part) -> bytes:
    return part_bytes(message, part)[:MAX_RETURNED]


def _ascii(value: bytes) -> str:
    return value.decode("ascii", "replace")


def _subject(one: Around) -> str:
    return " ".join((known(one.trace.identity.subject) or "").split())


def _subject_named(one: Around, other: Around) -> bool:
    """Does this message name the other's subject: as that of a recall, a reply or a report?"""
    wanted = _subject(other).casefold()
    if len(wanted) < 4:
        return False
    own = _subject(one)
    named = [_bare(own)]
    recall = _RECALL_SUBJECT.match(own)
    if recall:
        named.append(recall[1])
    text_ = next((p.text for p in one.message.parts if isinstance(p.text, str)), "")
    named += _RECALL_WORDS.findall(" ".join(text_[:4_000].split()))[:3]
    return any(name.strip().casefold() == wanted for name in named)


_PREFIX: Final = re.compile(r"\A(?:\s*[^\s:]{1,20}(?: [^\s:]{1,12})?\s*:\s*)", re.IGNORECASE)


def _bare(subject: str) -> str:
    """A subject without one prefix word and colon, in whatever language."""
    return _PREFIX.sub("", subject, count=1)


def _outcome(message: Message, kind: RelatedKind) -> str:
    """What a receipt or a report states: displayed, deleted, failed, delayed ...; "" for others."""
    patterns = {
        RelatedKind.READ_RECEIPT: ("message/disposition-notification", _DISPOSITION),
        RelatedKind.DELIVERY_REPORT: ("message/delivery-status", _ACTION),
    }
    if kind not in patterns:
        return ""
    inner, pattern = patterns[kind]
    for part in message.parts:
        if part.content_type.lower() == inner:
            found = pattern.search(_start(message, part))
            return _ascii(found[1]).lower() if found else ""
    return ""


def _note(kind: RelatedKind) -> Text:
    return text(f"correlation.related.{kind.value}")


def receipts(related: Sequence[RelatedMessage]) -> Receipts:
    """Count what receipts and reports state: a lower bound, since most people send none."""

    def count(kind: RelatedKind, *outcomes: str) -> int:
        return sum(
            1
            for one in related
            if one.kind is kind and one.to and (not outcomes or one.outcome in outcomes)
        )

    return Receipts(
        displayed=count(RelatedKind.READ_RECEIPT, "displayed"),
        deleted=count(RelatedKind.READ_RECEIPT, "deleted"),
        failed=count(RelatedKind.DELIVERY_REPORT, "failed"),
        automatic=count(RelatedKind.AUTOMATIC_REPLY),
        complaints=count(RelatedKind.COMPLAINT),
        recalls=count(RelatedKind.RECALL),
    )
