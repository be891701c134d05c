"""What no record means: not covered, covered and none, or nobody can say. Never: did not happen.

For each message, export and kind of act: whether the export could hold a record of it at that
moment. "Covered and none" needs all of it: a kind of log that records such acts, records of the
act before and after the moment, no gap, cap or unread row, and recording shown to be on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from provenance.audit import AuditEvent, Coverage, EventKind
from provenance.audit.records import Integrity
from provenance.audit.retention import kept
from provenance.basics import State, known
from provenance.case import Auditing, Case
from provenance.correlation.keys import MessageKeys
from provenance.correlation.parties import FIRM, names_another
from provenance.correlation.records import (
    Act,
    AuditSide,
    AuditSource,
    ExportMarks,
    Grade,
    Graded,
    JoinTier,
    Nearest,
)
from provenance.correlation.stated_times import shifted, stretch_of

NEAR: Final = timedelta(hours=12)


_KINDS: Final = {
    Act.SEND: frozenset(
        {
            EventKind.SEND, EventKind.SEND_AS, EventKind.SEND_ON_BEHALF, EventKind.SUBMIT,
            EventKind.RECEIVE, EventKind.TRANSFER, EventKind.DELIVER,
        }
    ),
    Act.SIGN_IN: frozenset(
        {
            EventKind.SIGN_IN, EventKind.SIGN_IN_FAILED, EventKind.SESSION_START,
            EventKind.UNLOCK, EventKind.NETWORK_SESSION,
        }
    ),
    Act.ACCESS: frozenset({EventKind.ACCESS, EventKind.SYNC, EventKind.REQUEST}),
    Act.DELETE: frozenset({EventKind.DELETE, EventKind.MOVE}),
    Act.RIGHTS: frozenset({EventKind.PERMISSION}),
    Act.PASSWORD: frozenset({EventKind.PASSWORD}),
    Act.LOCK: frozenset({EventKind.LOCK}),
    Act.LOG_OFF: frozenset({EventKind.SIGN_OUT, EventKind.SESSION_END}),
}  # fmt: skip
_ACTS: Final = {kind: act for act, kinds in _KINDS.items() for kind in kinds}
MAX_MOMENTS: Final = 100
"""Moments of messages for which the nearest records are kept."""
_OF_MACHINES: Final = frozenset({Act.LOCK, Act.LOG_OFF})
"""Acts that are graded for the logs of machines alone: a session at a screen has two ends."""
_ALL_UAL: Final = frozenset(Act) - _OF_MACHINES
_WINDOWS: Final = frozenset({Act.SIGN_IN, Act.PASSWORD, *_OF_MACHINES})
_MAIL: Final = frozenset({Act.SEND})
_LOGIN: Final = frozenset({Act.SIGN_IN})
_CAN: Final = {
    "m365-ual": _ALL_UAL,
    "exchange-tracking": _MAIL,
    "exchange-tracking-powershell": _MAIL,
    "exo-message-trace": _MAIL,
    "exchange-httpproxy": frozenset({Act.ACCESS}),
    "exchange-audit": frozenset({Act.RIGHTS, Act.PASSWORD}),
    "exchange-cmdlet": frozenset({Act.RIGHTS, Act.PASSWORD}),
    "mailbox-audit": frozenset({Act.ACCESS, Act.DELETE}),
    "entra-signin": _LOGIN,
    "entra-audit": frozenset({Act.PASSWORD, Act.RIGHTS}),
    "google-login": frozenset({Act.SIGN_IN, Act.PASSWORD}),
    "google-gmail": _MAIL,
    "google-els": _MAIL,
    "google-admin": frozenset({Act.PASSWORD, Act.RIGHTS}),
    "google-reports": frozenset({Act.SIGN_IN, Act.PASSWORD, Act.RIGHTS}),
    "google-takeout": frozenset({Act.SIGN_IN, Act.ACCESS}),
    "postfix-maillog": _MAIL,
    "exim-mainlog": _MAIL,
    "dovecot": _LOGIN,
    "roundcube-userlogins": _LOGIN,
    "smtp-protocol": _MAIL,
    "iis-w3c": frozenset({Act.ACCESS}),
    "windows-security-evtx": _WINDOWS,
    "windows-security-xml": _WINDOWS,
    "windows-security-csv": _WINDOWS,
    "windows-security-json": _WINDOWS,
    "permissions": frozenset({Act.RIGHTS}),
    "vpn-openvpn": _LOGIN,
    "vpn-cisco-asa": _LOGIN,
    "vpn-fortinet": _LOGIN,
    "door": frozenset(),
    "calendar": frozenset(),
    "dmarc-aggregate": frozenset(),
}
"""What a kind of log can record at all. The audit of a mailbox on an Exchange server has no
sending of the owner (Microsoft, mailbox audit logging); a sign-in log has nothing but sign-ins.
A kind that is not named here can be any table: nothing is called never logged in it."""
_OPERATIONS: Final = {
    Act.SEND: ("send", "sendas", "sendonbehalf", "submit", "receive", "deliver"),
    Act.SIGN_IN: ("userloggedin", "userloginfailed", "signin", "login"),
    Act.ACCESS: ("mailitemsaccessed", "folderbind", "messagebind"),
    Act.DELETE: ("softdelete", "harddelete", "movetodeleteditems", "move"),
    Act.RIGHTS: ("add-mailboxpermission", "add-recipientpermission", "set-mailbox"),
    Act.PASSWORD: ("reset user password.", "change user password."),
    Act.LOCK: ("4800",),
    Act.LOG_OFF: ("4634", "4647"),
}
"""Names under which a case file can state that the recording of an act was on."""
_SYSTEMS: Final = {
    "m365": ("m365-ual",),
    "exchange": ("mailbox-audit", "exchange-audit", "exchange-tracking"),
    "entra": ("entra-signin", "entra-audit"),
    "google": ("google-login", "google-gmail", "google-admin", "google-reports", "google-els"),
    "windows": ("windows-security-evtx", "windows-security-xml", "windows-security-csv"),
}
_LOSSES: Final = (
    "audit-data-cut",
    "audit-data-damaged",
    "audit-data-empty",
    "quotes-not-closed",
    "throttled",
    "log-cleared",
)


def coverage_of(side: AuditSide, keys: Sequence[MessageKeys], case: Case) -> tuple[Graded, ...]:
    """Grade every act in every export for every message, in their order."""
    marks = {one.integrity.source: one for one in side.marks}
    recorded = _Recorded(side)
    return tuple(
        _graded(recorded, source, key, act, case, marks.get(source.evidence))
        for key in keys
        for source in side.sources
        if source.coverage is not None
        for act in Act
        if act not in _OF_MACHINES or act in _CAN.get(source.coverage.kind, ())
    )


def _graded(
    recorded: _Recorded,
    source: AuditSource,
    key: MessageKeys,
    act: Act,
    case: Case,
    marks: ExportMarks | None,
) -> Graded:
    coverage = source.coverage
    assert coverage is not None  # noqa: S101 - the caller passes over unread exports
    moment = key.first_hop or key.date
    own = [one for one in coverage.operations if one.kind in _KINDS[act]]
    firsts = [one.first for one in own if not isinstance(one.first, State)]
    lasts = [one.last for one in own if not isinstance(one.last, State)]
    state, shown_by = _auditing(case, coverage.kind, act, moment)
    first, last = min(firsts, default=None), max(lasts, default=None)
    integrity = None if marks is None else marks.integrity
    grade, reasons = _grade(coverage, act, moment, (first, last), state, integrity)
    around = next(
        (
            one
            for one in (marks.nearest if marks is not None else ())
            if one.act is act and one.moment == moment
        ),
        None,
    )
    if recorded.has(source.evidence, key, act, moment):
        grade, reasons = Grade.RECORDED, ()
    return Graded(
        source=source.evidence,
        message=key.message,
        act=act,
        grade=grade,
        reasons=reasons,
        events=sum(one.events for one in own),
        first=first,
        last=last,
        before=None if around is None else around.before,
        after=None if around is None else around.after,
        auditing=state,
        shown_by=shown_by,
    )


def _grade(
    coverage: Coverage,
    act: Act,
    moment: datetime | None,
    seen: tuple[datetime | None, datetime | None],
    auditing: str,
    marks: Integrity | None,
) -> tuple[Grade, tuple[str, ...]]:
    can = _CAN.get(coverage.kind)
    if can is not None and act not in can:
        return Grade.NEVER_LOGGED, ("never-logged",)
    if moment is None:
        return Grade.CANNOT_SAY, ("no-moment",)
    out = tuple(_outside(coverage, moment, auditing))
    if out:
        return Grade.NOT_COVERED, out
    doubts = tuple(_doubts(coverage, moment, seen, auditing, marks))
    return (Grade.CANNOT_SAY, doubts) if doubts else (Grade.COVERED_NONE, ())


def _outside(coverage: Coverage, moment: datetime, auditing: str) -> Iterator[str]:
    """Why the export cannot hold a record of that moment."""
    first, last = known(coverage.first), known(coverage.last)
    if coverage.events == 0 or first is None or last is None:
        yield "no-times"
        return
    if moment < first:
        times = kept(coverage.kind)
        aged = times is not None and last - moment > timedelta(days=times.short)
        yield "before-first-aged" if aged else "before-first"
    if moment > last:
        yield "after-last"
    if any(gap.start < moment < gap.end for gap in coverage.gaps):
        yield "gap"
    if auditing == "off":
        yield "auditing-off"


def _doubts(
    coverage: Coverage,
    moment: datetime,
    seen: tuple[datetime | None, datetime | None],
    auditing: str,
    marks: Integrity | None,
) -> Iterator[str]:
    """Why an export that covers the moment need not hold every record of it."""
    first, last = seen
    if first is None or last is None:
        yield "act-nowhere"
    elif not first <= moment <= last:
        yield "act-not-around"
    if any(flag.startswith("row-cap-") for flag in coverage.flags):
        yield "row-cap"
    if any(flag in coverage.flags for flag in _LOSSES):
        yield "rows-lost"
    if marks is not None and not marks.whole:
        yield "examined-in-part"
    if marks is not None and any(sign.name == "index-missing" for sign in marks.signs):
        yield "index-missing"
    if auditing != "on":
        yield "auditing-not-shown"


def _auditing(case: Case, kind: str, act: Act, moment: datetime | None) -> tuple[str, str]:
    """Whether the case file states that recording was on at that moment, and by which exhibit."""
    if moment is None:
        return "not-shown", ""
    states = [
        (_on(one, moment, case.timezone), one.source)
        for one in case.auditing
        if _about(one, kind, act)
    ]
    for wanted in ("on", "off"):
        for state, source in states:
            if state == wanted:
                return state, source
    return "not-shown", ""


def _about(one: Auditing, kind: str, act: Act) -> bool:
    system = one.system.strip().lower()
    if kind != system and kind not in _SYSTEMS.get(system, ()):
        return False
    named = {name.strip().lower() for name in one.operations}
    return not named or bool(named & {*_OPERATIONS[act], act.value})


def _on(one: Auditing, moment: datetime, zone: str) -> str:
    stretch = stretch_of(one.on_from, one.on_to, zone)
    if stretch is None or (not one.on_from and not one.on_to):
        return "not-shown"
    return "on" if stretch.holds(moment, moment) else "off"


class NearestWatch:
    """Keeps, while events go by, the records of each kind of act nearest to each moment."""

    def __init__(self, moments: Sequence[datetime]) -> None:
        self._moments = sorted(set(moments))[:MAX_MOMENTS]
        self._found: dict[tuple[Act, datetime], list[datetime | None]] = {}

    def see(self, event: AuditEvent) -> None:
        """Look at one event."""
        act = _ACTS.get(event.kind)
        if act is None or isinstance(event.time, State):
            return
        start, end = event.time.start, event.time.end
        for moment in self._moments:
            pair = self._found.setdefault((act, moment), [None, None])
            if end <= moment and (pair[0] is None or pair[0] < start):
                pair[0] = start
            if start > moment and (pair[1] is None or pair[1] > start):
                pair[1] = start

    def result(self) -> tuple[Nearest, ...]:
        """The pairs in order of act and moment."""
        return tuple(
            Nearest(act=act, moment=moment, before=pair[0], after=pair[1])
            for (act, moment), pair in sorted(self._found.items())
        )


class _Recorded:
    """Which export has which act on record: of a message itself, or of an account near a time."""

    def __init__(self, side: AuditSide) -> None:
        held = {event.id: event for event in side.events}
        tiers = {*FIRM, JoinTier.M}
        self._messages = {
            (held[join.event].source, join.message)
            for join in side.joins
            if join.tier in tiers and not names_another(join)
        }
        self._times: dict[tuple[str, Act, str], list[tuple[datetime, datetime]]] = {}
        for event in (*side.events, *side.about):
            for act, kinds in _KINDS.items():
                if event.kind in kinds and not isinstance(event.time, State):
                    self._add(event, act, event.time.start, event.time.end)

    def _add(self, event: AuditEvent, act: Act, start: datetime, end: datetime) -> None:
        named = {
            (known(value) or "").lower() for value in (event.actor.account, event.mailbox.owner)
        }
        stretch = (shifted(start, -NEAR), shifted(end, NEAR))
        for account in sorted(named - {""}):
            self._times.setdefault((event.source, act, account), []).append(stretch)

    def has(self, source: str, key: MessageKeys, act: Act, moment: datetime | None) -> bool:
        """Whether the export has such a record for the message or its accounts."""
        if act is Act.SEND:
            return (source, key.message) in self._messages
        return moment is not None and any(
            start <= moment <= end
            for account in key.accounts
            for start, end in self._times.get((source, act, account), ())
        )
