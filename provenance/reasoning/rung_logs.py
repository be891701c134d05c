"""What records of systems add to rungs 3 and 4, and what all records together say on rung 5.

A log that names the message answers for the account, the way of access and the network; it never
answers for a person. A log of the submitting side, or one with marks of editing, is a claim.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.basics import Address, State, Text, text
from provenance.reasoning.answer import Answer, Found, followed, ids_of
from provenance.reasoning.claims import RECORD
from provenance.reasoning.compare import CLEARLY
from provenance.reasoning.records import Badge, Code, Comparison, Finding, Rung
from provenance.reasoning.result_words import about_people, within_gaps
from provenance.reasoning.rung_from import from_log, program_of, range_words
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

_FROM_LOGS: Final = frozenset(("account", "exhibit", "ip", "row"))
_JOINED: Final = ("join.sent", "join.address", "join.send", "join.differs")
_OF_RUNG: Final = {
    3: ("join.mode",),
    4: (
        "join.client", "tempting.device", "usage.device.listed", "usage.users.alone",
        "usage.network.", "presence.network-fits",
    ),
}  # fmt: skip
"""Findings from which an answer takes words besides: way of access, program, device, range."""
_MODES: Final = ("join.mode.", "join.send-as", "join.send-on-behalf")
_DIFFER: Final = "join.sendings-differ.{}"
_ITSELF: Final = ".other-account.owner"
_ABOUT_PEOPLE: Final = frozenset({AttestationClass.LOG, AttestationClass.PRESENCE})


def with_logs(subject: Subject, made: Answer, found: Found, rung: int, name: str) -> Answer:
    """Add what a record that names this message says; a log answers for an account, no further."""
    records = [
        one
        for one in found
        if one.name.startswith(name)
        and _names_message(one, found)
        # A record of transport without a login answers for no account.
        and not isinstance(dict(one.statement.params).get("account", ""), State)
    ]
    if not records:
        return _of_another(made, found) if rung == 3 else made
    values = {key: value for key, value in records[0].statement.params if key in _FROM_LOGS}
    if rung == 3:
        more = text("reasoning.rung3.log", **values)
    else:
        more = from_log(subject, records[0], found, values)
    for words in _mode(found) if rung == 3 else program_of(found, _rows_of_message(found)):
        more = followed(more, words)
    firm = any(one.strength >= RECORD for one in records)
    answered = firm and made.badge is not Badge.CONFLICTING
    joined = replace(
        made,
        code=Code.ANSWERED if answered else made.code,
        log=more,
        badge=Badge.RECORDED if made.badge is not Badge.CONFLICTING else made.badge,
        findings=tuple(dict.fromkeys((*made.findings, *ids_of(found, *_JOINED, *_OF_RUNG[rung])))),
    )
    joined = _contradicted(joined, found) if rung == 4 else joined
    return _among_records(joined, found, rung)


def _among_records(made: Answer, found: Found, rung: int) -> Answer:
    """Two records of the sending, or one row within itself, that do not say the same."""
    names = {3: (_DIFFER.format("account"),), 4: (_DIFFER.format("network"),)}[rung]
    told = [one for one in found if one.name in names]
    told += [one for one in found if rung == 3 and one.statement.id.endswith(_ITSELF)]
    for one in told:
        made = replace(
            made,
            code=Code.CONFLICTING,
            badge=Badge.CONFLICTING,
            log=followed(one.statement, made.log),
            findings=tuple(dict.fromkeys((*made.findings, one.id))),
        )
    return made


def with_hand_in(subject: Subject, made: Answer, found: Found, *, web_mail: bool) -> Answer:
    """Rung 4 by the address that handed in with a login, as the mail server's own log has it.

    That address is the client's, or that of a web mail's server. Where the message names a web
    mail (``web_mail``), it answers for the server alone and the question stays open.
    """
    logins = {
        place.quote_sha256
        for one in found
        if one.name == "join.sent"
        and isinstance(dict(one.statement.params).get("account"), Address)
        for place in one.where
    }
    records = [
        one
        for one in found
        if one.name == "join.address.peer"
        and _names_message(one, found)
        and logins & {place.quote_sha256 for place in one.where}
    ]
    if not records:
        return made
    values = {key: value for key, value in records[0].statement.params if key in _FROM_LOGS}
    words = followed(
        text("reasoning.rung4.hand-in", **values), range_words(subject, records[0], found)
    )
    words = followed(
        words, text("reasoning.rung4.web-mail" if web_mail else "reasoning.rung4.server")
    )
    firm = any(one.strength >= RECORD for one in records)
    disputed = made.badge is Badge.CONFLICTING
    joined = replace(
        made,
        code=Code.ANSWERED if firm and not web_mail and not disputed else made.code,
        log=words,
        badge=made.badge if disputed else Badge.RECORDED,
        findings=tuple(
            dict.fromkeys((*made.findings, *ids_of(found, *_JOINED, "manner.log-in-before")))
        ),
    )
    return _contradicted(joined, found)


def _of_another(made: Answer, found: Found) -> Answer:
    """That a record has this Message-ID for another message belongs to every answer about it."""
    told = next((one for one in found if one.name == "join.other-message"), None)
    if told is None:
        return made
    values = {key: value for key, value in told.statement.params if key in _FROM_LOGS}
    return replace(
        made,
        log=text("reasoning.rung3.other-message", **values),
        findings=tuple(dict.fromkeys((*made.findings, *ids_of(found, "join.other-message")))),
    )


def _contradicted(made: Answer, found: Found) -> Answer:
    """A client address in the copy that is not the one of the log: neither is relied on."""
    differs = next((one for one in found if one.name == "join.differs.client-ip"), None)
    if differs is None:
        return made
    values = dict(differs.statement.params)
    words = text(
        "reasoning.rung4.log-differs",
        **{name: values[name] for name in ("exhibit", "logged", "named", "row") if name in values},
    )
    return replace(
        made,
        code=Code.CONFLICTING,
        badge=Badge.CONFLICTING,
        log=words if made.log is None else followed(words, made.log),
    )


def _mode(found: Found) -> tuple[Text, ...]:
    """The way of access that the record names, once."""
    modes = [one for one in found if one.name.startswith(_MODES) and _names_message(one, found)]
    words: dict[Text, None] = {}
    for one in modes:
        case = one.name.partition(".")[2].removeprefix("mode.")
        account = dict(one.statement.params).get("account", State.ABSENT)
        values = {"account": account} if isinstance(account, Address) else {}
        if case in {"send-as", "send-on-behalf"} and not values:
            continue
        words[text(f"reasoning.rung3.mode.{case}", **values)] = None
    return tuple(words)


def _names_message(record: Finding, found: Found) -> bool:
    """Whether the row names this very message, and not only fits it (tier M)."""
    return bool(_rows_of_message(found) & {place.quote_sha256 for place in record.where})


def _rows_of_message(found: Found) -> frozenset[str]:
    """Hashes of the rows of sendings that name this very message."""
    return frozenset(
        place.quote_sha256
        for one in found
        if one.name == "join.sent" and not one.statement.id.endswith(".m")
        for place in one.where
    )


def fifth_rung(
    rung: Rung,
    comparisons: tuple[Comparison, ...],
    findings: tuple[Finding, ...],
) -> Rung:
    """Rung 5 in the light of all records: for one message, or for each of several by itself.

    Several are answered only where each is; where one is in conflict, that is said first.
    """
    if len(comparisons) < 2:
        return _fifth(rung, comparisons[0], findings) if comparisons else rung
    made = []
    for one in comparisons:
        own = tuple(each for each in findings if each.message in one.messages)
        made.append((one.messages, _fifth(rung, one, own)))
    if all(each == rung for _, each in made):
        return rung
    codes = {each.code for _, each in made}
    worst = next(
        (each for _, each in made if each.code is Code.CONFLICTING),
        next((each for _, each in made if each.code is not Code.ANSWERED), made[0][1]),
    )
    words: dict[Text, list[str]] = {}
    for ids, each in made:
        words.setdefault(each.answer, []).extend(ids)
    answers = [
        text("reasoning.several.each", messages=tuple(ids), answer=answer)
        for answer, ids in words.items()
    ]
    statement = answers[0]
    for more in answers[1:]:
        statement = followed(statement, more)
    return replace(
        worst,
        badge=worst.badge if len(codes) == 1 or worst.code is Code.CONFLICTING else Badge.IN_PART,
        answer=statement,
        findings=tuple(dict.fromkeys(id_ for _, each in made for id_ in each.findings)),
    )


def _fifth(
    rung: Rung,
    comparison: Comparison,
    findings: tuple[Finding, ...],
) -> Rung:
    """Rung 5 in the light of all records: still open, in conflict, or favoured with its gap.

    It is answered only where step 3 favours somebody by name and a record about that very person
    is among what it rests on. That one person is excluded answers it for nobody. What the records
    come to is said first in any case, then that copies alone never decide it.
    """
    disputed = tuple(one.id for one in findings if one.name.startswith("presence.record-"))
    if disputed:
        words = followed(text("reasoning.rung5.conflict", findings=disputed),
                         within_gaps(comparison.statement))  # fmt: skip
        return replace(rung, code=Code.CONFLICTING, badge=Badge.CONFLICTING,
                       answer=_behind_gaps(words, rung.answer),
                       findings=tuple(dict.fromkeys((*rung.findings, *disputed))))  # fmt: skip
    named = "" if isinstance(comparison.favoured_person, State) else comparison.favoured_person
    about = [
        one
        for one in findings
        if one.id in comparison.items
        and one.person == named != ""
        and one.attested_by in _ABOUT_PEOPLE
    ]
    if comparison.step.isdigit() and int(comparison.step) >= CLEARLY and about:
        return replace(rung, code=Code.ANSWERED, badge=Badge.IN_PART, resolves_by=(),
                       answer=followed(comparison.statement, text("reasoning.rung5.assumes")),
                       findings=tuple(one.id for one in about))  # fmt: skip
    if rung.code is not Code.NOT_DETERMINABLE:
        return rung
    words = within_gaps(comparison.statement)
    if rung.answer.id == "reasoning.with-gap":
        # A short sentence holds the gap, so that the result behind it stays readable.
        case = "not-decided" if about_people(comparison) else "not-determinable"
        words = followed(text(f"reasoning.rung5.{case}"), words)
    answer = _without_records(rung.answer) if about_people(comparison) else rung.answer
    return replace(rung, answer=_behind_gaps(words, answer))


def _without_records(answer: Text) -> Text:
    """The answer without the sentence that records bear on it, where their result stands in it."""
    held = dict(answer.params)
    if answer.id == "reasoning.with-gap" and isinstance(inner := held["answer"], Text):
        return replace(answer, params=text("", **held | {"answer": _without_records(inner)}).params)
    first, more = held.get("answer"), held.get("more")
    known_end = isinstance(more, Text) and more.id == "reasoning.rung5.records"
    return first if known_end and isinstance(first, Text) else answer


def _behind_gaps(words: Text, answer: Text) -> Text:
    """Put a sentence before an answer, and behind the questions that stay open before both."""
    if answer.id != "reasoning.with-gap":
        return followed(words, answer)
    held = dict(answer.params)
    gap, inner = held["gap"], held["answer"]
    if not isinstance(gap, Text) or not isinstance(inner, Text):
        return followed(words, answer)
    return text("reasoning.with-gap", gap=gap, answer=followed(words, inner))
