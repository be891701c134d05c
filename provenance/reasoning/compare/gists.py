"""What a finding says, as short as a summary needs it; the chapters have the whole sentence.

A gist leaves out lists of rows, fractions of seconds and counts that stand beside the finding. It
says nothing that the sentence does not say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from provenance.basics import Instant, Param, Text, text
from provenance.reasoning.answer import day_of, followed, within
from provenance.reasoning.records import Finding

_STAY: Final = "presence.stay-record"
_SENT: Final = "join.sent"
_SESSION: Final = ("join.session", "chain.session")
_OF_STAY: Final = "usage.stay."
_LOGGED_ON: Final = "reasoning.rows.told.machine"
_REPEATS: Final = "reasoning.integrity.repeats"
_WINDOWS: Final = "\\"
"""The mark between domain and account in a login of Windows."""


def gist(finding: Finding, findings: Iterable[Finding] = ()) -> Text:
    """What a finding says, without its list of rows where that is long.

    ``findings`` are all of the report; among them is the one that names the row of the sending.
    """
    name, words = finding.name, finding.statement
    if name.startswith(_OF_STAY):
        return _stay_use(words)
    if name == _STAY:
        return _stay(words)
    if name == "export.id-repeated":
        return _repeated(words, findings)
    if name == "presence.network-fits":
        return _with_place(words)
    if name == "export.time-order":
        return text("reasoning.gist.time-order", **_named(words, "exhibit", "count"))
    if words.id == "reasoning.usage.pairs.others":
        return text("reasoning.gist.pairs.others", **dict(words.params))
    return _to_the_second(words)


def doubt_gist(words: Text) -> Text:
    """What speaks against relying on a row, where the row itself is named beside it."""
    if words.id == "reasoning.usage.pairs.sign-in":
        values = dict(words.params)
        count, seen = values["count"], values["seen"]
        if isinstance(count, int) and isinstance(seen, int):
            return text(
                "reasoning.gist.pairs",
                exhibit=values["exhibit"],
                other=values["other"],
                count=count,
                seen=seen,
            )
    return words


def _stay_use(words: Text) -> Text:
    values = _flat(words)
    names = ("person", "place", "where", "count", "acts", "days", "hand", "first", "last")
    if not all(name in values for name in names):
        return words
    shown = {name: _day(values[name]) for name in names}
    devices = values.get("devices")
    more = text("reasoning.gist.devices", devices=devices) if devices else None
    listed = within(words, "reasoning.usage.stay.listed")
    if more is not None and listed is not None:
        own = _named(listed, "devices", "person")
        more = followed(more, text("reasoning.gist.listed", **own))
    rooms = ".rooms" if within(words, "reasoning.usage.stay.elsewhere") is not None else ""
    return followed(text(f"reasoning.gist.stay-use{rooms}", **shown), more)


def _stay(words: Text) -> Text:
    shown = _named(_by_day(words), "person", "place", "rows", "more")
    return text(f"reasoning.gist.stay{'-two' if 'more' in shown else ''}", **shown)


def _repeated(words: Text, findings: Iterable[Finding]) -> Text:
    """Which row repeats which; of a row of the sending or of its session that is said."""
    exhibit, values = dict(words.params)["exhibit"], dict(words.params)["values"]
    if not isinstance(values, Text) or values.id != _REPEATS:
        return words
    first = f"row {dict(values.params)['first']}"
    named = {
        one.name.startswith(_SESSION)
        for one in findings
        if one.name == _SENT or one.name.startswith(_SESSION)
        if any((place.evidence, place.locator) == (exhibit, first) for place in one.where)
    }
    case = ".sent" if False in named else ".session" if named else ""
    return text(f"reasoning.gist.repeats{case}", exhibit=exhibit, values=values)


def _with_place(words: Text) -> Text:
    """That a network fits a stay, with the row that writes the country of the stay beside it."""
    values = dict(words.params)
    if not values.get("country_exhibit"):
        return words
    return followed(
        words,
        text(
            "reasoning.gist.place",
            exhibit=values["country_exhibit"],
            row=values["country_row"],
            country=values["country"],
            day=day_of(str(values["country_at"])),
        ),
    )


def _named(words: Text, *names: str) -> dict[str, Param]:
    values = dict(words.params)
    return {name: values[name] for name in names if name in values}


def _day(value: Param) -> Param:
    """The day (UTC) of a moment; anything else as it stands."""
    return day_of(value.utc.isoformat()) if isinstance(value, Instant) else value


def _by_day(words: Text) -> Text:
    """A sentence with its moments as days."""
    values = {
        name: _by_day(value) if isinstance(value, Text) else _day(value)
        for name, value in words.params
    }
    return text(words.id, **values)


def _to_the_second(words: Text) -> Text:
    """A sentence whose log-ons have no fraction of a second; a login of Windows is named so."""
    values = {
        name: _to_the_second(value) if isinstance(value, Text) else value
        for name, value in words.params
    }
    if words.id != _LOGGED_ON:
        return text(words.id, **values)
    time, who = values.get("time"), values.get("who")
    if isinstance(time, Instant):
        # Cut as a clock shows it: a rounded second could be that of the next row.
        whole = time.utc.replace(microsecond=0)
        values["time"] = replace(time, utc=whole, precision_seconds=1.0)
    windows = isinstance(who, str) and _WINDOWS in who
    return text(f"reasoning.gist.log-on{'.windows' if windows else ''}", **values)


def _flat(words: Text) -> dict[str, Param]:
    """The values of a sentence and of those in it; the outer one counts."""
    found: dict[str, Param] = {}
    for _, value in words.params:
        if isinstance(value, Text):
            found = _flat(value) | found
    return found | {name: value for name, value in words.params if not isinstance(value, Text)}
