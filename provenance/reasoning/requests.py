"""What to ask for next, of whom, and until when; the wording helps either side alike.

How long a record is usually kept is only given where it is documented. Where a source names a
shorter and a longer period (licences differ), the shorter one counts: ask in time for both.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from provenance.authentication import HeaderSignature, KeyState
from provenance.basics import Address, Instant, State, Text, Value, known, text
from provenance.basics.record import dataclass
from provenance.reasoning.records import Request
from provenance.reasoning.rules.facts import boundary_hop
from provenance.reasoning.subject import Subject

MAX_IDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A kind of record: sentence ids, the rung it bears on, documented days of keeping (0: none).

    ``message`` and ``period`` tell whether the request names the message and the days: a keeper
    of doors or journeys can search for days only, and need not learn of the message.
    """

    id: str
    holder: str
    rung: int
    days: int = 0
    message: bool = True
    period: bool = True


# Days: vendor documentation, read 2026-11 (message trace with client address 10, without 90;
# sign-in log 7 without and 30 with a paid plan; audit log 180; tracking log 30).
_EXCHANGE_ONLINE: Final = (
    Wanted(id="m365-trace-address", holder="m365-admin", rung=4, days=10),
    Wanted(id="m365-sign-in", holder="m365-admin", rung=4, days=7),
    Wanted(id="m365-audit", holder="m365-admin", rung=3, days=180),
    Wanted(id="m365-trace", holder="m365-admin", rung=2, days=90),
)
_GOOGLE: Final = (
    Wanted(id="google-email-log", holder="google-admin", rung=3),
    Wanted(id="google-login", holder="google-admin", rung=4),
)
_EXCHANGE_SERVER: Final = (
    Wanted(id="exchange-tracking", holder="exchange-admin", rung=3, days=30),
    Wanted(id="exchange-web", holder="exchange-admin", rung=4),
)
_MAIL_SERVER: Final = (
    Wanted(id="mail-log", holder="mail-admin", rung=3),
    Wanted(id="web-mail-log", holder="mail-admin", rung=4),
)
_BY_PROVIDER: Final = {
    "exchange-online": _EXCHANGE_ONLINE,
    "google": _GOOGLE,
    "exchange-server": _EXCHANGE_SERVER,
}
_WHOLE_COPY: Final = Wanted(id="whole-copy", holder="recipient", rung=1, period=False)
_KEY: Final = Wanted(id="key", holder="key-keepers", rung=1, message=False)
_OUTGOING: Final = Wanted(id="outgoing", holder="organisation", rung=2)
_OWN: Final = Wanted(id="own-sign-ins", holder="account-holder", rung=4, message=False)
_ALWAYS: Final = (
    Wanted(id="other-copy", holder="other-recipients", rung=1, period=False),
    Wanted(id="presence", holder="presence-keepers", rung=5, message=False),
    Wanted(id="workstation", holder="it-department", rung=5, message=False),
)


def make_requests(subjects: tuple[Subject, ...], *, as_of: date) -> tuple[Request, ...]:
    """Records worth asking for, those with the nearest day first, then by rung and id."""
    groups: dict[tuple[Wanted, Text], list[Subject]] = {}
    for subject in subjects:
        for wanted in _wanted(subject):
            groups.setdefault((wanted, _holder(wanted, subject)), []).append(subject)
    made = [
        (wanted, _request(wanted, holder, about, as_of))
        for (wanted, holder), about in groups.items()
    ]
    made.sort(key=lambda pair: (known(pair[1].ask_by) or "9999", pair[0].rung, pair[0].id))
    return tuple(request for _, request in made)


def _wanted(subject: Subject) -> tuple[Wanted, ...]:
    """The records worth asking for about one message."""
    provider = subject.analysed.origin.provider
    found = [*_BY_PROVIDER.get(provider, _MAIL_SERVER)]
    sealed = any(subject.aligned(check.domain) for check in subject.verified())
    if subject.domains and not sealed and provider != "exchange-online":
        found.append(_OUTGOING)
    if _copy_lacks(subject):
        found.append(_WHOLE_COPY)
    if _key_open(subject):
        found.append(_KEY)
    if not isinstance(subject.author, State):
        found.append(_OWN)
    return (*found, *_ALWAYS)


def _copy_lacks(subject: Subject) -> bool:
    """Whether this copy cannot be checked whole, so that the same one saved anew would help."""
    message = subject.analysed.message
    seals = subject.analysed.authentication.dkim
    fits = any(check.body_hash.value == "match" for check in subject.verified())
    tested = any(check.header_signature is not HeaderSignature.NOT_TESTABLE for check in seals)
    return message.repaired or not message.body_available or (tested and not fits)


def _key_open(subject: Subject) -> bool:
    """Whether a public key is missing, or rests on a file: anybody could have written one."""
    return any(
        check.key.state is not KeyState.FOUND or check.key.source != "live"
        for check in subject.analysed.authentication.dkim
    )


def _holder(wanted: Wanted, subject: Subject) -> Text:
    """Who holds the record, by name where the message or the case gives one."""
    name = f"reasoning.holder.{wanted.holder}"
    authors = subject.analysed.trace.identity.from_
    if wanted.holder == "account-holder" and authors:
        return text(name, account=Address(spec=authors[0].spec))
    if wanted.holder == "mail-admin":
        server = known(subject.analysed.origin.server.value)
        return text(name, server=server) if server else text(f"{name}-unnamed")
    if wanted.holder == "key-keepers":
        domains = sorted({check.domain for check in subject.analysed.authentication.dkim})
        return text(name, domain=domains[0] if len(domains) == 1 else tuple(domains))
    if wanted.holder in {"m365-admin", "google-admin", "exchange-admin", "organisation"}:
        domain = authors[0].domain if authors else ""
        chosen = domain if domain and wanted.holder != "organisation" else _home(subject)
        return text(name, domain=chosen) if chosen else text(f"{name}-unnamed")
    return text(name)


def _home(subject: Subject) -> str:
    return subject.domains[0] if subject.domains else ""


def event_time(subject: Subject) -> Value[Instant]:
    """The time that the days are counted from: arrival by the receiver's clock, else Date."""
    hop = boundary_hop(subject.analysed.trace)
    times = (
        hop.trace.time if hop is not None else State.ABSENT,
        subject.analysed.trace.identity.date,
    )
    return next((time for time in times if isinstance(time, Instant)), State.ABSENT)


def event_day(subject: Subject) -> Value[date]:
    """The day of :func:`event_time` in UTC."""
    time = known(event_time(subject))
    return State.ABSENT if time is None else time.utc.date()


def _request(wanted: Wanted, holder: Text, about: list[Subject], as_of: date) -> Request:
    days = [day for day in map(event_day, about) if isinstance(day, date)]
    ask_by = _plus(min(days), wanted.days) if days and wanted.days else None
    return Request(
        what=text(f"reasoning.request.{wanted.id}.what"),
        holder=holder,
        decides_rung=wanted.rung,
        wording=_wording(wanted, about, days, late=ask_by is not None and ask_by < as_of),
        usually_kept_days=wanted.days or State.ABSENT,
        ask_by=ask_by.isoformat() if ask_by is not None else State.ABSENT,
    )


def _plus(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:  # a header may claim the year 9999
        return None


def _wording(wanted: Wanted, about: list[Subject], days: list[date], *, late: bool) -> Text:
    """The words of the request; after the usual day it says to look all the same."""
    words = text(f"reasoning.request.{wanted.id}.wording")
    if wanted.period:
        words = text("reasoning.request.with-period", wording=words, period=_period(days))
    if wanted.message:
        words = text("reasoning.request.with-message", wording=words, messages=_about(about))
    return text("reasoning.request.late", wording=words) if late else words


def _period(days: list[date]) -> Text:
    """The days asked about: those of the messages, and one day either side."""
    first = _plus(min(days), -1) if days else None
    last = _plus(max(days), 1) if days else None
    if first is None or last is None:
        return text("reasoning.request.period-unknown")
    return text("reasoning.request.period", first=_day(first), last=_day(last))


def _day(day: date) -> Instant:
    """A whole day as a moment that is exact to the day."""
    return Instant(
        text=day.isoformat(),
        utc=datetime(day.year, day.month, day.day, tzinfo=UTC),
        offset_minutes=0,
        precision_seconds=86400,
    )


def _about(about: list[Subject]) -> Text:
    """Which message is meant: hour, account and identifier, as far as they are known."""
    ids = tuple(
        dict.fromkeys(
            message_id
            for subject in about
            if (message_id := known(subject.analysed.trace.identity.message_id))
        )
    )[:MAX_IDS]
    if not ids:
        return text("reasoning.request.about-exhibit")
    time, account = known(event_time(about[0])), known(about[0].author)
    if len(ids) > 1 or time is None or not account:
        return text("reasoning.request.about-ids", ids=ids)
    return text("reasoning.request.about", time=time, account=Address(spec=account), ids=ids)
