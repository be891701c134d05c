"""The day in a few lines: acts of accounts and machines, doors, and the message itself.

Which rows stand here is decided by rules that hold for any case; servers that hand the message on
stand in the long list alone. Beyond :data:`MOST` lines the rest is counted.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from provenance.basics import Instant, State, Text, Where, known, text
from provenance.basics.record import dataclass
from provenance.correlation.entry_days import Days, days_of
from provenance.report.acts import CHANGES, SENDS, act_words
from provenance.report.records import Report
from provenance.report.ties import Ties

if TYPE_CHECKING:
    from provenance.audit import AuditEvent
    from provenance.audit.records import EventTime
    from provenance.correlation import AuditSide

MOST: Final = 24
ARRIVALS: Final = 3
"""Copies whose arrival has a line of its own, the first ones."""
NEAR: Final = timedelta(hours=12)
AROUND: Final = timedelta(days=2)
"""Other messages of the account are told this near to the sending."""
_PROGRAM: Final = 60
"""Characters of the program's first words; the finding has its whole text."""
_TIERS: Final = ("S1", "S2", "S3", "M")
_ON_THE_WAY: Final = frozenset({"receive", "transfer", "deliver", "expand", "fail"})
_FETCHING: Final = frozenset({"access", "sync", "request", "other"})
_MACHINES: Final = frozenset({"session-start", "session-end", "lock", "unlock", "network-session"})
_SENT: Final = frozenset(f"report.day.{kind}" for kind in (*SENDS, "submit"))
KINDS: Final = ("login", "machine", "door", "calendar", "line", "other")
"""Of what sort a line is, for what it does not show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLine:
    """One line. ``why`` is how it belongs, ``sort`` one of :data:`KINDS`.

    ``start`` and ``end`` hold the moment. ``details`` are names of ours and values of the row.
    ``rank`` is how much it matters where not all lines fit, least first. ``program`` says in plain
    words what the row names as program, where the table of programs knows it.
    """

    start: datetime
    end: datetime
    words: Text
    why: Text
    sort: str
    evidence: str
    rank: int
    row: int = 0
    event: str = ""
    message: str = ""
    field: int = -1
    place: Where | None = None
    days: Days | None = None
    precision_seconds: float = 1.0
    details: tuple[tuple[str, str], ...] = ()
    program: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The lines in order of time; ``more`` is the number of those that did not fit."""

    lines: tuple[DayLine, ...] = ()
    more: int = 0


def day_of(report: Report) -> Day:
    """Choose the lines, those that matter least left out beyond the limit."""
    moments = _moments(report)
    arrivals = _arrivals(report)
    lines = [*_rows(report, moments), *arrivals]
    if not any(line.words.id in _SENT for line in lines):
        lines += _dates(report)
    origin = min(moments, default=None)
    ranked = sorted(
        lines,
        key=lambda one: (one.rank, abs(one.start - origin) if origin else timedelta(), *_key(one)),
    )
    return Day(
        lines=tuple(sorted(ranked[:MOST], key=_key)),
        more=max(0, len(ranked) - MOST) + _further_arrivals(report),
    )


def _key(one: DayLine) -> tuple[object, ...]:
    return one.start, one.end, one.evidence, one.row, one.field, one.event


def _moments(report: Report) -> tuple[datetime, ...]:
    """When the messages were sent, as the records say, else as the copies do."""
    side = report.audit
    if side.sources:
        from provenance.correlation.sendings import sendings_of

        found = [e.time.start for _, e in sendings_of(side) if not isinstance(e.time, State)]
        if found:
            return tuple(sorted(set(found)))
    dates = (one.trace.identity.date for one in report.messages)
    return tuple(sorted({date.utc for date in dates if isinstance(date, Instant)}))


def _rows(report: Report, moments: tuple[datetime, ...]) -> list[DayLine]:
    side = report.audit
    if not side.sources:
        return []
    ties = Ties(report)
    choice = _Choice(side, report.case.account, moments, ties)
    layouts = {one.evidence: one.layout.kind for one in side.sources if one.layout is not None}
    places = dict(side.places)
    found = []
    for event in (*side.events, *side.about, *ties.further(moments)):
        chosen = choice.of(event)
        if chosen is not None and not isinstance(event.time, State):
            layout = layouts.get(event.source, "")
            found.append(_line(event, event.time, layout, places.get(event.id), side, chosen))
    return found


class _Choice:
    """Whether a row stands among the lines of the day, and why."""

    def __init__(
        self, side: AuditSide, account: str, moments: tuple[datetime, ...], ties: Ties | None = None
    ) -> None:
        from provenance.correlation.parties import names_another

        self._moments = moments
        self._ties = ties
        self._firm: dict[str, str] = {}
        linked: set[str] = set()
        for join in side.joins:
            if join.tier.value in _TIERS and not names_another(join):
                self._firm.setdefault(join.event, join.tier.value)
            elif join.tier.value == "L":
                linked.add(join.event)
        self._session = linked | {one.event for one in side.neighbours if "session" in one.shares}
        self._stays = {one.event: one for one in reversed(side.stay_rows)}
        self._changes = {id_ for one in side.access for id_ in one.events}
        held = {event.id: event for event in side.events}
        self._accounts = {account.strip().lower()} | {
            (known(held[id_].actor.account) or "").lower()
            for id_ in self._firm
            if held[id_].kind.value in SENDS
        }

    def of(self, event: AuditEvent) -> tuple[int, Text, bool] | None:
        """Rank, why, and whether the row names the message; ``None``: it does not stand here.

        A row on which an inference rests stands here whichever way that inference points.
        """
        found = self._chosen(event)
        if found is not None or self._ties is None or isinstance(event.time, State):
            return found
        if event.kind.value in _ON_THE_WAY or not self._ties.inferences(event):
            return None
        return 3, self._loose(event, "rests"), False

    def _chosen(self, event: AuditEvent) -> tuple[int, Text, bool] | None:
        kind = event.kind.value
        if isinstance(event.time, State) or kind in _ON_THE_WAY:
            return None
        if tier := self._firm.get(event.id):
            return (
                None
                if kind in _FETCHING - {"access"}
                else (0, _tie("fits" if tier == "M" else "named"), True)
            )
        if stay := self._stays.get(event.id):
            rank = 1 if stay.says in {"bears-out", "against"} else 3
            why = text(f"report.day.stay.{stay.says}", person=stay.person, place=stay.place)
            return rank, why, False
        if kind in SENDS:
            return self._other_message(event)
        if kind in CHANGES:
            return (2, self._loose(event, "change"), False) if event.id in self._changes else None
        if kind not in _FETCHING and event.id in self._session:
            return 1, _tie("session"), False
        return self._near(event, kind)

    def _other_message(self, event: AuditEvent) -> tuple[int, Text, bool] | None:
        mine = (known(event.actor.account) or "").lower() in self._accounts - {""}
        if event.id in self._session:
            return 3, text("report.day.why.other-in-session"), False
        if not mine or not self._within(event, AROUND):
            return None
        return 4, self._loose(event, "other"), False

    def _near(self, event: AuditEvent, kind: str) -> tuple[int, Text, bool] | None:
        if kind == "absence":
            near = self._within(event, timedelta())
            return (2, text("report.day.why.calendar"), False) if near else None
        wanted = kind in _MACHINES or kind in {"badge", "sign-in", "sign-out"}
        if not wanted or not self._within(event, NEAR):
            return None
        mine = (known(event.actor.account) or "").lower() in self._accounts
        case = "near-account" if mine and kind != "badge" else "near"
        return 2 if kind != "sign-in" or mine else 3, self._loose(event, case), False

    def _loose(self, event: AuditEvent, case: str) -> Text:
        """How a row belongs that names neither the message nor its session, and who rests on it."""
        if self._ties is None:
            return _tie(case)
        device, findings = self._ties.device(event), self._ties.inferences(event)
        words = _tie(case)
        if device and case.startswith("near"):
            words = text("report.day.why.name", device=device)
        return text("report.day.why.by", words=words, findings=findings) if findings else words

    def _within(self, event: AuditEvent, reach: timedelta) -> bool:
        time = event.time
        return not isinstance(time, State) and any(
            time.start - reach <= moment <= time.end + reach for moment in self._moments
        )


def _tie(name: str) -> Text:
    return text(f"report.day.why.{name}")


def _line(
    event: AuditEvent,
    time: EventTime,
    layout: str,
    place: Where | None,
    side: AuditSide,
    chosen: tuple[int, Text, bool],
) -> DayLine:
    from provenance.correlation.offsets import widened

    rank, why, own = chosen
    start, end = widened(event, side) or (time.start, time.end)
    return DayLine(
        start=start,
        end=end,
        words=act_words(event, layout, own=own),
        why=why,
        sort=_sort(event, layout),
        evidence=event.source,
        rank=rank,
        row=event.locator.row,
        event=event.id,
        place=place,
        days=days_of(event),
        precision_seconds=time.precision_seconds,
        details=_details(event, own=own),
        program=_program_of(event),
    )


def _sort(event: AuditEvent, layout: str) -> str:
    kind = event.kind.value
    if kind in {"badge", "absence"}:
        return "door" if kind == "badge" else "calendar"
    return "machine" if layout.startswith("windows-") else "login"


def _program_of(event: AuditEvent) -> Text | None:
    from provenance.reasoning.program_words import program_words

    return None if event.kind.value in {"badge", "absence"} else program_words(event.client)


def _details(event: AuditEvent, *, own: bool) -> tuple[tuple[str, str], ...]:
    """Address, device, program and subject of a row, as far as it names them."""
    from provenance.correlation.parties import client_addresses

    if event.kind.value in {"badge", "absence"}:
        return ()
    subject = "" if own else next((s for one in event.messages if (s := known(one.subject))), "")
    pairs = (
        ("subject", subject),
        ("folder", _folder(event)),
        ("address", ", ".join(sorted(client_addresses(event)))),
        ("device", known(event.device.name) or known(event.device.id) or ""),
        ("application", known(event.client.app) or ""),
        ("program", (known(event.client.info) or "").partition(";")[0][:_PROGRAM]),
    )
    return tuple((name, value) for name, value in pairs if value)


def _folder(event: AuditEvent) -> str:
    """The folder that the row of a deletion or move names; what became of the item is not told."""
    if event.kind.value not in {"delete", "move"}:
        return ""
    return next((name for one in event.messages if (name := known(one.folder))), "")


def _arrivals(report: Report) -> list[DayLine]:
    """The first line of the receiving side of each copy: when the message reached it."""
    found = []
    for analysed in report.messages:
        route = analysed.trace.route
        position = known(route.boundary.position)
        hop = next((one for one in route.hops if one.position == position), None)
        if hop is None or not isinstance(hop.trace.time, Instant):
            continue
        time = hop.trace.time
        host = known(hop.trace.by) or text("report.day.machine-not-named")
        found.append(
            DayLine(
                start=time.utc,
                end=time.utc + timedelta(seconds=time.precision_seconds),
                words=text("report.day.arrival", host=host, message=analysed.message.id),
                why=text("report.day.why.line"),
                sort="line",
                evidence=analysed.message.evidence,
                rank=0,
                message=analysed.message.id,
                field=hop.trace.field,
                precision_seconds=time.precision_seconds,
            )
        )
    return sorted(found, key=_key)[:ARRIVALS]


def _further_arrivals(report: Report) -> int:
    return max(0, len(report.messages) - ARRIVALS)


def _dates(report: Report) -> list[DayLine]:
    """The time in the Date field, where no record of the sending was supplied."""
    found: dict[str, DayLine] = {}
    for analysed in report.messages:
        date = analysed.trace.identity.date
        fields = analysed.message.named("Date")
        if not isinstance(date, Instant) or not fields or date.text in found:
            continue
        found[date.text] = DayLine(
            start=date.utc,
            end=date.utc + timedelta(seconds=date.precision_seconds),
            words=text("report.day.date"),
            why=text("report.day.why.date"),
            sort="line",
            evidence=analysed.message.evidence,
            rank=0,
            message=analysed.message.id,
            field=fields[0].index,
            precision_seconds=date.precision_seconds,
        )
    return sorted(found.values(), key=_key)[:ARRIVALS]
