"""Which messages the ladder is about, and which organisation rung 2 means."""

from __future__ import annotations

from provenance.basics import known
from provenance.basics.record import dataclass
from provenance.case import Case
from provenance.reasoning.records import OrganisationMeant
from provenance.reasoning.subject import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The messages asked about, in order; ``carriers`` are taken as covering messages.

    ``by_account`` is true if the account of the case file chose them, ``account_missing`` if the
    case file names one and no message does.
    """

    asked: tuple[Subject, ...]
    carriers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    by_account: bool = False
    account_missing: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the messages asked about."""
        return tuple(subject.analysed.message.id for subject in self.asked)


def find_scope(
    subjects: tuple[Subject, ...], case: Case, aside: frozenset[str] = frozenset()
) -> Scope:
    """Choose the messages in dispute.

    If the case names the account, the messages that name it in From or Sender. Otherwise all but
    the carriers: a message that carries another as an attachment is taken as the covering
    message of whoever passed it on. One that itself comes, by its From line, from a domain of
    the case file while nothing that it carries does is not a carrier: it may be in dispute.
    Messages ``aside`` are about another message, and are asked about only if there is no other.
    """
    subjects = tuple(one for one in subjects if _id(one) not in aside) or subjects
    account = case.account.strip()
    naming = tuple(subject for subject in subjects if _names(subject, account))
    carried = _carried(subjects)
    if naming:
        out = tuple(pair for pair in carried if not any(_id(s) == pair[0] for s in naming))
        return Scope(asked=naming, carriers=out, by_account=True)
    of_case = bool(case.organisation.domains)
    home = {_id(subject) for subject in subjects if of_case and _from_home(subject)}
    carriers = tuple(
        (carrier, inner)
        for carrier, inner in carried
        if carrier not in home or home.intersection(inner)
    )
    names = {carrier for carrier, _ in carriers}
    asked = tuple(subject for subject in subjects if _id(subject) not in names)
    return Scope(asked=asked, carriers=carriers, account_missing=bool(account and subjects))


def find_organisation(scope: Scope, case: Case) -> OrganisationMeant | None:
    """The domain that rung 2 asks about: of the case file, else out of the From lines."""
    stated = tuple(dict.fromkeys(_domain(name) for name in case.organisation.domains if name))
    found = stated or tuple(
        dict.fromkeys(domain for subject in scope.asked for domain in subject.domains)
    )
    if not found:
        return None
    return OrganisationMeant(domain=found[0], others=found[1:], named_by_case=bool(stated))


def _domain(name: str) -> str:
    return name.strip().lower().rstrip(".")


def _id(subject: Subject) -> str:
    return subject.analysed.message.id


def _names(subject: Subject, account: str) -> bool:
    identity = subject.analysed.trace.identity
    sender = known(identity.sender)
    named = (*identity.from_, sender) if sender is not None else identity.from_
    wanted = account.lower()
    return bool(wanted) and any(address.spec.strip().lower() == wanted for address in named)


def _from_home(subject: Subject) -> bool:
    authors = subject.analysed.trace.identity.from_
    return bool(authors) and subject.aligned(authors[0].domain)


def _carried(subjects: tuple[Subject, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Messages with the messages of the exhibits that were attached to them."""
    inside: dict[str, list[str]] = {}
    for subject in subjects:
        parent = subject.exhibit.item.parent
        if parent is not None:
            inside.setdefault(parent, []).append(_id(subject))
    return tuple(
        (_id(subject), tuple(inside[subject.exhibit.item.id]))
        for subject in subjects
        if subject.exhibit.item.id in inside
    )
