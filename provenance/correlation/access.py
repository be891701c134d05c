"""Ways into an account: changes of password, rights and rules before a message; stated holders.

A right is a possibility, not its use; a reset is often the help desk's daily work. Who knew a
password is what the case file states, and a later change in a log can end that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from provenance.audit import AuditEvent, EventKind
from provenance.audit.records import Outcome
from provenance.basics import State, known
from provenance.case import Access, Case, Person
from provenance.correlation.accounts import same_account
from provenance.correlation.keys import MessageKeys
from provenance.correlation.parties import mentions
from provenance.correlation.records import AuditSide, Circumstance
from provenance.correlation.stated_times import stretch_of

MAX_EACH: Final = 20
_WHOSE: Final = frozenset({"identity", "mailbox", "mailboxowner"})
_NAMES: Final = {
    EventKind.PASSWORD: "password",
    EventKind.PERMISSION: "rights",
    EventKind.RULE: "rule",
    EventKind.CONSENT: "consent",
    EventKind.MAILBOX_SETTING: "setting",
    EventKind.AUDIT_SETTING: "auditing",
}


def access_of(side: AuditSide, case: Case, keys: Sequence[MessageKeys]) -> tuple[Circumstance, ...]:
    """Changes before each message that name its account, then who is stated to have a way in."""
    changes = sorted(
        (event for event in (*side.events, *side.about) if event.kind in _NAMES),
        key=lambda e: (e.begins, e.source, e.locator.start),
    )
    found: list[Circumstance] = []
    for key in keys:
        accounts = _accounts(case, key)
        moment = key.first_hop or key.date
        found += _changes(key.message, accounts, moment, changes)
        found += _stated(key.message, case, accounts, moment, changes)
    return tuple(found)


def _accounts(case: Case, key: MessageKeys) -> tuple[str, ...]:
    own = case.account.strip().lower()
    return (own,) if own else tuple(sorted(key.accounts))


def _touched(event: AuditEvent, accounts: tuple[str, ...]) -> str:
    """The account whose credentials, mailbox or rights a change is about, "" if none of these."""
    named = [known(event.target) or "", known(event.mailbox.owner) or ""]
    # Of rights only whose mailbox they are on counts: those that the account got are no way in.
    rights = event.kind is EventKind.PERMISSION
    if rights and isinstance(event.time, State):
        named = [known(event.mailbox.owner) or ""]
    values = (v for name, v in event.params[:50] if not rights or name.lower() in _WHOSE)
    texts = " ".join(values)[:20_000].lower()
    for account in accounts:
        if any(_is(one, account) for one in named) or mentions(texts, account):
            return account
        # A rule or a setting is made in one's own mailbox, a password changed for oneself.
        own = known(event.actor.account) or ""
        if not any(named) and same_account(own, account):
            return account
    return ""


def _is(named: str, account: str) -> bool:
    """An account by itself, inside a text, or as the end of a directory path."""
    last = named.rpartition("/")[2]
    return same_account(last, account) or mentions(named[:2000].lower(), account)


def _changes(
    message: str,
    accounts: tuple[str, ...],
    moment: datetime | None,
    changes: list[AuditEvent],
) -> Iterator[Circumstance]:
    rows: dict[tuple[str, str, str], list[AuditEvent]] = {}
    for event in changes:
        account = _touched(event, accounts)
        if not account or event.outcome is Outcome.FAILURE:
            continue
        when = _when(event, moment)
        if not when:
            continue
        own = same_account(known(event.actor.account) or "", account)
        who = "own" if own else "other" if known(event.actor.account) else "unnamed"
        rows.setdefault((when, _NAMES[event.kind], who), []).append(event)
    for (when, name, who), events in sorted(rows.items()):
        yield Circumstance(
            kind=f"{name}.{who}.{when}",
            message=message,
            events=tuple(event.id for event in events[-MAX_EACH:]),
            values=(
                ("actors", _listed(known(event.actor.account) or "" for event in events)),
                ("count", len(events)),
                ("operations", _listed(event.operation for event in events)),
                ("targets", _listed(known(event.target) or "" for event in events)),
            ),
        )


def _when(event: AuditEvent, moment: datetime | None) -> str:
    """``before`` the message, ``after`` it, ``state`` of the export day, "" where it is open."""
    if isinstance(event.time, State):
        return "state"
    if moment is None:
        return ""
    if event.time.end < moment:
        return "before"
    return "after" if event.time.start > moment else ""


def _listed(values: Iterator[str] | Sequence[str]) -> str:
    return ", ".join(list(dict.fromkeys(value for value in values if value))[:4])


def _stated(
    message: str,
    case: Case,
    accounts: tuple[str, ...],
    moment: datetime | None,
    changes: list[AuditEvent],
) -> Iterator[Circumstance]:
    """People for whom the case file states a way into the account at that moment."""
    for person in case.people:
        for way in person.access_to:
            if not any(same_account(way.account, account) for account in accounts):
                continue
            stretch = stretch_of(way.start, way.end, case.timezone)
            if moment is None or stretch is None or not stretch.holds(moment, moment):
                continue
            yield _way(message, person, way)
            if way.how != "knows-password" or not way.start:
                continue
            later = [
                event
                for event in changes
                if event.kind is EventKind.PASSWORD
                and not isinstance(event.time, State)
                and stretch.start < event.time.start
                and event.time.end < moment
                and event.outcome is not Outcome.FAILURE
                and _touched(event, accounts)
            ]
            if later:
                yield Circumstance(
                    kind="password-changed-since",
                    message=message,
                    events=tuple(event.id for event in later[-MAX_EACH:]),
                    person=person.id,
                    values=(
                        ("count", len(later)),
                        ("person", person.name or person.id),
                        ("since", way.start),
                    ),
                    stated=True,
                    source=way.source,
                )


def _way(message: str, person: Person, way: Access) -> Circumstance:
    return Circumstance(
        kind=f"stated.{way.how or 'unnamed'}",
        message=message,
        person=person.id,
        values=(
            ("account", way.account),
            ("person", person.name or person.id),
            ("since", way.start or "?"),
        ),
        stated=True,
        source=way.source,
    )
