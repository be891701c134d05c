"""Exhibits as they came in: bytes, hashes, containers, custody."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from provenance.basics import State, Text, Value
from provenance.basics.record import dataclass, field


class Kind(StrEnum):
    """What an exhibit is, decided by its content and never by its name."""

    EML = "eml"
    MSG = "msg"
    PASTED_HEADERS = "pasted-headers"
    ATTACHED_MESSAGE = "attached-message"
    EMLX = "emlx"
    MBOX = "mbox"
    ZIP = "zip"
    EXPORT = "export"
    KNOWN = "known"
    KNOWN_PROFILE = "known-profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEnds:
    """How often each line end occurs; ``cr`` and ``lf`` count those that are not part of a CRLF."""

    crlf: int = 0
    lf: int = 0
    cr: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One exhibit, named and hashed before anything parsed it.

    ``id`` is ``E1``, ``E2`` ... in the order of analysis; ``parent`` the exhibit that this one
    was attached to or lay in. ``locator`` says where in the parent (MIME path, number of the
    message in a mailbox, name in an archive). ``losses`` is what the
    container or the way of copying cannot preserve. ``obtained`` and ``supplied_by`` come from
    the case file. Sizes are bytes, hashes lower-case hex.
    """

    id: str
    name: str
    kind: Kind
    sha256: str
    sha512: str
    size: int
    line_ends: LineEnds = LineEnds()
    parent: str | None = None
    locator: str = ""
    losses: tuple[Text, ...] = ()
    obtained: Value[str] = State.ABSENT
    supplied_by: Value[str] = State.ABSENT
    interest: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapiProperty:
    """One property of an Outlook item (MS-OXCMSG), raw and read.

    ``tag`` is the property id in hex without type (``0039``), ``type`` the property type
    (``0040``), ``name`` the canonical name, ``value`` its reading as text (times as ISO 8601
    UTC), ``stream`` the OLE stream that holds it and ``start``/``end`` the bytes there.
    """

    tag: str
    type: str
    name: str
    value: Value[str]
    stream: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageStream:
    """Bytes of one message inside an exhibit, as the message room reads them.

    ``name`` is ``file`` for an .eml, ``msg:007D`` for transport headers of an Outlook item,
    ``emlx:message`` for the message inside an .emlx file.
    ``body`` tells whether the bytes hold the body as it was transported; where they do not,
    body checks are not applicable. ``repaired`` marks a paste whose damage was read around.
    """

    name: str
    data: bytes = field(repr=False)
    body: bool = True
    repaired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MsgCrossCheck:
    """What a second engine read as transport headers of an Outlook item, beside our reading.

    ``agrees`` is a state where one of the two has no text to compare.
    """

    engine: str
    version: str
    agrees: Value[bool]
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """An exhibit with its bytes. ``stream`` is a state if it holds no message header.

    ``second`` is the reading of another engine beside ours, of an Outlook item where one ran.
    """

    item: EvidenceItem
    content: bytes = field(repr=False)
    stream: Value[MessageStream] = State.ABSENT
    mapi: tuple[MapiProperty, ...] = ()
    warnings: tuple[Text, ...] = ()
    second: Value[MsgCrossCheck] = State.NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An input that is not evidence we can read: why, and how to get what we can read.

    ``container`` is the exhibit that it lay in, "" if it was handed in by itself.
    """

    name: str
    reason: Text
    remedy: Text
    sha256: str = ""
    size: int = 0
    container: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Everything that was handed in, in a total order that does not depend on the call.

    ``warnings`` are about what was handed in as a whole (hidden files left out, a sealed folder
    that changed). ``whole_folders`` tells that naming the files one by one would not hand in the
    same again, because what the folders hold beside them counts too.
    """

    exhibits: tuple[Exhibit, ...]
    unreadable: tuple[Unreadable, ...] = ()
    warnings: tuple[Text, ...] = ()
    whole_folders: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFile:
    """An export of a log that was handed in, hashed; its bytes stay in the file at ``path``."""

    name: str
    path: Path
    sha256: str
    sha512: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFiles:
    """Files of messages that somebody calls undisputed, and profiles made of such messages.

    ``messages`` and ``profiles`` have the ids ``E1`` ... of their own opening; the analysis
    numbers them behind all other exhibits (:func:`~provenance.evidence.number_known`).
    """

    messages: tuple[Exhibit, ...] = ()
    profiles: tuple[Exhibit, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One file at the moment it was opened; ``problem`` is the id of why it was not read, or ""."""

    name: str
    sha256: str = ""
    sha512: str = ""
    size: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyEvent:
    """One line of the custody log; ``prev`` is the SHA-256 of the line before, "" for the first."""

    seq: int
    at_utc: str
    event: str
    actor: str
    object: str
    sha256: str
    sha512: str
    size: int
    detail: str
    tool: str
    prev: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyCheck:
    """Result of checking a custody log; without problems the chain is whole up to ``head``."""

    events: int
    head: str
    problems: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A finished seal: the folder's name, what it holds (bytes), and the value to give away."""

    name: str
    files: int
    size: int
    head: str
