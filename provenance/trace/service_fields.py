"""Fields of filters, gateways and mail services of one message, in parts."""

from __future__ import annotations

from typing import Final

from provenance.decoders import decode_header_field
from provenance.message import Message
from provenance.trace.records import ServiceField

MOST: Final = 400
"""Fields of one message that are taken apart; a real one has fewer than a hundred."""


def read_service_fields(message: Message) -> tuple[ServiceField, ...]:
    """Take the service fields apart, in order of the message; unknown ones are among them."""
    found: list[ServiceField] = []
    for field in message.fields:
        if len(found) == MOST:
            break
        decoded = decode_header_field(field.name, field.value)
        if decoded is not None:
            found.append(ServiceField(field=field.index, decoded=decoded))
    return tuple(found)
