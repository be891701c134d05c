"""All assumptions of a result in one list, the weakest first, with what bears on each.

The list is the same wherever it is printed. First what step X needs, in the order of the rules,
then what the findings behind the result need: what is only stated before what names an exhibit.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from provenance.basics import State, Text
from provenance.basics.record import dataclass
from provenance.reasoning.compare.carrying import pair_of
from provenance.reasoning.compare.exclusion import each_of
from provenance.reasoning.records import Comparison, Explanation, Finding

_CAP: Final = "reasoning.compare.cap.exclusion"
_RULE: Final = "rule.explanations."
_MACHINE: Final = ("usage.device.", "presence.machine", "join.session.sign-in")
_STAY: Final = (
    "presence.stay-record", "presence.record-", "presence.calendar", "presence.tunnel",
    "presence.remote-", "usage.stay.",
)  # fmt: skip
_BEARS: Final = {
    "rule.explanations.presence.if.away": _STAY,
    "rule.explanations.presence.if.here": ("usage.network.",),
    "rule.explanations.presence.if.keyboard": ("presence.machine", "presence.remote-session"),
    "rule.explanations.presence.if.no-line": ("presence.tunnel", "presence.remote-"),
    "rule.explanations.presence.if.not-timed": ("manner.",),
    "rule.explanations.presence.if.nowhere-else": _STAY,
    "rule.explanations.presence.if.own-hand": ("presence.stay-", "usage.stay."),
    "rule.explanations.presence.if.own-login": _MACHINE,
    "rule.explanations.presence.if.there": _STAY,
    "rule.explanations.presence.if.this-machine": _MACHINE,
    "rule.explanations.authentication.if.key-right": ("recorded.dkim.",),
    "reasoning.presence.assumes.network": ("usage.network.",),
    "reasoning.presence.assumes": _STAY,
}
"""Begins of the names of findings that bear on an assumption, by its sentence."""
_NAMES_EXHIBIT: Final = "reasoning.presence.assumes.source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """One assumption: its words, what needs it, and which findings bear on it.

    ``excludes`` tells that step X needs it. ``borne_out`` is the sentence that a record of a hand
    without gain bears it out, absent where none does.
    """

    words: Text
    excludes: bool
    needed_by: tuple[str, ...]
    bearing: tuple[str, ...]
    borne_out: Text | None = None


def assumed(
    one: Comparison, explanations: Iterable[Explanation], findings: tuple[Finding, ...]
) -> tuple[Assumed, ...]:
    """The assumptions of one result, the weakest first."""
    pair = pair_of(one)
    if pair is None:
        return ()
    first = [words for cap in one.caps if cap.id == _CAP
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
    messages = {finding.message for finding in own}
    near = [finding for finding in findings if finding.message in messages]
    return tuple(
        Assumed(
            words=words,
            excludes=words in first,
            needed_by=tuple(dict.fromkeys(ids)),
            bearing=_bearing(words, own, near, items),
            borne_out=_borne_out(words, own),
        )
        for words, ids in needed.items()
    )


def _bearing(
    words: Text, own: list[Finding], near: list[Finding], items: set[str]
) -> tuple[str, ...]:
    """Findings that bear on an assumption, about the same message and person, one for each text."""
    begins = _BEARS.get(words.id) or next(
        (_BEARS[name] for name in _BEARS if not name.startswith(_RULE) and
         words.id.startswith(name)), ()
    )  # fmt: skip
    if not begins:
        return ()
    people = {one.person for one in own if one.person}
    told: dict[Text, str] = {}
    for one in near:
        fits = not one.person or one.person in people
        if fits and one.id not in items and one.name.startswith(begins):
            told.setdefault(one.statement, one.id)
    return tuple(told.values())


def _borne_out(words: Text, own: list[Finding]) -> Text | None:
    """What bears a network out of which only the case file says that it is the organisation's."""
    if words.id != "reasoning.presence.assumes.network":
        return None
    return next(
        (
            caution
            for one in own
            if words in one.assumptions
            for caution in one.cautions
            if caution.id == "reasoning.network.borne-out"
        ),
        None,
    )
