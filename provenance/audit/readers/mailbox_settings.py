"""Settings of mailboxes on the day of the export: forwarding, sending on behalf, auditing.

Source: learn.microsoft.com, the pages of Get-Mailbox and Set-Mailbox. A row has no time: it shows
the state of the export day and says nothing of the day of a message. No real file was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from provenance.audit.readers.base import Export, Item
from provenance.audit.readers.named import Named
from provenance.audit.records import AuditEvent, EventKind, Layout, Mailbox, RowProblem
from provenance.audit.source.table import TableRow, table_names, table_rows
from provenance.basics import State

_WHO = ("userprincipalname", "primarysmtpaddress", "windowsemailaddress", "identity", "alias",
        "name", "displayname")  # fmt: skip
_SETTINGS = {
    "forwardingsmtpaddress": "ForwardingSmtpAddress",
    "forwardingaddress": "ForwardingAddress",
    "delivertomailboxandforward": "DeliverToMailboxAndForward",
    "grantsendonbehalfto": "GrantSendOnBehalfTo",
    "auditenabled": "AuditEnabled",
    "auditlogagelimit": "AuditLogAgeLimit",
    "auditowner": "AuditOwner",
    "auditdelegate": "AuditDelegate",
    "auditadmin": "AuditAdmin",
    "defaultauditset": "DefaultAuditSet",
}
_LEAST = 2


class _Reader:
    kind = "permissions"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by at least two of these settings beside the name of a mailbox."""
        names = frozenset(table_names(export)) if export.delimiter else frozenset()
        if len(names & _SETTINGS.keys()) < _LEAST or not names & frozenset(_WHO):
            return None
        return Layout(
            kind=self.kind,
            wrapper="get-mailbox",
            encoding=export.text.encoding.name,
            delimiter=export.delimiter,
            columns=export.columns,
            reason="settings of a mailbox",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event without a time for each mailbox."""
        del layout
        for row in table_rows(export):
            yield row if isinstance(row, RowProblem) else _event(row, export)


def _event(given: TableRow, export: Export) -> AuditEvent:
    row = Named(given.cells)
    owner = row.get(*_WHO)
    settings = tuple(
        (shown, value) for name, shown in _SETTINGS.items() if (value := row.word(name))
    )
    return AuditEvent(
        id=export.event_id(given.locator),
        source=export.source,
        locator=given.locator,
        kind=EventKind.MAILBOX_SETTING,
        operation="state",
        time=State.NOT_APPLICABLE,
        mailbox=Mailbox(owner=owner),
        params=settings,
        flags=tuple(sorted({*given.flags, "state-of-export-day"})),
        unmapped=row.unused(),
    )


READER = _Reader()
