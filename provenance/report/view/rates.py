"""Annex F: the rates that the page prints, what was counted, over which material, by which script.

Nothing here is counted on the case. The figures come with the program (its list of forms, the
counts that are compiled with the rules) or stand in its sentences about logs; the samples do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Text
from provenance.decoders.identifiers.registry import decoders
from provenance.reasoning.rates import day_of
from provenance.reasoning.rules import load_rules
from provenance.reasoning.rules.rates import SCRIPT, Rate
from provenance.report.records import Report
from provenance.report.view.common import ev, t

_FORMS: Final = "tests/benchmarks/decoder_rates.py"
_MARKS: Final = "tests/benchmarks/integrity_rates.py"
_OF_LOGS: Final = {
    "reasoning.caution.folder": "folder",
    "reasoning.caution.integrity.column-differs-operation": "column-differs",
    "reasoning.caution.integrity.column-differs-time": "column-differs",
    "reasoning.caution.integrity.column-differs-user": "column-differs",
    "reasoning.caution.integrity.id-repeated": "id-repeated",
    "reasoning.caution.integrity.id-two-contents": "id-two-contents",
    "reasoning.caution.integrity.time-order": "time-order",
}
"""Sentences that print a rate of published logs, with the name of its row."""


def rates(report: Report) -> dict[str, Any] | None:
    """Return what was counted of forms, and a row for each rate of logs and rules."""
    forms = list(_of_forms(report))
    others = [*_of_logs(report), *_of_rules(report)]
    if not forms and not others:
        return None
    return {"forms": forms, "script": ev(_FORMS), "others": others}


def _of_forms(report: Report) -> Iterator[tuple[Markup, Markup]]:
    """Forms in the tables of clocks whose meaning was measured, by name, with what was counted."""
    used = {
        one.source
        for analysed in report.messages
        for one in analysed.clocks.readings
        if one.grade == "measured"
    }
    for name in sorted(used):
        declared = decoders().get(name)
        if declared is not None and declared.measured:
            yield ev(name), ev(declared.measured)


def _of_logs(report: Report) -> Iterator[dict[str, Any]]:
    said = set(_ids(one for each in report.reasoning.findings for one in each.cautions))
    for name in dict.fromkeys(row for id_, row in _OF_LOGS.items() if id_ in said):
        ordered = name == "time-order"
        yield {
            "of": t(f"report-outline.rates.of.{name}"),
            "counted": t(f"report-outline.rates.counted.{name}"),
            "material": [t(f"report-outline.rates.material.{'exports' if ordered else 'log'}")],
            "script": ev(_MARKS) if ordered else t("report-outline.rates.no-script"),
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
