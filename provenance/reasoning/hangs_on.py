"""What is left of a result without each thing that it hangs on, for the first page.

Four outcomes that a reader must not take for one: it turns to the other side, nothing is left, it
is another result, or the same at a lower step.
"""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Text, text
from provenance.case import Case
from provenance.reasoning.cited import submitting_party
from provenance.reasoning.compare.candidates import HOLDER
from provenance.reasoning.records import Comparison, Party, Sensitivity

_ORDER: Final = ("turns", "none", "another", "lower", "step")
_STAY: Final = "reasoning.presence.assumes"
_NETWORK: Final = "reasoning.presence.assumes.network"
_OF_STAY: Final = "reasoning.presence.assumes.stay-network"
MOST_NAMED: Final = 3
"""Exhibits and statements that one outcome names; the comparison has all."""

Outcome = tuple[str, Text | str]


def hangs_on(one: Comparison, case: Case) -> list[Text]:
    """One sentence for each outcome, the worst first, and by whom the statements are."""
    by: dict[Outcome, list[Sensitivity]] = {}
    for each in one.sensitivity:
        if not each.rises and each.kind in {"exhibit", "stated"}:
            by.setdefault(_outcome(each, one), []).append(each)
    found = [
        _sentence(outcome, by[outcome])
        for outcome in sorted(by, key=lambda each: (_ORDER.index(each[0]), str(each[1])))
    ]
    if any(each.kind == "stated" for told in by.values() for each in told):
        found.append(_author(case))
        if _harms(one, case):
            found.append(text("reasoning.limit.case-file.harms"))
    return found


def _outcome(each: Sensitivity, one: Comparison) -> Outcome:
    result = dict(each.sentence.params).get("result")
    if isinstance(each.favoured, State) or not isinstance(result, Text):
        return "none", ""
    if (each.favoured, each.over) == (one.over, one.favoured):
        return "turns", result
    if (each.favoured, each.over) == (one.favoured, one.over):
        return ("lower" if one.step == "X" else "step"), each.step
    return "another", result


def _sentence(outcome: Outcome, told: list[Sensitivity]) -> Text:
    case, left = outcome
    things = _things(told)
    if case == "none":
        return text("reasoning.limit.without.none", things=things)
    if isinstance(left, str):
        return text(f"reasoning.limit.without.{case}", things=things, step=left)
    values = dict(left.params)
    if "favoured" not in values:
        return text("reasoning.limit.without.excluded", things=things, result=left)
    names = ("favoured",) if case == "turns" else ("favoured", "over")
    return text(
        f"reasoning.limit.without.{case}",
        things=things,
        step=left.id.rpartition(".")[2],
        **{name: values[name] for name in names},
    )


def _things(told: list[Sensitivity]) -> Text:
    """Exhibits and statements of one outcome, each of which is enough."""
    exhibits = tuple(dict.fromkeys(each.left_out for each in told if each.kind == "exhibit"))
    said = list(dict.fromkeys(_statement(each) for each in told if each.kind == "stated"))
    words: list[Text] = []
    if exhibits:
        several = "s" if len(exhibits) > 1 else ""
        words.append(
            text(f"reasoning.limit.thing.exhibit{several}", exhibits=exhibits[:MOST_NAMED])
        )
    words += said[:MOST_NAMED]
    made = words[0]
    for more in words[1:]:
        made = text("reasoning.limit.thing.or", first=made, rest=more)
    return made


def _statement(each: Sensitivity) -> Text:
    """A statement of the case file in few words; the comparison quotes it in full."""
    words = dict(each.sentence.params).get("name")
    if not isinstance(words, Text):
        return text("reasoning.limit.thing.stated")
    values = dict(words.params)
    if words.id == _NETWORK:
        return text("reasoning.limit.thing.network", network=values["network"])
    if words.id == _OF_STAY:
        return text("reasoning.limit.thing.stay-network", network=values["network"])
    if words.id.startswith(_STAY) and {"person", "place"} <= values.keys():
        return text("reasoning.limit.thing.stay", person=values["person"], place=values["place"])
    return text("reasoning.limit.thing.stated")


def _harms(one: Comparison, case: Case) -> bool:
    """Whether the result goes against the side whose statements it needs."""
    party = submitting_party(case)
    if isinstance(party, State) or HOLDER not in {one.favoured, one.over}:
        return False
    return (one.favoured == HOLDER) == (party is Party.HOLDER)


def _author(case: Case) -> Text:
    """By whom the case file is: on whose word the result hangs."""
    by = case.prepared_by.strip()
    side = "" if isinstance(submitting_party(case), State) else ".submitting"
    if not by:
        return text(f"reasoning.limit.case-file{side}.unnamed")
    return text(f"reasoning.limit.case-file{side}", by=by)
