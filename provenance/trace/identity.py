"""What a message says of itself: author, recipients, date (RFC 5322 §3.6)."""

from __future__ import annotations

from provenance.basics import Address, Instant, State, Value
from provenance.decoders import date_time
from provenance.message import HeaderField, Message, decode_text, parse_addresses
from provenance.trace.records import Identity


def read_identity(message: Message) -> Identity:
    """Read the identity fields; a field that must be single and is not gives ``REPEATED``."""
    return Identity(
        message_id=_text(message, "message-id"),
        subject=_decoded(message.only("subject")),
        date=_date(message.only("date")),
        from_=_addresses(message, "from"),
        sender=_one_address(message),
        reply_to=_addresses(message, "reply-to"),
        to=_addresses(message, "to"),
        cc=_addresses(message, "cc"),
        return_path=_return_path(message),
        delivered_to=tuple(field.value.strip("<> ") for field in message.named("delivered-to")),
    )


def _text(message: Message, name: str) -> Value[str]:
    field = message.only(name)
    return field if isinstance(field, State) else (field.value or State.ABSENT)


def _decoded(field: Value[HeaderField]) -> Value[str]:
    return field if isinstance(field, State) else decode_text(field.value)


def _date(field: Value[HeaderField]) -> Value[Instant]:
    return field if isinstance(field, State) else date_time(field.value)


def _addresses(message: Message, name: str) -> tuple[Address, ...]:
    return tuple(
        address for field in message.named(name) for address in parse_addresses(field.value)
    )


def _one_address(message: Message) -> Value[Address]:
    field = message.only("sender")
    if isinstance(field, State):
        return field
    found = parse_addresses(field.value)
    if len(found) == 1:
        return found[0]
    return State.REPEATED if found else State.UNPARSABLE


def _return_path(message: Message) -> Value[str]:
    """The reverse-path of the newest Return-Path field; "" for the empty one (bounces)."""
    fields = message.named("return-path")
    if not fields:
        return State.ABSENT
    value = fields[0].value.strip()
    if value.startswith("<") and value.endswith(">"):
        return value[1:-1].strip()
    return value or State.ABSENT
