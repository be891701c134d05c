"""The attribution ladder: five questions, answered from all copies in dispute together.

No sentence on a rung stands alone while a lower rung is open: the gap is named in the same
sentence. Copies that differ are named, never averaged.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from provenance.basics import Text, text
from provenance.basics.record import dataclass
from provenance.reasoning.answer import Answer
from provenance.reasoning.records import Badge, Code, Finding, Request, Rung
from provenance.reasoning.rungs import ANSWERS
from provenance.reasoning.subject import Subject

MAX_NAMED: Final = 3
_KEY_CASES: Final = frozenset(("key-gone", "key-conflict"))
_HALF: Final = frozenset((Badge.ANSWERED, Badge.IN_PART))

Answers = Mapping[int, tuple[tuple[str, Answer], ...]]
"""For every rung the answers of the messages asked about, with their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Together:
    code: Code
    badge: Badge
    statement: Text
    findings: tuple[str, ...] = ()
    cases: frozenset[str] = frozenset()


def ask_all(subjects: tuple[Subject, ...], findings: tuple[Finding, ...]) -> Answers:
    """Ask every rung of every message in dispute."""
    by_message: dict[str, list[Finding]] = {}
    for finding in findings:
        by_message.setdefault(finding.message, []).append(finding)
    return {
        number: tuple(
            (
                subject.analysed.message.id,
                ask(subject, tuple(by_message.get(subject.analysed.message.id, ()))),
            )
            for subject in subjects
        )
        for number, ask in ANSWERS.items()
    }


def climb(answers: Answers, requests: tuple[Request, ...]) -> tuple[Rung, ...]:
    """Put the answers of all copies together; ``requests`` give what would resolve an open one."""
    rungs: list[Rung] = []
    for number, given in answers.items():
        together = _together(number, given)
        gaps = tuple(rung.rung for rung in rungs if rung.code is not Code.ANSWERED)
        rungs.append(
            Rung(
                rung=number,
                question=text(f"reasoning.question.{number}"),
                answer=_with_gaps(together.statement, gaps),
                code=together.code,
                badge=together.badge,
                findings=together.findings,
                resolves_by=_resolves(number, together, requests),
            )
        )
    return tuple(rungs)


def _with_gaps(statement: Text, gaps: tuple[int, ...]) -> Text:
    if not gaps:
        return statement
    names = "-".join(str(number) for number in gaps)
    return text("reasoning.with-gap", gap=text(f"reasoning.gap.{names}"), answer=statement)


def _resolves(number: int, together: _Together, requests: tuple[Request, ...]) -> tuple[Text, ...]:
    """What would resolve an open rung; every inconclusive result names it (§1.6)."""
    if together.code is Code.ANSWERED:
        return ()
    wanted: dict[Text, None] = {}
    if together.code is Code.NOT_TESTED:
        wanted[text("reasoning.resolve.dns")] = None
    if together.cases & _KEY_CASES:
        wanted[text("reasoning.resolve.key")] = None
    for request in requests:
        if request.decides_rung == number:
            wanted.setdefault(request.what)
    return tuple(wanted) or (text(f"reasoning.resolve.{number}"),)


def _together(number: int, given: tuple[tuple[str, Answer], ...]) -> _Together:
    """One answer for all copies: the same, or which say what.

    The code of differing answers is the one that is still open, so that no higher rung builds
    on a part of the copies.
    """
    if not given:
        nobody = number == 5
        return _Together(
            code=Code.NOT_DETERMINABLE if nobody else Code.NOT_AVAILABLE,
            badge=Badge.NOT_DETERMINABLE if nobody else Badge.RECORD_NEEDED,
            statement=text("reasoning.rung5.copies-only" if nobody else "reasoning.nothing-read"),
        )
    answers = [answer for _, answer in given]
    open_ = next((one for one in answers if one.code is not Code.ANSWERED), None)
    return _Together(
        code=Code.NOT_DETERMINABLE if number == 5 else (open_ or answers[0]).code,
        badge=_badge(answers),
        statement=_with_keys(_statement(given), answers),
        findings=tuple(dict.fromkeys(id_ for one in answers for id_ in one.findings)),
        cases=frozenset(one.case for one in answers),
    )


def _badge(answers: list[Answer]) -> Badge:
    """The badge that all share; in part where some answer and others do not."""
    badges = {one.badge for one in answers}
    if len(badges) == 1:
        return answers[0].badge
    if badges & _HALF:
        return Badge.IN_PART
    return next(one.badge for one in answers if one.code is not Code.ANSWERED)


def _with_keys(statement: Text, answers: list[Answer]) -> Text:
    """Every key that an answer rests on, named once."""
    for key in dict.fromkeys(one.key for one in answers if one.key is not None):
        statement = text("reasoning.and", answer=statement, more=key)
    return statement


def _statement(given: tuple[tuple[str, Answer], ...]) -> Text:
    """One sentence for all messages, or the two most frequent ones with the messages' ids."""
    ids: dict[Text, list[str]] = {}
    for id_, answer in given:
        ids.setdefault(answer.statement, []).append(id_)
    # Sorted by count, then by first appearance: a dict keeps the order of the copies.
    ordered = sorted(ids.items(), key=lambda entry: -len(entry[1]))
    first, of_first = ordered[0]
    if len(ordered) == 1:
        return first
    named = len(of_first) <= MAX_NAMED
    if len(ordered) > 2:
        if named:
            return text("reasoning.several.more", first=first, first_ids=tuple(of_first))
        return text(
            "reasoning.several.more-counted", first=first, count=len(of_first), total=len(given)
        )
    second, of_second = ordered[1]
    if named and len(of_second) <= MAX_NAMED:
        return text(
            "reasoning.several.two",
            first=first,
            first_ids=tuple(of_first),
            second=second,
            second_ids=tuple(of_second),
        )
    return text(
        "reasoning.several.two-counted",
        first=first,
        first_count=len(of_first),
        second=second,
        second_count=len(of_second),
        total=len(given),
    )
