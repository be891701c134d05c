"""The attribution ladder: five questions, answered from all copies in dispute together.

No sentence on a rung stands alone while a lower rung is open: the gap is named in the same
sentence. Copies that differ are named, never averaged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from provenance.basics import Text, text
from provenance.basics.record import dataclass
from provenance.reasoning.answer import Answer
from provenance.reasoning.records import Badge, Code, Finding, Request, Rung
from provenance.reasoning.rungs import ANSWERS
from provenance.reasoning.subject import Subject

MAX_ANSWERS: Final = 50
# From the least favourable to anybody who relies on the copies to a full answer.
_SEVERITY: Final = (
    Code.CONFLICTING,
    Code.LOW_QUALITY,
    Code.UNPARSED,
    Code.NOT_DETERMINABLE,
    Code.NOT_AVAILABLE,
    Code.NOT_TESTED,
    Code.NEUTRAL,
    Code.ANSWERED,
)
_KEY_CASES: Final = frozenset(("key-gone", "key-conflict", "seal-conflict"))
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
    keys: dict[Text, int] = {}
    for number, given in answers.items():
        together = _together(number, given, keys)
        for _, one in given:
            if one.key is not None:
                keys.setdefault(one.key, number)
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


def gaps_of(answers: Answers) -> dict[str, tuple[int, ...]]:
    """The questions 1 to 4 that stay open for each message."""
    found: dict[str, list[int]] = {}
    for number in sorted(set(answers) - {5}):
        for id_, answer in answers[number]:
            gaps = found.setdefault(id_, [])
            if answer.code is not Code.ANSWERED:
                gaps.append(number)
    return {id_: tuple(gaps) for id_, gaps in found.items()}


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
        if request.decides_rung == number or (request.tests and number in request.rungs):
            wanted.setdefault(request.what)
    return tuple(wanted) or (text(f"reasoning.resolve.{number}"),)


def _together(
    number: int, given: tuple[tuple[str, Answer], ...], told: Mapping[Text, int]
) -> _Together:
    """One answer for all copies: the same, or which say what.

    The code of differing answers is the least favourable one, so that no higher rung builds on a
    part of the copies.
    """
    if not given:
        nobody = number == 5
        return _Together(
            code=Code.NOT_DETERMINABLE if nobody else Code.NOT_AVAILABLE,
            badge=Badge.NOT_DETERMINABLE if nobody else Badge.RECORD_NEEDED,
            statement=text("reasoning.rung5.copies-only" if nobody else "reasoning.nothing-read"),
        )
    answers = [answer for _, answer in given]
    worst = min((one.code for one in answers), key=_SEVERITY.index)
    return _Together(
        code=Code.NOT_DETERMINABLE if number == 5 else worst,
        badge=_badge(answers),
        statement=_with_keys(_parts(given), answers, told),
        findings=tuple(dict.fromkeys(id_ for one in answers for id_ in one.findings)),
        cases=frozenset(one.case for one in answers),
    )


def _badge(answers: list[Answer]) -> Badge:
    """The badge that all share; in part where some answer and others do not."""
    badges = {one.badge for one in answers}
    if len(badges) == 1:
        return answers[0].badge
    if Badge.CONFLICTING in badges:
        return Badge.CONFLICTING
    if badges & _HALF:
        return Badge.IN_PART
    worst = min(answers, key=lambda one: (_SEVERITY.index(one.code), one.badge.value))
    return worst.badge


def _with_keys(statement: Text, answers: list[Answer], told: Mapping[Text, int]) -> Text:
    """Every key that an answer rests on, named once; those ``told`` on a rung before by its number.

    One page need not say twice what both answers assume.
    """
    keys = dict.fromkeys(one.key for one in answers if one.key is not None)
    before = {told.get(key, 0) for key in keys}
    if len(before) == 1 and (rung := before.pop()):
        more = text("reasoning.key.as-before", rung=str(rung))
        return text("reasoning.and", answer=statement, more=more)
    for key in keys:
        statement = text("reasoning.and", answer=statement, more=key)
    return statement


def _parts(given: tuple[tuple[str, Answer], ...]) -> Text:
    """What records say and what the copies themselves say, each under its own words."""
    logs = tuple((id_, replace(one, statement=one.log)) for id_, one in given if one.log)
    if not logs:
        return _statement(given)
    whole = len(logs) == len(given)
    return text(
        "reasoning.and",
        answer=text("reasoning.part.log", answer=_statement(logs, alone=whole)),
        more=text("reasoning.part.copy", answer=_statement(given)),
    )


def _statement(given: tuple[tuple[str, Answer], ...], *, alone: bool = True) -> Text:
    """One sentence for all messages, or every answer with its messages, the least favourable first.

    Answers of one weight stand in the order of their messages. One sentence names its messages
    where it is not ``alone``: others have no such answer. What all say besides is said once.
    """
    ids: dict[tuple[Text, ...], list[str]] = {}
    weight: dict[tuple[Text, ...], int] = {}
    for id_, answer in given:
        said = tuple(_sentences(answer.statement))
        ids.setdefault(said, []).append(id_)
        weight[said] = _SEVERITY.index(answer.code)
    # Sorting is stable: of one weight the first message comes first.
    ordered = sorted(ids, key=lambda one: weight[one])
    if len(ordered) == 1 and alone:
        return _joined(ordered[0])
    shared = _shared(ordered)
    statements = [
        text(
            "reasoning.several.each",
            messages=tuple(ids[one]),
            answer=_joined(tuple(each for each in one if each not in shared)),
        )
        for one in ordered[:MAX_ANSWERS]
    ]
    left = sum(len(ids[one]) for one in ordered[MAX_ANSWERS:])
    if left:
        statements.append(text("reasoning.several.left", count=left))
    elif shared:
        statements.append(text("reasoning.several.all", answer=_joined(shared)))
    return _joined(tuple(statements))


def _sentences(statement: Text) -> Iterator[Text]:
    """The parts of an answer that follow each other."""
    if statement.id != "reasoning.and":
        yield statement
        return
    for _name, value in sorted(statement.params):
        if isinstance(value, Text):
            yield from _sentences(value)


def _joined(parts: tuple[Text, ...]) -> Text:
    statement = parts[0]
    for more in parts[1:]:
        statement = text("reasoning.and", answer=statement, more=more)
    return statement


def _shared(ordered: list[tuple[Text, ...]]) -> tuple[Text, ...]:
    """What every one of several answers says behind its first sentence."""
    if len(ordered) < 2 or len(ordered) > MAX_ANSWERS:
        return ()
    return tuple(each for each in ordered[0][1:] if all(each in one[1:] for one in ordered))
