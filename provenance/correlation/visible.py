"""Whom one copy shows in To and Cc: its header fields, else the recipient table of Outlook."""

from __future__ import annotations

from provenance.basics import Address
from provenance.basics.record import dataclass
from provenance.evidence import MapiRecipient, OutlookItem, RecipientType
from provenance.message import Message
from provenance.trace import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class VisibleRecipients:
    """Whom a copy shows; ``from_table`` names those of ``to``, ``cc`` that no field gives."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    from_table: tuple[str, ...] = ()


def visible_recipients(
    message: Message, identity: Identity, item: OutlookItem | None
) -> VisibleRecipients:
    """To and Cc of the header fields; for a field that is missing, the recipient table's rows.

    ``item`` is the Outlook item that the header lines stand in, ``None`` for other copies.
    """
    found = {"to": identity.to, "cc": identity.cc}
    used: list[str] = []
    for name, kind in (("to", RecipientType.TO), ("cc", RecipientType.CC)):
        rows = () if message.named(name) else table_addresses(item, kind)
        if rows:
            found[name] = rows
            used.append(name)
    return VisibleRecipients(to=found["to"], cc=found["cc"], from_table=tuple(used))


def table_addresses(item: OutlookItem | None, kind: RecipientType) -> tuple[Address, ...]:
    """Recipients of one kind as addresses; a directory name of Exchange is no mail address."""
    if item is None:
        return ()
    return tuple(_address(one) for one in item.recipients if one.type is kind)


def _address(one: MapiRecipient) -> Address:
    spec, name = one.mail_address, one.display_name
    written = spec if isinstance(spec, str) else ""
    shown = name if isinstance(name, str) and name != written else ""
    return Address(spec=written, display=shown)
