"""Rows of exports in words: what is written, in whose name, on which machine, when, in which row.

Nothing here says who used a card or a login.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import Text, known, text
from provenance.correlation.attested import is_after
from provenance.correlation.machines import machine_name
from provenance.reasoning.exports import Exports, enumerated, instant_of, row_of
from provenance.reasoning.operations import act_in_words


def rows_in_words(
    mine: Exports, events: tuple[AuditEvent, ...], *, until: datetime | None = None
) -> Text:
    """Each row in words, in time order; of more than ``NAMED_ROWS`` the rest is counted.

    Of a row after the stated end of a stay, ``until``, that is said.
    """
    ordered = sorted(events, key=lambda one: (one.begins, one.source, one.locator.row))
    return enumerated(ordered, _row_of(mine, until), "reasoning.rows.told.list")


def _row_of(mine: Exports, until: datetime | None) -> Callable[[AuditEvent], Text]:
    def told(event: AuditEvent) -> Text:
        words = row_in_words(event, mine.layout(event))
        if until is None or not is_after(event, until):
            return words
        return text("reasoning.rows.told.after-stay", row=words)

    return told


def row_in_words(event: AuditEvent, layout: str) -> Text:
    """One row: what it records, the name or login and machine or card it has, its moment."""
    row = row_of(event)
    when = instant_of(event)
    what = act_in_words(event, layout)
    given = dict(event.params)
    who = given.get("person", "").strip() or known(event.actor.account) or ""
    card = given.get("card", "").strip()
    machine = machine_name(event)
    if not who:
        return text("reasoning.rows.told.nameless", what=what, time=when, row=row)
    if card and card == who:
        return text("reasoning.rows.told.card-alone", what=what, card=card, time=when, row=row)
    if card:
        return text("reasoning.rows.told.card", what=what, card=card, who=who, time=when, row=row)
    if machine:
        return text(
            "reasoning.rows.told.machine", what=what, machine=machine, who=who, time=when, row=row
        )
    return text("reasoning.rows.told", what=what, who=who, time=when, row=row)


def dated_rows(events: tuple[AuditEvent, ...]) -> Text:
    """Rows by number, each with its moment, in time order; of many the rest is counted."""
    ordered = sorted(events, key=lambda one: (one.begins, one.source, one.locator.row))
    return enumerated(ordered, _dated, "reasoning.rows.list")


def _dated(event: AuditEvent) -> Text:
    refused = event.kind is EventKind.BADGE and event.outcome is Outcome.FAILURE
    case = ".refused" if refused else ""
    return text(f"reasoning.rows.dated{case}", row=row_of(event), time=instant_of(event))
