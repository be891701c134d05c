"""The rules: data that says what a constellation of facts indicates, how strongly, and what not.

Reading and checking YAML is only needed in a checkout and by ``provenance rules``; an analysis
reads the compiled form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from provenance.reasoning.rules.load import Rule, Rules, load_rules, rule_source, rule_texts

if TYPE_CHECKING:
    from provenance.reasoning.rules.self_test import RuleCheck, check_rules

__all__ = [
    "Rule",
    "RuleCheck",
    "Rules",
    "check_rules",
    "load_rules",
    "rule_source",
    "rule_texts",
]


def __getattr__(name: str) -> Any:
    """Load the checking of rules when it is asked for."""
    if name in {"RuleCheck", "check_rules"}:
        from provenance.reasoning.rules import self_test

        return getattr(self_test, name)
    raise AttributeError(name)
