"""Facts that tempt to a wrong conclusion, each printed with the right sentence beside it.

Devices, access and synchronisation, second factors, equal IPv6 networks, the host in a
Message-ID. The list of all such places is in docs/false-conclusions.md.
"""

from __future__ import annotations

from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.basics import Text, known, text
from provenance.correlation import AuditSide
from provenance.correlation.neighbourhood import shared_prefix
from provenance.correlation.records import Neighbour, Stage
from provenance.reasoning.claims import CLAIM
from provenance.reasoning.exports import Exports, log_finding
from provenance.reasoning.records import Finding, FindingKind
from provenance.reasoning.subject import Subject
from provenance.reasoning.where import where_fields

_ONLINE: Final = ".prod.outlook.com"
_FACTOR: Final = ("multifactor", "mfa")
_SINGLE: Final = ("singlefactor", "single-factor", "single factor")
_TOKEN: Final = ("previously satisfied", "satisfied by claim in the token", "remembered device")
MAX_EACH: Final = 5


def tempting_findings(subject: Subject, side: AuditSide) -> list[Finding]:
    """Facts about the neighbourhood of the recorded sending that are easily read as too much."""
    message = subject.analysed.message.id
    mine = Exports(side, message)
    around = [one for one in side.neighbours if one.message == message]
    found = [*_message_id(subject, mine)]
    if not around:
        return found
    sending = mine.events[around[0].sending]
    return [
        *found,
        *_devices(subject, mine, sending, around),
        *_access(subject, mine, around),
        *_factors(subject, mine, around),
        *_prefixes(subject, mine, sending, around),
    ]


def _message_id(subject: Subject, mine: Exports) -> list[Finding]:
    """``...prod.outlook.com`` is written for every kind of program, not for web mail alone."""
    value = (known(subject.analysed.trace.identity.message_id) or "").strip().rstrip(">").lower()
    if not value.endswith(_ONLINE) or not mine.firm():
        return []
    message = subject.analysed.message
    fields = tuple(field.index for field in message.named("message-id"))
    return [
        subject.finding(
            "tempting.message-id-host",
            FindingKind.CLIENT,
            4,
            text("reasoning.tempting.message-id-host"),
            fields=fields,
            where=where_fields(message, fields),
            strength=0,
            cautions=(text("reasoning.caution.message-id-host"),),
        )
    ]


def _devices(
    subject: Subject, mine: Exports, sending: AuditEvent, around: list[Neighbour]
) -> list[Finding]:
    """A device that the sending or a sign-in of its session names."""
    tied = [mine.events[one.event] for one in around if "session" in one.shares]
    rows: dict[str, list[AuditEvent]] = {}
    for event in (sending, *tied):
        name = known(event.device.name) or known(event.device.id)
        if name:
            rows.setdefault(name, []).append(event)
    return [
        _made(subject, mine, "device", 4, tuple(events),
              text("reasoning.tempting.device", device=name, rows=mine.rows(*events)))
        for name, events in sorted(rows.items())[:MAX_EACH]
    ]  # fmt: skip


def _access(subject: Subject, mine: Exports, around: list[Neighbour]) -> list[Finding]:
    """Access to items beside the sending: a program that synchronises has read nothing."""
    found = []
    for case, kind in (("sync", EventKind.SYNC), ("bind", EventKind.ACCESS)):
        events = tuple(
            event
            for one in around
            if one.stage is Stage.ACCESS and (event := mine.events[one.event]).kind is kind
        )
        if events:
            statement = text(
                f"reasoning.tempting.access-{case}", count=len(events), rows=mine.rows(*events)
            )
            found.append(_made(subject, mine, f"access-{case}", 3, events, statement))
    return found


def _factors(subject: Subject, mine: Exports, around: list[Neighbour]) -> list[Finding]:
    """A sign-in with a second factor: who approved it, and when, is another question."""
    events, single, silent, earlier = [], [], [], False
    for one in around:
        event = mine.events[one.event]
        if one.stage is not Stage.SIGN_IN or "session" not in one.shares:
            continue
        words = " ".join([known(event.actor.auth) or "", *(v for _, v in event.unmapped[:60])])
        words = words[:20_000].lower()
        token = any(word in words for word in _TOKEN)
        if token or any(word in words for word in _FACTOR):
            events.append(event)
            earlier = earlier or token
        elif any(word in words for word in _SINGLE):
            single.append(event)
        else:
            silent.append(event)
    if not events:
        return _without_factor(subject, mine, single, silent)
    case = "factor-earlier" if earlier else "factor"
    statement = text(f"reasoning.tempting.{case}", count=len(events), rows=mine.rows(*events))
    return [_made(subject, mine, case, 5, tuple(events), statement)]


def _without_factor(
    subject: Subject, mine: Exports, single: list[AuditEvent], silent: list[AuditEvent]
) -> list[Finding]:
    """Sign-ins for which a password was enough, or whose rows say nothing of it."""
    found = []
    for case, rows in (("factor-single", single), ("factor-unsaid", silent)):
        if rows:
            statement = text(f"reasoning.tempting.{case}", count=len(rows), rows=mine.rows(*rows))
            found.append(_made(subject, mine, case, 5, tuple(rows), statement))
    return found


def _prefixes(
    subject: Subject, mine: Exports, sending: AuditEvent, around: list[Neighbour]
) -> list[Finding]:
    """Equal first halves of IPv6 addresses."""
    events = tuple(mine.events[one.event] for one in around if "prefix" in one.shares)
    if not events:
        return []
    statement = text(
        "reasoning.tempting.prefix",
        prefix=shared_prefix(sending, events[0]),
        rows=mine.rows(*events),
    )
    return [_made(subject, mine, "prefix", 4, (sending, *events), statement)]


def _made(
    subject: Subject,
    mine: Exports,
    name: str,
    rung: int,
    events: tuple[AuditEvent, ...],
    statement: Text,
) -> Finding:
    return log_finding(
        subject, mine, f"tempting.{name}", FindingKind.JOIN, rung, statement, events,
        strength=CLAIM if name == "device" else 0,
        cautions=(text(f"reasoning.caution.{name}"),),
    )  # fmt: skip
