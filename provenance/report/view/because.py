"""Why a result is what it is: the findings behind it and those against it, by what they say.

The same words stand on the summary for every result, whichever side it favours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from markupsafe import Markup

from provenance.basics import Param, State, Text, text
from provenance.reasoning import Comparison, Finding, Mark
from provenance.reasoning.compare import comparisons_of
from provenance.reasoning.compare.assumed import Assumed, assumed
from provenance.reasoning.compare.carrying import (
    carried_exhibits,
    carrying,
    fitting_over,
    pair_of,
    sharing,
    stays_behind,
    whose_stay,
)
from provenance.reasoning.compare.gists import doubt_gist, gist
from provenance.reasoning.compare.units import RANK
from provenance.reasoning.doubted import (
    doubts_of,
    example_addresses,
    raises_doubt,
    row_words,
    said_of,
)
from provenance.report.records import Report
from provenance.report.view.assumptions import numbering, numbers_of
from provenance.report.view.common import ev, finding_link, finding_links, joined, say, t

_MOST_SAID: Final = 2
"""Findings that the summary quotes for each direction; the comparison has all."""
_MOST_RESULTS: Final = 2
_MOST_LINKS: Final = 8
_EXAMPLE: Final = {
    False: "report-outline.doubts.example.4",
    True: "report-outline.doubts.example.6",
}
"""By the version of the address: each has ranges of its own for examples."""
_MOST_NAMED: Final = 4
"""Findings against one assumption that the summary quotes."""
_NEAREST: Final = "reasoning.presence.nearest"
"""The caution that says how far from the sending the rows of a stay lie."""


def because(report: Report) -> list[Markup]:
    """The findings behind each result and those that fit the other explanation better, quoted."""
    made = [one for one in comparisons_of(report.reasoning) if pair_of(one) is not None]
    found: list[Markup] = []
    # One result has the whole list, and its order gives the numbers.
    numbers = numbers_of(report) if len(made) > 1 else None
    for one in made[:_MOST_RESULTS]:
        of = t("report-outline.because.of", messages=one.messages) if len(made) > 1 else None
        found += [_of(of, words) for words in _said(one, report, numbers)]
    return found


def _doubted(shown: tuple[Finding, ...]) -> list[Markup]:
    """What speaks against relying on rows of these findings: which finding needs the row, and why.

    What becomes of the result without the exhibit the main limit says.
    """
    told: set[object] = set()
    rows: dict[Param, list[Markup]] = {}
    for one in shown:
        for doubt in doubts_of(one):
            values = said_of(doubt)
            if values["finding"] in told or len(told) == _MOST_SAID:
                continue
            told.add(values["finding"])
            row = values["row"]
            if row not in rows:
                rows[row] = [
                    t("report-outline.because.doubt", finding=finding_link(one.id), row=row)
                ]
            words = values["words"]
            if isinstance(words, Text):
                rows[row].append(_linked(doubt_gist(words), str(values["finding"])))
    if not rows:
        return []
    found = [Markup(" ").join(said) for said in rows.values()]
    exhibits = dict.fromkeys(str(dict(row.params).get("exhibit")) for row in rows
                             if isinstance(row, Text))  # fmt: skip
    return [*found, t("report-outline.because.doubt.without", exhibits=tuple(exhibits))]


def _linked(words: Text, id_: str) -> Markup:
    return Markup('{} <span class="rests">({})</span>').format(say(words), finding_link(id_))


def skipped(report: Report) -> list[Markup]:
    """Exhibits behind a result or against it in which the system's own numbers have holes.

    What speaks against an assumption of an exclusion stands there.
    """
    made = comparisons_of(report.reasoning)[:_MOST_RESULTS]
    exhibits = set(carried_exhibits(_on_both_sides(report, made)))
    explanations, findings = report.reasoning.explanations, report.reasoning.findings
    told = {
        id_
        for one in made
        for each in _disputed(assumed(one, explanations, findings))[:_MOST_SAID]
        for id_ in each.bearing.against[:_MOST_NAMED]
    }
    return [
        Markup("{} ({})").format(t("report-outline.because.skipped", **said), finding_link(one.id))
        for one in findings
        if one.name == "export.number-missing"
        and (said := {k: v for k, v in one.statement.params if k in {"exhibit", "count", "of"}})
        and said["exhibit"] in exhibits
        and one.id not in told
    ][:_MOST_SAID]


def _on_both_sides(report: Report, made: tuple[Comparison, ...]) -> list[Finding]:
    """The findings behind results and those that fit the other explanation better."""
    explanations, findings = report.reasoning.explanations, report.reasoning.findings
    return [
        each
        for one in made
        for found in (carrying, fitting_over)
        for each in found(one, explanations, findings)
    ]


def _of(of: Markup | None, words: Markup) -> Markup:
    return words if of is None else Markup("{} {}").format(of, words)


def _said(one: Comparison, report: Report, numbers: dict[Text, int] | None) -> list[Markup]:
    pair = pair_of(one)
    reasoning = report.reasoning
    explanations, findings = reasoning.explanations, reasoning.findings
    behind = carrying(one, explanations, findings)
    other = fitting_over(one, explanations, findings)
    found = []
    if behind:
        shown = (*behind[:_MOST_SAID], *stays_behind(behind, findings)[:1])
        words = _quoted(t("report-outline.because.rests"), shown, len(behind))
        gaps = [each for of in shown for each in of.cautions if each.id == _NEAREST]
        found.append(Markup(" ").join([words, *map(say, gaps[:1]), *_doubted(shown)]))
    if other and pair is not None:
        names = {each.key: each.statement for each in explanations}
        label = t("report-outline.because.other", over=names[pair[1]])
        shown = other[:_MOST_SAID]
        words = _quoted(label, shown, len(other), behind, findings)
        found.append(Markup(" ").join([words, *_doubted(shown), *_examples(shown)]))
    quoted = {str(said_of(doubt)["finding"]) for each in (*behind[:_MOST_SAID], *other[:_MOST_SAID])
              for doubt in doubts_of(each)}  # fmt: skip
    listed = assumed(one, explanations, findings)
    left = _left(listed, numbers or numbering(each.words for each in listed))
    return [*found, *_against_assumed(listed, findings, quoted, left)]


def _examples(shown: Iterable[Finding]) -> list[Markup]:
    """That an address of what fits the other explanation is one for examples.

    Of what the result rests on it is told where an assumption of the result is disputed.
    """
    return [
        Markup('{} <span class="rests">({})</span>').format(
            t("report-outline.because.example", address=address), finding_links(tuple(ids), 1)
        )
        for address, ids in example_addresses(shown).items()
    ]


def _disputed(listed: tuple[Assumed, ...]) -> tuple[Assumed, ...]:
    """The assumptions that findings speak against and that the summary names.

    Of an exclusion they are those that it needs; of another result all of them.
    """
    excluding = any(one.excludes for one in listed)
    return tuple(one for one in listed if one.excludes == excluding and one.bearing.against)


def _against_assumed(
    listed: tuple[Assumed, ...], findings: tuple[Finding, ...], quoted: set[str],
    left: Markup | None,
) -> list[Markup]:  # fmt: skip
    """The assumptions that findings speak against, each with what these say.

    ``quoted`` are doubts that stand in the lines before, and are not said again; ``left`` is said
    last.
    """
    by_id = {one.id: one for one in findings}
    told = [
        (each.words, against)
        for each in _disputed(listed)
        if (against := [by_id[id_] for id_ in each.bearing.against if id_ not in quoted])
    ]
    if not told:
        return [] if left is None else [left]
    words = Markup(" ").join(
        Markup("{} {}").format(
            t("report-outline.because.assumed.one", words=each), _spoken(against, findings)
        )
        for each, against in told[:_MOST_SAID]
    )
    excluding = any(one.excludes for one in listed)
    of_x, of_result = "report-outline.because.assumed", "report-outline.because.assumed.result"
    made = Markup("<b>{}</b> {}").format(t(of_x if excluding else of_result), words)
    rest = len(told) - _MOST_SAID
    if rest > 0:
        made = Markup("{} {}").format(made, t("report.value.more", count=rest))
    return [made if left is None else Markup("{} {}").format(made, left)]


def _left(listed: tuple[Assumed, ...], numbers: dict[Text, int]) -> Markup | None:
    """Which assumptions of what is left without an exclusion findings speak against, by number.

    ``None`` for a result without an exclusion: its assumptions stand in words.
    """
    if not any(one.excludes for one in listed):
        return None
    held = [(numbers[one.words], one.bearing) for one in listed if not one.excludes]
    against = tuple(str(at) for at, one in held if one.against)
    used = tuple(str(at) for at, one in held if one.against_if_used and not one.against)
    if against and used:
        return t("report-outline.because.left.both", numbers=against, used=used)
    if against:
        return t("report-outline.because.left", numbers=against)
    return t("report-outline.because.left.if-used", used=used) if used else None


def _spoken(against: list[Finding], findings: tuple[Finding, ...]) -> Markup:
    """What findings against an assumption say; of one that only names a place, why it counts."""
    said = [_linked(_why_against(one, findings), one.id) for one in against[:_MOST_NAMED]]
    rest = len(against) - _MOST_NAMED
    more = [t("report.value.more", count=rest)] if rest > 0 else []
    return Markup(" ").join([*said, *more])


def _why_against(one: Finding, findings: tuple[Finding, ...]) -> Text:
    """What a finding says, or that an address in it is one set aside for examples."""
    example = next(iter(example_addresses((one,))), None)
    if raises_doubt(one) or example is None:
        return gist(one, findings)
    return text("report-outline.because.example", address=example)


def _quoted(
    label: Markup,
    findings: tuple[Finding, ...],
    count: int,
    behind: tuple[Finding, ...] = (),
    every: tuple[Finding, ...] = (),
) -> Markup:
    """Findings in their words; of those that share a row with ``behind`` that is said."""
    words = Markup(" ").join(
        Markup('{} <span class="rests">({})</span>').format(
            say(gist(one, every)), _named(one, behind, every)
        )
        for one in findings
    )
    made = Markup("<b>{}</b> {}").format(label, words)
    rest = count - _MOST_SAID
    return Markup("{} {}").format(made, t("report.value.more", count=rest)) if rest > 0 else made


def _named(one: Finding, behind: tuple[Finding, ...], every: tuple[Finding, ...]) -> Markup:
    others = sharing(one, behind, every)[0]
    link = finding_link(one.id)
    if not others:
        return link
    links = joined([finding_link(each.id) for each in others[:_MOST_LINKS]])
    person = whose_stay(one, others)
    words = (
        t("report-outline.because.same-row", findings=links)
        if person is None
        else t("report-outline.because.same-row.which-way", findings=links, person=person)
    )
    return Markup("{}; {}").format(link, words)


def shared_rows(report: Report, one: Comparison, id_: str) -> Markup | None:
    """That a finding rests on rows on which the result rests too; ``None`` where it does not."""
    findings = report.reasoning.findings
    behind = carrying(one, report.reasoning.explanations, findings)
    own = next((each for each in findings if each.id == id_), None)
    if own is None:
        return None
    others, places = sharing(own, behind, findings)
    if not others:
        return None
    words = t(
        "report-outline.against.same-row",
        findings=joined([finding_link(each.id) for each in others[:_MOST_LINKS]]),
        rows=joined(
            [
                say(words) if (words := row_words(place)) else ev(place.evidence)
                for place in places[:_MOST_LINKS]
            ]
        ),
    )
    person = whose_stay(own, others)
    if person is None:
        return words
    both = t("report-outline.against.both-ways", person=person)
    return Markup("{} {}").format(words, both)


def doubts(report: Report, made: tuple[Comparison, ...]) -> list[dict[str, Any]]:
    """Doubts about the exhibits that carry a result: gaps, marks, rows that one log lacks."""
    findings = report.reasoning.findings
    behind = _on_both_sides(report, made)
    exhibits = set(carried_exhibits(behind))
    told: dict[Markup, list[Finding]] = {}
    for one in findings:
        if raises_doubt(one) and any(place.evidence in exhibits for place in one.where):
            told.setdefault(say(one.statement), []).append(one)
    found = [
        {
            "links": joined([finding_link(one.id) for one in own[:_MOST_LINKS]]),
            "statement": words,
            "more": say(own[0].cautions[0]) if own[0].cautions else None,
        }
        for words, own in told.items()
    ]
    found += [
        {
            "links": joined([finding_link(id_) for id_ in ids[:_MOST_LINKS]]),
            "statement": t(_EXAMPLE[":" in address], address=address),
            "more": None,
        }
        for address, ids in example_addresses(behind).items()
    ]
    return found


def fits_better(report: Report, one: Comparison, id_: str) -> Markup | None:
    """Which explanation a finding fits better than the favoured one; ``None`` where none is."""
    pair = pair_of(one)
    if pair is None:
        return None
    favoured, over = pair
    names = {each.key: each.statement for each in report.reasoning.explanations}
    marks = {
        each.key: mark
        for each in report.reasoning.explanations
        for mark in each.marks
        if mark.finding == id_
    }
    own = marks.get(favoured)
    better = [key for key, mark in marks.items() if own and RANK[mark.mark] > RANK[own.mark]]
    if not better or own is None:
        return None
    key = over if over in better else better[0]
    words = t("report-outline.against.fits", other=names[key], favoured=names[favoured])
    if RANK[own.mark] >= RANK[Mark.POSSIBLE]:
        words = Markup("{} {}").format(
            words, t("report-outline.against.slight", favoured=names[favoured])
        )
    reason = marks[key].reason
    return words if isinstance(reason, State) else Markup("{} {}").format(words, say(reason))
