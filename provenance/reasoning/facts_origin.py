"""Findings about the origin: the account named, how it was used, client, address of submission."""

from __future__ import annotations

from provenance.basics import Address, Param, State, known, text
from provenance.origin import Mode, OriginFact, sender_differs
from provenance.reasoning.facts_actor import actor_finding
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_header
from provenance.trace import AttestationClass


def origin_findings(subject: Subject) -> list[Finding]:
    """From and Sender, then what the oldest line shows, then what it leaves out."""
    return [
        *_author(subject),
        *_sender(subject),
        *_represented(subject),
        *_mode(subject),
        *_submission(subject),
        *_account(subject),
        *_address(subject),
        *_client(subject),
        *_client_signs(subject),
    ]


def _author(subject: Subject) -> list[Finding]:
    fields = tuple(field.index for field in subject.analysed.message.named("from"))
    authors = subject.analysed.trace.identity.from_
    if not fields or not authors:
        return []
    sealed = subject.cls(*fields) is AttestationClass.SIGNED
    return [
        subject.finding(
            "identity.from",
            FindingKind.ORIGIN,
            3,
            text(
                "reasoning.identity.from-sealed" if sealed else "reasoning.identity.from",
                address=authors[0],
            ),
            fields=fields,
            cautions=(text("reasoning.caution.from"),),
        )
    ]


def _sender(subject: Subject) -> list[Finding]:
    identity = subject.analysed.trace.identity
    sender = known(identity.sender)
    fields = tuple(
        field.index
        for field in subject.analysed.message.fields
        if field.lname in {"from", "sender"}
    )
    if sender is None or not fields or not sender_differs(subject.analysed.trace):
        return []
    author = identity.from_[0] if identity.from_ else Address(spec="")
    return [
        subject.finding(
            "identity.sender-differs",
            FindingKind.ORIGIN,
            3,
            text("reasoning.identity.sender-differs", author=author, sender=sender),
            fields=fields,
            cautions=(text("reasoning.caution.sender"),),
        )
    ]


def _represented(subject: Subject) -> list[Finding]:
    """Type 2 means on behalf; type 1 stands on ordinary mail too and is not reported."""
    named = subject.analysed.message.named("x-ms-exchange-messagesentrepresentingtype")
    fields = tuple(field.index for field in named if field.value.strip() == "2")
    if not fields:
        return []
    return [
        subject.finding(
            "origin.representing",
            FindingKind.ORIGIN,
            3,
            text("reasoning.origin.representing"),
            fields=fields,
            cautions=(text("reasoning.caution.representing"),),
        ),
        actor_finding(subject, fields),
    ]


def _mode(subject: Subject) -> list[Finding]:
    """A login or a program that the line speaks of, where no login name is shown."""
    origin = subject.analysed.origin
    fact = origin.mode_fact
    if isinstance(fact.value, State) or not fact.fields or origin.mode is Mode.ON_BEHALF:
        return []
    if known(origin.account.value):
        return []
    return [
        subject.finding(
            f"origin.mode.{fact.value}",
            FindingKind.ORIGIN,
            3,
            text(f"reasoning.origin.mode.{fact.value}"),
            fields=fact.fields,
            strength=_strength(subject, fact),
            cautions=(text("reasoning.caution.account"),),
        )
    ]


def _strength(subject: Subject, fact: OriginFact) -> int:
    return min(fact.strength, subject.limit(*fact.fields))


def _submission(subject: Subject) -> list[Finding]:
    origin = subject.analysed.origin
    server, protocol = origin.server, origin.protocol
    if isinstance(server.value, State) or not server.fields:
        return []
    case = "submission" if known(protocol.value) else "submission-no-protocol"
    params: dict[str, Param] = {"server": server.value}
    if not isinstance(protocol.value, State):
        params["protocol"] = protocol.value
    if isinstance(origin.time, State):
        case += "-no-time"
    else:
        params["time"] = origin.time
    return [
        subject.finding(
            "origin.submission",
            FindingKind.ORIGIN,
            3,
            text(f"reasoning.origin.{case}", **params),
            fields=server.fields,
            strength=_strength(subject, server),
            cautions=origin.limits,
        )
    ]


def _account(subject: Subject) -> list[Finding]:
    account = subject.analysed.origin.account
    if isinstance(account.value, State) or not account.fields:
        return []
    return [
        subject.finding(
            "origin.account",
            FindingKind.ORIGIN,
            3,
            text("reasoning.origin.account", account=Address(spec=account.value)),
            fields=account.fields,
            strength=_strength(subject, account),
            cautions=(text("reasoning.caution.account"),),
        )
    ]


def _address(subject: Subject) -> list[Finding]:
    origin = subject.analysed.origin
    if isinstance(origin.ip.value, State) or not origin.ip.fields:
        note = known(origin.ip.note)
        hops = subject.analysed.trace.route.hops
        return [
            subject.finding(
                "origin.ip-not-shown",
                FindingKind.LIMITATION,
                4,
                note or text("reasoning.origin.ip-not-shown"),
                fields=(hops[0].trace.field,) if hops else (),
                where=() if hops else (where_header(subject.analysed.message),),
                strength=0,
                group="" if hops else "origin",
                observed=True,
            )
        ]
    case = "ip" if origin.ip_class not in {"private", "loopback", "link-local"} else "ip-inside"
    return [
        subject.finding(
            "origin.ip",
            FindingKind.ORIGIN,
            4,
            text(f"reasoning.origin.{case}", ip=origin.ip.value),
            fields=origin.ip.fields,
            strength=_strength(subject, origin.ip),
            cautions=(text("reasoning.caution.ip"),),
        )
    ]


def _client(subject: Subject) -> list[Finding]:
    client = subject.analysed.origin.client_name
    if isinstance(client.value, State) or not client.fields:
        return []
    return [
        *_library(subject, client.value),
        subject.finding(
            "client.named",
            FindingKind.CLIENT,
            4,
            text("reasoning.client.named", name=client.value),
            fields=client.fields,
            strength=min(1, _strength(subject, client)),
            cautions=(text("reasoning.caution.client"),),
        ),
    ]


def _library(subject: Subject, name: str) -> list[Finding]:
    """The program named is one that other programs send by, and nothing that people write in.

    Which programs are of that kind is data: ``kind`` of the table of products.
    """
    from provenance.origin.client_table import sign_table

    client, product = subject.analysed.origin.client_name, sign_table().named(name)
    if product is None or product.kind != "library":
        return []
    return [
        subject.finding(
            "client.library",
            FindingKind.CLIENT,
            3,
            text("reasoning.client.library", name=product.name),
            fields=client.fields,
            strength=min(1, _strength(subject, client)),
            cautions=(text("reasoning.caution.library"),),
        )
    ]


def _client_signs(subject: Subject) -> list[Finding]:
    """Signs of the message that agree on one program; what they say stays the sender's word."""
    reading = subject.analysed.client
    name = known(reading.name)
    if name is None or reading.agreement not in {"one-writer", "independent"}:
        return []
    fitting = [sign.field for sign in reading.signs if sign.fits is True]
    fields = tuple(dict.fromkeys(fitting))
    return [
        subject.finding(
            "client.signs",
            FindingKind.CLIENT,
            4,
            text(f"reasoning.client.signs.{reading.agreement}", name=name, count=len(fitting)),
            fields=fields,
            strength=min(1, subject.limit(*fields)),
            cautions=(text("reasoning.caution.client-signs"),),
        )
    ]
