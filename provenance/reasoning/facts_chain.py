"""Findings about what stands around a recorded sending, and about the clocks of the exports."""

from __future__ import annotations

from typing import Final

from provenance.audit import AuditEvent
from provenance.audit.records import AccountKind
from provenance.basics import Address, Param, Text, known, text
from provenance.correlation import AuditSide
from provenance.correlation.parties import client_addresses
from provenance.correlation.records import Neighbour, Order, SourceOffset, Stage
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import Exports, log_finding
from provenance.reasoning.facts_log_marks import file_where
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.trace import AttestationClass

_MAIL: Final = frozenset({Stage.SEND, Stage.TRANSPORT})
_NOBODY: Final = frozenset({AccountKind.SYSTEM, AccountKind.APPLICATION, AccountKind.SERVICE})
MAX_ACCOUNTS: Final = 5
"""Further accounts that get a finding of their own."""


def chain_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """What shares session, message, device or address with the recorded sending."""
    message = subject.analysed.message.id
    mine = Exports(side, message)
    around = [one for one in side.neighbours if one.message == message]
    if not around:
        return []
    found = []
    for id_ in dict.fromkeys(one.sending for one in around):
        sending = mine.events[id_]
        own = [one for one in around if one.sending == id_]
        found += _chain(subject, mine, sending, own)
        found += _addresses(subject, mine, sending, own)
        found += _others(subject, mine, sending, own)
    return found


def _chain(
    subject: Subject, mine: Exports, sending: AuditEvent, around: list[Neighbour]
) -> list[Finding]:
    """How many records of the same session or message stand before and after."""
    shared = [one for one in around if {"session", "message"} & set(one.shares)]
    tied = [one for one in shared if one.stage not in _MAIL]
    if not tied:
        return []
    mails = [mine.events[one.event] for one in shared if one.stage in _MAIL]
    left_out = (text("reasoning.chain.mails", rows=mine.rows(*mails)),) if mails else ()
    orders = [one.order for one in tied]
    statement = text(
        "reasoning.chain.session",
        row=sending.locator.row,
        exhibit=sending.source,
        before=orders.count(Order.BEFORE),
        after=orders.count(Order.AFTER),
        open=orders.count(Order.OPEN) + orders.count(Order.SAME),
    )
    events = (sending, *(mine.events[one.event] for one in tied))
    return [
        log_finding(
            subject, mine, "chain.session", FindingKind.JOIN, 3, statement, events,
            strength=CLAIM,
            cautions=(
                *left_out, text("reasoning.caution.session"), text("reasoning.caution.order")
            ),
        )
    ]  # fmt: skip


def _addresses(
    subject: Subject, mine: Exports, sending: AuditEvent, around: list[Neighbour]
) -> list[Finding]:
    """Several client addresses in one session: the tempting reading is two places."""
    tied = [mine.events[one.event] for one in around if "session" in one.shares]
    events = tuple(event for event in (sending, *tied) if client_addresses(event))
    seen = tuple(sorted({one for event in events for one in client_addresses(event)}))
    if len(seen) < 2:
        return []
    shown = (*seen[:6], "…") if len(seen) > 6 else seen
    cautions = [text("reasoning.caution.addresses-in-session")]
    if any(":" in one for one in seen):
        cautions.append(text("reasoning.caution.ipv6"))
    return [
        log_finding(
            subject, mine, "chain.addresses", FindingKind.JOIN, 4,
            text("reasoning.chain.addresses", exhibit=sending.source, addresses=shown),
            events, strength=0, cautions=tuple(cautions),
        )
    ]  # fmt: skip


def _others(
    subject: Subject, mine: Exports, sending: AuditEvent, around: list[Neighbour]
) -> list[Finding]:
    """Other accounts in the same session, on the same device, from the same address."""
    rows: dict[tuple[str, str], list[AuditEvent]] = {}
    for one in around:
        event = mine.events[one.event]
        if one.own_account or event.actor.kind in _NOBODY:
            continue
        tie = next((t for t in ("session", "device", "address") if t in one.shares), "")
        account = known(event.actor.account)
        if tie and account:
            rows.setdefault((tie, account.lower()), []).append(event)
    found = []
    for (tie, _), events in sorted(rows.items())[:MAX_ACCOUNTS]:
        account = known(events[0].actor.account) or ""
        values: dict[str, Param] = {
            "account": Address(spec=account) if "@" in account else account,
            "rows": mine.rows(*events),
        }
        if tie == "address":
            common = client_addresses(sending) & client_addresses(events[0])
            values["ip"] = min(common, default="")
        found.append(
            log_finding(
                subject, mine, f"chain.other-account.{tie}", FindingKind.JOIN, 4,
                text(f"reasoning.chain.other-account.{tie}", **values),
                (sending, *events), strength=CLAIM,
                cautions=(
                    text(f"reasoning.caution.other-account.{tie}"),
                    text("reasoning.caution.log-account"),
                ),
            )
        )  # fmt: skip
    if len(rows) > MAX_ACCOUNTS:
        found.append(subject.cut("chain.other-account", len(rows) - MAX_ACCOUNTS))
    return found


def offset_findings(side: AuditSide) -> list[Finding]:
    """The clock of each export for which enough messages tell it; nothing is shifted by it."""
    sources = {one.evidence: one for one in side.sources}
    found = []
    for one in side.offsets:
        if one.median_seconds is None or one.spread_seconds is None:
            continue
        source = sources[one.source]
        found.append(
            Finding(
                id="",
                name="offset.established",
                kind=FindingKind.CLOCK,
                rung=0,
                statement=_offset_words(one),
                attested_by=AttestationClass.LOG,
                where=(file_where(source),),
                strength=0,
                group=f"export:{one.source}:clock",
                interest=source.interest,
                observed=True,
                cautions=(text("reasoning.caution.offset"),),
            )
        )
    return found


def _offset_words(one: SourceOffset) -> Text:
    return text(
        "reasoning.offset.established",
        exhibit=one.source,
        pairs=one.pairs,
        median=_seconds(one.median_seconds or 0.0),
        spread=_seconds(one.spread_seconds or 0.0),
    )


def _seconds(value: float) -> float | int:
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded
