"""The words of the badges: which one an answer has, and what each one on the page means.

The word on question 5 follows what the records come to.
"""

from __future__ import annotations

from provenance.basics import Text, text
from provenance.reasoning import Badge, Rung
from provenance.reasoning.compare import comparisons_of
from provenance.reasoning.result_words import about_people
from provenance.report.records import Report

_PERSON = 5


def badge_id(rung: Rung, report: Report) -> str:
    """Return the sentence id: where records lean, the person is not decided, not undecidable.

    How far the records go the answer says, and not the badge.
    """
    open_ = any(about_people(one) for one in comparisons_of(report.reasoning))
    open_ = open_ or _says(rung.answer, "reasoning.rung5.not-decided")
    if rung.rung == _PERSON and rung.badge is Badge.NOT_DETERMINABLE and open_:
        return "report.badge.not-decided"
    return f"report.badge.{rung.badge.value}"


def _says(words: Text, id_: str) -> bool:
    """Whether a sentence is, or is made of, the one of this id."""
    return words.id == id_ or any(
        isinstance(one, Text) and _says(one, id_) for _, one in words.params
    )


def badge_key(report: Report) -> list[tuple[Text, Text]]:
    """Return each badge of the five answers, once and in their order, with what it means."""
    ids = dict.fromkeys(badge_id(rung, report) for rung in report.reasoning.ladder)
    key = "report.badge.key."
    return [(text(id_), text(key + id_.removeprefix("report.badge."))) for id_ in ids]
