"""What a message says of itself: author, recipients, date (RFC 5322 §3.6)."""

from __future__ import annotations

from functools import lru_cache

from provenance.basics import Address, State, Value
from provenance.decoders import date_time
from provenance.message import HeaderField, Message, decode_text, parse_addresses
from provenance.trace.records import Identity

Fields = dict[str, list[HeaderField]]
"""Header fields by their name in lower case, each list in the order of the message."""


def by_name(message: Message) -> Fields:
    """Group the fields once: asking the message for each name costs a pass a name."""
    found: Fields = {}
    for field in message.fields:
        found.setdefault(field.lname, []).append(field)
    return found


def read_identity(fields: Fields) -> Identity:
    """Read the identity fields; a field that must be single and is not gives ``REPEATED``."""
    subject, date = _only(fields, "subject"), _only(fields, "date")
    return Identity(
        message_id=_text(fields, "message-id"),
        subject=subject if isinstance(subject, State) else decode_text(subject.value),
        date=date if isinstance(date, State) else date_time(date.value),
        from_=_addresses(fields, "from"),
        sender=_one_address(fields),
        reply_to=_addresses(fields, "reply-to"),
        to=_addresses(fields, "to"),
        cc=_addresses(fields, "cc"),
        return_path=_return_path(fields),
        delivered_to=tuple(field.value.strip("<> ") for field in fields.get("delivered-to", ())),
    )


def _only(fields: Fields, name: str) -> Value[HeaderField]:
    found = fields.get(name)
    if not found:
        return State.ABSENT
    return found[0] if len(found) == 1 else State.REPEATED


def _text(fields: Fields, name: str) -> Value[str]:
    field = _only(fields, name)
    return field if isinstance(field, State) else (field.value or State.ABSENT)


def _addresses(fields: Fields, name: str) -> tuple[Address, ...]:
    found = fields.get(name, ())
    if len(found) == 1:
        return _parsed(found[0].value)
    return tuple(address for field in found for address in parse_addresses(field.value))


@lru_cache(maxsize=64)
def _parsed(value: str) -> tuple[Address, ...]:
    """Copies of one mailing name the same thousand people: they are read, and kept, once."""
    return parse_addresses(value)


def _one_address(fields: Fields) -> Value[Address]:
    field = _only(fields, "sender")
    if isinstance(field, State):
        return field
    found = parse_addresses(field.value)
    if len(found) == 1:
        return found[0]
    return State.REPEATED if found else State.UNPARSABLE


def _return_path(fields: Fields) -> Value[str]:
    """The reverse-path of the newest Return-Path field; "" for the empty one (bounces)."""
    found = fields.get("return-path")
    if not found:
        return State.ABSENT
    value = found[0].value.strip()
    if value.startswith("<") and value.endswith(">"):
        return value[1:-1].strip()
    return value or State.ABSENT
