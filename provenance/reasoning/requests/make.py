"""Makes the requests of a case: which record, of whom, until when, in which words.

They are made once (:func:`make_requests`). The comparison names some of them as what could change
the result; which assumptions the result rests on is known only after it, and then puts them in
order and adds the records that test those (:func:`order_requests`).

How long a record is usually kept is only given where it is documented. Where a source names a
shorter and a longer period (licences differ), the shorter one counts: ask in time for both.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from provenance.basics import State, Text, Value, known, text
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.correlation import AuditSide
from provenance.reasoning.records import Request
from provenance.reasoning.requests.about import about_message
from provenance.reasoning.requests.asked import (
    Asked,
    Ground,
    asked_of_all,
    ground_of,
    usually_asked,
)
from provenance.reasoning.requests.choose import system_records
from provenance.reasoning.requests.days import moved
from provenance.reasoning.requests.table import ON_DEMAND, STAY, Wanted
from provenance.reasoning.requests.testing import tests_of
from provenance.reasoning.requests.words import gap_words, period_words
from provenance.reasoning.subject import Subject

_NO_EXPORTS = AuditSide()
_NO_CASE = Case()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The requests of a case before their order, each with what it was made from.

    Also those for records that the exports hold whole: a result may rest on one of them.
    """

    ground: Ground
    as_of: date
    requests: tuple[tuple[Asked, Request], ...]


def make_requests(
    subjects: tuple[Subject, ...],
    *,
    as_of: date,
    audit: AuditSide = _NO_EXPORTS,
    around: tuple[Subject, ...] = (),
    case: Case = _NO_CASE,
) -> Made:
    """Make the requests that the messages and the stated stays give cause for.

    ``around`` are the messages that are about those in dispute: a recall among them is asked
    about too. Where the exports of ``audit`` leave a stretch open, a request is for that stretch.
    """
    ground = ground_of(subjects, audit, around, case)
    return Made(
        ground=ground,
        as_of=as_of,
        requests=tuple((one, _request(one, as_of, audit)) for one in usually_asked(ground)),
    )


def order_requests(made: Made, rests_on: tuple[tuple[Text, str], ...] = ()) -> tuple[Request, ...]:
    """Records worth asking for: those that test the result first, then by day, rung and id.

    What the exports hold whole is not asked for again. ``rests_on`` are the assumptions of the
    result with the kind of record that tests each (:func:`tests_of`); such a record is always
    asked for, about every message.
    """
    tests = _tests(made.ground, rests_on)
    asked = [pair for pair in _with_demanded(made, tests) if _worth_asking(pair[0], tests)]
    place = {id_: at for at, id_ in enumerate(tests)}
    asked.sort(
        key=lambda pair: (
            place.get(pair[0].wanted.id, len(place)),
            known(pair[1].ask_by) or "9999",
            pair[0].wanted.rung,
            pair[0].wanted.id,
        )
    )
    return tuple(replace(request, tests=tests.get(one.wanted.id, ())) for one, request in asked)


def _tests(ground: Ground, rests_on: tuple[tuple[Text, str], ...]) -> dict[str, tuple[Text, ...]]:
    """By record the assumptions that it tests, over all messages."""
    tests: dict[str, tuple[Text, ...]] = {}
    for subject in ground.subjects:
        for id_, words in tests_of(rests_on, system_records(subject)).items():
            tests[id_] = tuple(dict.fromkeys((*tests.get(id_, ()), *words)))
    return tests


def _worth_asking(one: Asked, tests: dict[str, tuple[Text, ...]]) -> bool:
    return one.wanted.id in tests or not one.given.whole


def _with_demanded(
    made: Made, tests: dict[str, tuple[Text, ...]]
) -> tuple[tuple[Asked, Request], ...]:
    """The requests, with the records added that only the result gives cause to ask for."""
    demanded = _demanded(made.ground, tests)
    ids = {wanted.id for wanted in demanded}
    ground = made.ground
    added = (
        (one, _request(one, made.as_of, ground.audit))
        for wanted in demanded
        for one in asked_of_all(ground, wanted)
    )
    return (*(pair for pair in made.requests if pair[0].wanted.id not in ids), *added)


def _demanded(ground: Ground, tests: dict[str, tuple[Text, ...]]) -> list[Wanted]:
    """Records that the result needs of every message, not only of those that gave cause."""
    stays = () if ground.stays else (STAY,)
    return [wanted for wanted in (*ON_DEMAND, *stays) if wanted.id in tests]


def _request(one: Asked, as_of: date, audit: AuditSide) -> Request:
    wanted = one.wanted
    ask_by = moved(min(one.days), wanted.days) if one.days and wanted.days else None
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
    )


def _gap(one: Asked) -> Value[Text]:
    return gap_words(one.given) if one.given.exhibits else State.NOT_APPLICABLE


def _wording(one: Asked, audit: AuditSide, *, late: bool) -> Text:
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
