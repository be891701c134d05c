"""On-premises mailbox audit as a table: ``Search-MailboxAuditLog -ShowDetails | Export-Csv``.

Source: learn.microsoft.com, "Mailbox audit logging in Exchange Server" and the page of the
command; the columns as published administrators' scripts select them [X]. ``LastAccessed`` is
local to the machine that exported, in its culture: without a stated zone it is any zone. Owners'
sending is never recorded there. No real file was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from provenance.audit.readers.base import Export, Item, stated_zone
from provenance.audit.readers.mailbox_audit import KINDS, MODES, OUTCOMES
from provenance.audit.readers.named import Named
from provenance.audit.records import (
    AccessMode,
    Actor,
    AuditEvent,
    EventKind,
    IpRole,
    Layout,
    Mailbox,
    MessageRef,
    Outcome,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.table import TableRow, table_names, table_rows
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import parse_client
from provenance.audit.values.message_ids import comparable_id
from provenance.audit.values.times import Clock, learn_order, read_time
from provenance.basics import State, Value

_HAVE = frozenset({"operation", "lastaccessed"})
_ONE_OF = frozenset({"logonuserdisplayname", "logontype", "mailboxownerupn", "internallogontype"})


class _Reader:
    kind = "mailbox-audit"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by the properties of an entry."""
        names = frozenset(table_names(export)) if export.delimiter else frozenset()
        if not (names >= _HAVE and names & _ONE_OF):
            return None
        return Layout(
            kind=self.kind,
            wrapper="search-mailboxauditlog",
            encoding=export.text.encoding.name,
            delimiter=export.delimiter,
            columns=export.columns,
            reason="properties of a mailbox audit entry",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each row."""
        del layout
        zone = stated_zone(export.timezone)
        order = learn_order(
            row.get("lastaccessed") or ""
            for row in table_rows(export)
            if not isinstance(row, RowProblem)
        )
        basis = TimeBasis.USER_STATED if zone else TimeBasis.ASSUMED
        clock = Clock(zone=zone, basis=basis, order=order)
        for row in table_rows(export):
            yield row if isinstance(row, RowProblem) else _event(row, export, clock)


def _event(given: TableRow, export: Export, clock: Clock) -> AuditEvent:
    row = Named(given.cells)
    name, logon = row.word("operation"), row.word("logontype")
    ip, result = row.word("clientipaddress"), row.word("operationresult")
    client = parse_client(row.word("clientinfostring"))
    return AuditEvent(
        id=export.event_id(given.locator),
        source=export.source,
        locator=given.locator,
        kind=KINDS.get(name.lower(), EventKind.OTHER),
        operation=name or "record",
        time=read_time(row.word("lastaccessed"), clock),
        native_id=row.get("identity"),
        actor=Actor(account=row.get("logonuserdisplayname"), sid=row.get("logonusersid")),
        mailbox=Mailbox(
            owner=row.get("mailboxownerupn", "mailboxresolvedownername"),
            guid=row.get("mailboxguid"),
            sid=row.get("mailboxownersid"),
            mode=MODES.get(logon.lower(), AccessMode.UNKNOWN),
            native_mode=logon or State.ABSENT,
        ),
        ips=(read_ip(ip, "ClientIPAddress", IpRole.PEER),) if ip else (),
        client=replace(
            client,
            process=row.get("clientprocessname"),
            version=row.get("clientversion"),
            host=row.get("clientmachinename"),
        ),
        messages=_messages(row),
        outcome=OUTCOMES.get(result.lower(), Outcome.UNKNOWN),
        outcome_native=result or State.ABSENT,
        flags=given.flags,
        unmapped=row.unused(),
    )


def _messages(row: Named) -> tuple[MessageRef, ...]:
    """The one item of the entry; lists of several are kept as they are, their order is not told."""
    id_ = row.word("iteminternetmessageid", "sourceiteminternetmessageidslist")
    subject = row.get("itemsubject", "sourceitemsubjectslist")
    store = row.get("itemid")
    if not id_ and isinstance(subject, State) and isinstance(store, State):
        return ()
    return (
        MessageRef(
            id=_one_id(id_),
            id_raw=id_ or State.ABSENT,
            store_id=store,
            subject=subject,
            folder=row.get("folderpathname", "sourceitemfolderpathnameslist"),
        ),
    )


def _one_id(text: str) -> Value[str]:
    return comparable_id(text) if text and "," not in text else State.ABSENT


READER = _Reader()
