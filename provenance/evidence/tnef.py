"""Reads winmail.dat (TNEF, MS-OXTNEF): what the sender's Outlook put beside the message.

It gives the same records as an Outlook item. Who wrote them differs: a program of the sending
side made this file before the message left, no server on the way looks into it, and what seals the
body of the message seals it too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from provenance.basics import State, Text, Value, text
from provenance.evidence.mapi import code_page
from provenance.evidence.outlook_children import UNNAMED, Inside, says_message
from provenance.evidence.outlook_tables import attachment_of, property_text, recipient_of
from provenance.evidence.recognise import recognise
from provenance.evidence.records import (
    AttachMethod,
    EvidenceItem,
    Exhibit,
    Kind,
    LineEnds,
    MapiAttachment,
    MapiProperty,
    MapiRecipient,
    MessageStream,
    OutlookItem,
)
from provenance.evidence.tnef_attributes import (
    ATTACHMENT_BEGINS,
    ATTACHMENT_LEVEL,
    ATTACHMENT_PROPERTIES,
    CODE_PAGE,
    MESSAGE_PROPERTIES,
    RECIPIENTS,
    Attribute,
    Attributes,
    read_attributes,
)
from provenance.evidence.tnef_properties import PropertyList, read_property_list
from provenance.evidence.tnef_values import CLASSES, attribute_of, property_of

MAX_DEPTH = 8
"""How deep items may lie in one another."""
MAX_ATTACHMENTS = 2_000
MAX_RECIPIENTS = 20_000
_MESSAGE_IID = "00020307-0000-0000-C000-000000000046"
_DATA, _OBJECT_TYPE = "3701", "000D"
_HEADERS, _UNICODE = "007D", "001F"
_SKIPPED = frozenset((MESSAGE_PROPERTIES, RECIPIENTS, ATTACHMENT_PROPERTIES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tnef:
    """What was read: the item, a state where the bytes are no TNEF; warnings.

    ``key`` is the number by which the message refers to this file (X-MS-TNEF-Correlator is
    another one).
    """

    item: Value[OutlookItem] = State.UNREADABLE
    key: int = 0
    warnings: tuple[Text, ...] = ()


def read_tnef(data: bytes) -> Tnef:
    """Read a winmail.dat; never raises. Every offset counts in ``data``, embedded items too."""
    reader = _Reader(data)
    attributes = read_attributes(data, 0, len(data))
    if attributes is None:
        return Tnef(warnings=(text("evidence.warning.tnef-signature"),))
    item = reader.item(attributes, len(data), "", 1)
    return Tnef(item=item, key=attributes.key, warnings=reader.told())


class _Reader:
    """One file; gathers warnings while it reads."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.warnings: list[Text] = []
        self.sums: list[str] = []
        self.attachments = 0

    def told(self) -> tuple[Text, ...]:
        """The warnings, those of checksums as one."""
        out = list(dict.fromkeys(self.warnings))
        if self.sums:
            names = tuple(dict.fromkeys(self.sums))
            out.append(text("evidence.warning.tnef-sum", count=len(self.sums), names=names))
        return tuple(out)

    def item(self, attributes: Attributes, stop: int, storage: str, depth: int) -> OutlookItem:
        """The item of one row of attributes, the attachments behind it included."""
        if attributes.problem:
            left = stop - attributes.end
            # A line end behind it comes from the message that carried it.
            if attributes.problem != "rest" or self.data[attributes.end : stop].strip():
                self.warnings.append(
                    text(f"evidence.warning.tnef-{attributes.problem}", count=left)
                )
        self.sums += [one.name for one in attributes.found if not one.sum_fits]
        own = [one for one in attributes.found if one.level != ATTACHMENT_LEVEL]
        codec = self._codec(own)
        properties = self._properties(own, codec, storage)
        recipients = [
            row
            for one in own
            if one.number == RECIPIENTS
            for row in self._rows(one, codec, storage)
        ]
        return OutlookItem(
            storage=storage,
            message_class=_message_class(properties),
            headers=self._headers(properties),
            properties=tuple(sorted(properties, key=_order)),
            recipients=tuple(recipients),
            attachments=self._attachments(attributes, codec, storage, depth),
        )

    def _codec(self, own: list[Attribute]) -> str:
        """Code page of 8-bit text: the primary one of attOemCodepage (MS-OXTNEF §2.1.3.3.17)."""
        for one in own:
            if one.number == CODE_PAGE and one.end - one.start >= 4:
                return code_page(int.from_bytes(self.data[one.start : one.start + 4], "little"))
        return code_page(1252)

    def _headers(self, properties: list[MapiProperty]) -> Value[MessageStream]:
        """Transport headers (007D), which an item has that was received before it was enclosed."""
        held = _find(properties, _HEADERS)
        if held is None:
            return State.ABSENT
        raw = self.data[held.start : held.end]
        data = raw.rstrip(b"\0")
        if held.type == _UNICODE:
            wide = raw[: len(raw) & ~1].decode("utf-16-le", "surrogatepass").rstrip("\0")
            data = wide.encode("utf-8", "surrogatepass")
        name = f"{held.stream}:007D"
        return MessageStream(name=name, data=data, body=False) if data.strip() else State.ABSENT

    def _properties(
        self, own: list[Attribute], codec: str, storage: str, lists: int = MESSAGE_PROPERTIES
    ) -> list[MapiProperty]:
        found: list[MapiProperty] = []
        for one in own:
            if one.number == lists:
                stream = f"tnef:{storage}{one.name}"
                placed = self._list(one.name, one.start, one.end).properties
                found += [property_of(self.data, value, stream, codec) for value in placed]
            elif one.number not in _SKIPPED:
                found.append(attribute_of(self.data, one, f"tnef:{storage}{one.name}", codec))
        return found

    def _list(self, name: str, start: int, stop: int) -> PropertyList:
        found = read_property_list(self.data, start, stop)
        if found.problem:
            why = "limit" if found.problem == "too-many" else "list"
            self.warnings.append(
                text(f"evidence.warning.tnef-{why}", name=name, count=len(found.properties))
            )
        return found

    def _rows(self, table: Attribute, codec: str, storage: str) -> list[MapiRecipient]:
        """Rows of attRecipTable (MS-OXTNEF §2.1.3.3.22): a count, then a list for each."""
        rows: list[MapiRecipient] = []
        count = int.from_bytes(self.data[table.start : min(table.start + 4, table.end)], "little")
        at = table.start + 4
        for number in range(min(count, MAX_RECIPIENTS)):
            if at >= table.end:
                break
            place = f"tnef:{storage}recipient/{number}"
            found = self._list(table.name, at, table.end)
            properties = [property_of(self.data, one, place, codec) for one in found.properties]
            if properties:
                rows.append(recipient_of(number, place, sorted(properties, key=_order)))
            if found.problem:
                break
            at = found.end
        if len(rows) < count:
            self.warnings.append(
                text("evidence.warning.tnef-limit", name=table.name, count=len(rows))
            )
        return rows

    def _attachments(
        self, attributes: Attributes, codec: str, storage: str, depth: int
    ) -> tuple[MapiAttachment, ...]:
        groups: list[list[Attribute]] = []
        for one in attributes.found:
            if one.level != ATTACHMENT_LEVEL:
                continue
            if one.number == ATTACHMENT_BEGINS or not groups:
                groups.append([])
            groups[-1].append(one)
        out: list[MapiAttachment] = []
        for number, group in enumerate(groups):
            if self.attachments == MAX_ATTACHMENTS:
                self.warnings.append(
                    text("evidence.warning.tnef-limit", name="attachments", count=len(out))
                )
                break
            self.attachments += 1
            out.append(self._attachment(number, group, codec, storage, depth))
        return tuple(out)

    def _attachment(
        self, number: int, group: list[Attribute], codec: str, storage: str, depth: int
    ) -> MapiAttachment:
        place = f"{storage}attachment/{number}/"
        properties = self._properties(group, codec, place, ATTACHMENT_PROPERTIES)
        properties.sort(key=_order)
        held = _held(properties)
        item = self._embedded(group, place, depth) if held and held.type == _OBJECT_TYPE else None
        by_value = held is not None and held.type != _OBJECT_TYPE
        span = (held.start, held.end) if held and by_value else None
        data = None if span is None else self.data[span[0] : span[1]]
        title = _old(properties, "attAttachTitle")
        found = attachment_of(
            number,
            f"tnef:{place}".rstrip("/"),
            properties,
            data_stream=held.stream if held and by_value else "",
            data=(State.ABSENT, State.ABSENT)
            if data is None
            else (len(data), hashlib.sha256(data).hexdigest()),
            item=item,
        )
        method = AttachMethod.EMBEDDED_MESSAGE if item and isinstance(found.method, State) else None
        short = title.value if title and isinstance(found.short_filename, State) else None
        return replace(
            found,
            method=found.method if method is None else method,
            short_filename=found.short_filename if short is None else short,
        )

    def _embedded(self, group: list[Attribute], place: str, depth: int) -> OutlookItem | None:
        """The item inside an attachment: a TNEF stream of its own in the data of the object."""
        for one in group:
            if one.number != ATTACHMENT_PROPERTIES:
                continue
            for placed in read_property_list(self.data, one.start, one.end).properties:
                if f"{placed.id:04X}" != _DATA or placed.iid != _MESSAGE_IID:
                    continue
                for start, stop in placed.values[:1]:
                    if depth >= MAX_DEPTH:
                        self.warnings.append(text("evidence.warning.tnef-deep", count=MAX_DEPTH))
                        return None
                    attributes = read_attributes(self.data, start, stop)
                    if attributes is None:
                        self.warnings.append(text("evidence.warning.tnef-signature"))
                        return None
                    return self.item(attributes, stop, place, depth + 1)
        return None


def _order(one: MapiProperty) -> tuple[str, str, str, int]:
    return one.tag, one.type, one.stream, one.start


def _message_class(properties: list[MapiProperty]) -> Value[str]:
    """Class of the properties, else that of the older attribute under today's name."""
    of_properties = property_text(properties, "001A")
    if not isinstance(of_properties, State):
        return of_properties
    older = _old(properties, "attMessageClass")
    if older is not None and not isinstance(older.value, State):
        return CLASSES.get(older.value.lower(), older.value)
    return of_properties


def _held(properties: list[MapiProperty]) -> MapiProperty | None:
    """What holds the content: property 3701, else the older attAttachData."""
    return _find(properties, _DATA) or _old(properties, "attAttachData")


def _find(properties: list[MapiProperty], tag: str) -> MapiProperty | None:
    return next((one for one in properties if one.tag == tag and one.type), None)


def _old(properties: list[MapiProperty], name: str) -> MapiProperty | None:
    """One of the older attributes, which have no property type."""
    return next((one for one in properties if one.name == name and not one.type), None)


def tnef_exhibit(item: EvidenceItem, content: bytes) -> Exhibit:
    """Make an exhibit of a winmail.dat: properties and attachments, no message to verify."""
    found = read_tnef(content)
    outlook = None if isinstance(found.item, State) else found.item
    losses = (*item.losses, text("evidence.loss.tnef"))
    return Exhibit(
        item=replace(item, losses=losses, line_ends=LineEnds()),
        content=content,
        stream=_stream(outlook),
        mapi=outlook.properties if outlook else (),
        warnings=found.warnings,
        outlook=outlook,
    )


def _stream(item: OutlookItem | None) -> Value[MessageStream]:
    """Headers of an enclosed item that was received before; a winmail.dat itself has none."""
    if item is None or isinstance(item.headers, State):
        return State.NOT_APPLICABLE
    return item.headers


def inside_tnef(item: OutlookItem, content: bytes) -> Iterator[Inside]:
    """Give the messages inside a winmail.dat: enclosed items, and attached message files."""
    for one in item.attachments:
        held = _held(list(one.properties))
        if held is None:
            continue
        data = content[held.start : held.end]
        name = one.filename if isinstance(one.filename, str) else UNNAMED
        if one.item is not None:
            yield Inside(locator=one.storage, name=name, data=data, kind=Kind.TNEF)
        elif says_message(one) and recognise(data) in {Kind.EML, Kind.MSG}:
            yield Inside(locator=one.storage, name=name, data=data)
