"""On-premises mailbox audit as the search mails it: SearchResult.xml.

Source: learn.microsoft.com, "Export mailbox audit logs". ``LastAccessed`` has an offset. Owners'
sending is never recorded there. The documentation's own example is not well-formed: such elements
come as problems. No real file was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from provenance.audit.readers.base import Export, Item
from provenance.audit.records import (
    AccessMode,
    Actor,
    AuditEvent,
    Client,
    EventKind,
    IpRole,
    Layout,
    Locator,
    Mailbox,
    MessageRef,
    Outcome,
    RowProblem,
    TimeBasis,
)
from provenance.audit.source.xml_elements import elements, local, refused_doctype
from provenance.audit.values.addresses import read_ip
from provenance.audit.values.clients import parse_client
from provenance.audit.values.times import Clock, read_time
from provenance.basics import State, Value

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

KINDS = {
    "sendas": EventKind.SEND_AS,
    "sendonbehalf": EventKind.SEND_ON_BEHALF,
    "create": EventKind.DRAFT,
    "update": EventKind.DRAFT,
    "move": EventKind.MOVE,
    "movetodeleteditems": EventKind.DELETE,
    "softdelete": EventKind.DELETE,
    "harddelete": EventKind.DELETE,
    "folderbind": EventKind.ACCESS,
    "messagebind": EventKind.ACCESS,
    "mailboxlogin": EventKind.SIGN_IN,
}
MODES = {
    "owner": AccessMode.OWNER,
    "delegate": AccessMode.DELEGATE,
    "admin": AccessMode.ADMIN,
}
OUTCOMES = {
    "succeeded": Outcome.SUCCESS,
    "failed": Outcome.FAILURE,
    "partiallysucceeded": Outcome.PARTIAL,
}
_UNSTATED = Clock(zone=None, basis=TimeBasis.ASSUMED)


class _Reader:
    kind = "mailbox-audit"

    def sniff(self, export: Export) -> Layout | None:
        """Tell it by its root element and the attributes of an event."""
        head = export.head[:65_536]
        if "<SearchResults" not in head or "MailboxGuid=" not in head:
            return None
        return Layout(
            kind=self.kind,
            wrapper="searchresult-xml",
            encoding=export.text.encoding.name,
            reason="elements SearchResults and Event",
            seen_in_the_wild=False,
        )

    def read(self, export: Export, layout: Layout) -> Iterator[Item]:
        """Give one event for each element ``Event``."""
        del layout
        yield from refused_doctype(export.text)
        for found in elements(export.text, "Event"):
            if isinstance(found, RowProblem):
                yield found
            else:
                locator, element = found
                yield _event(element, locator, export)


def _value(given: Mapping[str, str], *names: str) -> Value[str]:
    return next((given[name] for name in names if given.get(name)), State.ABSENT)


def _event(event: Element, locator: Locator, export: Export) -> AuditEvent:
    given = event.attrib
    name, logon = given.get("Operation", ""), given.get("LogonType", "")
    raw, result = given.get("ClientIPAddress", ""), given.get("OperationResult", "")
    client = parse_client(given.get("ClientInfoString", ""))
    items = [one for one in event.iter() if local(one.tag) == "Item"][:1000]
    return AuditEvent(
        id=export.event_id(locator),
        source=export.source,
        locator=locator,
        kind=KINDS.get(name.lower(), EventKind.OTHER),
        operation=name or "record",
        time=read_time(given.get("LastAccessed", ""), _UNSTATED),
        actor=Actor(
            account=_value(given, "LogonUserDisplayName", "LogonUserDN"),
            sid=_value(given, "LogonUserSid"),
        ),
        mailbox=Mailbox(
            owner=_value(given, "MailboxOwnerUPN", "Owner"),
            guid=_value(given, "MailboxGuid"),
            sid=_value(given, "MailboxOwnerSid"),
            mode=MODES.get(logon.lower(), AccessMode.UNKNOWN),
            native_mode=logon or State.ABSENT,
        ),
        ips=(read_ip(raw, "ClientIPAddress", IpRole.PEER),) if raw else (),
        client=_with_process(client, given),
        messages=tuple(
            MessageRef(
                store_id=_value(one.attrib, "Id"),
                subject=_value(one.attrib, "Subject"),
                folder=_value(one.attrib, "FolderPathName"),
            )
            for one in items
        ),
        outcome=OUTCOMES.get(result.lower(), Outcome.UNKNOWN),
        outcome_native=result or State.ABSENT,
        unmapped=tuple(given.items()),
    )


def _with_process(client: Client, given: Mapping[str, str]) -> Client:
    """Add to a client what its machine and process say of themselves."""
    return replace(
        client,
        process=_value(given, "ClientProcessName"),
        version=_value(given, "ClientVersion"),
        host=_value(given, "ClientMachineName"),
    )


READER = _Reader()
