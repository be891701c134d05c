"""What is numbered as a fact and what as an inference; every rule of the program has words."""

from __future__ import annotations

import pytest

from provenance.reasoning.inferences import ASSUMES, RULES, rule_of, rule_words
from provenance.report.catalogue import sentence, speaking


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_words_in_both_languages(rule: str) -> None:
    words = rule_words(rule)
    assert words is not None
    for id_ in (words.id, f"reasoning.rule-defeated.{rule}"):
        for language in ("en", "zh"):
            with speaking(language):
                assert sentence(id_)
    if rule in ASSUMES:
        assert sentence(f"reasoning.rule-assumes.{rule}")
    assert rule_of(rule) == rule


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("presence.office", "presence.office"),
        ("copy.export-route.gmail-mailbox", "copy.export-route"),
        ("usage.device.listed", "usage.device.listed"),
        ("usage.network.remote", ""),
        ("presence.stay-record", ""),
        ("presence.badge", ""),
        ("presence.machine", ""),
        ("join.sent", ""),
        ("dkim.verified", ""),
    ],
)
def test_what_a_record_says_is_a_fact(name: str, rule: str) -> None:
    assert rule_of(name) == rule
