"""What to ask for next: one record worth asking for, as the chapter shows it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from markupsafe import Markup

from provenance.basics import State, Text, known, text
from provenance.reasoning import Code, Request
from provenance.reasoning.compare.assumption_tests import tested_by
from provenance.report.catalogue import sentence, whole_day
from provenance.report.records import Report
from provenance.report.view.common import joined, say, t

_NEARLY_ALL = 6


def request_view(request: Request, report: Report) -> dict[str, Any]:
    """Return one request: of whom, how long it is usually kept, in which words, what it decides."""
    return {
        "what": say(request.what),
        "holder": say(request.holder),
        "rungs": _rungs(request, report),
        "tests": [t("report.request.tests-one", words=one) for one in request.tests],
        "apart": _apart(request),
        "kept": kept_words(request),
        "source": say(request.kept_source),
        "ask_by": _ask_by(request, report.as_of),
        "wording": say(request.wording),
        "export": say(request.export),
        "limit": say(request.limit),
    }


def kept_by_law(report: Report) -> list[Markup]:
    """Return what the places asked for say on how long logs have to be kept, where it is known."""
    ids = [f"report.requests.law.{name}" for name in report.jurisdictions]
    return [t(id_) for id_ in ids if sentence(id_)]


def change_words(words: tuple[Text, ...], report: Report) -> list[Markup]:
    """What would change a result, as the list of requests has it, each record once.

    Those that test what the result rests on come first.
    """
    tested = {test[0]: one for one in words if (test := tested_by(one))}
    shown: list[Markup] = []
    asked: set[Text] = set()
    for request in report.reasoning.requests:
        own = [one for one in request.tests if one in tested]
        if own:
            quotes = [t("report.request.tests-one", words=one) for one in own]
            shown.append(
                Markup("{} {}").format(
                    t("report.compare.change.request", what=request.what), joined(quotes)
                )
            )
            asked |= {request.what, *(tested[one] for one in own)}
    return [*shown, *(say(one) for one in words if one not in asked)]


def kept_words(request: Request) -> Markup:
    """Return how long such a record is usually kept; the longer time needs a further licence."""
    days, longer = known(request.usually_kept_days), known(request.longer_kept_days)
    if days is None:
        return t("report.request.kept.unknown")
    if longer is None:
        return t("report.request.days", days=days)
    return t("report.request.days-or", days=days, longer=longer)


def _ask_by(request: Request, as_of: str) -> Markup | None:
    """Return the day to ask by in words, and what to do where it has passed."""
    if isinstance(request.ask_by, State):
        return None
    # This may be read long after the day set for the run: neither wording promises time.
    case = "passed" if request.ask_by < as_of else "open"
    days = {"by": whole_day(request.ask_by), "day": whole_day(as_of)}
    return t(f"report.request.ask-by.{case}", **days)


def _rungs(request: Request, report: Report) -> Markup:
    """Return the questions that it bears on; those that are still open are called so."""
    open_ = {rung.rung for rung in report.reasoning.ladder if rung.code is not Code.ANSWERED}
    numbers = request.rungs or (request.decides_rung,)
    names = {True: "report.request.rung-open", False: "report.request.rung-one"}
    return joined([t(names[number in open_], rung=number) for number in numbers])


def _apart(request: Request) -> list[Markup]:
    """Return the pairs of explanations under which the record would read differently.

    An explanation that it sets apart from nearly all others is named once; those that it sets
    apart from the same one share a line.
    """
    count = Counter(name for pair in request.separates for name in pair)
    whole = {name for name, pairs in count.items() if pairs >= _NEARLY_ALL}
    shown = [t("report.request.pair-any", one=_name(name)) for name in count if name in whole]
    others: dict[str, list[str]] = {}
    for first, second in request.separates:
        if not {first, second} & whole:
            others.setdefault(first, []).append(second)
    shown += [
        t("report.request.pair", one=_name(first), other=_names(rest))
        for first, rest in others.items()
    ]
    return shown


def _names(explanations: list[str]) -> Text:
    """Several explanations as one list."""
    made = _name(explanations[-1])
    for one in reversed(explanations[:-1]):
        made = text("report.request.pair-list", one=_name(one), more=made)
    return made


def _name(explanation: str) -> Text:
    return text(f"report.request.explanation.{explanation}")
