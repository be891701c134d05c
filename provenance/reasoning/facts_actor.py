"""Who acted where one mailbox sent on behalf of another: as far as a copy still says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from provenance.basics import Address, known, text
from provenance.message import HeaderField
from provenance.origin import sender_differs
from provenance.reasoning.answer import bare
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject

_PRINCIPAL: Final = "x-ms-exchange-crosstenant-userprincipalname"


def actor_finding(subject: Subject, marks: tuple[int, ...]) -> Finding:
    """Who acted for the author, in the fields that are left; a list replaces Sender by its own.

    In the samples the account of the sending tenant stands in clear text in a few copies and in an
    encrypted form in the others (25 messages of public lists).
    """
    message, identity = subject.analysed.message, subject.analysed.trace.identity
    by_list = bool(message.named("list-id") or message.named("list-post"))
    sender = known(identity.sender)
    if sender is not None and not by_list and sender_differs(subject.analysed.trace):
        fields = _indexes(message.named("sender"))
        shown: Address | None = bare(sender)
    else:
        named = [f for f in message.named(_PRINCIPAL) if "@" in f.value and " " not in f.value]
        shown = Address(spec=named[0].value.strip()) if named else None
        fields = _indexes(named[:1])
    if shown is None or not identity.from_:
        words = "reasoning.origin.actor.list" if by_list else "reasoning.origin.actor.none"
        return subject.finding(
            "origin.actor-not-determinable",
            FindingKind.LIMITATION,
            3,
            text(words),
            fields=marks,
            strength=0,
        )
    return subject.finding(
        "origin.actor",
        FindingKind.ORIGIN,
        3,
        text("reasoning.origin.actor", actor=shown, author=bare(identity.from_[0])),
        fields=(*marks, *fields),
        cautions=(text("reasoning.caution.actor"),),
    )


def _indexes(fields: Sequence[HeaderField]) -> tuple[int, ...]:
    return tuple(field.index for field in fields)
