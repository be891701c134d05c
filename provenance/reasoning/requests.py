"""What to ask for next, of whom, and until when; the wording helps either side alike.

How long a record is usually kept is only given where it is documented. Where a source names a
shorter and a longer period (licences differ), the shorter one counts: ask in time for both.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from provenance.basics import Instant, State, Text, Value, known, text
from provenance.basics.record import dataclass
from provenance.reasoning.records import Request
from provenance.reasoning.rules.facts import boundary_hop
from provenance.reasoning.subject import Subject

MAX_IDS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A kind of record: sentence ids, the rung it decides, documented days of keeping (0: none)."""

    id: str
    holder: str
    rung: int
    days: int = 0


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
_ALWAYS: Final = (
    Wanted(id="whole-copy", holder="recipient", rung=1),
    Wanted(id="other-copy", holder="other-recipients", rung=1),
    Wanted(id="own-sign-ins", holder="account-holder", rung=4),
    Wanted(id="presence", holder="presence-keepers", rung=5),
    Wanted(id="workstation", holder="it-department", rung=5),
)


def make_requests(subjects: tuple[Subject, ...], *, as_of: date) -> tuple[Request, ...]:
    """Records worth asking for, those with the nearest day first, then by rung and id."""
    groups: dict[Wanted, list[Subject]] = {}
    for subject in subjects:
        system = _BY_PROVIDER.get(subject.analysed.origin.provider, _MAIL_SERVER)
        for wanted in (*system, *_ALWAYS):
            groups.setdefault(wanted, []).append(subject)
    made = [(wanted, _request(wanted, about, as_of)) for wanted, about in groups.items()]
    made.sort(key=lambda pair: (known(pair[1].ask_by) or "9999", pair[0].rung, pair[0].id))
    return tuple(request for _, request in made)


def event_day(subject: Subject) -> Value[date]:
    """The day that keeping is counted from: arrival by the receiver's clock, else Date."""
    hop = boundary_hop(subject.analysed.trace)
    times = (
        hop.trace.time if hop is not None else State.ABSENT,
        subject.analysed.trace.identity.date,
    )
    return next((time.utc.date() for time in times if isinstance(time, Instant)), State.ABSENT)


def _request(wanted: Wanted, about: list[Subject], as_of: date) -> Request:
    days = [day for day in map(event_day, about) if isinstance(day, date)]
    ask_by = _plus(min(days), wanted.days) if days and wanted.days else None
    return Request(
        what=text(f"reasoning.request.{wanted.id}.what"),
        holder=text(f"reasoning.holder.{wanted.holder}"),
        decides_rung=wanted.rung,
        wording=_wording(wanted, about, late=ask_by is not None and ask_by < as_of),
        usually_kept_days=wanted.days or State.ABSENT,
        ask_by=ask_by.isoformat() if ask_by is not None else State.ABSENT,
    )


def _plus(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:  # a header may claim the year 9999
        return None


def _wording(wanted: Wanted, about: list[Subject], *, late: bool) -> Text:
    """The words of the request; after the usual day it says to ask all the same."""
    ids = tuple(
        dict.fromkeys(
            message_id
            for subject in about
            if (message_id := known(subject.analysed.trace.identity.message_id))
        )
    )[:MAX_IDS]
    words = text(f"reasoning.request.{wanted.id}.wording", messages=_about(ids))
    return text("reasoning.request.late", wording=words) if late else words


def _about(ids: tuple[str, ...]) -> Text:
    if not ids:
        return text("reasoning.request.about-exhibit")
    return text("reasoning.request.about", ids=ids)
