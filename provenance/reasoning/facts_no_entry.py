"""Sentences of a calendar in which no entry that says away covers the sending."""

from __future__ import annotations

from typing import Final

from provenance.audit import AuditEvent
from provenance.basics import Param, Text, text
from provenance.correlation.entry_days import CASE_ZONE, NO_ZONE
from provenance.correlation.records import Circumstance
from provenance.reasoning.answer import day_of

NO_ENTRY: Final = frozenset({"calendar-apart", "calendar-other", "calendar-without"})
"""Its entries that say away lie elsewhere, none says away, or another entry stands there."""


def no_entry_words(one: Circumstance, values: dict[str, Param]) -> Text:
    """A calendar without an entry over the sending, and where the nearest ones end and begin."""
    values.pop("unread", None)
    if one.kind == "calendar-other":
        who = ".unnamed" if not values["who"] else ""
        shown = {name: value for name, value in values.items() if value or name != "who"}
        return text(f"reasoning.presence.calendar-other{who}", **shown)
    if one.kind == "calendar-without" and values["who"]:
        return text("reasoning.presence.calendar-without", **values)
    if one.kind == "calendar-without":
        del values["who"]
        return text("reasoning.presence.calendar-without.unnamed", **values)
    del values["entries"]
    ends = {name: values.pop(name) for name in ("ended", "begins") if name in values}
    ends |= {name: day_of(day) for name, day in ends.items() if isinstance(day, str)}
    nearest: Param = text(f"reasoning.presence.calendar-apart.{'-'.join(ends)}", **ends)
    if values["who"]:
        return text("reasoning.presence.calendar-apart", nearest=nearest, **values)
    del values["who"]
    return text("reasoning.presence.calendar-apart.unnamed", nearest=nearest, **values)


def entry_cautions(one: Circumstance, events: tuple[AuditEvent, ...]) -> tuple[Text, ...]:
    """What entries leave open: times that are not known, zones, whose calendar it is."""
    unread = int(str(dict(one.values).get("unread", 0)))
    flags = {flag for event in events for flag in event.flags}
    found = []
    if unread:
        found.append(text("reasoning.caution.presence.calendar-unread", count=unread))
    if CASE_ZONE in flags:
        found.append(text("reasoning.caution.presence.calendar-days"))
    if NO_ZONE in flags:
        found.append(text("reasoning.caution.presence.calendar-zone"))
    if one.person:
        found.append(text("reasoning.caution.presence.calendar-whose"))
    return tuple(found)
