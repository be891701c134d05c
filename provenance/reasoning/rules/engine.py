"""Runs one rule over the facts of one message.

Three outcomes: match, no match, not applicable with the reason. Two lists are joined by hash on
the equality that the rule names, never by a double loop, and every count is capped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from provenance.basics import Span, State, Value, Where
from provenance.basics.record import dataclass
from provenance.reasoning.rules.facts import Fact, FactBase, FactRecord
from provenance.reasoning.rules.load import Rule
from provenance.reasoning.rules.operators import KEYS, judge
from provenance.reasoning.rules.vocabulary import VALUE_OPERATORS
from provenance.trace import AttestationClass

MAX_COMBINATIONS: Final = 5_000
MAX_MATCHES: Final = 50

Elements = Mapping[str, FactRecord]


class Outcome(StrEnum):
    """What a rule says of a message."""

    MATCH = "match"
    NO_MATCH = "no_match"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One combination of elements that fits, with its values and where they stand.

    ``spots`` are places of properties of Outlook items, which no header field holds.
    """

    values: Mapping[str, Fact]
    fields: tuple[int, ...]
    classes: tuple[AttestationClass, ...]
    groups: tuple[str, ...]
    spots: tuple[Where, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Result of one rule on one message.

    ``reason`` is a machine text for ``NOT_APPLICABLE`` (``dkim: none``, ``date: absent``);
    ``capped`` tells that not every combination was looked at or kept.
    """

    outcome: Outcome
    matches: tuple[Match, ...] = ()
    reason: str = ""
    capped: bool = False


def evaluate(rule: Rule, base: FactBase) -> Evaluation:
    """Run one rule; never raises on facts of whatever content."""
    each: Mapping[str, str] = rule.logic["each"]
    for variable, name in each.items():
        if not base.lists.get(name):
            return Evaluation(outcome=Outcome.NOT_APPLICABLE, reason=f"{variable}: no {name}")
    matches: list[Match] = []
    refused, reason = False, ""
    for looked, elements in enumerate(_combinations(rule, base), 1):
        if looked > MAX_COMBINATIONS or len(matches) >= MAX_MATCHES:
            return Evaluation(outcome=_outcome(matches), matches=tuple(matches), capped=True)
        answer, why, match = _try(rule, base, elements)
        if match is not None:
            matches.append(match)
        elif answer is False:
            refused = True
        else:
            reason = reason or why
    if matches:
        return Evaluation(outcome=Outcome.MATCH, matches=tuple(matches))
    if refused or not reason:
        return Evaluation(outcome=Outcome.NO_MATCH)
    return Evaluation(outcome=Outcome.NOT_APPLICABLE, reason=reason)


def _outcome(matches: list[Match]) -> Outcome:
    return Outcome.MATCH if matches else Outcome.NO_MATCH


def _try(rule: Rule, base: FactBase, elements: Elements) -> tuple[Value[bool], str, Match | None]:
    lets: Mapping[str, Mapping[str, str]] = rule.logic["let"]
    sources = {name: _source(let, base, elements) for name, let in lets.items()}
    values = {name: value for name, (value, _, _) in sources.items()}
    asked = _asked_whether_there(rule.logic["when"])
    for name, value in values.items():
        if isinstance(value, State) and name not in asked:
            return value, f"{name}: {value.value}", None
    answer = judge(rule.logic["when"], values)
    if answer is not True:
        return answer, "a value is missing" if isinstance(answer, State) else "", None
    fields = sorted({index for _, _, places in sources.values() for index in places})
    classes = [cls for _, cls, _ in sources.values()]
    groups = sorted({record.group for record in elements.values() if record.group})
    return (
        True,
        "",
        Match(
            values={n: v for n, v in values.items() if not isinstance(v, State)},
            fields=tuple(fields),
            classes=tuple(sorted(set(classes))),
            groups=tuple(groups),
            spots=tuple(
                dict.fromkeys(w for let in lets.values() for w in _spots(let, base, elements))
            ),
            spans=_spans(lets, base, elements),
        ),
    )


def _spans(
    lets: Mapping[str, Mapping[str, str]], base: FactBase, elements: Elements
) -> tuple[Span, ...]:
    """Stretches of the stream that the facts of a match rest on, in order of place."""
    found: set[tuple[int, int]] = set()
    for let in lets.values():
        variable, _, fact = let.get("fact", "").partition(".")
        record = elements.get(variable) or base.records.get(variable)
        if record is not None:
            found.update((span.start, span.end) for span in record.spans.get(fact, ()))
    return tuple(Span(start=start, end=end) for start, end in sorted(found))


def _asked_whether_there(condition: Mapping[str, Any]) -> frozenset[str]:
    """Names whose absence is part of the question (``exists``): it does not end the rule."""
    if "exists" in condition:
        return frozenset((condition["value"],))
    inner = [*condition.get("all", ()), *condition.get("any", ())]
    if "not" in condition:
        inner.append(condition["not"])
    return frozenset().union(*(_asked_whether_there(item) for item in inner))


def _source(
    let: Mapping[str, str], base: FactBase, elements: Elements
) -> tuple[Value[Fact], AttestationClass, tuple[int, ...]]:
    """A value, who vouches for it, and the header fields that it stands in."""
    if "fact" not in let:
        return _field_value(let, base)
    variable, _, fact = let["fact"].partition(".")
    record = elements.get(variable) or base.records.get(variable)
    if record is None:
        return State.ABSENT, AttestationClass.CLIENT, ()
    places = record.places.get(fact)
    if places is None:
        return record.facts.get(fact, State.ABSENT), record.cls, record.fields
    weakest = max((base.cls_of(index) for index in places), default=record.cls)
    if fact in record.spots:
        weakest = max(weakest, record.cls)
    return record.facts.get(fact, State.ABSENT), weakest, places


def _spots(let: Mapping[str, str], base: FactBase, elements: Elements) -> tuple[Where, ...]:
    """Places of the properties that a fact rests on."""
    variable, _, fact = let.get("fact", "").partition(".")
    record = elements.get(variable) or base.records.get(variable)
    return () if record is None else record.spots.get(fact, ())


def _field_value(
    let: Mapping[str, str], base: FactBase
) -> tuple[Value[Fact], AttestationClass, tuple[int, ...]]:
    found = [field for field in base.fields if field.lname == let["field"].lower()]
    if not found:
        return State.ABSENT, AttestationClass.CLIENT, ()
    occurrence = let.get("occurrence", "only")
    if occurrence == "only" and len(found) > 1:
        return State.REPEATED, AttestationClass.CLIENT, ()
    field = found[-1] if occurrence == "last" else found[0]
    value: Value[Fact] = field.value
    if "decode" in let:
        value = _decode(let["decode"], let.get("part", ""), field.value)
    return value, base.cls_of(field.index), (field.index,)


def _decode(name: str, part: str, value: str) -> Value[Fact]:
    from provenance.decoders import DECODERS

    decoder = DECODERS.get(name)
    if decoder is None:
        return State.NOT_APPLICABLE
    decoded = decoder(value)
    if isinstance(decoded, State):
        return decoded
    return dict(decoded.parts).get(part, State.ABSENT) if part else decoded.time


def _combinations(rule: Rule, base: FactBase) -> Iterator[Elements]:
    each: Mapping[str, str] = rule.logic["each"]
    variables = tuple(each)
    if not variables:
        yield {}
        return
    first = base.lists[each[variables[0]]]
    if len(variables) == 1:
        for element in first:
            yield {variables[0]: element}
        return
    yield from _joined(rule, base, variables, first)


def _joined(
    rule: Rule, base: FactBase, variables: tuple[str, ...], first: tuple[FactRecord, ...]
) -> Iterator[Elements]:
    """Pairs of elements with equal keys; an element without partner is tried with each state.

    Pairs with different keys cannot match, so that none of them is looked at; that there was
    one is told by trying the first pair of lists as it stands.
    """
    left_fact, right_fact, operator = _join(rule, variables)
    key = KEYS[operator]
    second = base.lists[rule.logic["each"][variables[1]]]
    index: dict[object, list[FactRecord]] = defaultdict(list)
    unkeyed: list[FactRecord] = []
    for element in second:
        value = element.facts.get(right_fact, State.ABSENT)
        (unkeyed if isinstance(value, State) else index[key(value)]).append(element)
    for element in first:
        value = element.facts.get(left_fact, State.ABSENT)
        partners = second[:1] if isinstance(value, State) else index.get(key(value), second[:1])
        for partner in partners or unkeyed[:1]:
            yield {variables[0]: element, variables[1]: partner}


def _join(rule: Rule, variables: tuple[str, ...]) -> tuple[str, str, str]:
    """The first equality between the two lists: fact of the first, fact of the second, operator."""
    lets: Mapping[str, Mapping[str, str]] = rule.logic["let"]
    for inner in rule.logic["when"].get("all", ()):
        operator = next((key for key in inner if key in VALUE_OPERATORS), "")
        if not operator:
            continue
        paths = [
            lets[name].get("fact", "").partition(".") for name in (inner["value"], inner[operator])
        ]
        owners = tuple(path[0] for path in paths)
        if owners == variables:
            return paths[0][2], paths[1][2], operator
        if owners == variables[::-1]:
            return paths[1][2], paths[0][2], operator
    return "", "", "same_as"
