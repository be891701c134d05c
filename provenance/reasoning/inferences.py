"""Which findings say what follows from records, and under which written rule.

A fact is what named bytes say, or a computation that anybody can repeat. Whatever holds a record
against a statement of the case file, or names a habit of programs as its reason, is an inference
(report standard §1.2). Its rule has the name of the finding; its words are ``reasoning.rule.*``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from provenance.basics import Text, text
from provenance.reasoning.records import Finding

RULES: Final = (
    *("presence.network-fits", "presence.office", "presence.remote-network"),
    *("presence.other-country", "presence.other-network", "presence.countries-table"),
    *("presence.machine-away", "presence.machine-near", "presence.machine-disputed"),
    *("presence.remote-session", "usage.device.listed"),
    *("presence.stay-act", "presence.stay-session", "usage.stay"),
    *("presence.record-against", "presence.record-moved", "presence.record-perhaps"),
    *("usage.network.organisation", "access.password-changed-since"),
    *("copy.export-route", "outlook.saved-anew", "outlook.submit-whole", "outlook.kind"),
)
"""Rules of this program that no folder of rules holds; ``x`` is the rule of ``x.y`` too."""


def rule_of(name: str) -> str:
    """The rule under which a finding of this name follows, "" for a fact."""
    return next((one for one in RULES if name == one or name.startswith(f"{one}.")), "")


def rule_words(rule: str) -> Text | None:
    """The words of a rule of this program, ``None`` for one of a folder of rules."""
    return text(f"reasoning.rule.{rule}") if rule in RULES else None


ASSUMES: Final = frozenset(
    {
        *("presence.network-fits", "presence.countries-table", "presence.remote-session"),
        *("presence.record-against", "presence.record-moved", "presence.record-perhaps"),
        *("usage.network.organisation", "usage.device.listed", "usage.stay", "copy.export-route"),
        *("outlook.saved-anew", "outlook.submit-whole", "outlook.kind"),
    }
)
"""Rules whose findings have no assumption of their own: what they take for granted."""


def _under(rule: str, one: Finding) -> Finding:
    """A finding as an inference: its rule, what it assumes and what would defeat it."""
    assumptions = one.assumptions
    if not assumptions and rule in ASSUMES:
        assumptions = (text(f"reasoning.rule-assumes.{rule}"),)
    defeaters = one.defeaters or (text(f"reasoning.rule-defeated.{rule}"),)
    return replace(one, rule=rule, assumptions=assumptions, defeaters=defeaters)


def parted(findings: Iterable[Finding]) -> tuple[list[Finding], list[Finding]]:
    """Facts, and what follows from facts with the rule of each; the order stays."""
    facts: list[Finding] = []
    follows: list[Finding] = []
    for one in findings:
        rule = rule_of(one.name)
        if rule:
            follows.append(_under(rule, one))
        else:
            facts.append(one)
    return facts, follows
