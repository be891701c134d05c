"""What is asked for about a case, before it is put into words: record, holder, messages, days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from provenance.basics import Text, known
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.reasoning.requests.about import MAX_IDS, event_day
from provenance.reasoning.requests.choose import attester_of, holder_of, wanted_of
from provenance.reasoning.requests.concerns import Stay, concerns_of, stays_of
from provenance.reasoning.requests.days import moved
from provenance.reasoning.requests.identifiers import addresses_of
from provenance.reasoning.requests.supplied import Supplied, supplied
from provenance.reasoning.requests.table import RECALL, STAY, Wanted
from provenance.reasoning.subject import Subject

_OF_PLACES: Final = frozenset({"device", "people", "stay"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One wanted record about some messages, with its days and what is there of it already."""

    wanted: Wanted
    holder: Text
    about: tuple[Subject, ...]
    days: tuple[date, ...]
    first: date | None
    last: date | None
    given: Supplied
    concerns: tuple[Text, ...] = ()
    own_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What all requests of a case are made from.

    ``subjects`` are the messages in dispute, ``stays`` those stated around their days.
    ``recalled`` tells that a recall of one is among the evidence, with ``recall_ids`` of it.
    """

    subjects: tuple[Subject, ...]
    audit: AuditSide
    case: Case
    stays: tuple[Stay, ...]
    recalled: bool
    recall_ids: tuple[str, ...]


def ground_of(
    subjects: tuple[Subject, ...], audit: AuditSide, around: tuple[Subject, ...], case: Case
) -> Ground:
    """Look once at what every request of the case is made from."""
    return Ground(
        subjects=subjects,
        audit=audit,
        case=case,
        stays=stays_of(case, audit, _days(subjects)),
        recalled=_recalled(around, audit),
        recall_ids=_recall_ids(around, audit),
    )


def usually_asked(ground: Ground) -> Iterator[Asked]:
    """Every record that these messages and the stated stays by themselves give cause to want."""
    addresses = addresses_of((subject.analysed for subject in ground.subjects), ground.audit)
    yield from _grouped(
        ground,
        (
            (wanted, subject)
            for subject in ground.subjects
            for wanted in wanted_of(
                subject,
                recalled=ground.recalled,
                address=subject.analysed.message.id in addresses,
            )
        ),
    )
    by_attester: dict[Text, list[Stay]] = {}
    for one in ground.stays:
        by_attester.setdefault(attester_of(one.stated.attested_by), []).append(one)
    for holder, own in by_attester.items():
        yield _asked(ground, STAY, holder, ground.subjects, tuple(own))


def asked_of_all(ground: Ground, wanted: Wanted) -> Iterator[Asked]:
    """One record about every message in dispute, by its holders."""
    if wanted.id == STAY.id:
        yield _asked(ground, STAY, attester_of(""), ground.subjects, ())
        return
    yield from _grouped(ground, ((wanted, subject) for subject in ground.subjects))


def _grouped(ground: Ground, pairs: Iterable[tuple[Wanted, Subject]]) -> Iterator[Asked]:
    """The messages for which one holder is asked for one record stand in one request."""
    groups: dict[tuple[str, Text], tuple[Wanted, list[Subject]]] = {}
    for wanted, subject in pairs:
        key = (wanted.id, holder_of(wanted, subject))
        groups.setdefault(key, (wanted, []))[1].append(subject)
    for (_, holder), (wanted, about) in groups.items():
        yield _asked(ground, wanted, holder, tuple(about), ground.stays)


def _asked(
    ground: Ground,
    wanted: Wanted,
    holder: Text,
    about: tuple[Subject, ...],
    stays: tuple[Stay, ...],
) -> Asked:
    audit, days = ground.audit, _days(about)
    first = moved(min(days), -wanted.before) if days else None
    last = moved(max(days), wanted.after) if days else None
    if wanted.names in _OF_PLACES and first is not None and last is not None:
        # The account may have been used at any time of a stay, and somebody have been elsewhere.
        first = min((first, *(one.first for one in stays)))
        last = max((last, *(one.last for one in stays)))
    held = tuple(dict.fromkeys(id_ for one in stays for id_ in one.exhibits))
    return Asked(
        wanted=wanted,
        holder=holder,
        about=about,
        days=days,
        first=first,
        last=last,
        given=Supplied(exhibits=held, ends_only=True)
        if wanted.id == STAY.id
        else supplied(wanted, audit, first, last, frozenset(held)),
        concerns=concerns_of(wanted, about, ground.case, audit, stays),
        own_ids=ground.recall_ids if wanted.id == RECALL.id else (),
    )


def _days(subjects: tuple[Subject, ...]) -> tuple[date, ...]:
    return tuple(day for day in map(event_day, subjects) if isinstance(day, date))


def _recall_ids(around: tuple[Subject, ...], audit: AuditSide) -> tuple[str, ...]:
    """Identifiers of recalls, out of records and of the messages around the one in dispute."""
    logged = [
        id_
        for event in audit.events
        if event.kind.value == "recall"
        for ref in event.messages
        if (id_ := known(ref.id))
    ]
    copies = [
        id_.strip().strip("<>")
        for subject in around
        if _is_recall(subject) and (id_ := known(subject.analysed.trace.identity.message_id))
    ]
    return tuple(f"<{id_}>" for id_ in dict.fromkeys((*logged, *copies)))[:MAX_IDS]


def _recalled(around: tuple[Subject, ...], audit: AuditSide) -> bool:
    """Whether there is a recall among the messages around, or a record of one."""
    logged = any(event.kind.value == "recall" for event in audit.events)
    return logged or any(map(_is_recall, around))


def _is_recall(subject: Subject) -> bool:
    from provenance.correlation.related import Around, is_recall

    return is_recall(
        Around(
            message=subject.analysed.message,
            trace=subject.analysed.trace,
            origin=subject.analysed.origin,
            exhibit=subject.exhibit,
        )
    )
