"""Who wrote each header field, once for every line of a message (report standard §1.2).

A server puts its fields above those it received, so a field belongs to the server whose Received
field is the next one below it. What stands below the oldest Received field, and whatever an
author's program chooses, is the client's: freely typed. Nothing in one copy protects a line from
the holder of that copy; ``reasoning`` lifts lines that a verified signature covers.
"""

from __future__ import annotations

from provenance.basics import Interest, State, Text, known, text
from provenance.message import HeaderField, Message
from provenance.trace.authentication_results import parse_authentication_results
from provenance.trace.records import (
    Attestation,
    AttestationClass,
    Hop,
    Route,
    Witness,
)
from provenance.trace.reported import Ground

AUTHOR_FIELDS = frozenset(
    [
        "from",
        "to",
        "cc",
        "bcc",
        "subject",
        "date",
        "message-id",
        "sender",
        "reply-to",
        "in-reply-to",
        "references",
        "comments",
        "keywords",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
        "content-disposition",
        "content-description",
        "content-language",
        "content-id",
        "thread-index",
        "thread-topic",
        "accept-language",
        "x-mailer",
        "user-agent",
        "importance",
        "priority",
        "x-priority",
        "x-msmail-priority",
        "sensitivity",
        "organization",
        "disposition-notification-to",
        "return-receipt-to",
        "autocrypt",
        "x-ms-has-attach",
        "x-ms-tnef-correlator",
    ]
)
"""Fields that the author's program fills in (RFC 5322 §3.6, RFC 2045, common client fields)."""

_CHOSEN_BY_SENDER = frozenset({"return-path", "dkim-signature", "list-unsubscribe"})
_SIGNERS = frozenset({"dkim-signature", "domainkey-signature", "x-google-dkim-signature"})
_SERVICE_PREFIXES = (
    "x-ms-",
    "x-originatororg",
    "x-forefront-antispam-report",
    "x-microsoft-antispam",
)
_CLASS = {
    Witness.RECEIVER: AttestationClass.RECEIVER,
    Witness.INTERMEDIARY: AttestationClass.INTERMEDIARY,
    Witness.SENDER_SIDE: AttestationClass.SENDER_SIDE,
    Witness.CLAIM: AttestationClass.CLIENT,
}


def attest(
    message: Message, route: Route, ground: Ground, *, interest: Interest = Interest.UNKNOWN
) -> tuple[Attestation, ...]:
    """Make one attestation for every header field, in order of index.

    Args:
        message: the message.
        route: its hops and boundary.
        ground: where the receiving side's own lines stand.
        interest: which side holds this copy.

    Returns:
        As many attestations as the message has fields. ``writer`` is a host name, the operator
        of the receiving side, or "" where the text shows none. ``protection`` is empty: nothing
        inside one copy keeps its holder from changing a line.
    """
    blocks = _blocks(message, route)
    service = _sender_service(route)
    stamped = _boundary_hop(route)
    return tuple(
        _placed(
            _one(field, hop, ground, service),
            stamped if field.index > ground.last and _is_ours(field, ground) else hop,
            interest,
        )
        for field, hop in zip(message.fields, blocks, strict=True)
    )


def _is_ours(field: HeaderField, ground: Ground) -> bool:
    """Whether the place of a field is the receiving side's, whoever wrote it.

    Directly below the handover line stand its own results and those of the system before it: a
    result that names another system belongs to that one.
    """
    if field.index <= ground.last:
        return True
    return field.index in ground.below and not _names_other(field, ground)


def _names_other(field: HeaderField, ground: Ground) -> bool:
    if field.lname != "authentication-results":
        return False
    authserv_id = parse_authentication_results(field.value).authserv_id
    return isinstance(authserv_id, str) and not ground.names_us(authserv_id)


def _boundary_hop(route: Route) -> Hop | None:
    position = known(route.boundary.position)
    return route.hops[position - 1] if position else None


def _placed(made: Attestation, hop: Hop | None, interest: Interest) -> Attestation:
    """Add what every attestation has: the hop that the field was stamped with, the holder."""
    return Attestation(
        field=made.field,
        cls=made.cls,
        writer=made.writer,
        reason=made.reason,
        interest=interest,
        protection=made.protection,
        value_chosen_by=made.value_chosen_by,
        hop=hop.position if hop else State.ABSENT,
    )


def _blocks(message: Message, route: Route) -> list[Hop | None]:
    """For every field the hop whose Received field is the next one at or below it."""
    by_field = {hop.trace.field: hop for hop in route.hops}
    blocks: list[Hop | None] = []
    current: Hop | None = None
    for field in reversed(message.fields):
        current = by_field.get(field.index, current)
        blocks.append(current)
    blocks.reverse()
    return blocks


def _sender_service(route: Route) -> str:
    """Host of a linked Exchange line of the sending side, "" if there is none."""
    for hop in route.hops:
        if hop.witness is Witness.SENDER_SIDE and hop.trace.dialect.startswith("exchange"):
            return known(hop.trace.by) or ""
    return ""


def _one(field: HeaderField, hop: Hop | None, ground: Ground, service: str) -> Attestation:
    """Attest one field by its name and its place."""
    name = field.lname
    if name in AUTHOR_FIELDS:
        return _made(field, AttestationClass.CLIENT, "", text("trace.attested.author"), "sender")
    if _is_ours(field, ground):
        return _ours(field, hop, ground)
    if ground.operator and name.startswith(ground.operator.reserved_fields or ("\0",)):
        reason = text("trace.attested.reserved", operator=ground.operator.title)
        return _made(field, AttestationClass.RECEIVER, ground.operator.title, reason)
    if hop is None:
        return _unplaced(field, service, no_hops=ground.last < 0)
    writer = known(hop.trace.by) or ""
    cls = _CLASS[hop.witness]
    if cls is AttestationClass.CLIENT:
        return _made(field, cls, writer, text("trace.attested.claim", by=writer), "sender")
    if cls is AttestationClass.SENDER_SIDE:
        reason = text("trace.attested.sender-side", by=writer)
    else:
        reason = text("trace.attested.intermediary", by=writer)
    return _made(field, cls, writer, reason, _chooser(name))


def _ours(field: HeaderField, hop: Hop | None, ground: Ground) -> Attestation:
    """A field in the receiving side's own block, or directly below its boundary line."""
    if field.index > ground.last and not _is_believed_place(field, ground):
        reason = text("trace.attested.below-boundary", by=ground.server)
        return _made(field, AttestationClass.CLIENT, "", reason, "sender")
    writer = (known(hop.trace.by) if hop and field.index <= ground.last else None) or ground.server
    reason = text("trace.attested.receiver", by=writer)
    return _made(field, AttestationClass.RECEIVER, writer, reason, _chooser(field.lname))


def _is_believed_place(field: HeaderField, ground: Ground) -> bool:
    """Whether fields below the boundary line are known to be this server's own."""
    if ground.operator and ground.operator.results_below:
        return "authentication-results" not in ground.above
    if field.lname != "authentication-results":
        return False
    return ground.believes(field, parse_authentication_results(field.value).authserv_id)[0]


def _unplaced(field: HeaderField, service: str, *, no_hops: bool) -> Attestation:
    """A field below the oldest Received field: by its place it came with the message."""
    name = field.lname
    if no_hops:
        reason = text("trace.attested.no-received")
        return _made(field, AttestationClass.CLIENT, "", reason, "sender")
    if service and name.startswith(_SERVICE_PREFIXES):
        reason = text("trace.attested.service-name", by=service)
        return _made(field, AttestationClass.SENDER_SIDE, service, reason)
    if name in _SIGNERS or name.startswith("arc-"):
        reason = text("trace.attested.signer")
        return _made(field, AttestationClass.SENDER_SIDE, "", reason, "sender")
    return _made(field, AttestationClass.CLIENT, "", text("trace.attested.client"), "sender")


def _chooser(name: str) -> str:
    return "sender" if name in _CHOSEN_BY_SENDER else ""


def _made(
    field: HeaderField, cls: AttestationClass, writer: str, reason: Text, chosen_by: str = ""
) -> Attestation:
    return Attestation(
        field=field.index, cls=cls, writer=writer, reason=reason, value_chosen_by=chosen_by
    )
