"""What is in doubt about the recorded sending of a message, and what hangs on it.

Records that contradict each other, a row that only fits the message, a log and a copy that do not
agree, a message prepared long before: whatever is concluded from the sending carries one step at
most, and says what it takes for granted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from provenance.audit import AuditEvent
from provenance.audit.records import AccessMode
from provenance.basics import Param, Text, known, text
from provenance.correlation import AuditSide, JoinTier
from provenance.correlation.accounts import same_account
from provenance.correlation.sendings import ASPECTS, Conflict, conflicts_of, join_of
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import Exports, log_finding
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject

_FOURTH: Final = frozenset({"address", "device"})
_COPY: Final = ("time", "client-ip")
"""Differences between log and copy that leave open when, or from where, the message was sent."""
PREPARED: Final = "manner.written-before"


def conflict_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """One finding for each rung on which two records of the sending contradict each other."""
    mine = Exports(side, subject.analysed.message.id)
    conflicts = conflicts_of(side, mine.message)
    found = []
    for rung in (3, 4):
        own = [one for one in conflicts if _aspects(one, rung)]
        if own:
            found.append(_conflict(subject, mine, own, rung))
    return found


def _aspects(conflict: Conflict, rung: int) -> tuple[str, ...]:
    return tuple(one for one in conflict.aspects if (one in _FOURTH) == (rung == 4))


def _conflict(subject: Subject, mine: Exports, own: list[Conflict], rung: int) -> Finding:
    first = own[0]
    aspects = [name for name in ASPECTS if any(name in _aspects(each, rung) for each in own)]
    values: dict[str, Param] = {
        "exhibit": first.one.source,
        "other": first.other.source,
        "row": first.one.locator.row,
        "other_row": first.other.locator.row,
        "aspects": text(f"reasoning.sendings.{'-'.join(aspects)}"),
    }
    events = tuple(dict.fromkeys(event for each in own for event in (each.one, each.other)))
    return log_finding(
        subject, mine, f"join.sendings-differ.{'network' if rung == 4 else 'account'}",
        FindingKind.JOIN, rung, text("reasoning.join.sendings-differ", **values), events,
        strength=CLAIM, group="sendings-differ",
        cautions=(text("reasoning.caution.sendings-differ"),),
    )  # fmt: skip


def doubts_of(subject: Subject, side: AuditSide, found: Iterable[Finding] = ()) -> tuple[Text, ...]:
    """What everything takes for granted that hangs on the recorded sending of this message."""
    message = subject.analysed.message.id
    join = join_of(side, message)
    if join is None:
        return ()
    doubts = []
    conflict = next(iter(conflicts_of(side, message)), None)
    if conflict is not None:
        doubts.append(
            text(
                "reasoning.doubt.sendings-differ",
                exhibit=conflict.one.source, row=conflict.one.locator.row,
                other=conflict.other.source, other_row=conflict.other.locator.row,
            )
        )  # fmt: skip
    sending = next(one for one in side.events if one.id == join.event)
    if in_other_mailbox(sending) and sending.mailbox.mode is AccessMode.OWNER:
        doubts.append(text("reasoning.doubt.itself"))
    if join.tier is JoinTier.M:
        doubts.append(text("reasoning.doubt.not-named"))
    if any(one in _COPY for one in join.disagree):
        doubts.append(text("reasoning.doubt.copy-differs"))
    if any(one.name == PREPARED for one in found):
        doubts.append(text("reasoning.doubt.prepared"))
    return tuple(doubts)


def in_other_mailbox(event: AuditEvent) -> bool:
    """Whether a row names another account than the mailbox belongs to, in no role that says so.

    Only addresses are compared: a display name or a log-on name can be of either.
    """
    account, owner = known(event.actor.account) or "", known(event.mailbox.owner) or ""
    both = "@" in account and "@" in owner and not same_account(account, owner)
    return both and event.mailbox.mode in {AccessMode.OWNER, AccessMode.UNKNOWN}


def doubted(finding: Finding, doubts: tuple[Text, ...]) -> Finding:
    """The finding with what it takes for granted; with any doubt it carries one step at most."""
    if not doubts or not finding.strength:
        return finding
    return replace(
        finding,
        strength=min(finding.strength, CLAIM),
        assumptions=(*finding.assumptions, *doubts),
    )
