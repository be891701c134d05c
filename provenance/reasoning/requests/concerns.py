"""What one request is about: the address, device, account, persons or copy that its holder needs.

Each holder is told what finds the record there and no more: whoever attests a stay learns of
nobody but the person who stayed, and a department of machines of no person at all.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from provenance.basics import Address, Param, State, Text, known, text
from provenance.basics.record import dataclass
from provenance.case import Case, Presence
from provenance.correlation import AuditSide
from provenance.reasoning.requests.about import event_day
from provenance.reasoning.requests.days import moved
from provenance.reasoning.requests.identifiers import addresses_of
from provenance.reasoning.requests.table import Wanted
from provenance.reasoning.requests.words import day_of
from provenance.reasoning.subject import Subject

MAX_NAMED: Final = 8
MAX_ADDRESSES: Final = 3
_AROUND: Final = 14
"""Days of a long stay before and after the message that a request still covers."""
_TIERS: Final = frozenset({"S1", "S2", "S3", "M", "L"})
"""Joins by an identifier, a session or a device, and none by nearness alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A stated stay that holds a day of the messages; ``exhibits`` are those it is stated from."""

    stated: Presence
    person: str
    first: date
    last: date
    exhibits: tuple[str, ...] = ()


def stays_of(case: Case, audit: AuditSide, days: tuple[date, ...]) -> tuple[Stay, ...]:
    """The stays that the case file states around these days."""
    if not case.presence or not days:
        return ()
    from provenance.correlation.attested import exhibit_of
    from provenance.correlation.stated_times import stretch_of

    names = {one.id: one.name or one.id for one in case.people}
    found = []
    for stated in case.presence:
        whole = stretch_of(stated.start, stated.end, case.timezone)
        if whole is None or not any(whole.start.date() <= day <= whole.end.date() for day in days):
            continue
        source = exhibit_of(audit, stated.source)
        found.append(
            Stay(
                stated=stated,
                person=names.get(stated.person, stated.person),
                first=max(whole.start.date(), moved(min(days), -_AROUND) or date.min),
                last=min(whole.end.date(), moved(max(days), _AROUND) or date.max),
                exhibits=(source.evidence,) if source is not None else (),
            )
        )
    return tuple(found)


def concerns_of(
    wanted: Wanted,
    about: tuple[Subject, ...],
    case: Case,
    audit: AuditSide,
    stays: tuple[Stay, ...],
) -> tuple[Text, ...]:
    """Sentences that say what a request is about, beside the message and the days."""
    if wanted.names == "address":
        return _addresses(about, audit)
    if wanted.names == "copy":
        return _copies(about)
    if wanted.names == "account":
        account = known(about[0].author)
        if not account:
            return ()
        return (text("reasoning.request.concerns.account", account=Address(spec=account)),)
    if wanted.names == "device":
        devices = devices_of(case, audit)
        return (text("reasoning.request.concerns.device", devices=devices),) * bool(devices)
    if wanted.names == "people":
        people = _people(case)
        return (text("reasoning.request.concerns.people", people=people),) * bool(people)
    if wanted.names == "stay":
        days = sorted({day for one in about if isinstance(day := event_day(one), date)})
        return (
            *(_stay(one) for one in stays),
            *(text("reasoning.request.concerns.day", day=day_of(day)) for day in days[:MAX_NAMED]),
        )
    return ()


def devices_of(case: Case, audit: AuditSide) -> tuple[str, ...]:
    """Devices that records tied to the messages name, and those of the holder that any names."""
    if not audit.events and not audit.about and not audit.own:
        return ()
    from provenance.correlation.machines import machine_name
    from provenance.reasoning.compare.candidates import holder_of

    tied = {join.event for join in audit.joins if join.tier.value in _TIERS}
    holder = holder_of(case)
    own = {one.strip().casefold() for one in (holder.devices if holder is not None else ())}
    found: dict[str, str] = {}
    for event in (*audit.events, *audit.about, *audit.own):
        device = known(event.device.name) or known(event.device.id) or ""
        for name in (device, machine_name(event)):
            plain = name.strip().casefold().partition(".")[0]
            if plain and (event.id in tied or plain in own):
                found.setdefault(plain, name.strip())
    return tuple(found[one] for one in sorted(found))[:MAX_NAMED]


def _addresses(about: tuple[Subject, ...], audit: AuditSide) -> tuple[Text, ...]:
    found = addresses_of((subject.analysed for subject in about), audit)
    each = dict.fromkeys((one.value, one.beside, one.port) for own in found.values() for one in own)
    return tuple(_address(*one) for one in list(each)[:MAX_ADDRESSES])


def _address(value: Param, time: Param, port: int) -> Text:
    values: dict[str, Param] = {"address": value}
    if time:
        values["time"] = time
    if port:
        values["port"] = str(port)
    kind = "".join(f"-{name}" for name in ("port", "time") if name in values)
    return text(f"reasoning.request.concerns.address{kind}", **values)


def _copies(about: tuple[Subject, ...]) -> tuple[Text, ...]:
    found = []
    for subject in about[:MAX_NAMED]:
        item = subject.exhibit.item
        who = known(item.supplied_by)
        values: dict[str, Param] = {"exhibit": item.id, "message": subject.analysed.message.id}
        kind = "copy" if who else "copy-unnamed"
        if who:
            values["who"] = who
        found.append(text(f"reasoning.request.concerns.{kind}", **values))
    return tuple(found)


def _people(case: Case) -> tuple[str, ...]:
    """The holder and those with a stated way into the account; the organisation knows its staff."""
    from provenance.reasoning.compare.candidates import holder_of

    holder = holder_of(case)
    named = [
        one.name or one.id
        for one in case.people
        if one.access_to or (holder is not None and one.id == holder.id)
    ]
    return tuple(dict.fromkeys(named))[:MAX_NAMED]


def _stay(one: Stay) -> Text:
    return text(
        "reasoning.request.concerns.stay",
        person=one.person,
        place=one.stated.place or one.stated.country or State.ABSENT,
        first=day_of(one.first),
        last=day_of(one.last),
    )
