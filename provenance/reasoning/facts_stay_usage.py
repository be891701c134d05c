"""Findings about the use of an account during a stated stay, and about exports that differ.

Each says from where the account was used, when and by which rows; an account can be used by several
people, so that none of it says who. A stay that nothing bears out carries none of them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.audit import AuditEvent
from provenance.audit.records import IpClass
from provenance.basics import Interest, Param, State, Text, text
from provenance.correlation import AuditSide
from provenance.correlation.records import Circumstance
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.doubted import EXAMPLE
from provenance.reasoning.exports import Exports, counted_once, instant_of, log_finding
from provenance.reasoning.facts_log_marks import file_where
from provenance.reasoning.facts_presence import (
    assumed_stay,
    doubts_of_stay,
    resting_on_stay,
    stated_class,
)
from provenance.reasoning.facts_usage import left_out, params_of
from provenance.reasoning.facts_users import beside_pair
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.rows_in_words import dated_rows
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

_MOST: Final = 3
"""Addresses that a caution names."""
_CARRY: Final = frozenset({"stay.elsewhere", "stay.abroad", "stay.there-same", "stay.there-apart"})
"""Kinds with an act by hand in another session than that of the sending."""


def stay_usage_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """From where the account was used in the whole of each stated stay of its person."""
    mine = Exports(side, subject.analysed.message.id)
    return [
        _of_place(subject, mine, one)
        for one in side.usage
        if one.message == mine.message and one.kind.startswith("stay.")
    ]


def _of_place(subject: Subject, mine: Exports, one: Circumstance) -> Finding:
    events = tuple(mine.events[id_] for id_ in one.events)
    support = tuple(mine.events[id_] for id_ in one.support)
    beside = tuple(mine.events[id_] for id_ in (*one.beside, *one.left))
    own = CLAIM if one.kind in _CARRY and stated_class(one) is not AttestationClass.WITNESS else 0
    made = log_finding(
        subject, mine, f"usage.{one.kind}", FindingKind.PRESENCE, 5,
        _words(mine, one, events), events, strength=0 if one.refuted_by else own,
        group=f"export:{events[0].source}",
        cautions=(
            text(f"reasoning.caution.usage.{_plain(one.kind)}"),
            *(
                text(f"reasoning.caution.usage.{case}")
                for case in ("idle", "apart")
                if one.kind != "stay.there-apart" and one.kind.endswith(f"-{case}")
            ),
            *counted_once(one), *doubts_of_stay(one), *left_out(mine.side, one),
            *_examples(events), text("reasoning.caution.log-account"),
        ),
        assumptions=(assumed_stay(one), *_network_of(one)), more=mine.where(*support, *beside),
    )  # fmt: skip
    return resting_on_stay(made, one, support, own)


def _examples(events: tuple[AuditEvent, ...]) -> tuple[Text, ...]:
    """That rows have addresses which nobody uses; the sentence names the network alone."""
    found = {
        seen.address
        for event in events
        for seen in event.ips
        if seen.cls is IpClass.DOCUMENTATION and isinstance(seen.address, str)
    }
    return (text(EXAMPLE, addresses=tuple(sorted(found)[:_MOST])),) if found else ()


def _network_of(one: Circumstance) -> tuple[Text, ...]:
    """The statement of the case file that a network is the organisation's, where it is needed."""
    if not _plain(one.kind).endswith("elsewhere"):
        return ()
    network = str(dict(one.values)["where"])
    return (text("reasoning.presence.assumes.network", network=network),)


def _words(mine: Exports, one: Circumstance, events: tuple[AuditEvent, ...]) -> Text:
    """Place, rows, acts, stretch; what is not counted; devices, and those of the case file."""
    values = params_of(one.values)
    devices, listed = (_lines(values.pop(name)) for name in ("devices", "listed"))
    left, session = values.pop("left", 0), values.pop("left_session", 1)
    timed = [event for event in events if not isinstance(event.time, State)]
    words = text(
        f"reasoning.usage.{_plain(one.kind)}",
        **{**values, "count": one.rows or values["count"], "acts": values["count"]},
        rows=mine.rows(*events),
        first=instant_of(timed[0]) if timed else State.ABSENT,
        last=instant_of(timed[-1]) if timed else State.ABSENT,
    )
    if left:
        rows = mine.rows(*(mine.events[id_] for id_ in one.left))
        kind = "" if session else ".message"
        words = text(f"reasoning.usage.stay.left{kind}", words=words, count=left, rows=rows)
    if devices:
        words = text("reasoning.usage.stay.devices", words=words, devices=devices)
    if listed:
        words = text(
            "reasoning.usage.stay.listed", words=words, devices=listed, person=values["person"]
        )
    return words


def _plain(kind: str) -> str:
    """The kind whose words are used: what rows carry does not change what they say."""
    if kind.startswith("stay.there"):
        return kind
    return kind.removesuffix("-idle").removesuffix("-apart")


def _lines(value: Param) -> tuple[str, ...]:
    return tuple(value.split("\n")) if isinstance(value, str) and value else ()


def door_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """Whether the person of the account occurs in each log of doors; no row shows nothing."""
    mine = Exports(side, subject.analysed.message.id)
    found = []
    for one in side.usage:
        if one.message != mine.message or not one.kind.startswith("doors."):
            continue
        values = params_of(one.values)
        events = tuple(mine.events[id_] for id_ in one.events)
        source = mine.sources[str(values["exhibit"])]
        made = log_finding(
            subject, mine, f"usage.{one.kind}", FindingKind.PRESENCE, 5,
            text(f"reasoning.usage.{one.kind}", **values,
                 **({"rows": dated_rows(events)} if events else {})),
            events, strength=0, group=f"presence:{source.evidence}",
            cautions=(text(f"reasoning.caution.usage.{one.kind}"), *left_out(side, one)),
            more=() if events else (file_where(source),),
        )  # fmt: skip
        # The same line is of one class in every finding (report standard 1.2): a record of an
        # outside custodian about a person's presence is P.
        outside = source.interest is Interest.INDEPENDENT
        found.append(
            replace(
                made,
                person=one.person,
                interest=source.interest,
                attested_by=AttestationClass.PRESENCE if outside else made.attested_by,
            )
        )
    return found


def pair_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """Sign-ins of the account that one export of a system has and another one lacks."""
    mine = Exports(side, subject.analysed.message.id)
    found = []
    for one in side.usage:
        if one.message != mine.message or one.kind != "pairs.sign-in":
            continue
        values = params_of(one.values)
        events = tuple(mine.events[id_] for id_ in one.events)
        exhibits = frozenset(str(values[name]) for name in ("exhibit", "other"))
        lacking = values.pop("missing")
        missing = events[:lacking] if isinstance(lacking, int) else events
        found.append(
            log_finding(
                subject, mine, "usage.pairs.sign-in", FindingKind.COVERAGE, 0,
                text("reasoning.usage.pairs.sign-in", **values, rows=mine.rows(*missing)),
                events, strength=0, group="pairs", counted=int(str(values["count"])), cautions=(
                    text("reasoning.caution.pairs"),
                    *beside_pair(side, mine.message, exhibits),
                ),
            )
        )  # fmt: skip
    return found
