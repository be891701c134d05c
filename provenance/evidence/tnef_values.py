"""Reads the values of TNEF: MAPI properties (MS-OXCDATA §2.11.1) and the older attributes.

The older attributes hold times as fields of a calendar without a zone. Programs write the clock
of their own computer there: in the example of MS-OXTNEF §3.1 it is eight hours behind the UTC time
of the same moment. They are therefore given without ``Z``, and never as UTC.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from datetime import datetime

from provenance.basics import State, Value
from provenance.evidence.mapi import (
    BINARY,
    BINARY_LIMIT,
    FIXED_SIZES,
    GUID,
    MULTIPLE,
    OBJECT,
    STRING8,
    STRING_LIMIT,
    UNICODE,
    guid_text,
    scalar,
    string_value,
)
from provenance.evidence.mapi_names import NAMES, NUMBERED
from provenance.evidence.outlook_properties import BY_PLACE, DATA
from provenance.evidence.records import MapiProperty
from provenance.evidence.tnef_attributes import Attribute
from provenance.evidence.tnef_properties import Placed

_BY_PLACE = frozenset(("attAttachData", "attAttachMetaFile", "attBody"))
"""Attributes that are known by place and size; their content is a part or a file of its own."""

CLASSES = {
    "ipm.microsoft mail.note": "IPM.Note",
    "ipm.microsoft mail.read receipt": "REPORT.IPM.Note.IPNRN",
    "ipm.microsoft mail.non-delivery": "REPORT.IPM.Note.NDR",
    "ipm.microsoft schedule.mtgrespp": "IPM.Schedule.Meeting.Resp.Pos",
    "ipm.microsoft schedule.mtgrespn": "IPM.Schedule.Meeting.Resp.Neg",
    "ipm.microsoft schedule.mtgrespa": "IPM.Schedule.Meeting.Resp.Tent",
    "ipm.microsoft schedule.mtgreq": "IPM.Schedule.Meeting.Request",
    "ipm.microsoft schedule.mtgcncl": "IPM.Schedule.Meeting.Canceled",
}
"""Message classes of the older attribute in lower case -> today's (MS-OXTNEF §2.1.3.3.5)."""


def property_of(data: bytes, placed: Placed, stream: str, codec: str) -> MapiProperty:
    """Read one property whose values lie in ``data``; offsets count there."""
    spans = placed.values
    start, end = (spans[0][0], spans[-1][1]) if spans else (placed.start, placed.end)
    type_ = f"{placed.type:04X}"
    tag = f"{placed.id:04X}"
    by_place = tag in BY_PLACE and type_ != OBJECT
    read = [_value(data[at:stop], type_, codec) for at, stop in spans if not by_place]
    values = tuple("" if isinstance(one, State) else one for one in read)
    empty = State.NOT_ATTEMPTED if by_place else State.ABSENT
    value: Value[str] = read[0] if read else empty
    if placed.several:
        value = "; ".join(values) or State.ABSENT
    kept = type_ == BINARY and not (placed.several or by_place) and end - start <= BINARY_LIMIT
    named = NUMBERED.get((placed.guid, placed.name), placed.name)
    return MapiProperty(
        tag=tag,
        type=f"{placed.type | (MULTIPLE if placed.several else 0):04X}",
        name=named if placed.guid else NAMES.get(tag, ""),
        value=value,
        stream=stream,
        start=start,
        end=end,
        offset=start,
        size=sum(stop - at for at, stop in spans),
        values=values if placed.several else (),
        raw=data[start:end] if kept else b"",
        guid=placed.guid,
        named=placed.name,
        sha256=_hash(data[start:end]) if by_place and tag != DATA else "",
    )


def _hash(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _value(raw: bytes, type_: str, codec: str) -> Value[str]:
    if type_ in FIXED_SIZES:
        return scalar(type_, raw)
    if type_ in {STRING8, UNICODE}:
        if len(raw) > STRING_LIMIT:
            return State.NOT_ATTEMPTED
        return string_value(type_, raw, codec) or State.ABSENT
    if type_ == GUID:
        return guid_text(raw)
    if type_ == OBJECT:
        return State.NOT_APPLICABLE
    return State.NOT_ATTEMPTED if len(raw) > BINARY_LIMIT else raw.hex().upper() or State.ABSENT


def attribute_of(data: bytes, one: Attribute, stream: str, codec: str) -> MapiProperty:
    """An attribute in the form of a property: its id is the tag, its name that of MS-OXTNEF."""
    raw = bytes(data[one.start : min(one.end, one.start + BINARY_LIMIT)])
    read = _ATTRIBUTES.get(one.name)
    value = read(raw, codec) if read else raw.hex().upper() or State.ABSENT
    if one.name in _BY_PLACE or (read is None and one.end - one.start > BINARY_LIMIT):
        value = State.NOT_ATTEMPTED
    return MapiProperty(
        tag=f"{one.id:08X}",
        type="",
        name=one.name,
        value=value,
        stream=stream,
        start=one.start,
        end=one.end,
        offset=one.start,
        size=one.end - one.start,
        sha256=_hash(data[one.start : one.end]) if one.name == "attBody" else "",
    )


def date_time_record(raw: bytes) -> Value[str]:
    """Read a time of MS-OXTNEF §2.1.3.3.4 as ``2004-02-17T11:25:35``, without any zone."""
    if len(raw) < 12:
        return State.UNPARSABLE
    year, month, day, hour, minute, second = struct.unpack("<6H", raw[:12])
    if not any((year, month, day)):
        return State.ABSENT
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - it has no zone
    except ValueError:
        return State.UNPARSABLE
    return _local(moment)


def _local(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").rjust(19, "0")


def _string(raw: bytes, codec: str) -> Value[str]:
    return string_value(STRING8, raw.partition(b"\0")[0], codec) or State.ABSENT


def _integer(raw: bytes, _codec: str) -> Value[str]:
    if not 0 < len(raw) <= 4:
        return State.UNPARSABLE
    return str(int.from_bytes(raw, "little"))


def _sender(raw: bytes, codec: str) -> Value[str]:
    """Read attFrom (MS-OXTNEF §2.1.3.3.1): a head of four numbers, a name, ``TYPE:address``."""
    if len(raw) < 8:
        return State.UNPARSABLE
    name, _, rest = raw[8:].partition(b"\0")
    return _named(name.strip(b"\0"), rest.partition(b"\0")[0], codec)


def _person(raw: bytes, codec: str) -> Value[str]:
    """Read attOwner and attSentFor (§2.1.3.3.2): a length and a name, a length and an address."""
    found: list[bytes] = []
    at = 0
    for _ in range(2):
        if at + 2 > len(raw):
            return State.UNPARSABLE
        size = int.from_bytes(raw[at : at + 2], "little")
        if at + 2 + size > len(raw):
            return State.UNPARSABLE
        found.append(raw[at + 2 : at + 2 + size].partition(b"\0")[0])
        at += 2 + size
    return _named(found[0], found[1], codec)


def _named(name: bytes, address: bytes, codec: str) -> Value[str]:
    shown = string_value(STRING8, name, codec)
    written = string_value(STRING8, address, codec)
    return f"{shown} <{written}>".strip() if written else shown or State.ABSENT


def _pages(raw: bytes, _codec: str) -> Value[str]:
    if len(raw) < 4:
        return State.UNPARSABLE
    return str(int.from_bytes(raw[:4], "little"))


def _date(raw: bytes, _codec: str) -> Value[str]:
    return date_time_record(raw)


_ATTRIBUTES: dict[str, Callable[[bytes, str], Value[str]]] = {
    "attAidOwner": _integer,
    "attAttachCreateDate": _date,
    "attAttachModifyDate": _date,
    "attAttachTitle": _string,
    "attAttachTransportFilename": _string,
    "attConversationID": _string,
    "attDateEnd": _date,
    "attDateModified": _date,
    "attDateRecd": _date,
    "attDateSent": _date,
    "attDateStart": _date,
    "attDelegate": lambda raw, _codec: raw.hex().upper() or State.ABSENT,
    "attFrom": _sender,
    "attMessageClass": _string,
    "attMessageID": _string,
    "attMessageStatus": _integer,
    "attOemCodepage": _pages,
    "attOriginalMessageClass": _string,
    "attOwner": _person,
    "attParentID": _string,
    "attPriority": _integer,
    "attRequestRes": _integer,
    "attSentFor": _person,
    "attSubject": _string,
    "attTnefVersion": _integer,
}
