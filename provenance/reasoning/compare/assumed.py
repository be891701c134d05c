"""All assumptions of a result in one list, with what bears on each.

The list is the same wherever it is printed. First what step X needs, then what the findings behind
the result need besides, that their rows are genuine too. Each part begins with what findings speak
against, most of them first; then comes what only the use of a login speaks against, then what no
finding speaks for, then the rest. No order of weakness is claimed beyond that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from provenance.basics import State, Text, text
from provenance.basics.record import dataclass
from provenance.reasoning.compare.bearing import (
    OF_ROWS,
    PLACE,
    ROWS_KEPT,
    ROWS_KEPT_OTHERS,
    Bearing,
    bearing_on,
)
from provenance.reasoning.compare.carrying import pair_of
from provenance.reasoning.compare.exclusion import CAP, each_of
from provenance.reasoning.records import Comparison, Explanation, Finding
from provenance.trace import AttestationClass

_NAMES_EXHIBIT: Final = "reasoning.presence.assumes.source"
_BORNE_OUT: Final = {
    "reasoning.presence.assumes.network": "reasoning.network.borne-out",
    "reasoning.presence.assumes.stay-network": "reasoning.network.stay-country",
}
"""The caution that names a record which bears a statement about a network out."""

_ROWS: Final = frozenset({AttestationClass.LOG, AttestationClass.PRESENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """One assumption: its words, what needs it, and which findings bear on it.

    ``excludes`` tells that step X needs it. ``borne_out`` is the sentence that a record bears it
    out, absent where none does.
    """

    words: Text
    excludes: bool
    needed_by: tuple[str, ...]
    bearing: Bearing
    borne_out: Text | None = None

    @property
    def bare(self) -> bool:
        """Whether nothing that was supplied bears on it, for or against."""
        return not self.bearing and self.borne_out is None

    @property
    def alone(self) -> bool:
        """Whether no finding speaks for it from rows of its own."""
        return not self.bearing.supports and self.borne_out is None


def assumed(
    one: Comparison, explanations: Iterable[Explanation], findings: tuple[Finding, ...]
) -> tuple[Assumed, ...]:
    """The assumptions of one result: those of step X, then the others, each part in its order."""
    pair = pair_of(one)
    if pair is None:
        return ()
    first = [words for cap in one.caps if cap.id == CAP
             if isinstance(words := dict(cap.params)["words"], Text)]  # fmt: skip
    needed: dict[Text, list[str]] = {words: [] for words in first}
    items = set(one.items)
    for each in explanations:
        if each.key in pair:
            for mark in each.marks:
                if mark.finding in items and not isinstance(mark.condition, State):
                    for words in each_of(mark.condition):
                        needed.setdefault(words, []).append(mark.finding)
    own = [finding for finding in findings if finding.id in items]
    stated: dict[Text, list[str]] = {}
    for finding in own:
        for words in finding.assumptions:
            stated.setdefault(words, []).append(finding.id)
    for words in sorted(stated, key=lambda each: each.id == _NAMES_EXHIBIT):
        needed.setdefault(words, []).extend(stated[words])
    _add_unstated(needed, own)
    by_id = {finding.id: finding for finding in own}
    found = [
        Assumed(
            words=words,
            excludes=words in first,
            needed_by=tuple(dict.fromkeys(ids)),
            bearing=bearing_on(
                words, [by_id[id_] for id_ in ids if id_ in by_id] or own, findings, items
            ),
            borne_out=_borne_out(words, own),
        )
        for words, ids in needed.items()
    ]
    return tuple(sorted(found, key=lambda each: (not each.excludes, *_order(each))))


def _add_unstated(needed: dict[Text, list[str]], own: list[Finding]) -> None:
    """Add what findings rest on without a word of theirs: that rows, and places in them, are right.

    It is listed and weighs nothing: whoever doubts rows doubts every result that rests on them.
    """
    if rows := _on_rows(own, needed):
        others = any(words.id in OF_ROWS for words in needed)
        needed[Text(id=ROWS_KEPT_OTHERS if others else ROWS_KEPT)] = rows
    for finding in own:
        if place := _place_of_address(finding):
            needed.setdefault(place, []).append(finding.id)


def _on_rows(own: list[Finding], needed: Mapping[Text, list[str]]) -> list[str]:
    """Findings on rows of logs of which no assumption says yet that the rows are genuine."""
    said = {id_ for words, ids in needed.items() if words.id in OF_ROWS for id_ in ids}
    return [one.id for one in own if one.attested_by in _ROWS and one.id not in said]


def _place_of_address(one: Finding) -> Text | None:
    """That the place is right which a row writes for an address, where a finding needs that row."""
    values = dict(one.statement.params)
    if not values.get("country_exhibit"):
        return None
    return text(
        PLACE,
        exhibit=values["country_exhibit"],
        row=values["country_row"],
        country=values["country"],
    )


def _order(one: Assumed) -> tuple[int, int, int]:
    """What findings speak against, or a login, then what none speaks for, then the rest."""
    supports = len(one.bearing.supports) + (one.borne_out is not None)
    for place, against in enumerate((one.bearing.against, one.bearing.against_if_used)):
        if against:
            return place, -len(against), supports
    return (2, 0, 0) if one.alone else (3, 0, supports)


def counted(listed: Iterable[Assumed]) -> dict[str, int]:
    """How many assumptions step X needs, and how many findings bear on.

    ``against`` are those that findings speak against, ``used`` further ones that findings speak
    against only if the person used a login, ``alone`` those that none speaks for from rows of its
    own.
    """
    own = [one for one in listed if one.excludes]
    return {
        "count": len(own),
        "against": sum(bool(one.bearing.against) for one in own),
        "used": sum(bool(one.bearing.against_if_used) and not one.bearing.against for one in own),
        "alone": sum(one.alone for one in own),
    }


def _borne_out(words: Text, own: list[Finding]) -> Text | None:
    """The record that bears a network out of which the case file says whose it is."""
    wanted = _BORNE_OUT.get(words.id)
    if wanted is None:
        return None
    return next(
        (
            caution
            for one in own
            if words in one.assumptions
            for caution in one.cautions
            if caution.id == wanted
        ),
        None,
    )
