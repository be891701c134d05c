"""What both forms of the report show of an Outlook item as parts: bodies and attachments."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.basics import State, Value
from provenance.basics.record import dataclass
from provenance.evidence import MapiAttachment, OutlookItem

_BODIES = (
    ("1000", "text/plain"),
    ("1013", "text/html"),
    ("1009", "application/rtf"),
)
"""Property id of a body, and its kind; the last one is stored packed (MS-OXRTFCP)."""
EMBEDDED = "application/vnd.ms-outlook"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPart:
    """A body or an attachment; ``path`` is its stream, of an embedded item its storage."""

    path: str
    content_type: str
    size: Value[int]
    sha256: Value[str]
    filename: Value[str] = State.ABSENT
    attachment: bool = False


def item_parts(item: OutlookItem | None) -> Iterator[ItemPart]:
    """Bodies of the item, then its attachments; the hash of a body is that of its stream."""
    if item is None:
        return
    for tag, content_type in _BODIES:
        for one in item.properties:
            if one.tag == tag and one.sha256:
                yield ItemPart(
                    path=one.stream, content_type=content_type, size=one.size, sha256=one.sha256
                )
    for attachment in item.attachments:
        yield _attachment(attachment)


def _attachment(one: MapiAttachment) -> ItemPart:
    if one.item is not None:
        manifest = one.item.manifest
        from hashlib import sha256

        return ItemPart(
            path=one.item.storage,
            content_type=EMBEDDED,
            size=len(manifest),
            sha256=sha256(manifest).hexdigest(),
            filename=one.filename,
            attachment=True,
        )
    kind = one.mime_tag
    return ItemPart(
        path=one.data_stream or one.storage,
        content_type=kind if isinstance(kind, str) else "application/octet-stream",
        size=one.data_size,
        sha256=one.sha256,
        filename=one.filename,
        attachment=True,
    )
