"""Whether a rule that has the right form also makes sense: names exist, types fit, joins join."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from provenance.reasoning.rules.problems import RuleProblem
from provenance.reasoning.rules.schema import Checker
from provenance.reasoning.rules.strict_yaml import Document, Path
from provenance.reasoning.rules.vocabulary import (
    DECODERS,
    LISTS,
    RECORDS,
    VALUE_OPERATORS,
    Type,
)

PLACEHOLDER: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_TEXT_OPERATORS: Final = frozenset(
    ("matches", "contains", "same_mailbox_as", "same_msg_id_as", "in_network")
)


def check_meaning(document: Document) -> tuple[RuleProblem, ...]:
    """Check names, types, joins and patterns of a document whose form is right."""
    rule: Any = document.value
    checker = Checker(document)
    types = _types(checker, rule)
    for at, comparison in comparisons(rule["when"], ("when",)):
        _check_comparison(checker, comparison, at, types)
    for key in ("explanation", "caution"):
        _check_placeholders(checker, rule[key], (key,), types)
    for name, words in rule["indicates"].get("values", {}).items():
        _check_placeholders(checker, words, ("indicates", "values", name), types)
    if len(rule.get("each", {})) == 2 and not list(joins(rule)):
        checker.problem(
            ("each",), "two lists need a same_as between them, directly under the outer all."
        )
    return tuple(checker.problems)


def comparisons(condition: Mapping[str, Any], at: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every comparison of a condition with its path, in order."""
    for key in ("all", "any"):
        for index, inner in enumerate(condition.get(key, ())):
            yield from comparisons(inner, (*at, key, index))
    if "not" in condition:
        yield from comparisons(condition["not"], (*at, "not"))
    if "value" in condition:
        yield at, condition


def operator_of(comparison: Mapping[str, Any]) -> str:
    """The one operator of a comparison."""
    return next(key for key in comparison if key != "value")


def variable_of(let: Mapping[str, Any]) -> str:
    """The record or list variable that a let entry reads from; "" for a header field."""
    return str(let.get("fact", "")).partition(".")[0]


def joins(rule: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Equalities between the two list variables: (name of first, name of second, operator)."""
    variables = list(rule.get("each", {}))
    if len(variables) != 2:
        return
    for inner in rule["when"].get("all", ()):
        if "value" not in inner:
            continue
        operator = operator_of(inner)
        if operator not in VALUE_OPERATORS:
            continue
        left, right = inner["value"], inner[operator]
        if left not in rule["let"] or right not in rule["let"]:
            continue
        origins = [variable_of(rule["let"][name]) for name in (left, right)]
        if origins == variables:
            yield left, right, operator
        elif origins == variables[::-1]:
            yield right, left, operator


def _types(checker: Checker, rule: Mapping[str, Any]) -> dict[str, Type | None]:
    """Type of every let name; ``None`` where it is wrong and already said so."""
    each = rule.get("each", {})
    for variable in each:
        if variable in RECORDS:
            checker.problem(("each", variable), f"{variable} is the name of a record.")
    result: dict[str, Type | None] = {}
    for name, source in rule["let"].items():
        if "field" in source:
            result[name] = DECODERS[source["decode"]] if "decode" in source else Type.TEXT
            continue
        variable, _, fact = source["fact"].partition(".")
        known = LISTS[each[variable]] if variable in each else RECORDS.get(variable, {})
        result[name] = known.get(fact)
        if fact not in known:
            checker.problem(("let", name, "fact"), f"there is no fact {source['fact']}.")
    return result


def _check_placeholders(
    checker: Checker, words: str, at: Path, types: Mapping[str, Type | None]
) -> None:
    for name in PLACEHOLDER.findall(words):
        if name not in types:
            checker.problem(at, f"{{{name}}} is not a name from let.")


def _check_comparison(
    checker: Checker, comparison: Mapping[str, Any], at: Path, types: Mapping[str, Type | None]
) -> None:
    name, operator = comparison["value"], operator_of(comparison)
    if name not in types:
        checker.problem((*at, "value"), f"{name} is not a name from let.")
        return
    own, operand = types[name], comparison[operator]
    other = operand["value"] if operator == "later_than" else operand
    if operator == "later_than" or operator in VALUE_OPERATORS:
        if other not in types:
            checker.problem((*at, operator), f"{other} is not a name from let.")
            return
        if own and types[other] and types[other] is not own:
            checker.problem(at, f"{name} is a {own}, {other} is a {types[other]}.")
    if own and _misfit(operator, own):
        checker.problem(at, f"{operator} does not go with a {own}.")
    if own and operator in {"equals", "one_of"}:
        _check_literals(checker, operand, at, own)
    if operator == "matches":
        _check_pattern(checker, operand, (*at, "matches"))
    if operator == "in_network":
        _check_networks(checker, operand, (*at, "in_network"))


def _misfit(operator: str, own: Type) -> bool:
    if operator == "later_than":
        return own is not Type.TIME
    if operator in _TEXT_OPERATORS:
        return own is not Type.TEXT
    return operator in {"equals", "one_of"} and own is Type.TIME


def _check_literals(checker: Checker, operand: object, at: Path, own: Type) -> None:
    fitting = {Type.TEXT: str, Type.NUMBER: int, Type.BOOLEAN: bool}.get(own)
    for literal in operand if isinstance(operand, list) else [operand]:
        if fitting is not None and type(literal) is not fitting:
            checker.problem(at, f"{literal} is not a {own}.")


def _check_pattern(checker: Checker, pattern: str, at: Path) -> None:
    """Patterns run in linear time (RE2). While the wheel is built the library may be missing."""
    try:
        import re2
    except ImportError:
        return
    try:
        re2.compile(pattern, quiet_options())
    except re2.error:
        checker.problem(at, "the pattern is not valid in RE2 syntax.")


def quiet_options() -> Any:
    """RE2 options that keep the library from writing to standard error."""
    import re2

    options = re2.Options()
    options.log_errors = False
    return options


def _check_networks(checker: Checker, networks: list[str], at: Path) -> None:
    from ipaddress import ip_network

    for index, network in enumerate(networks):
        try:
            ip_network(network)
        except ValueError:
            checker.problem((*at, index), f"{network} is not a network.")
