"""Who may use a mailbox, on the day of the export: Get-MailboxPermission, Get-RecipientPermission.

Source: learn.microsoft.com, the pages of both commands. A row has no time: it shows the state of
the export day and says nothing of the day of a message. No real file was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.named import Named
from provenance.audit.records import (
    Actor,
    AuditEvent,
    EventKind,
    Layout,
    Mailbox,
    RowProblem,
)
from provenance.audit.source.table import TableRow, table_names, table_rows
from provenance.basics import State

_FORMS = (
    ("get-mailboxpermission", frozenset({"identity", "user", "accessrights", "deny"})),
    ("get-recipientpermission", frozenset({"identity", "trustee", "accessrights"})),
)


class _Reader:
    kind = "permissions"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by the properties of a permission."""
        names = frozenset(table_names(export)) if export.delimiter else frozenset()
        wrapper = next((wrapper for wrapper, have in _FORMS if have <= names), "")
        if not wrapper:
            return None
        return Layout(
            kind=self.kind,
            wrapper=wrapper,
            encoding=export.text.encoding.name,
            delimiter=export.delimiter,
            columns=export.columns,
            reason="properties of a permission",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event without a time for each row."""
        del layout
        for row in table_rows(export):
            yield row if isinstance(row, RowProblem) else _event(row, export)


def _event(given: TableRow, export: Export) -> AuditEvent:
    row = Named(given.cells)
    rights = row.word("accessrights")
    return AuditEvent(
        id=export.event_id(given.locator),
        source=export.source,
        locator=given.locator,
        kind=EventKind.PERMISSION,
        operation=f"state: {rights}" if rights else "state",
        time=State.NOT_APPLICABLE,
        actor=Actor(),
        mailbox=Mailbox(owner=row.get("identity")),
        target=row.get("user", "trustee"),
        params=(("AccessRights", rights),) if rights else (),
        flags=tuple(sorted({*given.flags, "state-of-export-day"})),
        unmapped=row.unused(),
    )


READER = _Reader()
