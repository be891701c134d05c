"""The foot of the summary: the steps in words, over whom else, and which record of whom to ask for.

What a step means stands where a reader meets the first one, before the five answers.
"""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from provenance.basics import State, Text, Value, known
from provenance.reasoning import Comparison, Leaning, Request
from provenance.reasoning.compare import comparisons_of
from provenance.reasoning.compare.assumption_tests import tested_by
from provenance.reasoning.compare.candidates import HOLDER, LEAVE, OF_THE_COPY, SOMEBODY
from provenance.reasoning.compare.told_apart import not_told_apart
from provenance.report.catalogue import sentence, whole_day
from provenance.report.first_asked import bears
from provenance.report.records import Report
from provenance.report.view.common import ev, joined, say, t
from provenance.report.view.disclosure import LEAST

MOST_CHANGES: Final = 3
"""Records that would change the view are named on the summary, the first of them."""
_MOST_NAMED: Final = 3
_LOG: Final = "reasoning.part.log"
_MOST_COPIES: Final = 8
_MOST_EXPORTS: Final = 8
_MOST_CAPS: Final = 2
_ON_PAGE: Final = frozenset({"exclusion", "from-afar", "instead-of", "slight-of"})
"""Caps whose words the page has elsewhere: in the answer, with both explanations, with what fits
the other explanation better."""


def scale_words(report: Report) -> list[Markup]:
    """What each step on this page means, and what steps are not; none where nothing was compared.

    The steps of the results come first, then those of named people beside them.
    """
    made = comparisons_of(report.reasoning)
    steps = dict.fromkeys(one.step for one in made)
    steps |= dict.fromkeys(str(each.step) for one in made for each in _also(one))
    left = dict.fromkeys(step for one in made if one.step == "X" and (step := step_without(one)))
    steps |= left
    # What an exclusion is the short answer says; alone it still needs a line.
    shown = [step for step in steps if step and step != "X"] or [step for step in steps if step]
    words = [t(f"report-outline.summary.scale.{step}") for step in shown]
    if words:
        words.append(t("report-outline.summary.scale.use"))
    return words


def step_without(one: Comparison) -> str:
    """The step that is left of an exclusion without its assumption."""
    for cap in one.caps:
        if cap.id == "reasoning.compare.cap.instead-of":
            return str(dict(cap.params)["step"])
    return ""


def pair_of(one: Comparison) -> tuple[tuple[str, str], tuple[str, str]]:
    """The favoured explanation and the one over which it is, each with its person or ""."""
    return (
        (str(one.favoured), _person(one.favoured_person)),
        (str(one.over), _person(one.over_person)),
    )


def _also(one: Comparison) -> list[Leaning]:
    """Pairs of the favoured explanation with people whom a record tells from anybody else."""
    if isinstance(one.favoured, State) or one.step == "X":
        return []
    favoured, over = pair_of(one)
    found = [
        each
        for each in one.leanings
        if each.favoured == favoured and each.over != over and each.over[1]
    ]
    hidden = not_told_apart(one, [each.over for each in found])
    return [each for each in found if each.over not in hidden][:_MOST_NAMED]


def _person(value: Value[str]) -> str:
    return "" if isinstance(value, State) else value


def how_far(report: Report) -> list[Markup]:
    """What keeps each result where it is, and how far it goes over named people.

    What the main limit says is not said again.
    """
    names = {one.key: one.statement for one in report.reasoning.explanations}
    limits = set(_flat(report.reasoning.main_limit))
    found: list[Markup] = []
    for one in comparisons_of(report.reasoning):
        found += _beside_it(one, names)
        found += _not_apart(one, names)
        found += [
            t(f"report-outline.summary.also.{each.step}", favoured=names[each.favoured],
              over=names[each.over])
            for each in _also(one)
        ]  # fmt: skip
        caps = [cap for cap in one.caps if cap.id.rpartition(".")[2] not in _ON_PAGE]
        found += [say(cap) for cap in caps[:_MOST_CAPS] if cap not in limits]
        if isinstance(one.favoured, State):
            found.append(t("report-outline.summary.level"))
            found += [t("report-outline.summary.pairs")] if one.leanings else []
    return list(dict.fromkeys(found)) or [t("report-outline.summary.no-more")]


def _beside_it(one: Comparison, names: dict[tuple[str, str], Text]) -> list[Markup]:
    """Other ways favoured at the same step, of an exclusion at the step left without it."""
    if isinstance(one.favoured, State):
        return []
    _, over = pair_of(one)
    level = _listed([names[key] for key in _level_with(one, step_without(one) or one.step)])
    if not level:
        return []
    also = t("report-outline.summary.also-over", over=names[over], others=level)
    return [Markup(" ").join([also, *_over_these(one)])]


def _over_these(one: Comparison) -> list[Markup]:
    """That what is favoured stands over those that are favoured alike, where it is over all."""
    favoured, _ = pair_of(one)
    steps = {each.over: each.step for each in one.leanings if each.favoured == favoured}
    found = {steps.get(key, 0) for key in _level_with(one, step_without(one) or str(one.step))}
    if len(found) != 1 or not (step := found.pop()):
        return []
    return [t("report-outline.summary.also-over.too", step=step)]


def _level_with(one: Comparison, step: str) -> list[tuple[str, str]]:
    """Other ways that the records favour over the same explanation, at the same step; no names."""
    favoured, over = pair_of(one)
    return [
        each.favoured
        for each in one.leanings
        if (each.over, str(each.step)) == (over, step)
        and each.favoured != favoured
        and not each.favoured[1]
        and each.favoured[0] not in OF_THE_COPY
    ]


def _listed(words: list[Text]) -> Markup:
    return joined([t("report-outline.summary.quoted", words=one) for one in words])


def _people(one: Comparison) -> list[Markup]:
    """That named people are in the comparison, where no record tells one of them from others.

    Their names are left out: beside the result one would read as if a record pointed to it.
    """
    keys = {key for each in one.leanings for key in (each.favoured, each.over)}
    named = {key for key in keys if key[1] and key[0] != HOLDER}
    if not named or named != not_told_apart(one, named):
        return []
    return [t("report-outline.summary.people")]


def _not_apart(one: Comparison, names: dict[tuple[str, str], Text]) -> list[Markup]:
    """Ways that look the same as the one favoured, and what is meant by *another person*.

    People are left out: a name beside the result would read as if a record pointed to it.
    """
    if isinstance(one.favoured, State):
        return []
    level = [names[key] for key in one.not_separated if not key[1] and key[0] not in OF_THE_COPY]
    found = []
    if level:
        found.append(t("report-outline.summary.not-apart", others=_listed(level)))
    if SOMEBODY in {one.favoured, one.over} and LEAVE in one.cases_open:
        found.append(t("report-outline.summary.leave"))
    return [*found, *_people(one)]


def _flat(words: Text) -> list[Text]:
    """A text and all the texts in it."""
    inner = [value for _, value in words.params if isinstance(value, Text)]
    return [words, *(each for one in inner for each in _flat(one))]


def answer_lines(answer: Text) -> list[Markup]:
    """Return an answer in its parts: what a log says, and what the e-mail itself says.

    An answer of one part is one line. Questions that stay open before it head the first part.
    """
    if answer.id == "reasoning.with-gap":
        held = dict(answer.params)
        gap, inner = held["gap"], held["answer"]
        if isinstance(inner, Text) and _in_parts(inner):
            return [t("report-outline.summary.gap", gap=gap), *answer_lines(inner)]
    if not _in_parts(answer):
        return [say(answer)]
    parts = dict(answer.params)
    return [_part(part) for part in (parts["answer"], parts["more"]) if isinstance(part, Text)]


def _in_parts(answer: Text) -> bool:
    first = dict(answer.params).get("answer")
    return answer.id == "reasoning.and" and isinstance(first, Text) and first.id == _LOG


def _part(part: Text) -> Markup:
    words = dict(part.params)["answer"]
    label = t(f"report-outline.summary.{part.id.removeprefix('reasoning.')}")
    return Markup("<b>{}</b> {}").format(label, say(words) if isinstance(words, Text) else "")


def visible_addresses(report: Report) -> Markup | None:
    """How many recipients could see each other's addresses; ``None`` for a usual letter."""
    count = known(report.disclosure.visible_unique)
    if count is None or count < LEAST:
        return None
    return t("report-outline.summary.visible", count=count)


def changes(report: Report) -> list[Markup]:
    """What would change the view: of whom which record, and whether its usual time has passed."""
    wanted = dict.fromkeys(
        words for one in comparisons_of(report.reasoning) for words in one.would_change
    )
    requests = {one.what: one for one in report.reasoning.requests}
    # What tests the result stands first in the list of requests, and so it does here.
    shown = [_asked(one, report) for one in report.reasoning.requests if one.tests]
    told = {words for one in report.reasoning.requests for words in one.tests}
    others = [one for one in wanted if not tested_by(one)]
    others.sort(key=lambda one: bears(requests.get(one), report))
    for words in [*filter(tested_by, wanted), *others]:
        test = tested_by(words)
        if test is None or test[0] not in told:
            shown.append(
                _asked(requests[words], report) if words in requests else say(_record(words))
            )
    return list(dict.fromkeys(shown))[:MOST_CHANGES]


def _record(words: Text) -> Text:
    """The record that tests an assumption; the chapter of the comparison quotes that as well."""
    record = dict(words.params).get("record")
    return record if isinstance(record, Text) else words


def _asked(request: Request, report: Report) -> Markup:
    values: dict[str, Text] = {"what": request.what, "holder": request.holder}
    if isinstance(request.ask_by, State):
        return t("report-outline.summary.ask", **values)
    by = whole_day(request.ask_by)
    if request.ask_by < report.as_of:
        return t("report-outline.summary.ask-passed", **values, by=by)
    return t("report-outline.summary.ask-by", **values, by=by, day=whole_day(report.as_of))


def records(report: Report) -> Markup | None:
    """Which exports of logs there are, of what kind and from whom; ``None`` for none."""
    by_supplier: dict[str, list[Markup]] = {}
    for one in report.audit.sources[:_MOST_EXPORTS]:
        kind = one.layout.kind if one.layout is not None else ""
        words = t(f"audit.kind.{kind}") if sentence(f"audit.kind.{kind}") else ev(one.name)
        by_supplier.setdefault(one.supplied_by, []).append(
            Markup("{} ({})").format(one.evidence, words)
        )
    told = [
        _beside(
            t("report-outline.summary.records.of", name=name)
            if name
            else t("report-outline.summary.records.unnamed"),
            joined(ones),
        )
        for name, ones in by_supplier.items()
    ]
    more = len(report.audit.sources) - _MOST_EXPORTS
    if more > 0:
        told.append(t("report-outline.summary.records.more", count=more))
    apart = t("report-outline.summary.records.apart")
    return _beside(t("report-outline.summary.records"), apart.join(told)) if told else None


def _beside(label: Markup, rest: Markup) -> Markup:
    """A label and what it is of; a full-width colon needs no blank behind it."""
    return label + ("" if label.endswith("\uff1a") else " ") + rest


def copies(report: Report) -> Markup | None:
    """Which file each message comes from; ``None`` where there is one, or too many for a line."""
    asked = set(report.reasoning.asked)
    messages = [one.message for one in report.messages if one.message.id in asked]
    if not 1 < len(messages) <= _MOST_COPIES:
        return None
    names = {one.item.id: one.item.name for one in report.exhibits}
    return joined(
        [Markup("{} ({})").format(one.id, ev(names.get(one.evidence, ""))) for one in messages]
    )
