"""The attribution ladder: five questions, answered from all copies together.

No sentence on a rung stands alone while a lower rung is open: the gap is named in the same
sentence. Copies that differ are counted, never averaged.
"""

from __future__ import annotations

from collections import Counter

from provenance.basics import Address, Text, known, text
from provenance.reasoning.records import Code, Finding, Request, Rung
from provenance.reasoning.rungs import ANSWERS, Answer
from provenance.reasoning.subject import Subject


def climb(
    subjects: tuple[Subject, ...],
    findings: tuple[Finding, ...],
    requests: tuple[Request, ...],
    *,
    account: str = "",
) -> tuple[Rung, ...]:
    """Answer the five rungs; ``requests`` give what would resolve an open one.

    If the case names the ``account`` in dispute, only messages that name it in From or Sender
    are asked about (a forwarding message is not the message in dispute); all if none does.
    """
    disputed = tuple(subject for subject in subjects if _names(subject, account)) or subjects
    by_message: dict[str, list[Finding]] = {}
    for finding in findings:
        by_message.setdefault(finding.message, []).append(finding)
    rungs: list[Rung] = []
    for number, ask in ANSWERS.items():
        answers = [
            ask(subject, tuple(by_message.get(subject.analysed.message.id, ())))
            for subject in disputed
        ]
        together = _together(number, answers)
        gaps = tuple(rung.rung for rung in rungs if rung.code is not Code.ANSWERED)
        rungs.append(
            Rung(
                rung=number,
                question=text(f"reasoning.question.{number}"),
                answer=_with_gaps(
                    _with_scope(together.statement, account, len(disputed), len(subjects)), gaps
                ),
                code=together.code,
                findings=together.findings,
                resolves_by=_resolves(number, together.code, requests),
            )
        )
    return tuple(rungs)


def _names(subject: Subject, account: str) -> bool:
    identity = subject.analysed.trace.identity
    sender = known(identity.sender)
    named = (*identity.from_, sender) if sender is not None else identity.from_
    wanted = account.strip().lower()
    return bool(wanted) and any(address.spec.strip().lower() == wanted for address in named)


def _with_scope(statement: Text, account: str, count: int, total: int) -> Text:
    """Name which messages an answer is about, where it is not about all."""
    if count == total:
        return statement
    return text(
        "reasoning.scope",
        account=Address(spec=account),
        answer=statement,
        count=count,
        total=total,
    )


def _with_gaps(statement: Text, gaps: tuple[int, ...]) -> Text:
    if not gaps:
        return statement
    names = "-".join(str(number) for number in gaps)
    return text("reasoning.with-gap", gap=text(f"reasoning.gap.{names}"), answer=statement)


def _resolves(number: int, code: Code, requests: tuple[Request, ...]) -> tuple[Text, ...]:
    """What would resolve an open rung; every inconclusive result names it (§1.6)."""
    if code is Code.ANSWERED:
        return ()
    wanted: dict[Text, None] = {}
    if code is Code.NOT_TESTED:
        wanted[text("reasoning.resolve.dns")] = None
    for request in requests:
        if request.decides_rung == number:
            wanted.setdefault(request.what)
    return tuple(wanted) or (text(f"reasoning.resolve.{number}"),)


def _together(number: int, answers: list[Answer]) -> Answer:
    """One answer for all copies: the same, or how many say what.

    The code of differing answers is the one that is still open, so that no higher rung builds
    on a part of the copies.
    """
    if not answers and number == 5:
        return Answer(code=Code.NOT_DETERMINABLE, statement=text("reasoning.rung5.copies-only"))
    if not answers:
        return Answer(code=Code.NOT_AVAILABLE, statement=text("reasoning.nothing-read"))
    ids = tuple(dict.fromkeys(id_ for answer in answers for id_ in answer.findings))
    counts = Counter(answer.statement for answer in answers)
    if len(counts) == 1:
        return Answer(code=answers[0].code, statement=answers[0].statement, findings=ids)
    # Sorted by count, then by first appearance: Counter keeps the order of the copies.
    ordered = sorted(counts.items(), key=lambda entry: -entry[1])
    code = next((a.code for a in answers if a.code is not Code.ANSWERED), Code.ANSWERED)
    if number == 5:
        code = Code.NOT_DETERMINABLE
    (first, most), (second, next_most) = ordered[0], ordered[1]
    if len(ordered) == 2:
        statement = text(
            "reasoning.several.two",
            first=first,
            first_count=most,
            second=second,
            second_count=next_most,
            total=len(answers),
        )
    else:
        statement = text("reasoning.several.more", first=first, count=most, total=len(answers))
    return Answer(code=code, statement=statement, findings=ids)
