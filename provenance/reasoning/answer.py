"""The answer of one copy on one rung, and the parts that several rungs share."""

from __future__ import annotations

from provenance.authentication import SignatureCheck
from provenance.basics import Address, Instant, Interest, Param, State, Text, text
from provenance.basics.record import dataclass
from provenance.reasoning.records import Badge, Code, Finding
from provenance.reasoning.subject import Subject

Found = tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The answer of one copy on one rung.

    ``statement`` is what the copy itself says, ``log`` what records of systems say of the same, if
    any does: the two are never glued, since each has another author. ``case`` is the machine name
    of the sentence. ``key`` says where the public key came from that the answer rests on; it
    follows in the next sentence.
    """

    case: str
    code: Code
    badge: Badge
    statement: Text
    findings: tuple[str, ...] = ()
    key: Text | None = None
    log: Text | None = None


def answer(
    rung: int, case: str, code: Code, badge: Badge, ids: tuple[str, ...], **params: Param
) -> Answer:
    """Make the answer whose sentence is ``reasoning.rung<rung>.<case>``."""
    return Answer(
        case=case,
        code=code,
        badge=badge,
        statement=text(f"reasoning.rung{rung}.{case}", **params),
        findings=ids,
    )


def followed(statement: Text, more: Text | None) -> Text:
    """Two sentences as one answer."""
    return statement if more is None else text("reasoning.and", answer=statement, more=more)


def holder_words(subject: Subject) -> Text | None:
    """Who says that the holder of this copy is independent, if anybody does (class W)."""
    if subject.interest is not Interest.INDEPENDENT:
        return None
    if subject.stated_by:
        return text("reasoning.independent.stated-by", by=subject.stated_by)
    return text("reasoning.independent.stated")


def bare(address: Address) -> Address:
    """The address without its display name, which whoever sent the message chose freely."""
    return Address(spec=address.spec)


def key_words(check: SignatureCheck) -> Text:
    """Where the public key came from, and what an answer assumes that rests on it.

    A file of DNS answers can be written by anybody, so even an answer that is recorded as live is
    called recorded.
    """
    case = key_case(check)
    if case in {"live", "recorded"}:
        return text(f"reasoning.key.{case}", asked=day_of(check.key.asked_at))
    return text(f"reasoning.key.{case}")


def key_case(check: SignatureCheck) -> str:
    """How a key is spoken of: live, recorded, undated, recovered, supplied or other."""
    if check.key.source in {"live", "recorded"}:
        return check.key.source if check.key.dated else "undated"
    if check.key.source == "supplied" and "recovered" in check.key.grade.split():
        return "recovered"
    return "supplied" if check.key.source == "supplied" else "other"


def within(words: Text, prefix: str) -> Text | None:
    """The sentence whose id begins so, of those that a text is made of; the outer one first."""
    if words.id.startswith(prefix):
        return words
    held = (value for _, value in words.params if isinstance(value, Text))
    return next((found for one in held if (found := within(one, prefix)) is not None), None)


def day_of(written: str) -> Param:
    """The day of an ISO 8601 time, or the words as they stand, or that there are none."""
    from datetime import UTC, datetime

    if not written:
        return State.ABSENT
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return written
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC)
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
    return Instant(text=written, utc=day, offset_minutes=0, precision_seconds=86400)


def ids_of(found: Found, *prefixes: str) -> tuple[str, ...]:
    """Ids of findings whose names start with one of these."""
    return tuple(item.id for item in found if item.name.startswith(prefixes))


def rules_of(found: Found, rung: int) -> tuple[str, ...]:
    """Ids of what rules inferred for a rung."""
    return tuple(
        item.id for item in found if item.rung == rung and not isinstance(item.rule, State)
    )
