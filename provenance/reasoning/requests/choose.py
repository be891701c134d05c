"""Which records are worth asking for about one message, by its system and by what is missing."""

from __future__ import annotations

from provenance.authentication import HeaderSignature, KeyState
from provenance.basics import Address, State, Text, known, text
from provenance.reasoning.requests.table import (
    ADDRESS,
    ALIBABA,
    ALWAYS,
    BY_HOST,
    BY_PROVIDER,
    COREMAIL,
    KEY,
    MAIL_SERVER,
    OUTGOING,
    OWN,
    RECALL,
    TENCENT,
    WHOLE_COPY,
    Wanted,
)
from provenance.reasoning.subject import Subject

_BY_DIALECT = {"coremail": COREMAIL, "tencent": TENCENT, "alibaba": ALIBABA}
_RUNS_SYSTEM = frozenset(
    {"m365-admin", "google-admin", "exchange-admin", "organisation", "postmaster"}
)


def wanted_of(
    subject: Subject, *, recalled: bool = False, address: bool = False
) -> tuple[Wanted, ...]:
    """The records worth asking for about one message.

    ``recalled`` tells that a recall of it is among the evidence, ``address`` that a record or
    line names a network address of the sending side.
    """
    found = [*system_records(subject)]
    sealed = any(subject.aligned(check.domain) for check in subject.verified())
    if subject.domains and not sealed and subject.analysed.origin.provider != "exchange-online":
        found.append(OUTGOING)
    if _copy_lacks(subject):
        found.append(WHOLE_COPY)
    if _key_open(subject):
        found.append(KEY)
    if not isinstance(subject.author, State):
        found.append(OWN)
    if recalled:
        found.append(RECALL)
    if address:
        found.append(ADDRESS)
    return (*found, *ALWAYS)


def system_records(subject: Subject) -> tuple[Wanted, ...]:
    """The records of the system that took the message in; a mail server of no known kind else."""
    origin = subject.analysed.origin
    if origin.provider in BY_PROVIDER:
        return BY_PROVIDER[origin.provider]
    host = (known(origin.server.value) or "").lower().rstrip(".")
    for suffix, records in BY_HOST:
        if host == suffix or host.endswith(f".{suffix}"):
            return records
    dialect = next(
        (
            hop.trace.dialect
            for hop in subject.analysed.trace.route.hops
            if hop.trace.field in origin.server.fields
        ),
        "",
    )
    return _BY_DIALECT.get(dialect, MAIL_SERVER)


def holder_of(wanted: Wanted, subject: Subject) -> Text:
    """Who holds the record, by name where the message or the case gives one."""
    name = f"reasoning.holder.{wanted.holder}"
    authors = subject.analysed.trace.identity.from_
    if wanted.holder == "account-holder" and authors:
        return text(name, account=Address(spec=authors[0].spec))
    if wanted.holder == "mail-admin":
        server = known(subject.analysed.origin.server.value)
        return text(name, server=server) if server else text(f"{name}-unnamed")
    if wanted.holder == "key-keepers":
        domains = sorted({check.domain for check in subject.analysed.authentication.dkim})
        return text(name, domain=domains[0] if len(domains) == 1 else tuple(domains))
    if wanted.holder in _RUNS_SYSTEM:
        domain = authors[0].domain if authors else ""
        chosen = domain if domain and wanted.holder != "organisation" else _home(subject)
        return text(name, domain=chosen) if chosen else text(f"{name}-unnamed")
    return text(name)


def attester_of(name: str) -> Text:
    """Who is named for a stated stay, or whoever could be."""
    if name.strip():
        return text("reasoning.holder.stay-keepers", name=name.strip())
    return text("reasoning.holder.stay-keepers-unnamed")


def _home(subject: Subject) -> str:
    return subject.domains[0] if subject.domains else ""


def _copy_lacks(subject: Subject) -> bool:
    """Whether this copy cannot be checked whole, so that the same one saved anew would help."""
    message = subject.analysed.message
    seals = subject.analysed.authentication.dkim
    fits = any(check.body_hash.value == "match" for check in subject.verified())
    tested = any(check.header_signature is not HeaderSignature.NOT_TESTABLE for check in seals)
    return message.repaired or not message.body_available or (tested and not fits)


def _key_open(subject: Subject) -> bool:
    """Whether a public key is missing, or rests on a file: anybody could have written one."""
    return any(
        check.key.state is not KeyState.FOUND or check.key.source != "live"
        for check in subject.analysed.authentication.dkim
    )
