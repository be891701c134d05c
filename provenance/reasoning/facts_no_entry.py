"""Sentences of a calendar in which no entry that says away covers the sending."""

from __future__ import annotations

from typing import Final

from provenance.basics import Param, Text, text
from provenance.correlation.records import Circumstance
from provenance.reasoning.answer import day_of

NO_ENTRY: Final = frozenset({"calendar-apart", "calendar-without"})
"""Circumstances of such a calendar: its entries lie elsewhere, or none of them says away."""


def no_entry_words(one: Circumstance, values: dict[str, Param]) -> Text:
    """A calendar without an entry over the sending, and where the nearest ones end and begin."""
    del values["unread"]
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


def unread_entries(one: Circumstance) -> tuple[Text, ...]:
    """That an entry over the sending can be among those whose times are not all known."""
    unread = int(str(dict(one.values)["unread"]))
    if not unread:
        return ()
    return (text("reasoning.caution.presence.calendar-unread", count=unread),)
