"""Findings about what lies beside a sending: its deletion, the session, what is near in time."""

from __future__ import annotations

from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.basics import Address, Param, State, Text, known, text
from provenance.correlation import JoinTier
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import instant_of
from provenance.reasoning.joined_rows import FIRM, SENDINGS, JoinedRows, made
from provenance.reasoning.operations import operation_key
from provenance.reasoning.records import Finding
from provenance.reasoning.subject import Subject

MAX_DELETED: Final = 3
"""Rows about the deletion of the item that are findings of their own."""
_DESTINATIONS: Final = frozenset({"movetodeleteditems", "softdelete", "harddelete"})
"""Operations whose documentation says where the item went."""
_BESIDE: Final = (
    EventKind.RECALL,
    EventKind.SIGN_IN,
    EventKind.PASSWORD,
    EventKind.PERMISSION,
    EventKind.RULE,
    EventKind.DELETE,
)


def deleted_findings(subject: Subject, mine: JoinedRows) -> list[Finding]:
    """Rows by which the item itself was deleted or moved, one finding for each of them.

    Concealment and tidying up leave the same row, so it is told like a recall and no more.
    """
    sessions = {
        (one.kind, one.value)
        for join in mine.joins
        if join.tier in FIRM and mine.event(join).kind in SENDINGS
        for one in mine.event(join).sessions
    }
    own = [
        join
        for join in mine.joins
        if join.tier in FIRM and mine.event(join).kind in {EventKind.DELETE, EventKind.MOVE}
    ]
    found = []
    for join in own[:MAX_DELETED]:
        event = mine.event(join)
        same = any((one.kind, one.value) in sessions for one in event.sessions)
        folder = next((known(ref.folder) for ref in event.messages if known(ref.folder)), "")
        statement = text(
            f"reasoning.join.item-deleted.{'session' if same else 'other'}",
            exhibit=event.source, row=event.locator.row, operation=event.operation,
            time=instant_of(event), account=_account_of(event),
        )  # fmt: skip
        if folder:
            statement = text("reasoning.join.item-deleted.folder", words=statement, folder=folder)
        key = operation_key(event.kind.value, event.operation, mine.exports.layout(event))
        if key in _DESTINATIONS:
            statement = text(f"reasoning.join.item-deleted.{key}", words=statement)
        found.append(
            made(
                subject, mine, join, "join.item-deleted", 3, statement, mine.where(event),
                strength=0,
                cautions=(
                    text("reasoning.caution.item-deleted"),
                    *((text("reasoning.caution.folder-before"),) if folder else ()),
                    text("reasoning.caution.log-account"),
                ),
            )
        )  # fmt: skip
    if len(own) > MAX_DELETED:
        found.append(subject.cut("join.item-deleted", len(own) - MAX_DELETED))
    return found


def _account_of(event: AuditEvent) -> Param:
    """The account that a row names as acting."""
    account = known(event.actor.account)
    return Address(spec=account) if account else State.ABSENT


def beside_findings(subject: Subject, mine: JoinedRows) -> list[Finding]:
    """What the same session did, and what else the account did near that time: two findings each.

    Near records prove nothing about the message; they say where to look.
    """
    found = []
    for tier, name in ((JoinTier.L, "session"), (JoinTier.W, "near")):
        joins = [join for join in mine.joins if join.tier is tier]
        for kind in _BESIDE:
            own = [join for join in joins if mine.event(join).kind is kind]
            if not own:
                continue
            events = [mine.event(join) for join in own]
            statement = text(
                f"reasoning.join.{name}.{kind.value}",
                rows=len(events),
                list=mine.exports.rows(*events),
            )
            if kind is EventKind.SIGN_IN and name == "session":
                statement = _first_sign_in(statement, events)
            found.append(
                made(
                    subject, mine, own[0], f"join.{name}.{kind.value}", 0 if name == "near" else 3,
                    statement, mine.where(*events), strength=0 if name == "near" else CLAIM,
                    cautions=(*_second_act(kind), text(f"reasoning.caution.{name}")),
                    group=f"{name}:{kind.value}",
                )
            )  # fmt: skip
    return found


def _first_sign_in(words: Text, events: list[AuditEvent]) -> Text:
    """The sentence with moment, device and program of the first of the sign-ins."""
    timed = [one for one in events if not isinstance(one.time, State)]
    if not timed:
        return words
    first = min(timed, key=lambda one: (one.begins, one.source, one.locator.start))
    device = known(first.device.name) or known(first.device.id)
    program = known(first.client.user_agent) or known(first.client.info)
    return text(
        "reasoning.join.session.first",
        words=words,
        time=instant_of(first),
        device=device or State.ABSENT,
        program=program or State.ABSENT,
    )


def _second_act(kind: EventKind) -> tuple[Text, ...]:
    """What a recall and a grant tempt to conclude, and what they show."""
    if kind is EventKind.RECALL:
        return (text("reasoning.caution.recall"),)
    if kind is EventKind.PERMISSION:
        return (text("reasoning.caution.access.rights"),)
    return ()
