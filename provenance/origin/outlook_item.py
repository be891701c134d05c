"""What an Outlook item says of itself: times, numbers, and which kind of copy it is.

A property is a statement of whatever program wrote it last, and the same property is written by
another program on a received, a sent and a saved copy. So the kind of the copy is read first, from
the flags (MS-OXCMSG §2.2.1.6) and the Received lines, with the reasons, or it stays open.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from provenance.basics import Instant, State, Value, known
from provenance.evidence import MapiProperty, OutlookItem
from provenance.origin.records import (
    CopyKind,
    CopyReading,
)

READ: Final = 0x1
UNMODIFIED: Final = 0x2
SUBMITTED: Final = 0x4
UNSENT: Final = 0x8
HAS_ATTACHMENT: Final = 0x10
FROM_ME: Final = 0x20

SUBMIT_TIME: Final = "0039"
DELIVERY_TIME: Final = "0E06"
CREATION_TIME: Final = "3007"
MODIFICATION_TIME: Final = "3008"
COMMIT_TIME: Final = "6709"
VERB_TIME: Final = "1082"
FLAGS: Final = "0E07"
CONVERSATION_INDEX: Final = "0071"
HEADERS: Final = "007D"
_INTEGER: Final = re.compile(r"-?[0-9]{1,20}")


def value(item: OutlookItem, tag: str) -> Value[str]:
    """Reading of one property; ``ABSENT`` where the item has none."""
    found = item.find(tag)
    return State.ABSENT if found is None else found.value


def number(item: OutlookItem, tag: str) -> Value[int]:
    """An integer property."""
    read = value(item, tag)
    if isinstance(read, State):
        return read
    return int(read) if _INTEGER.fullmatch(read) else State.UNPARSABLE


def moment(item: OutlookItem, tag: str) -> Value[Instant]:
    """A time property (UTC, units of 100 ns)."""
    read = value(item, tag)
    return read if isinstance(read, State) else instant(read)


def instant(text: str) -> Value[Instant]:
    """Read a time as the readers of Outlook items give it: ``2026-05-14T09:02:11.1234567Z``."""
    head, _, fraction = text.removesuffix("Z").partition(".")
    try:
        utc = datetime.strptime(head, "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return State.UNPARSABLE
    micro = fraction[:6].ljust(6, "0")
    if not (micro.isascii() and micro.isdigit()):
        return State.UNPARSABLE
    return Instant(
        text=text,
        utc=utc.replace(microsecond=int(micro)),
        offset_minutes=0,
        precision_seconds=10.0 ** -len(fraction.rstrip("0")),
    )


def is_text(one: MapiProperty) -> bool:
    """Whether a property is text, in either form (PtypString, PtypString8)."""
    return one.type in {"001E", "001F"}


def copy_kind(item: OutlookItem, received_lines: int) -> CopyReading:
    """Tell a received copy, the sender's own and a draft apart; open where nothing shows it.

    ``received_lines`` counts the Received lines of the item's transport headers. ``saved_anew``
    is true where creation and last modification are one moment after delivery: programs that
    write .msg files make the item anew (seen in most files of the public collections).
    """
    flags = known(number(item, FLAGS))
    reasons: list[str] = ["route"] if received_lines else []
    if flags is None:
        reasons.append("no-flags")
    else:
        for bit, name in ((UNSENT, "unsent"), (FROM_ME, "from-me"), (SUBMITTED, "submitted")):
            if flags & bit:
                reasons.append(name)
    kind = CopyKind.UNKNOWN
    if received_lines and "unsent" not in reasons:
        kind = CopyKind.RECEIVED
    elif not received_lines and "unsent" in reasons:
        kind = CopyKind.DRAFT
    elif not received_lines and ("from-me" in reasons or "submitted" in reasons):
        kind = CopyKind.SENT
    return CopyReading(
        kind=kind,
        reasons=tuple(reasons) or ("nothing",),
        saved_anew=_saved_anew(item),
    )


def _saved_anew(item: OutlookItem) -> Value[bool]:
    created, modified = moment(item, CREATION_TIME), moment(item, MODIFICATION_TIME)
    if isinstance(created, State):
        return created
    if isinstance(modified, State):
        return modified
    sent = [known(moment(item, tag)) for tag in (DELIVERY_TIME, SUBMIT_TIME)]
    latest = max((one.utc for one in sent if one is not None), default=None)
    if latest is None:
        return State.NOT_APPLICABLE
    return created.text == modified.text and created.utc > latest
