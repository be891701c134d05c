"""Who is a party: the sides of the message in dispute, the case file's people, who supplied a copy.

Whoever supplied an exhibit is named before a tribunal, since it has to know from whom a copy comes
(report standard R05); the mailbox of such a person stays that of a third party. Everybody else is
one, whoever wrote to whom: a recipient, the reader of an answer, an account in a log.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance.basics import Address
from provenance.basics.record import dataclass
from provenance.correlation.mail_providers import PUBLIC
from provenance.report.editions.names import FORMS, is_written_as_name, words_of
from provenance.report.editions.tokens import normal_address
from provenance.report.records import Report

HOLDER = "the account holder"
ORGANISATION = "the organisation"
PREPARED = "the person who prepared this report"
SUPPLIER = "the supplier of"
"""Stands before the number of the exhibit."""
ORGANISATION_HOST = "organisation.invalid"
"""Stands for the organisation's domain; nothing can be registered below it (RFC 2606)."""

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Mailboxes and names of the parties, each with the role that the public edition prints.

    A name stands there with its last word in front too, as lists and doors write it. ``logins`` are
    bare log-on names in lower case. ``domains`` are the organisation's, each with what stands for
    it. ``kept`` are the words of names that are nobody's: organisations.
    """

    mailboxes: tuple[tuple[str, str], ...]
    names: tuple[tuple[Words, str], ...]
    logins: tuple[tuple[str, str], ...]
    domains: tuple[tuple[str, str], ...]
    organisation: tuple[tuple[Words, str], ...]
    kept: frozenset[Words]


def parties_of(report: Report) -> Parties:
    """Find the parties of a case; a pure function of case file and messages in dispute."""
    case = report.case
    mailboxes: dict[str, str] = {}
    names: dict[Words, str] = {}
    logins: dict[str, str] = {}
    roles = _roles(report)
    for person, role in zip(case.people, roles, strict=True):
        names.setdefault(words_of(person.name), role)
        for account in person.accounts:
            _account(account, role, mailboxes, logins)
    _account(case.account, HOLDER, mailboxes, logins)
    claimed = 0
    for address in _authors(report):
        key = normal_address(address.spec)
        if key and key not in mailboxes:
            claimed += 1
            sole = not case.account and not case.people and claimed == 1
            _account(key, HOLDER if sole else f"sender {claimed}", mailboxes, logins)
        names.setdefault(words_of(address.display), mailboxes.get(key, ORGANISATION))
    for account in _senders_in_logs(report):
        key = normal_address(account)
        if key and key not in mailboxes:
            claimed += 1
            _account(key, f"sender {claimed}", mailboxes, logins)
    names.setdefault(words_of(case.prepared_by), PREPARED)
    kept = frozenset(words_of(one) for one in _bodies(report))
    for words, exhibit in _suppliers(report):
        if words not in kept:
            names.setdefault(words, f"{SUPPLIER} {exhibit}")
    for words, role in tuple(names.items()):
        if words not in kept:
            names.setdefault((*words[-1:], *words[:-1]), role)
    names.pop((), None)
    organisation = _organisation(case.organisation.name)
    return Parties(
        mailboxes=tuple(mailboxes.items()),
        names=tuple(names.items()),
        logins=tuple(logins.items()),
        domains=tuple(_domains(report, tuple(mailboxes))),
        organisation=organisation,
        kept=kept | {words for words, _ in organisation},
    )


def _bodies(report: Report) -> Iterator[str]:
    """What the case file names as holders of records and networks: firms and offices."""
    yield from (note.supplied_by for note in report.case.audit)
    yield from (one.attested_by for one in report.case.presence)
    yield from (network.name for network in report.case.organisation.networks)


def _suppliers(report: Report) -> Iterator[tuple[Words, str]]:
    """The words of each name under which an exhibit was supplied, with the exhibit's number."""
    for one in report.exhibits:
        supplier = one.item.supplied_by
        if isinstance(supplier, str) and is_written_as_name(supplier):
            yield words_of(supplier), one.item.id


def _roles(report: Report) -> list[str]:
    """The role of each person of the case file; letters in their order, the holder's is A."""
    case = report.case
    account = normal_address(case.account) or case.account.strip().lower()
    found: list[str] = []
    letter = 0
    for person in case.people:
        own = {normal_address(one) or one.strip().lower() for one in person.accounts}
        if HOLDER not in found and (
            person.id == "account-holder" or (account != "" and account in own)
        ):
            found.append(HOLDER)
            continue
        letter += 1
        found.append(f"Person {_letters(letter)}")
    return found


def _letters(number: int) -> str:
    """B for 1, Z for 25, then by number: A is the account holder's."""
    return chr(ord("A") + number) if number < 26 else f"no. {number}"


def _account(account: str, role: str, mailboxes: dict[str, str], logins: dict[str, str]) -> None:
    key = normal_address(account)
    if key:
        mailboxes.setdefault(key, role)
        logins.setdefault(key.rpartition("@")[0], role)
    elif account.strip():
        logins.setdefault(account.strip().lower().rpartition("\\")[2], role)


def _authors(report: Report) -> Iterator[Address]:
    """From and Sender of the messages that the case asks about; of all where none is named."""
    asked = set(report.reasoning.asked)
    for one in report.messages:
        if asked and one.message.id not in asked:
            continue
        identity = one.trace.identity
        yield from identity.from_
        if isinstance(identity.sender, Address):
            yield identity.sender


_FIRM: Final = frozenset(("S1", "S2", "S3"))
_SENDING: Final = frozenset(("send", "send-as", "send-on-behalf", "submit"))


def _senders_in_logs(report: Report) -> Iterator[str]:
    """Accounts that records firmly joined to a message in dispute name as the ones that sent it."""
    asked = set(report.reasoning.asked)
    events = {event.id: event for event in report.audit.events}
    for join in report.audit.joins:
        event = events.get(join.event)
        if event is None or join.message not in asked or join.tier.value not in _FIRM:
            continue
        if event.kind.value in _SENDING and isinstance(event.actor.account, str):
            yield event.actor.account


def _organisation(name: str) -> tuple[tuple[Words, str], ...]:
    words = words_of(name)
    if not words:
        return ()
    short = words[:-1] if words[-1] in FORMS and len(words) > 2 else words
    return tuple((one, ORGANISATION) for one in dict.fromkeys((words, short)))


def _domains(report: Report, mailboxes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The organisation's domains; where the case file names none, those of the parties."""
    stated = [one.strip().lower() for one in report.case.organisation.domains if one.strip()]
    own = [key.rpartition("@")[2] for key in mailboxes]
    every = dict.fromkeys((*stated, *(one for one in own if one and one not in PUBLIC)))
    for number, domain in enumerate(every, 1):
        host = ORGANISATION_HOST if number == 1 else f"organisation-{number}.invalid"
        yield domain, host
