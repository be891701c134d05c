"""Whom an Outlook item names as sender and as represented, and by which kind of address.

Exchange names its own people by a directory name (type ``EX``, a legacy DN); a mail address stands
beside it only where the item was resolved. Directory names are compared with directory names, mail
addresses with mail addresses, and one is never turned into the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from provenance.basics import Address, State, Value, known
from provenance.evidence import MapiProperty, OutlookItem
from provenance.origin.outlook_item import value


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One of the two as the item names it.

    ``mail`` is the SMTP address, ``directory`` the legacy DN as written, ``key`` the search key as
    text without its closing zero, ``properties`` what was read.
    """

    name: Value[str]
    type: Value[str]
    mail: Value[str]
    directory: Value[str]
    key: Value[str]
    properties: tuple[MapiProperty, ...]

    @property
    def shown(self) -> Value[Address]:
        """Name and address for the reader; the directory name where there is no mail address.

        A store that knows no sender writes the type and name ``Unknown`` there (PidTagSenderName).
        """
        if isinstance(self.type, str) and self.type.upper() == "UNKNOWN":
            return State.ABSENT
        spec = known(self.mail) or known(self.directory) or ""
        name = known(self.name) or ""
        if not spec and not name:
            return State.ABSENT
        return Address(spec=spec, display="" if name == spec else name)


# Name, type, address, resolved mail address, search key.
SENDER: Final = ("0C1A", "0C1E", "0C1F", "5D01", "0C1D")
REPRESENTED: Final = ("0042", "0064", "0065", "5D02", "003B")
_LONGEST_KEY: Final = 2_048


def party(item: OutlookItem, tags: tuple[str, str, str, str, str]) -> Party:
    """Read sender (``SENDER``) or represented (``REPRESENTED``)."""
    name, type_, address, resolved, key = tags
    kind, written = value(item, type_), value(item, address)
    smtp = value(item, resolved)
    is_smtp = isinstance(kind, str) and kind.upper() == "SMTP"
    is_directory = isinstance(kind, str) and kind.upper() == "EX"
    if isinstance(smtp, State) and isinstance(written, str) and "@" in written:
        # Without a type an address with "@" is a mail address; a legacy DN begins with a slash.
        smtp = written if is_smtp or (kind is State.ABSENT and written[:1] != "/") else smtp
    found = [item.find(tag) for tag in tags]
    held = item.find(key)
    raw = held.raw[:_LONGEST_KEY].rstrip(b"\0") if held is not None else b""
    return Party(
        name=value(item, name),
        type=kind,
        mail=smtp,
        directory=written if is_directory else State.ABSENT,
        key=raw.decode("latin-1") or State.ABSENT if held is not None else State.ABSENT,
        properties=tuple(one for one in found if one is not None),
    )


def same_party(first: Party, second: Party) -> Value[bool]:
    """Whether two are the same, by directory name, else by mail address, compared without case."""
    for one, other in ((first.directory, second.directory), (first.mail, second.mail)):
        if isinstance(one, str) and isinstance(other, str):
            return one.strip().lower() == other.strip().lower()
    return State.NOT_APPLICABLE


def key_fits(one: Party) -> Value[bool]:
    """Whether the search key is ``TYPE:ADDRESS`` in upper case (MS-OXCDATA §2.2.3.2).

    The address is the written one: a directory name, or a mail address.
    """
    if isinstance(one.key, State):
        return one.key
    kind = known(one.type)
    address = known(one.directory) if kind and kind.upper() == "EX" else known(one.mail)
    if not kind or not address:
        return State.NOT_APPLICABLE
    return one.key.upper() == f"{kind}:{address}".upper()
