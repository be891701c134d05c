"""Findings about whereabouts and ways into an account.

None carries more than step 1, but for a stay that an exhibit of an outside custodian supports.

A session stands in a network, a card at a door, an entry in a calendar: none of them is a person.
That somebody was elsewhere speaks for another user of the account and names none.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import Instant, Interest, Param, State, Text, text
from provenance.correlation import AuditSide
from provenance.correlation.records import Circumstance
from provenance.reasoning.answer import day_of
from provenance.reasoning.claims import CLAIM, RECORD
from provenance.reasoning.exports import Exports, log_finding
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

_NOTHING: Final = frozenset(
    {"calendar-later", "countries-table", "machine-network", "remote-network", "together-usual"}
)
"""What favours nobody: an entry made afterwards, a table of registrations, a server's log-on."""
_CONFIRMED: Final = frozenset({"network-fits", "record-against", "stay-session"})
"""The record weighs by itself: it bears the stated stay out, or speaks against it."""
_ABOUT_PEOPLE: Final = frozenset(
    {"badge", "machine", "record-against", "tunnel", "calendar", "calendar-later"}
)


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
    cautions = [
        text(f"reasoning.caution.presence.{one.kind}"),
        text("reasoning.caution.presence"),
    ]
    made = log_finding(
        subject, mine, f"presence.{one.kind}", FindingKind.PRESENCE, 5,
        text(f"reasoning.presence.{one.kind}", **_params(one), rows=mine.rows(*events)),
        events, strength=_strength(one),
        group=f"presence:{events[-1].source}", cautions=tuple(cautions),
        assumptions=(_assumed(one),) if one.stated else (),
    )  # fmt: skip
    made = replace(
        made,
        person=one.person,
        stated=stated_class(one) if one.stated else State.NOT_APPLICABLE,
        stated_by=one.attested_by,
    )
    outside = all(mine.sources[event.source].interest is Interest.INDEPENDENT for event in events)
    if one.kind in _ABOUT_PEOPLE and outside:
        return replace(made, attested_by=AttestationClass.PRESENCE)
    return made


def stated_class(one: Circumstance) -> AttestationClass:
    """Class of the statement of the case file that a finding needs (report standard §1.2).

    A record of an outside custodian with its exhibit is one about a person (P), any other with an
    exhibit a record (L); whatever names no exhibit is the statement of whoever wrote it (W).
    """
    if not one.source:
        return AttestationClass.WITNESS
    outside = one.independent and bool(one.attested_by)
    return AttestationClass.PRESENCE if outside else AttestationClass.LOG


def _strength(one: Circumstance) -> int:
    """What a circumstance may carry; a stay that is only stated carries no step of its own."""
    if one.kind in _NOTHING:
        return 0
    if not one.stated or one.kind in _CONFIRMED:
        return CLAIM
    if one.kind == "stay-act":
        # The log bears the two sessions out; that they are two places is the exhibit's.
        return RECORD if stated_class(one) is AttestationClass.PRESENCE else CLAIM
    return {AttestationClass.WITNESS: 0, AttestationClass.PRESENCE: RECORD}.get(
        stated_class(one), CLAIM
    )


def _assumed(one: Circumstance) -> Text:
    """The statement of the case file that a finding needs, and what the file names for it."""
    values = dict(_params(one))
    person, place = values.get("person", ""), values.get("place", "")
    if one.source:
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
    made = log_finding(
        subject, mine, f"access.{one.kind}", FindingKind.ACCESS, 5, statement, events,
        strength=CLAIM, group=f"access:{events[0].source}",
        cautions=(
            text(f"reasoning.caution.access.{name}"),
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
    return day_of(value) if name == "since" and isinstance(value, str) else value


def _instant(value: datetime) -> Instant:
    return Instant(text=value.isoformat(), utc=value.astimezone(UTC), offset_minutes=0)
