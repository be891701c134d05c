"""What the first page says beside the ladder: the short answer, what stays open, the main limit."""

from __future__ import annotations

from typing import Final

from provenance.authentication import BodyHash
from provenance.basics import Address, Text, known, text
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.copies import CopyComparison
from provenance.correlation import AuditSide
from provenance.reasoning.against import passed_without_seal
from provenance.reasoning.answer import Answer, followed
from provenance.reasoning.ladder import Answers
from provenance.reasoning.log_limit import log_limit
from provenance.reasoning.question import question_notes
from provenance.reasoning.records import Comparison, OrganisationMeant
from provenance.reasoning.result_words import person_words, result_limit
from provenance.reasoning.rung_copy import untested
from provenance.reasoning.scope import Scope
from provenance.reasoning.subject import Subject

_NO_EXPORTS: Final = AuditSide()
_NO_COPIES: Final = CopyComparison()
_SHORT: Final = {
    "sealed": "sealed",
    "header-sealed": "header-sealed",
    "recorded": "recorded",
    "permitted": "recorded",
    "conflict": "conflict",
    "key-conflict": "conflict",
    "seal-conflict": "conflict",
    "late": "conflict",
    "pass-and-fail": "conflict",
    "host-named": "named",
    "not-tested": "not-checked",
    "pasted": "not-shown",
    "checks-failed": "not-shown",
    "not-shown": "not-shown",
    "no-domain": "no-domain",
}
_WHOLE: Final = frozenset(("sealed", "sealed-gaps"))
_TEXT_OPEN: Final = frozenset(("header-only", "no-text", "part"))
"""Answers to question 1 where the sealed header lines are as they were, and the text is open."""
_THROUGH: Final = frozenset(("sealed", "header-sealed"))
# What says yes, more or less fully checked: copies of these kinds do not contradict each other.
_SAYS_YES: Final = frozenset(("sealed", "header-sealed", "recorded", "named"))
_LESS_COMPLETE: Final = _SAYS_YES | {"not-checked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """The sentences of the first page."""

    short: Text
    open: tuple[Text, ...]
    main_limit: Text
    notes: tuple[Text, ...]


def conclude(
    scope: Scope,
    everything: tuple[Subject, ...],
    answers: Answers,
    organisation: OrganisationMeant | None,
    case: Case,
    comparisons: tuple[Comparison, ...] = (),
    *,
    audit: AuditSide = _NO_EXPORTS,
    copies: CopyComparison = _NO_COPIES,
    disputed: bool = False,
) -> Conclusion:
    """Say it for the messages in dispute; the same words whichever side asks.

    The person is spoken of in another way where a log or another export was read (``audit``), and
    where records about one person disagree (``disputed``).
    """
    records = bool(audit.marks)
    system = _short(answers, organisation)
    person = person_words(comparisons, records=records)
    if disputed:
        person = followed(person, text("reasoning.short.person.conflict"))
    return Conclusion(
        # The question is who sent it: its answer stands first, what the seals say behind it.
        short=followed(person, system) if answers[2] else system,
        open=_open(scope, answers),
        main_limit=followed(
            _main_limit(scope, result_limit(comparisons, case), records=records),
            log_limit(audit, scope.ids),
        ),
        notes=_notes(scope, everything, case, copies),
    )


def _cases(answers: Answers, number: int) -> list[str]:
    return [answer.case for _, answer in answers[number]]


def _short(answers: Answers, organisation: OrganisationMeant | None) -> Text:
    given: list[Answer] = [answer for _, answer in answers[2]]
    if not given:
        return text("reasoning.short.nothing-read")
    shorts = {_SHORT[answer.case] for answer in given}
    if organisation is None or "no-domain" in shorts:
        return text("reasoning.short.no-domain")
    domains = (organisation.domain, *organisation.others)
    domain = domains if len(domains) > 1 else domains[0]
    if len(shorts) > 1:
        return _several(answers, shorts, domain)
    case = next(iter(shorts))
    if case == "not-checked":
        return text("reasoning.short.not-checked")
    return text(f"reasoning.short.{case}", domain=domain)


def _several(answers: Answers, shorts: set[str], domain: str | tuple[str, ...]) -> Text:
    """Copies that are differently complete agree; only a yes and no yes are different answers.

    What a seal fits is said for each copy: header lines and text, or the header lines alone.
    """
    said = [(id_, _SHORT[answer.case]) for id_, answer in answers[2]]
    sealed = tuple(id_ for id_, short in said if short in _THROUGH)
    lines = tuple(id_ for id_, short in said if short == "header-sealed")
    if shorts <= _THROUGH:
        whole = tuple(id_ for id_, short in said if short == "sealed")
        return text("reasoning.short.sealed-parts", domain=domain, whole=whole, messages=lines)
    others = tuple(id_ for id_, short in said if short not in _THROUGH)
    if shorts <= _LESS_COMPLETE and not sealed:
        return text("reasoning.short.unchecked-parts", domain=domain)
    if sealed and shorts <= _LESS_COMPLETE:
        case = "less-complete"
    elif sealed and shorts <= _THROUGH | {"not-shown"}:
        case = "some-sealed"
    else:
        return text("reasoning.short.differs", domain=domain)
    short = text(f"reasoning.short.{case}", domain=domain, sealed=sealed, others=others)
    return followed(short, text("reasoning.short.lines-only", messages=lines) if lines else None)


def _open(scope: Scope, answers: Answers) -> tuple[Text, ...]:
    """What these copies do not choose between; none of it favours a side."""
    if not scope.asked:
        return ()
    found = [text("reasoning.open.users")]
    if set(_cases(answers, 2)) - _THROUGH:
        found.append(text("reasoning.open.outside"))
    found += _open_copies(answers)
    if any(subject.verified() for subject in scope.asked):
        found.append(text("reasoning.open.key"))
    return tuple(found)


def _open_copies(answers: Answers) -> list[Text]:
    """Which copies may have been changed, and of which only the text may."""
    texts = tuple(id_ for id_, answer in answers[1] if answer.case in _TEXT_OPEN)
    copies = tuple(id_ for id_, answer in answers[1] if answer.case not in _WHOLE | _TEXT_OPEN)
    found = [text("reasoning.open.copy-text", messages=texts)] if texts else []
    return [*found, text("reasoning.open.copy", messages=copies)] if copies else found


# From the limit that takes most away to the one that is always there.
_LIMITS: Final = (
    "pasted-unsealed",
    "untested",
    "unsealed",
    "does-not-fit",
    "key-conflict",
    "foreign",
    "pasted",
    "msg",
    "text-differs",
    "key-file",
    "no-person",
)


# Without a seal that counts nothing else about a copy is worth more than its holder's word.
_SEVERE: Final = frozenset(_LIMITS[: _LIMITS.index("pasted")])
# Copies with one of these limits are as good as copies come.
_SLIGHT: Final = frozenset(("msg", "key-file", "no-person"))


def _main_limit(scope: Scope, result: Text | None, *, records: bool) -> Text:
    """The limit of the result, else of the weakest copy in dispute, with the copies it holds for.

    A copy that nothing protects is named behind the limit of the result as well. Where no record of
    use was supplied, that limits more than what good copies lack, and comes first.
    """
    limits = [(subject.analysed.message.id, _limit(subject)) for subject in scope.asked]
    if not limits:
        return text("reasoning.limit.no-person")
    worst = min((limit for _, limit in limits), key=_LIMITS.index)
    ids = tuple(id_ for id_, limit in limits if limit == worst)
    words = text(f"reasoning.limit.{worst}")
    if len(ids) < len(limits):
        words = text("reasoning.limit.of", messages=ids, limit=words)
    if not records and worst in _SLIGHT:
        return followed(text("reasoning.limit.no-records"), words)
    if result is None:
        return words
    return followed(result, words) if worst in _SEVERE else result


def _limit(subject: Subject) -> str:
    """Name of the limit that matters most for one copy."""
    message = subject.analysed.message
    verified = tuple(one for one in subject.verified() if subject.aligned(one.domain))
    if not verified:
        return "foreign" if subject.verified() else _unsealed_limit(subject)
    if message.repaired:
        return "pasted"
    if not message.body_available:
        return "msg"
    if not any(check.body_hash is BodyHash.MATCH for check in verified):
        return "text-differs"
    # Even a key that was asked for live stands in a file once the answers are kept.
    return "key-file"


def _unsealed_limit(subject: Subject) -> str:
    """The limit of a copy without a seal that counts."""
    message, checks = subject.analysed.message, subject.analysed.authentication.dkim
    if untested(checks):
        return "untested"
    if message.repaired:
        return "pasted-unsealed"
    if subject.disputed():
        return "key-conflict"
    return "does-not-fit" if checks else "unsealed"


def _notes(
    scope: Scope, everything: tuple[Subject, ...], case: Case, copies: CopyComparison
) -> tuple[Text, ...]:
    """Which messages are meant, which share an identifier, and what the question names besides."""
    found = [
        text("reasoning.note.carrier", carrier=carrier, carried=carried, asked=scope.ids)
        for carrier, carried in scope.carriers
    ]
    left_out = len(everything) - len(scope.asked) - len(scope.carriers)
    if scope.by_account and left_out > 0:
        account = Address(spec=case.account.strip())
        found.append(text("reasoning.note.scope", asked=scope.ids, account=account))
    if scope.account_missing:
        found.append(text("reasoning.note.no-account", account=Address(spec=case.account.strip())))
    found += _missing_seals(scope)
    return (
        *found,
        *_same_bytes(everything),
        *_same_identifier(everything, copies),
        *question_notes(scope.asked, case),
    )


def _missing_seals(scope: Scope) -> list[Text]:
    """Copies whose receiving side recorded that a seal fitted, and that carry no such seal."""
    missing: dict[str, list[str]] = {}
    for subject in scope.asked:
        domain = passed_without_seal(subject)
        if domain:
            missing.setdefault(domain, []).append(subject.analysed.message.id)
    return [
        text("reasoning.note.seal-missing", messages=tuple(ids), domain=domain)
        for domain, ids in missing.items()
    ]


def _same_bytes(everything: tuple[Subject, ...]) -> list[Text]:
    """Messages that are the same byte for byte: one copy handed in twice is still one copy."""
    by_bytes: dict[bytes, list[str]] = {}
    for subject in everything:
        by_bytes.setdefault(subject.analysed.message.raw, []).append(subject.analysed.message.id)
    return [
        text("reasoning.note.same-bytes", messages=tuple(ids))
        for ids in by_bytes.values()
        if len(ids) > 1
    ]


def _same_identifier(everything: tuple[Subject, ...], copies: CopyComparison) -> list[Text]:
    """Messages of one identifier, and what comes of comparing them as copies of one message."""
    by_id: dict[str, list[str]] = {}
    for subject in everything:
        message_id = known(subject.analysed.trace.identity.message_id)
        if message_id:
            by_id.setdefault(message_id.strip(), []).append(subject.analysed.message.id)
    return [_compared(tuple(ids), copies) for ids in by_id.values() if len(ids) > 1]


def _compared(ids: tuple[str, ...], copies: CopyComparison) -> Text:
    group = next((one for one in copies.groups if set(ids) <= set(one.members)), None)
    if group is None:
        return text("reasoning.note.same-id", messages=ids)
    usual = all(one.expected for one in group.differences)
    return text(f"reasoning.note.same-id.{'usual' if usual else 'unusual'}", messages=ids)
