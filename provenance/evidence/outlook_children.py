"""Messages that lie inside an Outlook item: embedded items, and attached message files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from provenance.basics import State, text
from provenance.evidence import losses
from provenance.evidence.hashing import hashes, line_ends
from provenance.evidence.intake import attached_exhibit
from provenance.evidence.mapi import UNICODE
from provenance.evidence.recognise import TNEF_MAGIC, recognise
from provenance.evidence.records import (
    EvidenceItem,
    Exhibit,
    Kind,
    MapiAttachment,
    OutlookItem,
)

_TYPES = frozenset({"message/rfc822", "message/global", "application/vnd.ms-outlook"})
_ENDINGS = (".eml", ".msg")
UNNAMED = "embedded item"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """One message inside an item: an embedded ``item``, or the bytes of an attached file.

    ``locator`` is the path of its storage or data stream in the file.
    """

    locator: str
    name: str
    item: OutlookItem | None = None
    data: bytes = b""
    kind: Kind = Kind.ATTACHED_MESSAGE


def inside_item(
    exhibit: Exhibit, file: bytes
) -> Iterator[tuple[str, Callable[..., Exhibit], bytes | None]]:
    """Give the messages inside an Outlook item, as what makes an exhibit of each with an ``id``.

    With it come its place, and for an embedded item ``file``, the .msg file that holds its
    streams; an attached file has its own bytes.
    """
    parent = exhibit.item
    for found in inside(exhibit.outlook or OutlookItem(), file):
        place, name = found.locator, found.name
        if found.item is not None:
            yield place, partial(embedded_exhibit, parent, found), file
        else:
            data, kind = found.data, found.kind
            make = partial(attached_exhibit, parent, data, name=name, locator=place, kind=kind)
            yield place, make, None


def inside(item: OutlookItem, content: bytes) -> Iterator[Inside]:
    """Give the messages that are attached to ``item``, in order of the attachments' numbers.

    ``content`` is the .msg file that holds the item's streams, or a winmail.dat. A file counts
    as a message if its name or type says so and its bytes are one.
    """
    if content.startswith(TNEF_MAGIC):
        from provenance.evidence.tnef import inside_tnef

        yield from inside_tnef(item, content)
        return
    from provenance.evidence.outlook_msg import streams_of

    wanted = tuple(one.data_stream for one in item.attachments if says_message(one))
    held = streams_of(content, wanted) if wanted else {}
    for one in item.attachments:
        name = one.filename if isinstance(one.filename, str) else UNNAMED
        if one.item is not None:
            yield Inside(locator=one.item.storage, name=name, item=one.item)
        elif one.data_stream in held and recognise(held[one.data_stream]) in {Kind.EML, Kind.MSG}:
            yield Inside(locator=one.data_stream, name=name, data=held[one.data_stream])


def says_message(attachment: MapiAttachment) -> bool:
    """Whether name or type of an attached file say that it is a message."""
    kind, name = attachment.mime_tag, attachment.filename
    by_type = isinstance(kind, str) and kind.strip().lower() in _TYPES
    by_name = isinstance(name, str) and name.strip().lower().endswith(_ENDINGS)
    return attachment.item is None and bool(attachment.data_stream) and (by_type or by_name)


def embedded_exhibit(parent: EvidenceItem, found: Inside, *, id: str) -> Exhibit:  # noqa: A002 - the fixed public signature
    """Make an exhibit of an embedded item, which is streams of its parent and never a file.

    What is hashed, and its ``content``, is the list of its streams with their sizes and hashes
    (:attr:`OutlookItem.manifest`): a form that was converted to a file would be no evidence.
    """
    item = found.item or OutlookItem()
    sha256, sha512 = hashes(item.manifest)
    lost = [
        *losses.of_attachment(),
        text("evidence.loss.msg-embedded"),
        text("evidence.loss.msg-body"),
    ]
    data = b"" if isinstance(item.headers, State) else item.headers.data
    header = item.find("007D")
    if data and header is not None and header.type == UNICODE:
        lost.append(text("evidence.loss.msg-utf16"))
    if item.headers is State.ABSENT:
        lost.append(text("evidence.loss.msg-no-headers"))
    return Exhibit(
        item=EvidenceItem(
            id=id,
            name=found.name,
            kind=Kind.ATTACHED_MESSAGE,
            sha256=sha256,
            sha512=sha512,
            size=len(item.manifest),
            line_ends=line_ends(data),
            parent=parent.id,
            locator=found.locator,
            losses=tuple(lost),
        ),
        content=item.manifest,
        stream=item.headers,
        mapi=item.properties,
        outlook=item,
    )
