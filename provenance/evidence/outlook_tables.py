"""Rows of an Outlook item's recipient table and of its attachments, out of their properties."""

from __future__ import annotations

from collections.abc import Sequence

from provenance.basics import State, Value
from provenance.evidence.records import (
    AttachMethod,
    MapiAttachment,
    MapiProperty,
    MapiRecipient,
    OutlookItem,
    RecipientType,
)

_TYPES = {
    0: RecipientType.ORIGINATOR,
    1: RecipientType.TO,
    2: RecipientType.CC,
    3: RecipientType.BCC,
}
_METHODS = dict(enumerate(AttachMethod))
"""Numbers 0 to 7 of MS-OXCMSG §2.2.2.9, in their order."""


def _by_tag(properties: Sequence[MapiProperty], wanted: frozenset[str]) -> dict[str, MapiProperty]:
    """The first property of each id, a readable one before others."""
    out: dict[str, MapiProperty] = {}
    for one in properties:
        if one.tag in wanted:
            held = out.get(one.tag)
            # Unicode comes behind 8-bit in the order of types, and has the better text.
            if held is None or not isinstance(one.value, State):
                out[one.tag] = one
    return out


def property_text(properties: Sequence[MapiProperty], tag: str) -> Value[str]:
    """Text of a property, ``ABSENT`` if there is none of that id."""
    found = _by_tag(properties, frozenset({tag})).get(tag)
    return State.ABSENT if found is None else found.value


def _text(held: dict[str, MapiProperty], tag: str) -> Value[str]:
    found = held.get(tag)
    return State.ABSENT if found is None else found.value


def _number(held: dict[str, MapiProperty], tag: str) -> Value[int]:
    value = _text(held, tag)
    if isinstance(value, State):
        return value
    try:
        return int(value)
    except ValueError:
        return State.UNPARSABLE


_RECIPIENT = frozenset({"0C15", "3001", "3002", "3003", "39FE", "5FF6"})


def recipient_of(row: int, storage: str, properties: Sequence[MapiProperty]) -> MapiRecipient:
    """One row of the recipient table; flags in the upper bits of its type are left out."""
    held = _by_tag(properties, _RECIPIENT)
    number = _number(held, "0C15")
    kind: Value[RecipientType] = (
        number if isinstance(number, State) else _TYPES.get(number & 0x0FFF_FFFF, State.UNPARSABLE)
    )
    name = _text(held, "3001")
    return MapiRecipient(
        row=row,
        storage=storage,
        type=kind,
        display_name=_text(held, "5FF6") if name is State.ABSENT else name,
        address_type=_text(held, "3002"),
        address=_text(held, "3003"),
        smtp_address=_text(held, "39FE"),
        properties=tuple(properties),
    )


_ATTACHMENT = frozenset(
    {"0E20", "3001", "3007", "3008", "3704", "3705", "3707", "370E", "3712", "7FFE"}
)


def attachment_of(
    number: int,
    storage: str,
    properties: Sequence[MapiProperty],
    *,
    data_stream: str,
    data: tuple[Value[int], Value[str]],
    item: OutlookItem | None,
) -> MapiAttachment:
    """One attachment; ``data`` are size and SHA-256 of its data stream."""
    held = _by_tag(properties, _ATTACHMENT)
    method = _number(held, "3705")
    hidden = _text(held, "7FFE")
    return MapiAttachment(
        number=number,
        storage=storage,
        method=method if isinstance(method, State) else _METHODS.get(method, State.UNPARSABLE),
        long_filename=_text(held, "3707"),
        short_filename=_text(held, "3704"),
        display_name=_text(held, "3001"),
        mime_tag=_text(held, "370E"),
        content_id=_text(held, "3712"),
        stated_size=_number(held, "0E20"),
        created=_text(held, "3007"),
        modified=_text(held, "3008"),
        hidden=hidden if isinstance(hidden, State) else hidden == "true",
        data_stream=data_stream,
        data_size=data[0],
        sha256=data[1],
        item=item,
        properties=tuple(properties),
    )
