"""Findings about the recorded sending beside earlier use of the account: habits of a login.

What is usual is no more than that: whoever sits at the usual machine leaves the usual records.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import Param, Text, text
from provenance.correlation import AuditSide
from provenance.correlation.records import Circumstance
from provenance.reasoning.answer import day_of
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import Exports, counted_once, log_finding
from provenance.reasoning.machine_ends import ends_not_shown
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject

_ELSEWHERE: Final = frozenset({"stay", "pairs", "doors", "crossed", "users", "seconds"})
"""Topics with findings of their own (``facts_stay_usage``, ``facts_crossed``, ``facts_users``)."""
_OPEN: Final = "device.open-login"
_PERIODS: Final = frozenset({"first", "last"})


def usage_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """One finding for each of address, device and program that earlier records show too."""
    mine = Exports(side, subject.analysed.message.id)
    found = []
    for one in side.usage:
        topic = one.kind.partition(".")[0]
        if one.message != mine.message or topic in _ELSEWHERE:
            continue
        events = tuple(mine.events[id_] for id_ in one.events)
        itself = tuple(mine.events[id_] for id_ in one.left)
        made = log_finding(
            subject, mine, f"usage.{one.kind}", FindingKind.JOIN, 4,
            _words(mine, one, events), (*events, *itself), strength=CLAIM,
            counted=_counted(one), cautions=(
                text(f"reasoning.caution.usage.{topic}"),
                *_same_name(one.kind),
                *(ends_not_shown(side, one) if one.kind == _OPEN else ()),
                *counted_once(one),
                *left_out(side, one),
                text("reasoning.caution.log-account"),
            ),
        )  # fmt: skip
        found.append(replace(made, person=one.person))
    return found


def _words(mine: Exports, one: Circumstance, events: tuple[AuditEvent, ...]) -> Text:
    """The sentence of a circumstance, with the rows that it leaves out and why."""
    values = params_of(one.values)
    left, hours = values.pop("left", 0), values.pop("hours", 0)
    kind = one.kind
    if kind == _OPEN and not values["locks"]:
        kind = f"{kind}.no-locks"
    if kind.endswith(".usual"):
        values["rows"] = mine.rows(*events[1:])
    words = text(f"reasoning.usage.{kind}", **values)
    if not left:
        return words
    rows = mine.rows(*(mine.events[id_] for id_ in one.left))
    return text("reasoning.usage.itself", words=words, count=left, rows=rows, hours=hours)


def _counted(one: Circumstance) -> int:
    """Rows that a sentence on a habit counts, and that of the sending; 0 where it counts none."""
    values = dict(one.values)
    rows = one.rows or int(str(values.get("count", 0)))
    return 1 + rows + int(str(values.get("left", 0))) if rows else 0


def _same_name(kind: str) -> tuple[Text, ...]:
    """That two records, or a record and a list, have one name of a machine, and no more."""
    by_name = kind in {_OPEN, "device.listed"}
    return (text("reasoning.caution.usage.device.same-name"),) if by_name else ()


def left_out(side: AuditSide, one: Circumstance) -> tuple[Text, ...]:
    """That there were more rows of the account than are looked at, where a count needs it."""
    counted = any(name == "count" for name, _ in one.values)
    if not side.own_cut or not counted:
        return ()
    return (text("reasoning.caution.usage.cut", count=side.own_cut),)


def params_of(values: tuple[tuple[str, str | int | datetime], ...]) -> dict[str, Param]:
    """Values of a circumstance for its sentence; a day that a period names is a day."""
    return {
        name: day_of(value) if name in _PERIODS and isinstance(value, str) else value
        for name, value in values
        if not isinstance(value, datetime)
    }
