"""What a chain says in words: the result first, then who sealed what, then what weakens it."""

from __future__ import annotations

from provenance.authentication.arc.records import ArcCheck, ArcInstance, ArcReason, ArcResult
from provenance.authentication.records import DnsSource
from provenance.basics import State, Text, text

MOST_NOTES = 60


def arc_notes(check: ArcCheck) -> tuple[Text, ...]:
    """Return the sentences of one chain, each once, the result first."""
    notes = [_result(check)]
    if check.result is ArcResult.PASS:
        notes.append(text("authentication.arc.note.what-it-shows"))
    for one in check.instances:
        notes += _instance(one)
    if isinstance(check.oldest_pass, int) and check.oldest_pass > 1:
        notes.append(text("authentication.arc.note.oldest-pass", number=check.oldest_pass))
    return tuple(dict.fromkeys(notes))[:MOST_NOTES]


def _result(check: ArcCheck) -> Text:
    at = check.at if isinstance(check.at, int) else State.NOT_APPLICABLE
    if check.reason is ArcReason.VERIFIED:
        return text("authentication.arc.reason.verified", count=len(check.instances))
    if isinstance(at, State):
        return text(f"authentication.arc.reason.{check.reason.value}.chain")
    return text(f"authentication.arc.reason.{check.reason.value}", number=at)


def _instance(one: ArcInstance) -> list[Text]:
    seal = one.seal
    if isinstance(seal, State):
        return []
    notes = []
    if one.says_nothing:
        notes.append(text("authentication.arc.note.says-nothing", number=one.number))
    if one.verified:
        case = "sealed-known" if not isinstance(one.sealer, State) else "sealed-unknown"
        if one.own_domain:
            case = "sealed-own"
        operator = one.sealer.operator if not isinstance(one.sealer, State) else ""
        params = {"operator": operator} if case == "sealed-known" else {}
        notes.append(
            text(f"authentication.arc.note.{case}", number=one.number, domain=seal.domain, **params)
        )
    for checked in (one.message_signature, seal):
        if isinstance(checked, State):
            continue
        key = checked.key
        if key.contradicted:
            notes.append(text("authentication.arc.note.key-conflict", name=key.name))
        if key.testing:
            notes.append(text("authentication.arc.note.key-testing", name=key.name))
        if key.record and key.source == DnsSource.SUPPLIED:
            notes.append(
                text(
                    "authentication.arc.note.key-supplied",
                    name=key.name,
                    origin=key.server or State.ABSENT,
                    seen=key.asked_at or State.ABSENT,
                )
            )
        if checked.detail:
            notes.append(
                text(
                    "authentication.arc.note.detail",
                    header=checked.header,
                    number=one.number,
                    detail=checked.detail,
                )
            )
    return notes
