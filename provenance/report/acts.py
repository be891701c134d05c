"""What a row of a log records, as a plain sentence: from its kind and the known operations.

An operation that has no words of its own is printed as the log writes it: no meaning is made up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from provenance.basics import Param, Text, known, text
from provenance.reasoning.operations import operation_key

if TYPE_CHECKING:
    from provenance.audit import AuditEvent

_DELETES: Final = frozenset({"movetodeleteditems", "softdelete", "harddelete"})
SENDS: Final = frozenset({"send", "send-as", "send-on-behalf"})
CHANGES: Final = frozenset(
    {"password", "permission", "rule", "mailbox-setting", "consent", "audit-setting", "clock"}
)
_WITH_ACCOUNT: Final = frozenset(
    {"sign-in", "sign-in-failed", "sign-out", "session-start", "session-end", "network-session"}
    | {"access", "recall", "submit", "lock", "unlock"}
)


def act_words(event: AuditEvent, layout: str, *, own: bool) -> Text:
    """The row as a plain sentence. ``own``: it names the message, or fits it in every point."""
    kind = event.kind.value
    account = _account(event)
    if layout.startswith("windows-"):
        key = operation_key(kind, event.operation, layout)
        if key:
            return text(f"report.day.{key}", machine=_machine(event), account=account)
    if kind == "badge":
        return _badge(event)
    if kind == "absence":
        elsewhere = ".elsewhere" if event.operation.endswith("WORKINGELSEWHERE") else ""
        title = known(event.target)
        if title:
            return text(f"report.day.absence{elsewhere}", account=account, title=title)
        return text(f"report.day.absence.untitled{elsewhere}", account=account)
    if kind in CHANGES:
        return text(f"report.day.{kind}", account=account, operation=event.operation)
    words = _mailbox(event, kind, account, own=own)
    if words is not None:
        return words
    if kind in _WITH_ACCOUNT:
        return text(f"report.day.{kind}", account=account)
    return text("report.day.as-written", operation=event.operation, account=account)


def _mailbox(event: AuditEvent, kind: str, account: Param, *, own: bool) -> Text | None:
    suffix = "" if own else ".item"
    plain = event.operation.strip().lower()
    if kind in SENDS:
        owner = known(event.mailbox.owner) or text("report.day.mailbox-not-named")
        return text(f"report.day.{kind}{suffix}", account=account, owner=owner)
    if kind == "draft":
        made = "create" if plain == "create" else "update"
        return text(f"report.day.{made}{suffix}", account=account)
    if kind == "delete":
        how = plain if plain in _DELETES else "delete"
        return text(f"report.day.{how}{suffix}", account=account)
    if kind == "move":
        return text(f"report.day.move{suffix}", account=account)
    return None


def _account(event: AuditEvent) -> Param:
    return known(event.actor.account) or text("report.day.account-not-named")


def _machine(event: AuditEvent) -> Param:
    return dict(event.unmapped).get("Computer") or text("report.day.machine-not-named")


def _badge(event: AuditEvent) -> Text:
    told = dict(event.params)
    person, card = told.get("person", "").strip(), told.get("card", "").strip()
    who: Param = person or known(event.actor.account) or text("report.day.account-not-named")
    if person and card:
        who = text("report.day.holder", person=person, card=card)
    elif card:
        who = text("report.day.card", card=card)
    place: Param = known(event.target) or text("report.day.place-not-named")
    way = told.get("direction", "").strip()
    if way:
        place = text("report.day.place", place=place, way=way)
    refused = event.outcome.value == "failure"
    return text("report.day.badge.refused" if refused else "report.day.badge", who=who, place=place)
