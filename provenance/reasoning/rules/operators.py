"""The operators of the rule language, each a small pure function.

Every one is linear in the length of its values. A comparison with a value that is not there has
no answer: it gives the state back, and the rule does not apply.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from provenance.basics import Instant, State, Value
from provenance.reasoning.rules.facts import Fact

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

_SECONDS: Final = {"s": 1, "min": 60, "h": 3600, "d": 86400}


def mailbox_key(value: Fact) -> str:
    """A mailbox for comparison: only the addr-spec, without case."""
    words = str(value).strip()
    if words.endswith(">") and "<" in words:
        words = words[words.rindex("<") + 1 : -1]
    return words.strip().lower()


def message_id_key(value: Fact) -> str:
    """A Message-ID for comparison: without white space and angle brackets."""
    return "".join(str(value).split()).removeprefix("<").removesuffix(">")


def plain_key(value: Fact) -> object:
    """A value for ``same_as``: text without case, times by their moment."""
    if isinstance(value, Instant):
        return value.utc
    return value.lower() if isinstance(value, str) else value


KEYS: Final[Mapping[str, Callable[[Fact], object]]] = {
    "same_as": plain_key,
    "same_mailbox_as": mailbox_key,
    "same_msg_id_as": message_id_key,
}


def seconds(duration: str) -> int:
    """Seconds of a duration such as ``60s``, ``5min``, ``1h``, ``2d``."""
    unit = duration.lstrip("0123456789")
    return int(duration.removesuffix(unit)) * _SECONDS[unit]


@lru_cache(maxsize=512)
def _pattern(pattern: str) -> Any:
    import re2

    return re2.compile(pattern)


@lru_cache(maxsize=512)
def _network(network: str) -> IPv4Network | IPv6Network:
    from ipaddress import ip_network

    return ip_network(network)


def _matches(value: Fact, pattern: str) -> bool:
    # Bytes that are not UTF-8 stand as lone surrogates, which RE2 cannot take.
    clean = str(value).encode("utf-8", "replace").decode("utf-8")
    return _pattern(pattern).search(clean) is not None


def _in_network(value: Fact, networks: list[str]) -> bool:
    from provenance.origin import parse_ip

    address = parse_ip(str(value))
    return address is not None and any(address in _network(network) for network in networks)


def _later_than(value: Fact, other: Fact, by: str) -> Value[bool]:
    if not isinstance(value, Instant) or not isinstance(other, Instant):
        return State.UNPARSABLE
    return (value.utc - other.utc).total_seconds() > seconds(by)


def compare(comparison: Mapping[str, Any], values: Mapping[str, Value[Fact]]) -> Value[bool]:
    """Answer one comparison, or the state that says why there is no answer."""
    value = values[comparison["value"]]
    operator = next(key for key in comparison if key != "value")
    operand = comparison[operator]
    if operator == "exists":
        return (not isinstance(value, State)) is operand
    if isinstance(value, State):
        return value
    if operator in KEYS or operator == "later_than":
        other = values[operand["value"] if operator == "later_than" else operand]
        if isinstance(other, State):
            return other
        if operator == "later_than":
            return _later_than(value, other, operand["by"])
        return KEYS[operator](value) == KEYS[operator](other)
    return _literal(operator, value, operand)


def _literal(operator: str, value: Fact, operand: Any) -> bool:
    if operator == "equals":
        return plain_key(value) == plain_key(operand)
    if operator == "one_of":
        return plain_key(value) in {plain_key(item) for item in operand}
    if operator == "contains":
        return operand.lower() in str(value).lower()
    if operator == "matches":
        return _matches(value, operand)
    return _in_network(value, operand)


def judge(condition: Mapping[str, Any], values: Mapping[str, Value[Fact]]) -> Value[bool]:
    """Answer a condition in three values: a false part decides ``all``, a true one ``any``."""
    if "not" in condition:
        inner = judge(condition["not"], values)
        return inner if isinstance(inner, State) else not inner
    for key, deciding in (("all", False), ("any", True)):
        if key in condition:
            answers = [judge(inner, values) for inner in condition[key]]
            if deciding in answers:
                return deciding
            missing = next((answer for answer in answers if isinstance(answer, State)), None)
            return (not deciding) if missing is None else missing
    return compare(condition, values)
