"""An Outlook item as JSON: properties, recipient table, attachments, bodies as parts."""

from __future__ import annotations

from provenance.basics import State
from provenance.evidence import MapiAttachment, MapiProperty, MapiRecipient, OutlookItem
from provenance.report.document.values import Json, json_value, record
from provenance.report.outlook import ItemPart, item_parts


def property_to_dict(one: MapiProperty) -> dict[str, Json]:
    """Return one property; members that only some properties have are left out elsewhere."""
    out = record(
        {
            "tag": one.tag,
            "type": one.type,
            "name": one.name,
            "value": one.value,
            "stream": one.stream,
            "start": one.start,
            "end": one.end,
        }
    )
    more = {"guid": one.guid, "named": one.named, "sha256": one.sha256}
    out |= {name: json_value(value) for name, value in more.items() if value}
    if one.values:
        out["values"] = json_value(one.values)
    if isinstance(one.offset, int):
        out["offset"] = one.offset
    return out


def item_to_dict(item: OutlookItem) -> dict[str, Json]:
    """Return what an item has beside its own properties."""
    out = record(
        {
            "storage": item.storage,
            "message_class": item.message_class,
            "storage_created": item.storage_created,
            "storage_modified": item.storage_modified,
        }
    )
    out["recovered"] = item.recovered
    out["recipients"] = [_recipient(one) for one in item.recipients]
    out["attachments"] = [_attachment(one) for one in item.attachments]
    return out


def _recipient(one: MapiRecipient) -> dict[str, Json]:
    out = record(
        {
            "row": one.row,
            "storage": one.storage,
            "type": _name(one.type),
            "display_name": one.display_name,
            "address_type": one.address_type,
            "address": one.address,
            "smtp_address": one.smtp_address,
        }
    )
    place = next((p for p in one.properties if p.tag in {"3003", "39FE"} and p.size), None)
    out["place"] = (
        None
        if place is None
        else {"stream": json_value(place.stream), "start": place.start, "end": place.end}
    )
    return out


def _name(value: object) -> object:
    return value if isinstance(value, State) else str(value)


def _attachment(one: MapiAttachment) -> dict[str, Json]:
    out = record(
        {
            "number": one.number,
            "storage": one.storage,
            "method": _name(one.method),
            "long_filename": one.long_filename,
            "short_filename": one.short_filename,
            "display_name": one.display_name,
            "mime_tag": one.mime_tag,
            "content_id": one.content_id,
            "stated_size": one.stated_size,
            "created": one.created,
            "modified": one.modified,
            "hidden": one.hidden,
            "data_stream": one.data_stream,
            "data_size": one.data_size,
            "sha256": one.sha256,
        }
    )
    out["embedded"] = None if one.item is None else json_value(one.item.storage)
    out["properties"] = [property_to_dict(each) for each in one.properties]
    return out


def parts_to_list(item: OutlookItem) -> list[Json]:
    """Return bodies and attachments in the form of MIME parts; ``path`` is the stream."""
    return [_part(one) for one in item_parts(item)]


def _part(one: ItemPart) -> dict[str, Json]:
    size = one.size if isinstance(one.size, int) else 0
    return record(
        {
            "path": one.path,
            "content_type": one.content_type,
            "filename": one.filename,
            "size": size,
            "sha256": one.sha256,
            "start": 0,
            "end": size,
            "charset": State.NOT_APPLICABLE,
            "encoding": "",
            "disposition": State.NOT_APPLICABLE,
            "attachment": one.attachment,
            "protection": State.ABSENT,
            "children": (),
        }
    )
