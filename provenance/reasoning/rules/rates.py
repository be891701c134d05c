"""How often a rule spoke on public material, from the counts that are compiled with the rules.

The counts are remade by ``tests/benchmarks/rule_statistics.py``. Shown are samples of real mail;
folders of test messages, many made up or broken on purpose, tell nothing of how often.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from provenance.basics.record import dataclass

SCRIPT: Final = "tests/benchmarks/rule_statistics.py"
_SAMPLES: Final = (
    ("public-lists", ("lore-sample",)),
    ("unwanted", ("phishing_pot-sample",)),
    (
        "items",
        ("msg-msg-extractor", "msg-msgreader-js", "msg-outlook-message-parser", "msg-poi"),
    ),
)
_OF_ITEMS: Final = ("outlook.",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Of ``messages`` of a sample the rule could judge ``judged`` and spoke in ``matched``.

    ``sample`` is ``public-lists`` (genuine), ``unwanted`` or ``items`` (Outlook items).
    """

    sample: str
    messages: int
    judged: int
    matched: int


def rates_of(rule_id: str, counts: Mapping[str, Any]) -> tuple[Rate, ...]:
    """Rates of one rule; samples of which it could judge no message are left out."""
    figures = counts.get("rules", {}).get(rule_id, {}).get("applies_matches", {})
    corpora = counts.get("corpora", {})
    found = []
    for sample, folders in _SAMPLES:
        if (sample == "items") is not rule_id.startswith(_OF_ITEMS):
            continue
        pairs = [figures.get(name, (0, 0)) for name in folders]
        judged, matched = (sum(column) for column in zip(*pairs, strict=True))
        messages = sum(corpora.get(name, {}).get("messages", 0) for name in folders)
        if judged:
            found.append(Rate(sample=sample, messages=messages, judged=judged, matched=matched))
    return tuple(found)
