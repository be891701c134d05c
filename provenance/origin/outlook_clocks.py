"""The clocks of an Outlook item and of a winmail.dat, and whose clock each of them is.

On a received copy the submit time is what the sending side wrote into Date (MS-OXCMAIL §2.2.3.2),
the delivery time is of the receiving store. Creation, modification and commit belong to whoever
held or saved the copy: a .msg file is made anew when it is saved. A winmail.dat was made by the
sending side, so all its times are of that side.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from provenance.basics import Instant, State, Value, Where, known
from provenance.decoders import Clock, Decoded, Grade
from provenance.decoders.identifiers import registry, thread_index
from provenance.evidence import Exhibit, Kind, MapiAttachment, OutlookItem
from provenance.evidence.property_places import PropertyPlaces
from provenance.origin.outlook_item import (
    COMMIT_TIME,
    CONVERSATION_INDEX,
    CREATION_TIME,
    DELIVERY_TIME,
    MODIFICATION_TIME,
    SUBMIT_TIME,
    VERB_TIME,
    copy_kind,
    instant,
    moment,
)
from provenance.origin.records import (
    ClockReading,
    CopyKind,
)

PLACE: Final = "property"
MOST_ATTACHMENTS: Final = 50
SOURCES: Final = {
    SUBMIT_TIME: "mapi.submit",
    DELIVERY_TIME: "mapi.delivery",
    CREATION_TIME: "mapi.creation",
    MODIFICATION_TIME: "mapi.modification",
    COMMIT_TIME: "mapi.commit",
    VERB_TIME: "mapi.last-verb",
}
ATTACHMENT_SOURCES: Final = {
    CREATION_TIME: "mapi.attachment-creation",
    MODIFICATION_TIME: "mapi.attachment-modification",
}
_DELIVERED: Final = {CopyKind.RECEIVED: Clock.RECEIVER, CopyKind.SENT: Clock.SENDER_SERVER}


def property_clocks(
    exhibit: Exhibit, file: bytes, received_lines: int, latest: datetime | None
) -> Iterator[ClockReading]:
    """Every time among the properties of one item, its attachments included."""
    item = exhibit.outlook
    if item is None:
        return
    places = PropertyPlaces(exhibit, file)
    sent_along = exhibit.item.kind is Kind.TNEF
    kind = CopyKind.UNKNOWN if sent_along else copy_kind(item, received_lines).kind
    for tag, source in SOURCES.items():
        time = moment(item, tag)
        found = item.find(tag)
        if found is None or isinstance(time, State):
            continue
        writer = Clock.AUTHOR if sent_along else _writer(tag, kind)
        yield _stated(source, time, writer, places.where(found))
    index = item.find(CONVERSATION_INDEX)
    if index is not None and index.raw:
        yield from _index(index.raw, places.where(index), latest)
    for attachment in item.attachments[:MOST_ATTACHMENTS]:
        yield from _attachment(attachment, places, Clock.AUTHOR if sent_along else Clock.UNKNOWN)


def _writer(tag: str, kind: CopyKind) -> Clock:
    if tag == SUBMIT_TIME:
        return Clock.AUTHOR
    if tag == DELIVERY_TIME:
        return _DELIVERED.get(kind, Clock.UNKNOWN)
    return Clock.HOLDER


def _stated(source: str, time: Instant, writer: Clock, where: Where) -> ClockReading:
    return ClockReading(
        source=source,
        time=time,
        precision_seconds=time.precision_seconds,
        written_by=writer.value,
        field=State.NOT_APPLICABLE,
        place=PLACE,
        grade=Grade.DOCUMENTED.value,
        where=where,
    )


def conversation_time(item: OutlookItem, latest: datetime | None = None) -> Value[Instant]:
    """The newest time in the conversation index, a state where its form has no clock."""
    index = item.find(CONVERSATION_INDEX)
    if index is None or not index.raw:
        return State.ABSENT
    decoded = _decoded(index.raw, latest)
    if decoded is None or isinstance(decoded.time, State):
        return State.NOT_APPLICABLE
    return decoded.times[-1] if decoded.times else decoded.time


def raw_index(text: str) -> bytes:
    """The bytes of a Thread-Index field, empty where it is no base64."""
    return thread_index.raw(text)


def _decoded(raw: bytes, latest: datetime | None) -> Decoded | None:
    text = base64.b64encode(raw).decode()
    return registry.decode_field("Thread-Index", text, latest=latest)


def _index(raw: bytes, where: Where, latest: datetime | None) -> Iterator[ClockReading]:
    decoded = _decoded(raw, latest)
    if decoded is None or isinstance(decoded.time, State):
        return
    declared = registry.decoders()[decoded.decoder]
    time, times = decoded.time, decoded.times
    if times:
        time, times = times[-1], (time, *times[:-1])
    yield ClockReading(
        source=decoded.decoder,
        time=time,
        precision_seconds=time.precision_seconds,
        written_by=decoded.clock.value,
        field=State.NOT_APPLICABLE,
        place=PLACE,
        product=declared.product,
        grade=declared.grade.value,
        draft_based=declared.draft_based,
        parts=decoded.parts,
        times=times,
        reason=decoded.reason,
        where=where,
    )


def _attachment(
    one: MapiAttachment, places: PropertyPlaces, writer: Clock
) -> Iterator[ClockReading]:
    """File times of an attachment: of the file that was attached, or of the program's own doing."""
    name = known(one.filename)
    for held in one.properties:
        source = ATTACHMENT_SOURCES.get(held.tag)
        time = State.ABSENT if isinstance(held.value, State) else instant(held.value)
        if source is None or isinstance(time, State) or not held.type:
            continue
        yield ClockReading(
            source=source,
            time=time,
            precision_seconds=time.precision_seconds,
            written_by=writer.value,
            field=State.NOT_APPLICABLE,
            place=PLACE,
            grade=Grade.DOCUMENTED.value,
            parts=(("attachment", name),) if name else (),
            where=places.where(held),
        )
