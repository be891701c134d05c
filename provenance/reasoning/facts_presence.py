"""Findings about whereabouts and ways into an account.

None carries more than step 1, but for a stay that an exhibit of an outside custodian supports.

A session stands in a network, a card at a door, an entry in a calendar: none of them is a person.
That somebody was elsewhere speaks for another user of the account and names none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import Instant, Interest, Param, State, Text, text
from provenance.correlation import AuditSide
from provenance.correlation.attested import RECORD as RECORDED
from provenance.correlation.machines import machine_name
from provenance.correlation.records import Circumstance
from provenance.correlation.stay import STANDS
from provenance.reasoning.answer import day_of
from provenance.reasoning.claims import CLAIM, RECORD
from provenance.reasoning.exports import Exports, counted_once, log_finding
from provenance.reasoning.facts_crossed import touched
from provenance.reasoning.facts_no_entry import NO_ENTRY, entry_cautions, no_entry_words
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.rows_in_words import rows_in_words
from provenance.reasoning.subject import Subject
from provenance.reasoning.used_since import used_since
from provenance.trace import AttestationClass

_NOTHING: Final = frozenset(
    {
        "calendar",
        "calendar-apart",
        "calendar-elsewhere",
        "calendar-later",
        "calendar-other",
        "calendar-without",
        "countries-table",
        "machine-network",
        "remote-network",
        "together-usual",
        "tunnel-over",
        "record-against",
        "record-moved",
        "stay-record",
    }
)
"""What favours nobody: an entry made later or none, a table of countries, a server's log-on."""
_SLIGHT: Final = frozenset({"network-fits", "stay-session"})
"""Others share such a network, and telephones fetch mail by themselves."""
_DAY: Final = 24 * 60
"""Minutes: a row this near to the sending bears a stay out without one on the other side."""
_ABOUT_PEOPLE: Final = frozenset(
    {
        *("badge", "machine", "tunnel", "stay-record"),
        *("calendar", "calendar-apart", "calendar-elsewhere", "calendar-later"),
        *("calendar-other", "calendar-without"),
        *("record-against", "record-moved", "record-perhaps", "remote-session"),
    }
)
_ELSEWHERE: Final = frozenset(
    {
        *("office", "remote-network", "other-country", "other-network", "stay-act", "stay-session"),
        *("machine-away", "machine-near", "machine-disputed"),
    }
)
"""What says that somebody was elsewhere; only there is it said that this names nobody else."""
_IN_WORDS: Final = frozenset(
    {
        *("badge", "machine", "machine-credentials", "machine-network", "tunnel", "tunnel-over"),
        *("record-against", "record-moved", "record-perhaps", "remote-session", "stay-record"),
    }
)
"""Records that name somebody by a name, a card or a login: their words are the finding."""


def presence_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """Whereabouts: networks against stated absence, simultaneous use, countries, cards, entries."""
    mine = Exports(side, subject.analysed.message.id)
    return [
        _presence(subject, mine, one)
        for one in side.presence
        if one.message == mine.message and one.events
    ]


def _presence(subject: Subject, mine: Exports, one: Circumstance) -> Finding:
    events = _events(mine, one)
    support = tuple(mine.events[id_] for id_ in one.support)
    beside = tuple(mine.events[id_] for id_ in one.beside)
    cautions = [
        text(f"reasoning.caution.presence.{one.kind}"),
        *counted_once(one),
        *_cards(mine, one),
        *_named_country(one),
        *doubts_of_stay(one),
        *around_stay(one),
        *touched(mine.side, mine.message, one.kind),
    ]
    if one.kind in _ELSEWHERE:
        cautions.append(text("reasoning.caution.presence"))
    if one.kind == "stay-record":
        cautions += _ends(one, events)
    if one.kind.startswith("calendar"):
        cautions += entry_cautions(one, events)
    made = log_finding(
        subject, mine, f"presence.{one.kind}", FindingKind.PRESENCE, 5,
        _statement(mine, one, events),
        events, strength=0 if one.refuted_by else _strength(one),
        group=f"presence:{events[-1].source}", cautions=tuple(cautions),
        assumptions=_assumptions(one), more=mine.where(*support, *beside),
    )  # fmt: skip
    made = resting_on_stay(made, one, support, _strength(one))
    outside = all(mine.sources[event.source].interest is Interest.INDEPENDENT for event in events)
    if one.kind in _ABOUT_PEOPLE and outside:
        return replace(made, attested_by=AttestationClass.PRESENCE)
    return made


def resting_on_stay(
    made: Finding, one: Circumstance, support: tuple[AuditEvent, ...], own: int
) -> Finding:
    """The finding with the person and the stay of its circumstance; ``own`` is its strength."""
    return replace(
        made,
        person=one.person,
        stated=stated_class(one) if one.stated else State.NOT_APPLICABLE,
        stated_by=one.attested_by,
        stated_in=support[0].source if support else "",
        refuted_by=one.refuted_by,
        restored=own if one.refuted_by else 0,
    )


def _statement(mine: Exports, one: Circumstance, events: tuple[AuditEvent, ...]) -> Text:
    """The sentence of a circumstance, its rows in words wherever the words are what it is about."""
    values = _params(one)
    values.pop("cards", None)
    held = values.pop("held", "")
    if one.kind.startswith("machine-") and one.stated:
        at = [event for event in events if machine_name(event)]
        tie = [event for event in events if event not in at][-1]
        values["tie"] = mine.rows(tie)
        values["rows"] = rows_in_words(mine, tuple(at))
    elif one.kind == "stay-record":
        values["rows"] = rows_in_words(mine, events[: len(events) - int(str(values["others"]))])
        if values["others"]:
            rest = events[len(events) - int(str(values["others"])) :]
            values["more"] = rows_in_words(mine, rest, until=_zoned(dict(one.values)["until"]))
            return text("reasoning.presence.stay-record.others", **values)
    elif one.kind in NO_ENTRY:
        return no_entry_words(one, values | {"rows": mine.rows(*events)})
    elif one.kind in _IN_WORDS:
        values["rows"] = rows_in_words(mine, events)
        kind = f"{one.kind}.{held}" if held else one.kind
        many = ".holders" if "holders" in values else ""
        return text(f"reasoning.presence.{kind}{many}", **values)
    else:
        values["rows"] = mine.rows(*events)
        if one.kind.startswith("calendar") and values["who"] == "?":
            del values["who"]
            return text(f"reasoning.presence.{one.kind}.unnamed", **values)
    return text(f"reasoning.presence.{one.kind}", **values)


def _cards(mine: Exports, one: Circumstance) -> tuple[Text, ...]:
    """Beside whose name the card of a row without a name stands, in which rows of its exhibit."""
    written = str(dict(one.values).get("cards", ""))
    found = []
    for line in written.split("\n") if written else ():
        card, who, count, ids = line.split("\t")
        rows = tuple(mine.events[id_] for id_ in ids.split(" "))
        found.append(
            text(
                "reasoning.caution.presence.card-alone",
                card=card, who=who, exhibit=rows[0].source, count=int(count),
                rows=mine.rows(*rows),
            )
        )  # fmt: skip
    return tuple(found)


def _ends(one: Circumstance, events: tuple[AuditEvent, ...]) -> tuple[Text, ...]:
    """How far the first and the last row lie from the stated ends of a stay, where all are times.

    A row that fits a stay need not be its beginning; a reader should not have to reckon that.
    """
    stated = dict(one.values)
    began, ended = (_zoned(stated.get(name)) for name in ("from", "until"))
    timed = [event.time for event in events if not isinstance(event.time, State)]
    if not timed or began is None or ended is None:
        return ()
    first = abs(min(time.start for time in timed) - began)
    last = abs(max(time.start for time in timed) - ended)
    return (
        text("reasoning.caution.presence.stay-ends", first=_hours(first), last=_hours(last)),
    )  # fmt: skip


def _hours(span: timedelta) -> str:
    return f"{span / timedelta(hours=1):.1f}".removesuffix(".0")


def stated_class(one: Circumstance) -> AttestationClass:
    """Class of the statement of the case file that a finding needs (report standard §1.2).

    P is for rows of an exhibit of an outside custodian that have the person at the place; what else
    a row bears out is L. Where no row of the exhibit does, it stays the statement of whoever wrote
    it (W), whichever exhibit it names.
    """
    if one.basis not in STANDS:
        return AttestationClass.WITNESS
    outside = one.basis == RECORDED and one.independent and bool(one.attested_by)
    return AttestationClass.PRESENCE if outside else AttestationClass.LOG


def _strength(one: Circumstance) -> int:
    """What a circumstance may carry; a stay that is only stated carries no step of its own."""
    if one.kind in _NOTHING:
        return 0
    if not one.stated:
        return CLAIM
    cls = stated_class(one)
    if cls is AttestationClass.WITNESS:
        return 0
    slight = one.kind in _SLIGHT or one.doubted or _is_one_sided(one)
    slight = slight or cls is not AttestationClass.PRESENCE
    return CLAIM if slight else RECORD


def _is_one_sided(one: Circumstance) -> bool:
    """Whether rows of a stay lie on one side of the sending alone, and none within a day of it.

    Who left days before can be back; with rows on both sides a return needs a second journey that
    no row shows.
    """
    sides = [each for each in one.gap if each >= 0]
    return one.basis == RECORDED and len(sides) == 1 and sides[0] > _DAY


def doubts_of_stay(one: Circumstance) -> tuple[Text, ...]:
    """Why a stay carries less than it could, each in a sentence."""
    found = []
    if one.stated and one.basis not in STANDS:
        found.append(text(f"reasoning.presence.basis.{one.basis}", exhibit=one.source or "?"))
    if one.refuted_by:
        found.append(text("reasoning.presence.refuted", exhibits=one.refuted_by))
    if one.doubted:
        found.append(text("reasoning.presence.doubted"))
    if one.stated and _is_one_sided(one):
        found.append(text("reasoning.presence.one-sided", exhibit=one.source))
    return tuple(found)


def around_stay(one: Circumstance) -> tuple[Text, ...]:
    """How far the nearest rows of a stay lie from the sending, and what of them is only stated."""
    if one.basis not in STANDS and one.kind != "stay-record":
        return ()
    before, behind = (
        _span(each) if each >= 0 else text("reasoning.presence.nearest.none") for each in one.gap
    )
    way = "stated" if one.way else "not-stated"
    independent = (
        text(
            f"reasoning.presence.independent.{way}",
            exhibit=one.source,
            **({"way": one.way} if one.way else {}),
        ),
    )
    return (
        text("reasoning.presence.nearest", exhibit=one.source, before=before, behind=behind),
        *(independent if one.independent else ()),
    )


def _span(minutes: int) -> Text:
    """How long at least; of two days and more in days, as no minute matters there."""
    if minutes < 2 * _DAY:
        return text("reasoning.presence.nearest.span", hours=minutes // 60, minutes=minutes % 60)
    days, rest = divmod(minutes, _DAY)
    return text("reasoning.presence.nearest.span.days", days=days, hours=rest // 60)


def _assumptions(one: Circumstance) -> tuple[Text, ...]:
    if not one.stated:
        return ()
    if not one.assumes:
        return (assumed_stay(one),)
    values = dict(_params(one))
    names = ("network", "person", "place") if one.assumes == "stay-network" else ("network",)
    shown = {name: values.get(name, "") for name in names}
    return assumed_stay(one), text(f"reasoning.presence.assumes.{one.assumes}", **shown)


def _named_country(one: Circumstance) -> tuple[Text, ...]:
    """The row that places a network of a stay in its country, and what is only stated beside it."""
    values = dict(one.values)
    if one.kind != "network-fits" or "country_row" not in values:
        return ()
    return (
        text(
            "reasoning.network.stay-country",
            exhibit=str(values["country_exhibit"]),
            row=int(str(values["country_row"])),
            country=str(values["country"]),
            day=day_of(str(values["country_at"])),
        ),
    )


def assumed_stay(one: Circumstance) -> Text:
    """The statement of the case file that a finding needs, and what the file names for it."""
    values = dict(_params(one))
    person, place = values.get("person", ""), values.get("place", "")
    if one.source and one.basis != "unknown-exhibit":
        return text(
            "reasoning.presence.assumes.source",
            person=person, place=place, source=one.source, by=one.attested_by or "?",
        )  # fmt: skip
    if one.attested_by:
        return text("reasoning.presence.assumes.by", person=person, place=place, by=one.attested_by)
    return text("reasoning.presence.assumes", person=person, place=place)


def access_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """Changes of password, rights and rules that name the account, before and after the message."""
    mine = Exports(side, subject.analysed.message.id)
    return [
        _access(subject, mine, one)
        for one in side.access
        if one.message == mine.message and one.events
    ]


def _access(subject: Subject, mine: Exports, one: Circumstance) -> Finding:
    events = _events(mine, one)
    values = _params(one)
    if one.kind == "password-changed-since":
        statement = text("reasoning.access.password-changed-since", **values)
        name = "password-changed-since"
        assumptions: tuple[Text, ...] = (
            text("reasoning.access.assumes", person=values["person"], since=values["since"]),
        )
    else:
        name, who, when = one.kind.split(".")
        statement = text(
            f"reasoning.access.{name}.{when}",
            count=values["count"],
            operations=values["operations"],
            who=text(f"reasoning.access.who.{who}", actors=values["actors"]),
        )
        assumptions = ()
    used = one.kind == "password.other.before" and used_since(mine, events)
    kind = "password.other.used-since" if used else one.kind
    made = log_finding(
        subject, mine, f"access.{kind}", FindingKind.ACCESS, 5, statement, events,
        strength=CLAIM, group=f"access:{events[0].source}",
        cautions=(
            text(f"reasoning.caution.access.{name}"),
            *((text("reasoning.caution.access.used-since"),) if used else ()),
            text("reasoning.caution.log-account"),
        ),
        assumptions=assumptions,
    )  # fmt: skip
    return replace(made, person=one.person)


def _events(mine: Exports, one: Circumstance) -> tuple[AuditEvent, ...]:
    return tuple(mine.events[id_] for id_ in one.events)


def _params(one: Circumstance) -> dict[str, Param]:
    return {name: _param(name, value) for name, value in one.values}


def _param(name: str, value: Param | datetime) -> Param:
    """A moment, the day since when something is stated to be so, or the value as it stands."""
    if isinstance(value, datetime):
        return _instant(value)
    if name in {"from", "until"} and isinstance(value, str):
        return _stated_moment(value)
    return day_of(value) if name == "since" and isinstance(value, str) else value


def _stated_moment(written: str) -> Param:
    """A moment of the case file, or its words as they stand."""
    moment = _zoned(written)
    return _instant(moment) if moment is not None else written or State.ABSENT


def _zoned(written: object) -> datetime | None:
    """A moment of the case file with its zone, ``None`` for anything else."""
    try:
        moment = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _instant(value: datetime) -> Instant:
    return Instant(text=value.isoformat(), utc=value.astimezone(UTC), offset_minutes=0)
