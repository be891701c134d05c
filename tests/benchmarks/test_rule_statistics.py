"""The counts beside the rules cover every rule as it is now."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

# The benchmark scripts are no installed package: the repository is put on the path above.
from provenance.reasoning.rules import load_rules
from tests.benchmarks.rule_statistics import (
    FILE,
    folders,
    logic_hash,
    resolver,
    statistics,
    written,
)

REMAKE = "run: python tests/benchmarks/rule_statistics.py"


def held() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return loaded


def test_every_rule_is_counted_and_no_other() -> None:
    assert sorted(held()["rules"]) == sorted(rule.id for rule in load_rules().rules), REMAKE


def test_the_counts_are_of_the_rules_as_they_are() -> None:
    counted = {name: entry["logic_sha256"] for name, entry in held()["rules"].items()}
    now = {rule.id: logic_hash(rule) for rule in load_rules().rules}
    assert {name for name in now if counted.get(name) != now[name]} == set(), REMAKE


def test_figures_are_possible() -> None:
    data = held()
    for name, entry in data["rules"].items():
        for corpus, (applies, matches) in entry["applies_matches"].items():
            assert 0 <= matches <= applies <= data["corpora"][corpus]["messages"], (name, corpus)


def test_the_file_is_written_as_it_is_read() -> None:
    assert written(held()) == FILE.read_text(encoding="utf-8")


def test_a_corpus_that_is_not_there_counts_nothing_but_the_samples(tmp_path: Path) -> None:
    data = statistics(tmp_path)
    counted = {name for name, entry in data["corpora"].items() if entry["messages"]}
    assert counted == {"sample_messages"}
    assert dict(folders(tmp_path))["lore-sample"] == []
    assert resolver(tmp_path)


def test_the_samples_count_as_in_the_file(tmp_path: Path) -> None:
    """The whole takes a minute: here only the samples' figures are compared."""
    data, now = held(), statistics(tmp_path)
    for name, entry in now["rules"].items():
        old = data["rules"][name]["applies_matches"].get("sample_messages")
        assert entry["applies_matches"].get("sample_messages") == old, REMAKE
