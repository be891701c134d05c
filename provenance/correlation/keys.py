"""By what a message can be found in a log: its ids, accounts, subject, moments, hop ids."""

from __future__ import annotations

import re
from datetime import datetime

from provenance.audit.records import IpClass
from provenance.audit.values.addresses import classify
from provenance.basics import Address, State, known
from provenance.basics.record import dataclass
from provenance.message import Message
from provenance.origin import Origin
from provenance.trace import Hop, Trace, Witness

NETWORK_ID_FIELDS = (
    "x-ms-exchange-organization-network-message-id",
    "x-ms-exchange-crosstenant-network-message-id",
    "x-ms-office365-filtering-correlation-id",
)
"""Fields with the GUID by which Exchange names a message in its logs; equal in 7,698 of 7,698
copies that carry the first and the last of them."""
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_PREFIX = re.compile(r"\A(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs|recall|回复|转发)\s*[:：]\s*)+", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class HopKey:
    """One Received line as a log names it: host that wrote it, queue id, its moment."""

    position: int
    host: str
    queue_id: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageKeys:
    """What of one message a log can repeat; texts in the form in which they are compared.

    ``message_id`` is compared with case, everything else without. ``accounts`` are addresses that
    the message itself names as its sender, in whatever field. ``client_ips`` are addresses that
    its oldest line or a field names for the client, which nothing but the message says.
    ``anchor`` is the moment of the first line that the receiving side wrote itself: a clock that
    neither the sending side nor a log of its organisation keeps. ``names`` are display names beside
    the accounts: some exports name a mailbox by nothing else.
    """

    message: str
    message_id: str
    network_ids: frozenset[str]
    hops: tuple[HopKey, ...]
    accounts: frozenset[str]
    subject: str
    date: datetime | None
    first_hop: datetime | None
    recipients: frozenset[str]
    client_ips: frozenset[str]
    anchor: datetime | None = None
    names: frozenset[str] = frozenset()


def keys_of(message: Message, trace: Trace, origin: Origin) -> MessageKeys:
    """Collect the keys of one message; what it lacks is empty and then never matches."""
    identity = trace.identity
    hops = tuple(
        HopKey(
            position=hop.position,
            host=(known(hop.trace.by) or "").lower().rstrip("."),
            queue_id=known(hop.trace.id) or "",
            at=None if isinstance(hop.trace.time, State) else hop.trace.time.utc,
        )
        for hop in trace.route.hops
    )
    date = known(identity.date)
    return MessageKeys(
        message=message.id,
        message_id=_bare(known(identity.message_id) or ""),
        network_ids=_network_ids(message),
        hops=hops,
        accounts=_accounts(trace),
        subject=comparable_subject(known(identity.subject) or ""),
        date=date.utc if date else None,
        first_hop=next((hop.at for hop in hops if hop.at), None),
        recipients=frozenset(
            address.spec.lower() for address in (*identity.to, *identity.cc) if address.spec
        ),
        client_ips=_client_ips(origin),
        anchor=next((at for at in map(_received_at, trace.route.hops) if at), None),
        names=frozenset(
            " ".join(address.display.split()).casefold()
            for address in identity.from_
            if address.display.strip()
        ),
    )


def _received_at(hop: Hop) -> datetime | None:
    if hop.witness is not Witness.RECEIVER or isinstance(hop.trace.time, State):
        return None
    return hop.trace.time.utc


def comparable_subject(text: str) -> str:
    """Without reply and forward prefixes, white space single, without case."""
    return _PREFIX.sub("", " ".join(text.split())).casefold()


def _bare(text: str) -> str:
    plain = text.strip()
    return plain[1:-1].strip() if plain.startswith("<") and plain.endswith(">") else plain


def _network_ids(message: Message) -> frozenset[str]:
    found = (
        field.value.strip().lower() for name in NETWORK_ID_FIELDS for field in message.named(name)
    )
    return frozenset(value for value in found if _GUID.match(value))


def _accounts(trace: Trace) -> frozenset[str]:
    identity = trace.identity
    senders: list[Address] = list(identity.from_)
    sender = known(identity.sender)
    if sender is not None:
        senders.append(sender)
    names = [address.spec for address in senders]
    names.append(known(identity.return_path) or "")
    names += [known(hop.trace.auth_user) or "" for hop in trace.route.hops]
    return frozenset(name.lower() for name in names if name and "@" in name)


def _client_ips(origin: Origin) -> frozenset[str]:
    """The client's address, where a line or field names one that a log could name too.

    A server's or proxy's address, one of a provider's servers and one inside a network are no
    contradiction to any other: they are left out.
    """
    address = known(origin.ip.value)
    if not address or origin.ip_role in {"server", "proxy"}:
        return frozenset()
    normal, cls, _ = classify(address)
    outside = cls in {IpClass.PUBLIC, IpClass.DOCUMENTATION}
    return frozenset({normal} if outside and isinstance(normal, str) else ())
