"""Puts the certificates of a time stamp into the order of DER, which some authorities leave out.

DER wants the members of a SET in ascending order of their bytes (X.690 §11.6). Authorities made
with ``openssl ts`` write their own certificate first, and the library then reads nothing at all.
The certificates of a token are not signed (RFC 5652 §5.1: only the content and the signed
attributes are), so their order can be changed in a copy; the file itself stays as it came.
"""

from __future__ import annotations

from typing import Final, NamedTuple

SEQUENCE: Final = 0x30
CONTEXT_0: Final = 0xA0
SIGNED_DATA: Final = bytes.fromhex("06092a864886f70d010702")
MAX_MEMBERS: Final = 100


class _Item(NamedTuple):
    """One DER element: its tag, where it starts, where its content starts and ends."""

    tag: int
    start: int
    content: int
    end: int


def in_order(data: bytes) -> bytes | None:
    """Return an answer with its certificates in order, the same length; ``None`` if it has none.

    TimeStampResp { status, ContentInfo { signedData, [0] { SignedData { version, algorithms,
    content, [0] certificates, ... }}}} (RFC 3161 §2.4.2, RFC 5652 §5.1). Never raises.
    """
    here = _item(data, 0, len(data))
    for tag, index in ((SEQUENCE, 1), (CONTEXT_0, 1), (SEQUENCE, 0)):
        here = _member(data, here, tag, index)
    if here is None or SIGNED_DATA not in data[: here.start]:
        return None
    held = next((one for one in _members(data, here) if one.tag == CONTEXT_0), None)
    if held is None:
        return None
    found = [data[one.start : one.end] for one in _members(data, held)]
    if len(found) < 2 or sum(map(len, found)) != held.end - held.content:
        return None
    return data[: held.content] + b"".join(sorted(found)) + data[held.end :]


def _member(data: bytes, item: _Item | None, tag: int, index: int) -> _Item | None:
    members = _members(data, item) if item is not None else []
    return members[index] if len(members) > index and members[index].tag == tag else None


def _members(data: bytes, item: _Item) -> list[_Item]:
    """What a constructed element holds, as far as it can be read."""
    found: list[_Item] = []
    at = item.content
    while at < item.end and len(found) < MAX_MEMBERS:
        one = _item(data, at, item.end)
        if one is None:
            break
        found.append(one)
        at = one.end
    return found


def _item(data: bytes, at: int, end: int) -> _Item | None:
    """The element that starts at an offset; ``None`` where it does not fit (X.690 §8.1)."""
    if at + 2 > end:
        return None
    first, content = data[at + 1], at + 2
    length = first
    if first & 0x80:
        count = first & 0x7F
        if not 1 <= count <= 4 or content + count > end:
            return None
        length = int.from_bytes(data[content : content + count], "big")
        content += count
    if content + length > end:
        return None
    return _Item(data[at], at, content, content + length)
