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
_MORE: Final = {"calendar-without": ("entries",)}
"""What a sentence says besides the exhibit, the rows and whom they name."""


def no_entry_words(one: Circumstance, values: dict[str, Param]) -> Text:
    """A calendar without an entry over the sending, and where the nearest ones end and begin."""
    case = "" if values["who"] else ".unnamed"
    names = ("exhibit", "rows", *_MORE.get(one.kind, ()), *(("who",) if values["who"] else ()))
    shown = {name: values[name] for name in names}
    if one.kind == "calendar-apart":
        ends = {name: values[name] for name in ("ended", "begins") if name in values}
        ends |= {name: day_of(day) for name, day in ends.items() if isinstance(day, str)}
        shown["nearest"] = text(f"reasoning.presence.calendar-apart.{'-'.join(ends)}", **ends)
    return text(f"reasoning.presence.{one.kind}{case}", **shown)


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
