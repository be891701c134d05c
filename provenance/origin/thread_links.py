"""What a message says of the thread that it belongs to, in three places that should agree.

In-Reply-To names the message that is answered, References ends with it (RFC 5322 §3.6.4), and a
Thread-Index grows by one block of five bytes with every reply (Microsoft, Tracking Conversations).
"""

from __future__ import annotations

import re
from typing import Final

from provenance.basics import State, Value
from provenance.basics.record import dataclass
from provenance.message import Message

_ID: Final = re.compile(r"<[^<>\s]{1,998}>")
_HEADER: Final = 22
_BLOCK: Final = 5
MAX_IDS: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLinks:
    """Comparisons of the three places, and what they were made of.

    ``parent_listed``: References names what In-Reply-To names. ``index_fits``: the Thread-Index
    has a block of a reply where the message answers one, and none where it does not.
    ``references`` counts identifiers, ``index_replies`` blocks; states where a field is missing or
    is not of a known form. ``fields`` are the header fields looked at.
    """

    is_reply: bool = False
    references: Value[int] = State.ABSENT
    index_replies: Value[int] = State.ABSENT
    parent_listed: Value[bool] = State.NOT_APPLICABLE
    index_fits: Value[bool] = State.NOT_APPLICABLE
    fields: tuple[int, ...] = ()


def thread_links(message: Message) -> ThreadLinks:
    """Compare In-Reply-To, References and Thread-Index of one message."""
    parents = _ids(message, "In-Reply-To")
    listed = _ids(message, "References")
    replies = _index_replies(message)
    is_reply = bool(parents or listed)
    names = ("In-Reply-To", "References", "Thread-Index")
    return ThreadLinks(
        is_reply=is_reply,
        references=len(listed) if listed else State.ABSENT,
        index_replies=replies,
        parent_listed=bool(set(parents) & set(listed))
        if parents and listed
        else State.NOT_APPLICABLE,
        index_fits=State.NOT_APPLICABLE
        if isinstance(replies, State)
        else bool(replies) is is_reply,
        fields=tuple(field.index for name in names for field in message.named(name)),
    )


def _ids(message: Message, name: str) -> list[str]:
    return [one for field in message.named(name) for one in _ID.findall(field.value)][:MAX_IDS]


def _index_replies(message: Message) -> Value[int]:
    """Blocks behind the 22 bytes of the header; only of the two forms with a clock."""
    from provenance.decoders.identifiers.thread_index import raw

    fields = message.named("Thread-Index")
    if len(fields) != 1:
        return State.REPEATED if fields else State.ABSENT
    data = raw(fields[0].value)
    if len(data) < _HEADER or data[0] != 1 or (data[1] != 1 and data[1] < 0xBF):
        return State.UNPARSABLE
    extra = len(data) - _HEADER
    return State.UNPARSABLE if extra % _BLOCK else extra // _BLOCK
