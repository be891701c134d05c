"""Makes the requests of a case: which record, of whom, until when, in which words.

How long a record is usually kept is only given where it is documented. Where a source names a
shorter and a longer period (licences differ), the shorter one counts: ask in time for both.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from provenance.basics import State, Text, Value, known, text
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.reasoning.records import Request
from provenance.reasoning.requests.about import MAX_IDS, about_message, event_day
from provenance.reasoning.requests.choose import (
    attester_of,
    holder_of,
    system_records,
    wanted_of,
)
from provenance.reasoning.requests.concerns import Stay, concerns_of, stays_of
from provenance.reasoning.requests.identifiers import addresses_of
from provenance.reasoning.requests.supplied import Supplied, supplied
from provenance.reasoning.requests.table import ON_DEMAND, RECALL, STAY, Wanted
from provenance.reasoning.requests.testing import tests_of
from provenance.reasoning.requests.words import gap_words, period_words
from provenance.reasoning.subject import Subject

_NO_EXPORTS = AuditSide()
_NO_CASE = Case()
_OF_PLACES: Final = frozenset({"device", "people", "stay"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
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


def make_requests(
    subjects: tuple[Subject, ...],
    *,
    as_of: date,
    audit: AuditSide = _NO_EXPORTS,
    around: tuple[Subject, ...] = (),
    case: Case = _NO_CASE,
    rests_on: tuple[tuple[Text, str], ...] = (),
) -> tuple[Request, ...]:
    """Records worth asking for: those that test the result first, then by day, rung and id.

    ``around`` are the messages that are about those in dispute: a recall among them is asked
    about too. What ``audit`` holds whole is not asked for again; where its exports leave a
    stretch open, the request is for that stretch. ``rests_on`` are the assumptions of the result
    with the kind of record that tests each (:func:`tests_of`); such a record is always asked for.
    """
    tests: dict[str, tuple[Text, ...]] = {}
    for subject in subjects:
        for id_, words in tests_of(rests_on, system_records(subject)).items():
            tests[id_] = tuple(dict.fromkeys((*tests.get(id_, ()), *words)))
    recalled = _recalled(around, audit)
    asked = [
        replace(one, own_ids=_recall_ids(around, audit) if one.wanted.id == RECALL.id else ())
        for one in _all_asked(subjects, audit, case, frozenset(tests), recalled=recalled)
    ]
    made = [
        (one.wanted, _request(one, as_of, audit, tests.get(one.wanted.id, ())))
        for one in asked
        if one.wanted.id in tests or not one.given.whole
    ]
    first = {id_: place for place, id_ in enumerate(tests)}
    made.sort(
        key=lambda pair: (
            first.get(pair[0].id, len(first)),
            known(pair[1].ask_by) or "9999",
            pair[0].rung,
            pair[0].id,
        )
    )
    return tuple(request for _, request in made)


def _all_asked(
    subjects: tuple[Subject, ...],
    audit: AuditSide,
    case: Case,
    forced: frozenset[str],
    *,
    recalled: bool,
) -> Iterator[_Asked]:
    """Every wanted record with the messages that it is wanted for; ``forced`` ids always."""
    addresses = addresses_of((subject.analysed for subject in subjects), audit)
    days = tuple(day for day in map(event_day, subjects) if isinstance(day, date))
    stays = stays_of(case, audit, days)
    groups: dict[tuple[str, Text], tuple[Wanted, list[Subject]]] = {}
    for subject in subjects:
        address = subject.analysed.message.id in addresses
        usual = wanted_of(subject, recalled=recalled, address=address)
        more = [one for one in ON_DEMAND if one.id in forced and one not in usual]
        for wanted in (*usual, *more):
            key = (wanted.id, holder_of(wanted, subject))
            groups.setdefault(key, (wanted, []))[1].append(subject)
    for (_, holder), (wanted, about) in groups.items():
        yield _asked(wanted, holder, tuple(about), audit, case, stays)
    by_attester: dict[Text, list[Stay]] = {}
    for one in stays:
        by_attester.setdefault(attester_of(one.stated.attested_by), []).append(one)
    if not stays and STAY.id in forced:
        by_attester[attester_of("")] = []
    for holder, own in by_attester.items():
        yield _asked(STAY, holder, subjects, audit, case, tuple(own))


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
        if _recalled((subject,), _NO_EXPORTS)
        and (id_ := known(subject.analysed.trace.identity.message_id))
    ]
    return tuple(f"<{id_}>" for id_ in dict.fromkeys((*logged, *copies)))[:MAX_IDS]


def _recalled(around: tuple[Subject, ...], audit: AuditSide) -> bool:
    """Whether there is a recall among the messages around, or a record of one."""
    if any(event.kind.value == "recall" for event in audit.events):
        return True
    if not around:
        return False
    from provenance.correlation.related import Around, is_recall

    return any(
        is_recall(
            Around(
                message=one.analysed.message,
                trace=one.analysed.trace,
                origin=one.analysed.origin,
                exhibit=one.exhibit,
            )
        )
        for one in around
    )


def _asked(
    wanted: Wanted,
    holder: Text,
    about: tuple[Subject, ...],
    audit: AuditSide,
    case: Case,
    stays: tuple[Stay, ...],
) -> _Asked:
    days = tuple(day for day in map(event_day, about) if isinstance(day, date))
    first = _plus(min(days), -wanted.before) if days else None
    last = _plus(max(days), wanted.after) if days else None
    if wanted.names in _OF_PLACES and first is not None and last is not None:
        # The account may have been used at any time of a stay, and somebody have been elsewhere.
        first = min((first, *(one.first for one in stays)))
        last = max((last, *(one.last for one in stays)))
    held = tuple(dict.fromkeys(id_ for one in stays for id_ in one.exhibits))
    return _Asked(
        wanted=wanted,
        holder=holder,
        about=about,
        days=days,
        first=first,
        last=last,
        given=Supplied(exhibits=held, ends_only=True)
        if wanted.id == STAY.id
        else supplied(wanted, audit, first, last, frozenset(held)),
        concerns=concerns_of(wanted, about, case, audit, stays),
    )


def _plus(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:  # a header may claim the year 9999
        return None


def _request(one: _Asked, as_of: date, audit: AuditSide, tests: tuple[Text, ...]) -> Request:
    wanted = one.wanted
    ask_by = _plus(min(one.days), wanted.days) if one.days and wanted.days else None
    dated = wanted.period and one.first is not None and one.last is not None
    return Request(
        what=text(f"reasoning.request.{wanted.id}.what"),
        holder=one.holder,
        decides_rung=wanted.rung,
        wording=_wording(one, audit, late=ask_by is not None and ask_by < as_of),
        usually_kept_days=wanted.days or State.ABSENT,
        ask_by=ask_by.isoformat() if ask_by is not None else State.ABSENT,
        record=wanted.id,
        rungs=tuple(sorted({wanted.rung, *wanted.also})),
        separates=wanted.separates,
        longer_kept_days=wanted.longer or State.ABSENT,
        kept_source=text(f"reasoning.request.source.{wanted.source}"),
        export=text(f"reasoning.request.{wanted.id}.export"),
        limit=text(f"reasoning.request.{wanted.id}.limit"),
        first=one.first.isoformat() if dated and one.first is not None else State.ABSENT,
        last=one.last.isoformat() if dated and one.last is not None else State.ABSENT,
        names=wanted.names,
        holder_kind=wanted.holder,
        messages=tuple(subject.analysed.message.id for subject in one.about),
        supplied=one.given.exhibits,
        gap=_gap(one),
        concerns=one.concerns,
        tests=tests,
    )


def _gap(one: _Asked) -> Value[Text]:
    return gap_words(one.given) if one.given.exhibits else State.NOT_APPLICABLE


def _wording(one: _Asked, audit: AuditSide, *, late: bool) -> Text:
    """The words of the request; after the usual day it says to look all the same."""
    words = text(f"reasoning.request.{one.wanted.id}.wording")
    if one.wanted.period:
        words = text(
            "reasoning.request.with-period",
            wording=words,
            period=period_words(one.first, one.last),
        )
    for concern in one.concerns:
        words = text("reasoning.and", answer=words, more=concern)
    if one.wanted.names in {"message", "copy"}:
        words = about_message(words, one.about, audit)
    if one.own_ids:
        words = text("reasoning.request.with-own-ids", wording=words, ids=one.own_ids)
    if one.given.exhibits:
        words = text("reasoning.request.with-gap", wording=words, gap=gap_words(one.given))
    return text("reasoning.request.late", wording=words) if late else words
