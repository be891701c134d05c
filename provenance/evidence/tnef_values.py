"""Reads the values of TNEF: MAPI properties (MS-OXCDATA §2.11.1) and the older attributes.

The older attributes hold times as fields of a calendar without a zone. Programs write the clock
of their own computer there: in the example of MS-OXTNEF §3.1 it is eight hours behind the UTC time
of the same moment. They are therefore given without ``Z``, and never as UTC.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from provenance.basics import State, Value
from provenance.evidence.mapi import NAMES, file_time, string_value
from provenance.evidence.records import MapiProperty
from provenance.evidence.tnef_attributes import Attribute
from provenance.evidence.tnef_properties import Placed

BINARY_LIMIT = 4_096
"""Octets of a binary value that are shown; larger ones are kept by their place only."""
_BINARY, _OBJECT, _STRINGS = 0x0102, 0x000D, frozenset((0x001E, 0x001F))
_OLE_DAYS = datetime(1899, 12, 30)  # noqa: DTZ001 - PtypFloatingTime has no zone

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
    read = [_value(data, placed.type, at, stop, codec) for at, stop in spans]
    values = tuple(one for one in read if not isinstance(one, State))
    value: Value[str] = State.ABSENT
    if placed.several:
        value = "; ".join(values) or State.ABSENT
    elif read:
        value = read[0]
    small = placed.type == _BINARY and end - start <= BINARY_LIMIT and not placed.several
    tag = f"{placed.id:04X}"
    return MapiProperty(
        tag=tag,
        type=f"{placed.type | (0x1000 if placed.several else 0):04X}",
        name="" if placed.guid else NAMES.get(tag, ""),
        value=value,
        stream=stream,
        start=start,
        end=end,
        offset=start,
        size=sum(stop - at for at, stop in spans),
        values=values if placed.several else (),
        raw=bytes(data[start:end]) if small else b"",
        guid=placed.guid,
        named=placed.name,
    )


def _value(data: bytes, type_: int, start: int, end: int, codec: str) -> Value[str]:
    if type_ in _STRINGS:
        text = string_value(f"{type_:04X}", bytes(data[start:end]), codec)
        return text or State.ABSENT
    if type_ == _BINARY:
        if end - start > BINARY_LIMIT:
            return State.NOT_ATTEMPTED
        return bytes(data[start:end]).hex().upper() or State.ABSENT
    if type_ == _OBJECT:
        return State.NOT_ATTEMPTED
    return _FIXED[type_](bytes(data[start:end]))


def _number(form: str) -> Callable[[bytes], Value[str]]:
    return lambda raw: str(struct.unpack(form, raw)[0])


def _floating(raw: bytes) -> Value[str]:
    """PtypFloatingTime: days since 1899-12-30 of a clock without a zone."""
    days = struct.unpack("<d", raw)[0]
    try:
        moment = _OLE_DAYS + timedelta(days=days)
    except (OverflowError, ValueError):
        return State.UNPARSABLE
    return _local(moment)


_FIXED: dict[int, Callable[[bytes], Value[str]]] = {
    0x0002: _number("<h"),
    0x0003: _number("<i"),
    0x0004: _number("<f"),
    0x0005: _number("<d"),
    0x0006: _number("<q"),
    0x0007: _floating,
    0x000A: _number("<I"),
    0x000B: lambda raw: "true" if any(raw) else "false",
    0x0014: _number("<q"),
    0x0040: lambda raw: file_time(struct.unpack("<Q", raw)[0]),
    0x0048: lambda raw: str(UUID(bytes_le=raw)).upper(),
}


def attribute_of(data: bytes, one: Attribute, stream: str, codec: str) -> MapiProperty:
    """An attribute in the form of a property: its id is the tag, its name that of MS-OXTNEF."""
    raw = bytes(data[one.start : min(one.end, one.start + BINARY_LIMIT)])
    read = _ATTRIBUTES.get(one.name)
    value = read(raw, codec) if read else raw.hex().upper() or State.ABSENT
    if read is None and one.end - one.start > BINARY_LIMIT:
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
    return string_value("001E", raw.partition(b"\0")[0], codec) or State.ABSENT


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
    shown = string_value("001E", name, codec)
    written = string_value("001E", address, codec)
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
    "attBody": _string,
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
