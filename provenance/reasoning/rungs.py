"""What one copy says on each rung of the ladder, before several copies are put together.

Every answer is a case name, which is also the id of its sentence: ``reasoning.rung1.sealed``.
Rungs 1 and 2 have modules of their own.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from provenance.authentication import SignatureCheck
from provenance.basics import Address, Text, known, text
from provenance.origin import OriginFact, sender_differs
from provenance.origin.client_table import sign_table
from provenance.reasoning.against import recorded_against
from provenance.reasoning.answer import Answer, Found, answer, bare, followed, holder_words, ids_of
from provenance.reasoning.claims import is_late
from provenance.reasoning.records import Badge, Code
from provenance.reasoning.rung_chains import with_fitting_row
from provenance.reasoning.rung_copy import authors_by_seal, copy_unaltered
from provenance.reasoning.rung_logs import with_hand_in, with_logs
from provenance.reasoning.rung_system import through_system
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

_INSIDE: Final = frozenset(("private", "loopback", "link-local"))


# -- rung 3: which account, in which mode ------------------------------------------------------


def account_used(subject: Subject, found: Found) -> Answer:
    """Rung 3: what the copy names, then what logs name; the way of use only where it is shown."""
    made = _account_named(subject, found)
    if made.case == "sender":
        made = with_fitting_row(subject, made, found, sealed=_pair_sealed(subject))
    return with_logs(subject, made, found, 3, "join.sent")


def _pair_sealed(subject: Subject) -> bool:
    """Whether one seal of the organisation, disputed by nothing, covers Sender and From alike."""
    return any(
        _covers(subject, check, "from") and _covers(subject, check, "sender")
        for check in _seals_of_organisation(subject)
    )


def _seals_of_organisation(subject: Subject) -> list[SignatureCheck]:
    return [
        check
        for check in subject.verified()
        if subject.aligned(check.domain)
        and _covers(subject, check, "from")
        and not is_late(check)
        and not recorded_against(subject, check)
    ]


def _account_named(subject: Subject, found: Found) -> Answer:
    ids = ids_of(
        found,
        "identity.",
        "origin.account",
        "origin.representing",
        "origin.mode",
        "origin.submission",
    )
    identity, origin = subject.analysed.trace.identity, subject.analysed.origin
    login = known(origin.account.value)
    if login:
        return _login(subject, login, ids)
    if not identity.from_:
        return answer(3, "no-from", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids)
    author, sender = bare(identity.from_[0]), known(identity.sender)
    # The Sender field of a mailing list names the list, not somebody who acted for the author.
    is_list = bool(subject.analysed.message.named("list-id"))
    if sender is not None and sender_differs(subject.analysed.trace) and not is_list:
        return answer(
            3, "sender", Code.NOT_AVAILABLE, Badge.CLAIMED, ids, author=author, sender=bare(sender)
        )
    sealed = _seals_of_organisation(subject)
    if sealed and len(subject.analysed.message.named("from")) > 1:
        under, loose = authors_by_seal(subject.analysed.message, sealed[0])
        return answer(
            3, "two-from", Code.CONFLICTING, Badge.CONFLICTING, ids, sealed=under, open=loose
        )
    if sealed:
        # The seal fixes the line and does not make it true: the record of the login is needed.
        return answer(
            3,
            "sealed",
            Code.NOT_AVAILABLE,
            Badge.RECORD_NEEDED,
            ids,
            account=author,
            domain=sealed[0].domain,
        )
    return answer(3, "claim", Code.NOT_AVAILABLE, Badge.CLAIMED, ids, account=author)


def _login(subject: Subject, login: str, ids: tuple[str, ...]) -> Answer:
    """A login that a line names, and whether it is another account than the one in From."""
    account = Address(spec=login)
    if _vouched(subject, subject.analysed.origin.account):
        made = answer(3, "login", Code.NOT_AVAILABLE, Badge.RECORDED, ids, account=account)
        made = replace(made, statement=followed(made.statement, holder_words(subject)))
    else:
        made = answer(3, "login-claimed", Code.NOT_AVAILABLE, Badge.CLAIMED, ids, account=account)
    authors = subject.analysed.trace.identity.from_
    if not authors or _same_account(login, authors[0]):
        return made
    differs = text("reasoning.rung3.login-differs", author=bare(authors[0]))
    return replace(made, statement=followed(made.statement, differs))


def _same_account(login: str, author: Address) -> bool:
    """Logins are addresses, or the part before the @ alone."""
    spec, name = author.spec.strip().lower(), login.strip().lower()
    return name == spec or ("@" not in name and name == spec.partition("@")[0])


def _covers(subject: Subject, check: SignatureCheck, name: str) -> bool:
    return any(
        subject.analysed.message.fields[index].lname == name
        for index in check.covered_fields
        if index < len(subject.analysed.message.fields)
    )


# -- rung 4: which client, device, network -----------------------------------------------------


def network_used(subject: Subject, found: Found) -> Answer:
    """Rung 4: an address of submission that the header shows, or that none is shown; program."""
    ids = ids_of(found, "origin.ip", "origin.submission", "client.")
    made = _network(subject, ids)
    made = replace(made, statement=followed(made.statement, _program(subject)))
    joined = with_logs(subject, made, found, 4, "join.address.client")
    if joined is not made:
        return joined
    return with_hand_in(subject, made, found, web_mail=_is_web_mail(subject))


def _is_web_mail(subject: Subject) -> bool:
    """Whether the message names a web mail as its program: its server hands in for its users."""
    name = known(subject.analysed.origin.client_name.value)
    product = sign_table().named(name) if name else None
    return product is not None and product.kind == "webmail"


def _network(subject: Subject, ids: tuple[str, ...]) -> Answer:
    origin = subject.analysed.origin
    ip = known(origin.ip.value)
    if ip is None:
        return _no_address(subject, ids)
    vouched = _vouched(subject, origin.ip)
    if origin.ip_class in _INSIDE:
        badge = Badge.RECORDED if vouched else Badge.CLAIMED
        return answer(4, "inside", Code.NOT_AVAILABLE, badge, ids, ip=ip)
    if not vouched:
        return answer(4, "claimed", Code.NOT_AVAILABLE, Badge.CLAIMED, ids, ip=ip)
    made = answer(4, "shown", Code.NOT_AVAILABLE, Badge.RECORDED, ids, ip=ip)
    return replace(made, statement=followed(made.statement, holder_words(subject)))


def _no_address(subject: Subject, ids: tuple[str, ...]) -> Answer:
    """No line names a client: what the oldest line names instead is said, and as what."""
    origin = subject.analysed.origin
    if origin.hides_address:
        return answer(4, "removed", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids)
    hops = subject.analysed.trace.route.hops
    oldest = known(hops[0].trace.ip) if hops else None
    if oldest:
        return answer(4, "oldest-line", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids, ip=oldest)
    return answer(4, "not-shown", Code.NOT_AVAILABLE, Badge.NOT_SHOWN, ids)


def _program(subject: Subject) -> Text:
    name = known(subject.analysed.origin.client_name.value)
    if name:
        return text("reasoning.rung4.program-claimed", name=name)
    fitting = known(subject.analysed.client.name)
    if fitting:
        return text("reasoning.rung4.program-fits", name=fitting)
    return text("reasoning.rung4.no-program")


def _vouched(subject: Subject, fact: OriginFact) -> bool:
    """Whether the receiving side wrote it: anybody can add a line below the trust boundary."""
    return bool(fact.fields) and subject.cls(*fact.fields) is AttestationClass.RECEIVER


# -- rung 5: which person ----------------------------------------------------------------------


def person(_subject: Subject, found: Found) -> Answer:
    """Rung 5: copies alone never decide it, whatever else is known (architecture §4).

    The answer rests on the kind of record, not on any line. Where logs say something of
    whereabouts and of ways into the account, it names these findings and that they do not decide.
    """
    ids = ids_of(found, "presence.", "access.", "chain.other-account")
    made = answer(5, "copies-only", Code.NOT_DETERMINABLE, Badge.NOT_DETERMINABLE, ids)
    if not ids:
        return made
    return replace(made, statement=followed(made.statement, text("reasoning.rung5.records")))


ANSWERS: Final = {
    1: copy_unaltered,
    2: through_system,
    3: account_used,
    4: network_used,
    5: person,
}
