"""Tables of an Outlook item: properties, recipients, attachments with their times."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from provenance.basics import State, Value
from provenance.evidence import Exhibit, MapiAttachment, MapiProperty, MapiRecipient
from provenance.report.view.common import DASH, ev, t

SHOWN_PROPERTIES = 100
SHOWN_RECIPIENTS = 12
SHOWN_ATTACHMENTS = 100
SHOWN_VALUE = 300
SHOWN_ITEMS = 20
"""Items whose tables the page shows; report.json has all."""


def add_tables(shown: list[dict[str, Any]], items: Mapping[str, Exhibit]) -> None:
    """Add the tables of the first items to what is shown of the exhibits, in their order."""
    left = SHOWN_ITEMS
    for one in shown:
        exhibit = items.get(one["id"])
        if exhibit is None:
            continue
        if left:
            one.update(outlook_tables(exhibit))
        else:
            one["outlook_rest"] = t("report.exhibit.outlook.rest", exhibit=exhibit.item.id)
        left = max(0, left - 1)


def outlook_tables(exhibit: Exhibit) -> dict[str, Any]:
    """Return what the annex shows of an item; properties whose name is known come first."""
    properties = sorted(exhibit.mapi, key=lambda one: not one.name)
    item = exhibit.outlook
    recipients = item.recipients if item else ()
    attachments = item.attachments if item else ()
    return {
        "mapi": [_property(one) for one in properties[:SHOWN_PROPERTIES]],
        "written": _written(exhibit),
        "mapi_more": max(0, len(properties) - SHOWN_PROPERTIES),
        "recipients": [_recipient(one) for one in recipients[:SHOWN_RECIPIENTS]],
        "recipients_count": len(recipients),
        "recipients_more": max(0, len(recipients) - SHOWN_RECIPIENTS),
        "attachments": [_attachment(one) for one in attachments[:SHOWN_ATTACHMENTS]],
        "attachments_more": max(0, len(attachments) - SHOWN_ATTACHMENTS),
    }


def _written(exhibit: Exhibit) -> Markup | None:
    """Say when the copy was saved, as the directory of the file has it."""
    time = exhibit.outlook.storage_modified if exhibit.outlook else State.ABSENT
    return t("report.exhibit.outlook.written", time=time) if isinstance(time, str) else None


def _property(one: MapiProperty) -> dict[str, Any]:
    return {
        "tag": f"{one.tag} {one.type}",
        "name": _property_name(one),
        "value": _property_value(one),
        "stream": ev(one.stream),
        "bytes": f"{one.start}{DASH}{one.end}",
    }


def _property_name(one: MapiProperty) -> Markup:
    """Return the name, of a named property with its set."""
    name = ev(one.name) if one.name else t("report.exhibit.mapi.unnamed")
    if not one.guid:
        return name
    return Markup("{}<br><small>{} {}</small>").format(name, one.guid, ev(one.named))


def _property_value(one: MapiProperty) -> Markup:
    """Return a value; of one that is held by its place only, how large it is.

    The item names each of them: one without a value is there and empty, and not absent.
    """
    if one.value is State.ABSENT:
        return ev("")
    if one.value is State.NOT_ATTEMPTED and one.size:
        return t("report.exhibit.mapi.by-place", size=one.size)
    if isinstance(one.value, str) and len(one.value) > SHOWN_VALUE:
        cut = t("report.value.cut", count=len(one.value) - SHOWN_VALUE)
        return Markup("{} <small>{}</small>").format(ev(one.value[:SHOWN_VALUE]), cut)
    return ev(one.value)


def _recipient(one: MapiRecipient) -> dict[str, Any]:
    kind = one.type
    return {
        "row": one.row,
        "kind": ev(kind) if isinstance(kind, State) else t(f"report.recipient.{kind.value}"),
        "name": ev(one.display_name),
        "address": ev(one.address),
        "type": ev(one.address_type),
        "smtp": t("report.exhibit.recipients.smtp.none")
        if one.smtp_address is State.ABSENT
        else ev(one.smtp_address),
        "storage": ev(one.storage),
    }


def _attachment(one: MapiAttachment) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": ev(one.filename),
        "type": ev(one.mime_tag),
        "created": _time(one, "3007", one.created),
        "modified": _time(one, "3008", one.modified),
        "size": "" if isinstance(one.data_size, State) else one.data_size,
        "hidden": one.hidden is True,
        "embedded": one.item is not None,
        "sha256": one.sha256 if isinstance(one.sha256, str) else ev(one.sha256),
        "storage": ev(one.data_stream or one.storage),
    }


def _time(one: MapiAttachment, tag: str, value: Value[str]) -> Markup:
    """Return a time, and below it the bytes of its FILETIME in the table of properties."""
    place = next((each for each in one.properties if each.tag == tag), None)
    if place is None or isinstance(value, State):
        return ev(value)
    at = t("report.exhibit.attachment.at", start=place.start, end=place.end)
    return Markup("{}<br><small>{}</small>").format(ev(value), at)
