"""Rows of exports in words: what is written, in whose name, on which machine, when, in which row.

The words are the log's own; nothing here says who used a card or a login.
"""

from __future__ import annotations

from provenance.audit import AuditEvent
from provenance.basics import Text, known, text
from provenance.correlation.machines import machine_name
from provenance.reasoning.exports import enumerated, instant_of, row_of


def rows_in_words(events: tuple[AuditEvent, ...]) -> Text:
    """Each row in words, in time order; of more than ``NAMED_ROWS`` the rest is counted."""
    ordered = sorted(events, key=lambda one: (one.begins, one.source, one.locator.row))
    return enumerated(ordered, row_in_words, "reasoning.rows.told.list")


def row_in_words(event: AuditEvent) -> Text:
    """One row: its operation, the name or login and machine or card it has, its moment."""
    row = row_of(event)
    when = instant_of(event)
    given = dict(event.params)
    who = given.get("person", "").strip() or known(event.actor.account) or ""
    card = given.get("card", "").strip()
    machine = machine_name(event)
    if not who:
        return text("reasoning.rows.told.nameless", what=event.operation, time=when, row=row)
    if card and card != who:
        return text(
            "reasoning.rows.told.card", what=event.operation, card=card, who=who, time=when, row=row
        )
    if machine:
        return text(
            "reasoning.rows.told.machine",
            what=event.operation, machine=machine, who=who, time=when, row=row,
        )  # fmt: skip
    return text("reasoning.rows.told", what=event.operation, who=who, time=when, row=row)
