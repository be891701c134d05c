"""Annex F: the rates that the page prints, what was counted, over which material, by which script.

Nothing here is counted on the case. The figures come with the program (its list of forms, what a
script counts of them, the counts that are compiled with the rules) or stand in its sentences about
logs; the samples do not. A rate of logs that no reader could count again is printed nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Text, text
from provenance.decoders.identifiers.registry import decoders
from provenance.decoders.identifiers.repeated import (
    LISTS,
    SAMPLES,
    UNWANTED,
    Held,
    Repeated,
    messages_of,
    repeated,
)
from provenance.reasoning.rates import day_of
from provenance.reasoning.rules import load_rules
from provenance.reasoning.rules.rates import SCRIPT, Rate
from provenance.report.records import Report
from provenance.report.view.common import ev, t

_FORMS: Final = "tests/benchmarks/decoder_rates.py"
_MARKS: Final = "tests/benchmarks/integrity_rates.py"
_NAMES: Final = {UNWANTED: "unwanted", LISTS: "public-lists"}
_MATERIAL: Final = {"number-missing": "logs", "time-order": "exports"}
_OF_LOGS: Final = {
    "reasoning.caution.integrity.number-missing": "number-missing",
    "reasoning.caution.integrity.time-order": "time-order",
}
"""Sentences that print a rate of published logs, with the name of its row."""


def rates(report: Report) -> dict[str, Any] | None:
    """Return what was counted of forms, and a row for each rate of logs and rules."""
    forms = list(_of_forms(report))
    others = [*_of_logs(report), *_of_rules(report)]
    if not forms and not others:
        return None
    heads = [
        t(f"report-outline.rates.col.{_NAMES[one]}", messages=messages_of(one)) for one in SAMPLES
    ]
    return {"forms": forms, "heads": heads, "script": ev(_FORMS), "others": others}


def _of_forms(report: Report) -> Iterator[dict[str, Any]]:
    """Forms in the tables of clocks whose meaning was measured, by name, with both counts."""
    used = {
        one.source
        for analysed in report.messages
        for one in analysed.clocks.readings
        if one.grade == "measured"
    }
    for name in sorted(used):
        declared = decoders().get(name)
        if declared is not None and declared.measured:
            yield {
                "name": ev(name),
                "again": [list(_again(repeated(sample, name))) for sample in SAMPLES],
                "before": t(f"report-outline.rates.before.{name}"),
            }


def _again(found: Repeated | None) -> Iterator[Markup]:
    """What a script counts of one form in one sample, a line for each time it is held against."""
    if found is None:
        yield t("report-outline.rates.again.none")
        return
    if not found.held:
        yield t("report-outline.rates.again.forms", forms=found.forms)
        return
    yield t("report-outline.rates.again.dated", forms=found.forms, dated=found.dated)
    for one in found.held:
        yield _held(one)


def _held(one: Held) -> Markup:
    against = text(f"report-outline.rates.against.{one.against}")
    if one.same_day >= 0:
        return t(
            "report-outline.rates.again.days",
            against=against, compared=one.compared, same=one.same_day,
        )  # fmt: skip
    near = dict(one.within)
    return t(
        "report-outline.rates.again.near",
        against=against, compared=one.compared,
        two=near[2], minute=near[60], hour=near[3_600], day=near[86_400],
        earlier=one.earlier, later=one.later, farthest=one.farthest,
    )  # fmt: skip


def _of_logs(report: Report) -> Iterator[dict[str, Any]]:
    said = set(_ids(one for each in report.reasoning.findings for one in each.cautions))
    for name in dict.fromkeys(row for id_, row in _OF_LOGS.items() if id_ in said):
        yield {
            "of": t(f"report-outline.rates.of.{name}"),
            "counted": t(f"report-outline.rates.counted.{name}"),
            "material": [t(f"report-outline.rates.material.{_MATERIAL[name]}")],
            "script": ev(_MARKS),
        }


def _ids(sentences: Iterable[Text]) -> Iterator[str]:
    """Ids of sentences, and of those inside them."""
    for one in sentences:
        yield one.id
        yield from _ids(value for _, value in one.params if isinstance(value, Text))


def _of_rules(report: Report) -> Iterator[dict[str, Any]]:
    """One row for all rules: annex E has the figures of each, and says where none is known."""
    rules = load_rules()
    used = {one.rule for one in report.reasoning.findings if isinstance(one.rule, str)}
    if any(rule.id in used for rule in rules.rules):
        yield {
            "of": t("report-outline.rates.of.rules"),
            "counted": t("report-outline.rates.counted.rules", day=day_of(rules.counted_on)),
            "material": _samples(rate for rule in rules.rules for rate in rule.rates),
            "script": ev(SCRIPT),
        }


def _samples(found: Iterable[Rate]) -> list[Markup]:
    """Each sample once, with the number of its messages."""
    sizes = {one.sample: one.messages for one in found}
    return [
        t(f"report-outline.rates.sample.{name}", messages=sizes[name]) for name in sorted(sizes)
    ]
