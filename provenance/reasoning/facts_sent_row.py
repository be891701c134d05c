"""Findings about one recorded sending: the row, its mode, its addresses, its program.

A log names an account, never a person. Every finding carries the sentence that keeps a reader
from the conclusion that would be wrong (audit reference §4.3).
"""

from __future__ import annotations

from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import AccessMode, IpClass, IpRole, IpSeen
from provenance.basics import Address, Param, State, Text, Where, known, text
from provenance.correlation import Join, JoinTier
from provenance.correlation.parties import names_another
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import instant_of
from provenance.reasoning.facts_contradiction import difference
from provenance.reasoning.facts_sendings import in_other_mailbox
from provenance.reasoning.facts_users import beside_address
from provenance.reasoning.joined_rows import JoinedRows, made
from provenance.reasoning.program_words import program_words
from provenance.reasoning.records import Finding
from provenance.reasoning.subject import Subject

_INSIDE: Final = frozenset({IpClass.PRIVATE, IpClass.SHARED, IpClass.LINK_LOCAL, IpClass.LOOPBACK})


def sending_findings(subject: Subject, mine: JoinedRows, join: Join) -> list[Finding]:
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
        made(
            subject, mine, join, "join.sent", 3,
            text(f"reasoning.join.sent.{join.tier.value.lower()}", **params), where,
            cautions=(text("reasoning.caution.log-account"), *_tier_cautions(join)),
        )
    ]  # fmt: skip
    found += _mode(subject, mine, join, event, where)
    found += [_address(subject, mine, join, ip, where) for ip in event.ips]
    if words := _program(event):
        found.append(
            made(
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
    subject: Subject, mine: JoinedRows, join: Join, where: tuple[Where, ...]
) -> list[Finding]:
    """The row has this Message-ID for another message: nothing else of it is about this one."""
    event = mine.event(join)
    statement = text(
        "reasoning.join.other-message",
        exhibit=event.source, row=event.locator.row, time=instant_of(event),
    )  # fmt: skip
    told = made(
        subject, mine, join, "join.other-message", 3, statement, where,
        cautions=(text("reasoning.caution.other-message"),),
    )  # fmt: skip
    return [told, *(difference(subject, mine.exports, name, event) for name in join.disagree)]


def _tier_cautions(join: Join) -> tuple[Text, ...]:
    if join.tier is JoinTier.M:
        return (text("reasoning.caution.join-medium", rivals=join.rivals),)
    return ()


def _mode(
    subject: Subject, mine: JoinedRows, join: Join, event: AuditEvent, where: tuple[Where, ...]
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
        return [made(subject, mine, join, name, 3, text(id_, **values), where, (caution,))]
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
    return [made(subject, mine, join, f"join.mode.{mode}", 3, statement, where, (caution,))]


def _other_account(
    subject: Subject, mine: JoinedRows, join: Join, account: str, owner: str
) -> Finding:
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
    return made(
        subject, mine, join, "join.mode.other-account", 3,
        text(f"reasoning.join.mode.{case}", **values), mine.where(event),
        (text("reasoning.caution.mode-other-account"), text("reasoning.caution.log-account")),
        strength=min(mine.strength(join), CLAIM) if itself else None,
    )  # fmt: skip


def _address(
    subject: Subject, mine: JoinedRows, join: Join, ip: IpSeen, where: tuple[Where, ...]
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
    return made(
        subject, mine, join, f"join.address.{case}", 4,
        text(f"reasoning.join.address.{case}", **params), where,
        cautions=(
            text(f"reasoning.caution.{caution}"),
            *beside_address(mine.exports.side, mine.exports.message, shown),
        ),
    )  # fmt: skip
