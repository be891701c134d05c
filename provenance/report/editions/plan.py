"""Decides what stands for what: one list of replacements for a report and an edition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from provenance.correlation.mail_providers import PUBLIC
from provenance.report.editions.collect import Collected, Collector
from provenance.report.editions.names import Hosts, Names, person_of_local, words_of
from provenance.report.editions.parties import Parties, Words, parties_of
from provenance.report.editions.pseudonyms import number
from provenance.report.editions.records import Category, EditionName, Pseudonym
from provenance.report.editions.redact import Known
from provenance.report.records import Report

FEW: Final = 5
"""A domain of fewer people than this names them."""
_SERVICES_LISTED: Final = (
    "google.com outlook.com microsoft.com office365.com hotmail.com amazonses.com sendgrid.net "
    "mailgun.org mailchimp.com mcsv.net yahoodns.net zoho.com apple.com protonmail.com "
    "messagingengine.com icloud.com mimecast.com pphosted.com barracudanetworks.com localhost "
    "localdomain"
)
_SERVICES: Final = frozenset(_SERVICES_LISTED.split())


@dataclass(frozen=True)
class Plan:
    """What was found, the pseudonyms of it, and the replacements of one edition."""

    parties: Parties
    found: Collected
    pseudonyms: tuple[Pseudonym, ...]
    known: Known
    few: dict[str, str]
    cards: dict[str, str]


def plan(report: Report, name: EditionName, key: bytes) -> Plan:
    """Find who is who in a report and decide what stands for each."""
    parties = parties_of(report)
    found = Collector(parties).collect(report)
    public = name is EditionName.PUBLIC
    domains = few_domains(found, parties)
    bare = _bare(found)
    nameless = {" ".join(words) for words, mailbox in found.names.items() if not mailbox}
    pseudonyms = (
        *number(key, Category.MAILBOX, found.mailboxes),
        *number(key, Category.IDENTIFIER, found.identifiers),
        *number(key, Category.NAME, nameless),
        *number(key, Category.LOGIN, bare),
        *_cards(key, found, public=public),
        *number(key, Category.DOMAIN, domains),
    )
    by_value = {(one.category, one.value): one.id for one in pseudonyms}
    few = {domain: by_value[Category.DOMAIN, domain] for domain in domains}
    return Plan(
        parties=parties,
        found=found,
        pseudonyms=tuple(_same(pseudonyms, parties)),
        known=_known(found, parties, by_value, few, public=public),
        few=few,
        cards={one.value: one.id for one in pseudonyms if one.category is Category.CARD},
    )


def _cards(key: bytes, found: Collected, *, public: bool) -> tuple[Pseudonym, ...]:
    """Cards with a pseudonym: those of third parties, and before the public those of parties too.

    A party's comes behind all others, so that no card has another number in another edition.
    """
    others = number(key, Category.CARD, found.cards)
    own = number(key, Category.CARD, found.party_cards, after=len(others)) if public else ()
    return (*others, *own)


def _bare(found: Collected) -> set[str]:
    """Log-on names and folders with a pseudonym of their own: no mailbox or name has theirs."""
    every = found.logins | {one: _carrier(found, one) for one in found.folders}
    return {
        one for one, carrier in every.items() if _held(found, one, carrier)[0] is Category.LOGIN
    }


def _carrier(found: Collected, folder: str) -> str:
    """The mailbox under whose pseudonym a folder stands: that of the log-on name or name."""
    return found.logins.get(folder, "") or found.names.get(words_of(folder), "")


def _held(found: Collected, login: str, carrier: str) -> tuple[Category, str]:
    """What has the pseudonym of a log-on name: a mailbox, a name written alike, or itself.

    One way of writing never has two pseudonyms, or one person would read as two.
    """
    if carrier:
        return Category.MAILBOX, carrier
    words = words_of(login)
    if words in found.names and not found.names[words]:
        return Category.NAME, " ".join(words)
    return Category.LOGIN, login


def few_domains(found: Collected, parties: Parties) -> set[str]:
    """Domains of recipients that have fewer than five people here and are no mail service's."""
    own = {domain for domain, _ in parties.domains}
    own |= {key.rpartition("@")[2] for key, _ in parties.mailboxes}
    people = Counter(one.rpartition("@")[2] for one in found.mailboxes)
    wanted: set[str] = set()
    for domain in {one.rpartition("@")[2] for one in found.recipients}:
        if people[domain] >= FEW or domain in PUBLIC or "." not in domain or "[" in domain:
            continue
        labels = domain.split(".")
        above = {".".join(labels[at:]) for at in range(len(labels))}
        if not above & own and not above & _SERVICES:
            wanted.add(domain)
    return wanted


def _known(
    found: Collected,
    parties: Parties,
    by_value: dict[tuple[Category, str], str],
    few: dict[str, str],
    *,
    public: bool,
) -> Known:
    mailbox, party = Category.MAILBOX, Category.PARTY
    mailboxes = {one: (by_value[mailbox, one], mailbox) for one in found.mailboxes}
    other = Category.IDENTIFIER
    mailboxes |= {one: (by_value[other, one], other) for one in found.identifiers}
    mailboxes |= {one: (role if public else "", party) for one, role in parties.mailboxes}
    names: list[tuple[Words, str]] = []
    for words, carrier in found.names.items():
        held = (mailbox, carrier) if carrier else (Category.NAME, " ".join(words))
        names.append((words, by_value.get(held, "")))
    logins = {
        one: (by_value[_held(found, one, carrier)], Category.LOGIN)
        for one, carrier in found.logins.items()
    }
    folders = {
        one: (by_value[_held(found, one, _carrier(found, one))], Category.LOGIN)
        for one in found.folders
    }
    folders |= {login: new for login, new in logins.items() if len(login) > 1}
    hosts = dict(few)
    categories = {new: Category.NAME for _, new in names}
    if public:
        names += [(words, role) for words, role in _party_names(parties)]
        categories |= {role: party for _, role in names if role not in categories}
        logins |= {login: (role, party) for login, role in parties.logins if len(login) > 1}
        folders |= {login: (role, party) for login, role in parties.logins}
        hosts |= dict(parties.domains)
    return Known(
        mailboxes=mailboxes,
        names=Names((words, new) for words, new in names if new),
        hosts=Hosts(hosts | {_unicode(domain): new for domain, new in hosts.items()}),
        logins=logins,
        folders=folders,
        name_category=categories,
    )


def _party_names(parties: Parties) -> Iterable[tuple[Words, str]]:
    yield from parties.names
    yield from parties.organisation
    for key, role in parties.mailboxes:
        words = person_of_local(key.rpartition("@")[0])
        if words:
            yield words, role
    for domain, _ in parties.domains:
        label = domain.partition(".")[0]
        if len(label) > 3:
            yield (label,), "the organisation"


def _unicode(domain: str) -> str:
    """A domain with its letters, as a page writes it."""
    if "xn--" not in domain:
        return domain
    try:
        return domain.encode("ascii").decode("idna")
    except UnicodeError:
        return domain


def folded(key: str) -> str:
    """A mailbox as a provider might fold it: without a ``+`` tag and dots in the local part."""
    local, _, domain = key.rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


def _same(pseudonyms: tuple[Pseudonym, ...], parties: Parties) -> Iterable[Pseudonym]:
    """Add to each mailbox the others that may be the same, by pseudonym or by role."""
    from dataclasses import replace

    groups: dict[str, list[str]] = {}
    for key, role in parties.mailboxes:
        groups.setdefault(folded(key), []).append(role)
    for one in pseudonyms:
        if one.category is Category.MAILBOX:
            groups.setdefault(folded(one.value), []).append(one.id)
    for one in pseudonyms:
        same = groups.get(folded(one.value), []) if one.category is Category.MAILBOX else []
        others = tuple(dict.fromkeys(each for each in same if each != one.id))
        yield replace(one, possibly_same=others) if others else one
