"""The rules and tables that made the findings of this report, for whoever wants to test them."""

from __future__ import annotations

from typing import Any, Final

from provenance.reasoning.rates import rates_in_words
from provenance.reasoning.rules import Rule, load_rules
from provenance.report.catalogue import iso_day, sentence
from provenance.report.records import Report
from provenance.report.view.common import ev, say, t

COMMAND: Final = "provenance rules show {}"


def rules_used(report: Report) -> dict[str, Any]:
    """Return the rules of the findings in order of their ids, and all tables of marks."""
    rules = load_rules()
    known = {rule.id: rule for rule in rules.rules}
    used = sorted({one.rule for one in report.reasoning.findings if isinstance(one.rule, str)})
    return {
        "rules": [_rule(known[one], rules.counted_on) for one in used if one in known],
        "own": [_own(one) for one in used if one not in known],
        "tables": [
            {
                "id": ev(f"explanations.{one.id}"),
                "path": ev(f"rules/{one.path}"),
                "sha256": one.sha256,
            }
            for one in rules.tables
        ],
        "command": COMMAND.format(next((one for one in used if one in known), "ID")),
        "tables_command": COMMAND.format(f"explanations.{rules.tables[0].id}"),
    }


def _rule(rule: Rule, counted_on: str) -> dict[str, Any]:
    return {
        "id": ev(rule.id),
        "title": t(f"rule.{rule.id}.title"),
        "path": ev(f"rules/{rule.path}"),
        "sha256": rule.sha256,
        "sources": [_source(dict(one)) for one in rule.origins],
        "rates": [say(one) for one in rates_in_words(rule, counted_on)],
    }


def _source(one: dict[str, str]) -> dict[str, Any]:
    return {
        "url": ev(one["url"], whole=True),
        "grade": t(f"report.rules.grade.{one['grade']}"),
        "day": iso_day(one["read_on"]) if "read_on" in one else None,
    }


def _own(name: str) -> dict[str, Any]:
    """A rule of the program itself: no file of data, so its words are all there is to show."""
    words = f"reasoning.rule.{name}"
    return {"id": ev(name), "title": t(words) if sentence(words) else None}
