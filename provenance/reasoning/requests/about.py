"""Which message a request is about: account, identifier, and its times, each with whose it is.

A holder of logs looks for the second of the sending. The arrival by a recipient's clock is another
moment, so it stands beside it and never alone.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from provenance.basics import Address, Instant, State, Text, Value, known, text
from provenance.correlation import AuditSide
from provenance.reasoning.rules.facts import boundary_hop
from provenance.reasoning.subject import Subject

MAX_IDS: Final = 5


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


def about_message(words: Text, about: tuple[Subject, ...], audit: AuditSide) -> Text:
    """Add to a request which message is meant, and its times if it is one message."""
    ids = tuple(
        dict.fromkeys(
            message_id
            for subject in about
            if (message_id := known(subject.analysed.trace.identity.message_id))
        )
    )[:MAX_IDS]
    account = known(about[0].author)
    if not ids:
        meant = text("reasoning.request.about-exhibit")
    elif len(ids) > 1 or not account:
        meant = text("reasoning.request.about-ids", ids=ids)
    else:
        meant = text("reasoning.request.about", account=Address(spec=account), ids=ids)
    words = text("reasoning.request.with-message", wording=words, messages=meant)
    return words if len(ids) != 1 else _with_times(words, about, audit)


def _with_times(words: Text, about: tuple[Subject, ...], audit: AuditSide) -> Text:
    """Add the Date field, the record of the sending and the arrival, as far as they are there."""
    first = about[0].analysed
    if isinstance(first.trace.identity.date, Instant):
        words = text("reasoning.request.with-date", wording=words, time=first.trace.identity.date)
    if audit.joins:
        words = _with_record(words, about, audit)
    hop = boundary_hop(first.trace)
    host = known(hop.trace.by) if hop is not None else None
    if hop is not None and host and isinstance(hop.trace.time, Instant):
        words = text(
            "reasoning.request.with-arrival", wording=words, host=host, time=hop.trace.time
        )
    return words


def _with_record(words: Text, about: tuple[Subject, ...], audit: AuditSide) -> Text:
    """Add the first record of the sending; most analyses have no log and load nothing of it."""
    from provenance.correlation.sendings import sendings_of
    from provenance.reasoning.exports import instant_of

    own = {one.analysed.message.id for one in about}
    recorded = next((event for message, event in sendings_of(audit) if message in own), None)
    if recorded is None or isinstance(recorded.time, State):
        return words
    return text(
        "reasoning.request.with-record",
        wording=words,
        exhibit=recorded.source,
        row=recorded.locator.row,
        time=instant_of(recorded),
    )
