"""All assumptions of a result in one table: their numbers, what needs each, what bears on each.

The same numbers stand in every chapter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Text
from provenance.reasoning import Comparison, Finding
from provenance.reasoning.compare import comparisons_of
from provenance.reasoning.compare.assumed import Assumed, assumed, counted
from provenance.reasoning.compare.bearing import OF_NETWORKS, OF_ROWS, PLACE, Bearing
from provenance.reasoning.doubted import example_addresses, raises_doubt
from provenance.report.records import Report
from provenance.report.view.common import finding_link, finding_links, joined, say, t
from provenance.report.view.matters import matters

_MOST_LINKS: Final = 8
_BEARS: Final = {
    "against": "report-outline.assumed.against",
    "against_if_used": "report-outline.assumed.against.if-used",
    "supports": "report-outline.assumed.supports",
    "supports_if_used": "report-outline.assumed.supports.if-used",
    "same": "report-outline.assumed.same",
    "same_if_used": "report-outline.assumed.same.if-used",
    "either": "report-outline.assumed.either",
}
"""How a finding bears on an assumption, in the order in which a cell names it."""


def assumptions(
    report: Report, made: tuple[Comparison, ...], numbers: dict[Text, int] | None = None
) -> dict[str, Any] | None:
    """The table of all assumptions of the results, the same in every chapter; ``None`` for none.

    ``numbers`` are those of :func:`numbers_of`; without them the table has all and numbers itself.
    """
    listed = _listed(report, made)
    if not listed:
        return None
    if numbers is None:
        numbers = numbering(listed)
    counts = counted(listed.values())
    told = {each.id: each for each in report.reasoning.findings}
    return {
        "intro": _counted(counts) if counts["count"] else None,
        "matters": matters({each: numbers[each] for each in listed}),
        "rows": [
            {
                "words": numbered(each.words, numbers),
                "needed": _needed(each, told),
                "bears": _bears(each, told),
            }
            for each in listed.values()
        ],
        "disputed": [
            {"words": numbered(each.words, numbers), "bears": _speaks_against(each, told)}
            for each in listed.values()
            if each.bearing.against or each.bearing.against_if_used
        ],
        "bearing": frozenset(
            id_
            for each in listed.values()
            for name in _BEARS
            for id_ in getattr(each.bearing, name)
        ),
    }  # fmt: skip


def _listed(report: Report, made: tuple[Comparison, ...]) -> dict[Text, Assumed]:
    """The assumptions of results by their words, in the order of the table."""
    listed: dict[Text, Assumed] = {}
    for one in made:
        for each in assumed(one, report.reasoning.explanations, report.reasoning.findings):
            listed.setdefault(each.words, each)
    return listed


def numbers_of(report: Report) -> dict[Text, int]:
    """The number of each assumption, the same in every chapter: its row in the table of all."""
    return numbering(_listed(report, comparisons_of(report.reasoning)))


def needing(report: Report, made: tuple[Comparison, ...]) -> dict[str, list[int]]:
    """By the id of a finding the numbers of the assumptions that the table lists for it."""
    listed = _listed(report, made)
    numbers = numbering(listed)
    found: dict[str, list[int]] = {}
    for words, one in listed.items():
        for id_ in one.needed_by:
            found.setdefault(id_, []).append(numbers[words])
    return found


def numbering(every: Iterable[Text]) -> dict[Text, int]:
    """The number of each assumption of a list, in its order."""
    return {words: number for number, words in enumerate(every, 1)}


def numbered(words: Text, numbers: dict[Text, int]) -> Markup:
    """An assumption behind its number; one that the table does not have has none."""
    number = numbers.get(words)
    return (
        say(words)
        if number is None
        else Markup('<b class="number">{}</b> {}').format(number, say(words))
    )


def in_order(conditions: Iterable[Text], numbers: dict[Text, int]) -> list[Markup]:
    """The assumptions of an exclusion in the order of the table, each behind its number."""
    last = len(numbers) + 1
    found = sorted(conditions, key=lambda one: numbers.get(one, last))
    return [numbered(one, numbers) for one in found]


def _counted(counts: dict[str, int]) -> Markup:
    words = "report-outline.assumed.exclusion"
    if counts["used"]:
        words = "report-outline.assumed.exclusion.if-used"
    return t(words, **counts)


def _needed(one: Assumed, told: dict[str, Finding]) -> Markup:
    ids: dict[object, str] = {}
    for id_ in one.needed_by:
        ids.setdefault(told[id_].statement, id_)
    links = joined([finding_link(id_) for id_ in list(ids.values())[:_MOST_LINKS]])
    if not one.excludes:
        return links
    return Markup("{} {}").format(t("report-outline.assumed.needed-by-x"), links)


def _speaks_against(one: Assumed, told: dict[str, Finding]) -> Markup:
    """Only what speaks against it; the table beside the comparison has what speaks for it too."""
    only = Bearing(against=one.bearing.against, against_if_used=one.bearing.against_if_used)
    return _bears(replace(one, bearing=only, borne_out=None), told)


def _bears(one: Assumed, told: dict[str, Finding]) -> Markup:
    """What in the exhibits bears on it: for it, against it, to be read with it, or nothing."""
    if one.bare:
        return t("report-outline.assumed.nothing")
    found: list[Markup] = []
    if one.borne_out is not None:
        found.append(say(one.borne_out))
    for name, label in _BEARS.items():
        ids: tuple[str, ...] = getattr(one.bearing, name)
        # A finding that needs an assumption and speaks against it has to say by what.
        named = _by_address(one, told) if name == "against" else {}
        rest = tuple(id_ for id_ in ids if not any(id_ in own for own in named.values()))
        if rest:
            found.append(t(label, findings=finding_links(rest, _MOST_LINKS)))
        for address, own in named.items():
            links = finding_links(tuple(own), _MOST_LINKS)
            found.append(
                t("report-outline.assumed.against.example", findings=links, address=address)
            )
    return Markup("<br>").join(found)


def _by_address(one: Assumed, told: dict[str, Finding]) -> dict[str, list[str]]:
    """Of what speaks against rows, places or networks, findings with an address for examples."""
    if one.words.id not in {*OF_ROWS, PLACE} and not one.words.id.startswith(OF_NETWORKS):
        return {}
    against = [told[id_] for id_ in one.bearing.against]
    return example_addresses(each for each in against if not raises_doubt(each))
