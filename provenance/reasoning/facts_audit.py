"""Findings about records of systems: what exports say of a message, and what they cannot show.

A log names an account, never a person. Every finding carries the sentence that keeps a reader
from the conclusion that would be wrong (audit reference §4.3).
"""

from __future__ import annotations

from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import AccessMode, IpClass, IpRole, IpSeen
from provenance.basics import Address, Param, State, Text, Where, known, text
from provenance.correlation import AuditSide, Join, JoinTier
from provenance.correlation.parties import names_another
from provenance.correlation.sendings import conflicts_of
from provenance.reasoning.claims import CLAIM, RECORD
from provenance.reasoning.exports import Exports, clock_cautions, instant_of
from provenance.reasoning.facts_absent import absent_findings
from provenance.reasoning.facts_contradiction import difference
from provenance.reasoning.facts_logs import log_findings
from provenance.reasoning.facts_sendings import in_other_mailbox
from provenance.reasoning.facts_users import beside_address
from provenance.reasoning.operations import operation_key
from provenance.reasoning.program_words import program_words
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

MAX_ROWS: Final = 20
"""Rows of one kind that are findings of their own; the rest is counted."""
MAX_DELETED: Final = 3
"""Rows about the deletion of the item that are findings of their own."""
_DESTINATIONS: Final = frozenset({"movetodeleteditems", "softdelete", "harddelete"})
"""Operations whose documentation says where the item went."""
_FIRM: Final = frozenset({JoinTier.S1, JoinTier.S2, JoinTier.S3})
_SENDING: Final = frozenset(
    {EventKind.SEND, EventKind.SEND_AS, EventKind.SEND_ON_BEHALF, EventKind.SUBMIT}
)
_CARRYING: Final = frozenset(
    {EventKind.RECEIVE, EventKind.TRANSFER, EventKind.DELIVER, EventKind.EXPAND, EventKind.FAIL}
)
_BESIDE: Final = (
    EventKind.RECALL,
    EventKind.SIGN_IN,
    EventKind.PASSWORD,
    EventKind.PERMISSION,
    EventKind.RULE,
    EventKind.DELETE,
)
_NEEDS: Final = {
    "join.sent": frozenset({"account", "time"}),
    "join.mode": frozenset({"account", "time", "mode"}),
    "join.send-as": frozenset({"account", "time", "mode"}),
    "join.send-on-behalf": frozenset({"account", "time", "mode"}),
    "join.address": frozenset({"address", "device", "time"}),
    "join.client": frozenset({"address", "device", "time"}),
}
"""What of the record of a sending a finding needs, which other records may contradict."""
_INSIDE: Final = frozenset({IpClass.PRIVATE, IpClass.SHARED, IpClass.LINK_LOCAL, IpClass.LOOPBACK})


class _Side:
    """The exports of a case as one message sees them."""

    def __init__(self, side: AuditSide, message: str) -> None:
        self.exports = Exports(side, message)
        self.events = {event.id: event for event in side.events}
        self.places = dict(side.places)
        self.sources = {source.evidence: source for source in side.sources}
        self.joins = [join for join in side.joins if join.message == message]
        self.contested = frozenset(
            aspect for one in conflicts_of(side, message) for aspect in one.aspects
        )

    def event(self, join: Join) -> AuditEvent:
        return self.events[join.event]

    def where(self, *events: AuditEvent) -> tuple[Where, ...]:
        return tuple(self.places[event.id] for event in events[:MAX_ROWS])

    def strength(self, join: Join) -> int:
        """A log says what its holder's system wrote, if it names this very message."""
        return RECORD if join.tier in _FIRM and not join.disagree else CLAIM


def audit_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """What the exports say of one message: sendings, transport, what lies beside, what lacks."""
    if not side.sources:
        return []
    mine = _Side(side, subject.analysed.message.id)
    sendings = [
        join
        for join in mine.joins
        if join.tier in {*_FIRM, JoinTier.M} and mine.event(join).kind in _SENDING
    ]
    found: list[Finding] = []
    for join in sendings[:MAX_ROWS]:
        found += _sending(subject, mine, join)
    if len(sendings) > MAX_ROWS:
        found.append(subject.cut("join.sending", len(sendings) - MAX_ROWS))
    found += _deleted(subject, mine)
    found += _carried(subject, mine)
    found += _beside(subject, mine)
    named = {mine.event(join).source for join in mine.joins if join.tier in {*_FIRM, JoinTier.M}}
    found += absent_findings(subject, frozenset(named), side)
    return [*found, *log_findings(subject, side)]


def _sending(subject: Subject, mine: _Side, join: Join) -> list[Finding]:
    """One record of a sending: the record itself, its mode, addresses, program, differences."""
    event = mine.event(join)
    where = mine.where(event)
    if names_another(join):
        return _of_another(subject, mine, join, where)
    account = known(event.actor.account) or known(event.mailbox.owner)
    params: dict[str, Param] = {
        "exhibit": event.source,
        "row": event.locator.row,
        "operation": event.operation,
        "time": instant_of(event),
        "account": Address(spec=account) if account else State.ABSENT,
    }
    found = [
        _made(
            subject, mine, join, "join.sent", 3,
            text(f"reasoning.join.sent.{join.tier.value.lower()}", **params), where,
            cautions=(text("reasoning.caution.log-account"), *_tier_cautions(join)),
        )
    ]  # fmt: skip
    found += _mode(subject, mine, join, event, where)
    found += [_address(subject, mine, join, ip, where) for ip in event.ips]
    if words := _program(event):
        found.append(
            _made(
                subject, mine, join, "join.client", 4, words, where,
                cautions=(text("reasoning.caution.user-agent"),),
            )
        )  # fmt: skip
    found += [difference(subject, mine.exports, name, event) for name in join.disagree]
    return found


def _program(event: AuditEvent) -> Text | None:
    """The program that a row names, as written, and in plain words where the table knows them."""
    agent = known(event.client.user_agent) or known(event.client.info)
    if not agent:
        return None
    values: dict[str, Param] = {
        "exhibit": event.source, "row": event.locator.row, "client": agent,
    }  # fmt: skip
    program = program_words(event.client)
    if program is None:
        return text("reasoning.join.client", **values)
    return text("reasoning.join.client-known", program=program, **values)


def _of_another(
    subject: Subject, mine: _Side, join: Join, where: tuple[Where, ...]
) -> list[Finding]:
    """The row has this Message-ID for another message: nothing else of it is about this one."""
    event = mine.event(join)
    statement = text(
        "reasoning.join.other-message",
        exhibit=event.source, row=event.locator.row, time=instant_of(event),
    )  # fmt: skip
    told = _made(
        subject, mine, join, "join.other-message", 3, statement, where,
        cautions=(text("reasoning.caution.other-message"),),
    )  # fmt: skip
    return [told, *(difference(subject, mine.exports, name, event) for name in join.disagree)]


def _tier_cautions(join: Join) -> tuple[Text, ...]:
    if join.tier is JoinTier.M:
        return (text("reasoning.caution.join-medium", rivals=join.rivals),)
    return ()


def _mode(
    subject: Subject, mine: _Side, join: Join, event: AuditEvent, where: tuple[Where, ...]
) -> list[Finding]:
    """In what capacity: an owner's login names credentials; sending as somebody names the actor."""
    owner, account = known(event.mailbox.owner), known(event.actor.account)
    values: dict[str, Param] = {"exhibit": event.source, "row": event.locator.row}
    if event.kind in {EventKind.SEND_AS, EventKind.SEND_ON_BEHALF} and account:
        values |= {
            "account": Address(spec=account),
            "mailbox": Address(spec=owner) if owner else State.ABSENT,
        }
        id_ = f"reasoning.join.{event.kind.value}"
        caution = text("reasoning.caution.log-account")
        name = f"join.{event.kind.value}"
        return [_made(subject, mine, join, name, 3, text(id_, **values), where, (caution,))]
    if account and owner and in_other_mailbox(event):
        return [_other_account(subject, mine, join, account, owner)]
    if event.mailbox.mode is AccessMode.UNKNOWN:
        return []
    mode = event.mailbox.mode.value
    caution = text(f"reasoning.caution.mode-{'owner' if mode == 'owner' else 'other'}")
    native = known(event.mailbox.native_mode) or ""
    if mode == "owner" and native.isdigit():
        # The number says nothing by itself: Microsoft, Management Activity API, LogonType.
        statement = text("reasoning.join.mode.owner.number", native=native, **values)
    else:
        statement = text(f"reasoning.join.mode.{mode}", **values)
    return [_made(subject, mine, join, f"join.mode.{mode}", 3, statement, where, (caution,))]


def _other_account(subject: Subject, mine: _Side, join: Join, account: str, owner: str) -> Finding:
    """Another account in this mailbox; where the row also says owner, it contradicts itself."""
    event = mine.event(join)
    itself = event.mailbox.mode is AccessMode.OWNER
    values: dict[str, Param] = {
        "exhibit": event.source,
        "row": event.locator.row,
        "account": Address(spec=account),
        "mailbox": Address(spec=owner),
    }
    case = "other-account.owner" if itself else "other-account"
    return _made(
        subject, mine, join, "join.mode.other-account", 3,
        text(f"reasoning.join.mode.{case}", **values), mine.where(event),
        (text("reasoning.caution.mode-other-account"), text("reasoning.caution.log-account")),
        strength=min(mine.strength(join), CLAIM) if itself else None,
    )  # fmt: skip


def _address(
    subject: Subject, mine: _Side, join: Join, ip: IpSeen, where: tuple[Where, ...]
) -> Finding:
    event = mine.event(join)
    shown = known(ip.address) or ip.raw
    params: dict[str, Param] = {"exhibit": event.source, "row": event.locator.row, "ip": shown}
    port = known(ip.port)
    if ip.cls is IpClass.PROVIDER:
        case, caution = "provider", "provider-address"
        params["operator"] = ip.operator
    elif ip.cls in _INSIDE:
        case, caution = "inside", "inside-address"
    elif ip.role is IpRole.ORIGINAL_CLIENT:
        case, caution = ("client-port", "network") if port else ("client", "network")
        if port:
            params["port"] = str(port)
    else:
        case, caution = "peer", "peer-address"
    return _made(
        subject, mine, join, f"join.address.{case}", 4,
        text(f"reasoning.join.address.{case}", **params), where,
        cautions=(
            text(f"reasoning.caution.{caution}"),
            *beside_address(mine.exports.side, mine.exports.message, shown),
        ),
    )  # fmt: skip


def _carried(subject: Subject, mine: _Side) -> list[Finding]:
    """Rows about the message's way through a system, one finding for each export."""
    rows: dict[str, list[Join]] = {}
    for join in mine.joins:
        if join.tier in _FIRM and mine.event(join).kind in _CARRYING:
            rows.setdefault(mine.event(join).source, []).append(join)
    found = []
    for source, joins in sorted(rows.items()):
        events = [mine.event(join) for join in joins]
        recipients = {one for event in events for ref in event.messages for one in ref.recipients}
        statement = text(
            "reasoning.join.carried", exhibit=source, rows=len(events), recipients=len(recipients)
        )
        found.append(
            _made(
                subject, mine, joins[0], "join.carried", 2, statement, mine.where(*events),
                cautions=(text("reasoning.caution.log-account"),), group=source,
            )
        )  # fmt: skip
    return found


def _deleted(subject: Subject, mine: _Side) -> list[Finding]:
    """Rows by which the item itself was deleted or moved, one finding for each of them.

    Concealment and tidying up leave the same row, so it is told like a recall and no more.
    """
    sessions = {
        (one.kind, one.value)
        for join in mine.joins
        if join.tier in _FIRM and mine.event(join).kind in _SENDING
        for one in mine.event(join).sessions
    }
    own = [
        join
        for join in mine.joins
        if join.tier in _FIRM and mine.event(join).kind in {EventKind.DELETE, EventKind.MOVE}
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
            _made(
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


def _beside(subject: Subject, mine: _Side) -> list[Finding]:
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
                _made(
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


def _made(
    subject: Subject,
    mine: _Side,
    join: Join,
    name: str,
    rung: int,
    statement: Text,
    where: tuple[Where, ...],
    cautions: tuple[Text, ...] = (),
    *,
    strength: int | None = None,
    group: str = "",
) -> Finding:
    """A finding that an export carries: class L, one dependency group for each export."""
    event = mine.event(join)
    limit = mine.strength(join)
    if mine.contested & _NEEDS.get(".".join(name.split(".")[:2]), frozenset()):
        limit = min(limit, CLAIM)
    made = subject.finding(
        name,
        FindingKind.JOIN,
        rung,
        statement,
        where=where,
        cls=AttestationClass.LOG,
        strength=limit if strength is None else strength,
        group=group or f"export:{event.source}",
        cautions=(*cautions, *clock_cautions(event)),
    )
    from dataclasses import replace

    return replace(made, interest=mine.sources[event.source].interest)
