"""What the operation of a row is called in plain words, and which values of the row say so.

A reader of a log often makes one name of several cells, or of a number and its documented meaning.
Such a name is this program's: it is never quoted as if it stood in the exhibit. What is quoted are
single values of the row. An operation without words here is named as the log names it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from provenance.basics import Text, known, text

if TYPE_CHECKING:
    from provenance.audit import AuditEvent

_MAILBOX: Final = frozenset({"m365-ual", "mailbox-audit", "exchange-audit"})
_OPERATIONS: Final = frozenset(
    {"create", "update", "move", "movetodeleteditems", "softdelete", "harddelete", "send", "sendas"}
    | {"sendonbehalf", "mailitemsaccessed", "mailboxlogin", "userloggedin", "userloginfailed"}
    | {"new-inboxrule", "set-inboxrule", "updateinboxrules", "add-mailboxpermission"}
)
"""Operations of the mailbox audit that have words of their own."""
_LOG_ON_TYPES: Final = frozenset({"2", "3", "4", "5", "7", "8", "9", "10", "11"})
_WINDOWS: Final = frozenset(
    {"4624", "4625", "4634", "4647", "4648", "4778", "4779", "4800", "4801"}
)
_WINDOWS_ALONE: Final = _WINDOWS - {"4624"}
_CALENDAR: Final = frozenset({"oof", "busy", "tentative", "free", "workingelsewhere", "cancelled"})


def operation_key(kind: str, operation: str, layout: str) -> str:
    """The name of the words for an operation, "" where the log's own word is all there is.

    ``kind`` is the kind of event, ``layout`` that of the export.
    """
    plain = operation.strip().lower()
    if layout.startswith("windows-"):
        return _windows_key(plain)
    if layout in _MAILBOX and plain in _OPERATIONS:
        return plain
    if layout == "calendar" and plain.removeprefix("entry ") in _CALENDAR:
        return f"calendar.{plain.removeprefix('entry ')}"
    return "entra-signin" if layout == "entra-signin" and kind == "sign-in" else ""


def _windows_key(operation: str) -> str:
    code, _, rest = operation.partition(" ")
    log_on = rest.rpartition(" ")[2]
    if code in {"4624", "4625"} and log_on in _LOG_ON_TYPES:
        return f"windows.4624.{log_on}" if code == "4624" else "windows.4625"
    return f"windows.{code}" if code in _WINDOWS_ALONE else ""


def act_in_words(event: AuditEvent, layout: str) -> Text:
    """What a row records, without who and when; quotation marks hold single values of the row."""
    if event.kind.value == "badge":
        return _with_result(_passage(event), event)
    key = operation_key(event.kind.value, event.operation, layout)
    if key.startswith(("windows.", "calendar.")):
        return text(f"report.operation.{key}")
    if layout.startswith("windows-"):
        return text("reasoning.rows.what.windows", code=event.operation.partition(" ")[0])
    return text("reasoning.rows.what.other", what=event.operation)


def values_of_act(event: AuditEvent, layout: str) -> tuple[str, ...]:
    """The values of a row that name its act, each as it stands there; none beside plain words."""
    if event.kind.value == "badge":
        return tuple(one for one in _at_door(event) if one)
    key = operation_key(event.kind.value, event.operation, layout)
    if key.startswith("calendar."):
        return (event.operation.strip().partition(" ")[2],)
    if layout.startswith("windows-"):
        return () if key else (event.operation.partition(" ")[0],)
    return (event.operation,)


def _with_result(what: Text, event: AuditEvent) -> Text:
    """A passage with its result, wherever the log does not say that it was granted."""
    if event.outcome.value == "failure":
        return text("reasoning.rows.what.door.refused", what=what)
    written = (known(event.outcome_native) or "").strip()
    if event.outcome.value == "unknown" and written:
        return text("reasoning.rows.what.door.result", what=what, result=written)
    return what


def _passage(event: AuditEvent) -> Text:
    action, place, way = _at_door(event)
    values = {"place": place} if place else {}
    case = ".place" if place else ""
    if way:
        values["way"] = way
        case += ".way"
    if not values:
        return text("reasoning.rows.what.other", what=event.operation)
    if action:
        return text(f"reasoning.rows.what.door.action{case}", action=action, **values)
    return text(f"reasoning.rows.what.door{case}", **values)


def _at_door(event: AuditEvent) -> tuple[str, str, str]:
    """Action, reader or gate, and direction of a passage, each as its own cell has it.

    The operation of such a row is these cells one behind the other (``csv_map``).
    """
    place = (known(event.target) or "").strip()
    way = dict(event.params).get("direction", "").strip()
    behind = " ".join(one for one in (place, way) if one)
    operation = event.operation.strip()
    if behind and operation == behind:
        return "", place, way
    action = operation.removesuffix(f" {behind}") if behind else operation
    return action, place, way
