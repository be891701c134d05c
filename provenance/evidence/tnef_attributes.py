"""The attributes that a TNEF stream is a row of (MS-OXTNEF §2.1.3.1): places, names, checksums."""

from __future__ import annotations

import struct

from provenance.basics.record import dataclass

SIGNATURE = 0x223E9F78
MAX_ATTRIBUTES = 20_000
MESSAGE_LEVEL, ATTACHMENT_LEVEL = 1, 2

CODE_PAGE = 0x9007
MESSAGE_PROPERTIES, RECIPIENTS, ATTACHMENT_PROPERTIES = 0x9003, 0x9004, 0x9005
ATTACHMENT_BEGINS = 0x9002

NAMES = {
    0x0000: "attOwner",
    0x0001: "attSentFor",
    0x0002: "attDelegate",
    0x0006: "attDateStart",
    0x0007: "attDateEnd",
    0x0008: "attAidOwner",
    0x0009: "attRequestRes",
    0x8000: "attFrom",
    0x8004: "attSubject",
    0x8005: "attDateSent",
    0x8006: "attDateRecd",
    0x8007: "attMessageStatus",
    0x8008: "attMessageClass",
    0x8009: "attMessageID",
    0x800A: "attParentID",
    0x800B: "attConversationID",
    0x800C: "attBody",
    0x800D: "attPriority",
    0x800F: "attAttachData",
    0x8010: "attAttachTitle",
    0x8011: "attAttachMetaFile",
    0x8012: "attAttachCreateDate",
    0x8013: "attAttachModifyDate",
    0x8020: "attDateModified",
    0x9001: "attAttachTransportFilename",
    0x9002: "attAttachRendData",
    0x9003: "attMsgProps",
    0x9004: "attRecipTable",
    0x9005: "attAttachment",
    0x9006: "attTnefVersion",
    0x9007: "attOemCodepage",
}
"""Low half of the attribute id -> name (MS-OXTNEF §2.1.3.2)."""
_BY_WHOLE_ID = {0x00070006: "attOriginalMessageClass", 0x00070600: "attOriginalMessageClass"}
# Outlook writes the first of the two (seen in samples), the document names the second.

_START = struct.Struct("<IH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribute:
    """One attribute; ``[start, end)`` are its data, ``whole`` begins with its level.

    ``id`` is the full id (``0x00078008``), ``number`` its low half. ``sum_fits`` compares the
    stored checksum with the sum of the data.
    """

    level: int
    id: int
    start: int
    end: int
    whole: int
    sum_fits: bool

    @property
    def number(self) -> int:
        """Low half of the id, by which it is named."""
        return self.id & 0xFFFF

    @property
    def name(self) -> str:
        """Name of the attribute, its id in hexadecimal where it is not a documented one."""
        known = _BY_WHOLE_ID.get(self.id) or NAMES.get(self.number)
        return known or f"att{self.id:08X}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """The attributes in their order; ``problem`` says why reading ended before ``stop``, or "".

    ``key`` is the number that the sender's program gave this stream. ``end`` is where reading
    ended: octets behind it belong to no attribute.
    """

    key: int
    found: tuple[Attribute, ...]
    end: int
    problem: str = ""


def read_attributes(data: bytes, start: int, stop: int) -> Attributes | None:
    """Read the attributes of the TNEF stream in ``[start, stop)``; ``None`` if it is none.

    ``problem`` is ``short`` (an attribute is cut), ``rest`` (too few octets for one follow),
    ``level`` (what follows is none) or ``too-many``.
    """
    stop = min(stop, len(data))
    if stop - start < _START.size:
        return None
    signature, key = _START.unpack_from(data, start)
    if signature != SIGNATURE:
        return None
    found: list[Attribute] = []
    at = start + _START.size
    problem = ""
    while at < stop:
        if stop - at < 9:
            problem = "rest" if found else "short"
            break
        level = data[at]
        if level not in {MESSAGE_LEVEL, ATTACHMENT_LEVEL}:
            problem = "level"
            break
        if len(found) == MAX_ATTRIBUTES:
            problem = "too-many"
            break
        id_, size = struct.unpack_from("<II", data, at + 1)
        begin = at + 9
        if size > stop - begin:
            problem = "short"
            break
        found.append(_attribute(data, at, level, id_, begin, begin + size, stop))
        at = min(begin + size + 2, stop)
    return Attributes(key=key, found=tuple(found), end=at, problem=problem)


def _attribute(
    data: bytes, whole: int, level: int, id_: int, start: int, end: int, stop: int
) -> Attribute:
    total = sum(memoryview(data)[start:end]) & 0xFFFF
    stored = int.from_bytes(data[end : end + 2], "little") if end + 2 <= stop else -1
    return Attribute(
        level=level, id=id_, start=start, end=end, whole=whole, sum_fits=total == stored
    )
