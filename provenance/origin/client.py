"""The sending program as the message names it: freely typed, a claim and never more."""

from __future__ import annotations

from typing import Final

from provenance.basics import State, Value
from provenance.message import HeaderField, Message

_CLIENT_FIELDS: Final = ("x-mailer", "user-agent")


def client_fields(message: Message) -> tuple[HeaderField, ...]:
    """The fields that name a sending program: X-Mailer, then User-Agent; empty ones left out."""
    return tuple(field for name in _CLIENT_FIELDS for field in message.named(name) if field.value)


def client_field(message: Message) -> HeaderField | None:
    """The field that names the sending program: X-Mailer, else User-Agent; the first of several."""
    return next(iter(client_fields(message)), None)


def client_family(name: str) -> Value[str]:
    """Family of a program name, ``ABSENT`` if the name is not in the table of signs."""
    from provenance.origin.client_table import sign_table

    product = sign_table().named(name)
    return State.ABSENT if product is None else product.family
