"""Exhibits as they came in: bytes, hashes, containers, custody."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from provenance.basics import State, Text, Value
from provenance.basics.record import dataclass, field
from provenance.evidence.stamp_records import Stamped


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
    TNEF = "tnef"


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
    container or the way of copying cannot preserve. ``obtained``, ``supplied_by`` and
    ``received_on`` (as it is written there) come from the case file. Sizes are bytes, hashes
    lower-case hex.
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
    received_on: Value[str] = State.ABSENT
    interest: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapiProperty:
    """One property of an Outlook item, a recipient or an attachment (MS-OXCMSG), raw and read.

    ``tag`` is the property id in hex without type (``0039``), ``type`` the property type
    (``0040``, MS-OXCDATA §2.11.1), ``name`` the canonical name (``PR_CLIENT_SUBMIT_TIME``; of a
    named property its canonical name, else the name or number that the item gives it; "" where
    the id has no name that we know). ``value`` is its reading as text: times as ISO 8601 UTC,
    numbers in decimal, binary values as upper-case hex, GUIDs in registry form, multiple values
    joined with ``; `` (``values`` has them one by one, in the order of the file).

    ``raw`` are the bytes of a binary value (PtypBinary, PtypServerId), "" for other types and
    where the value is larger than ``mapi.BINARY_LIMIT``: then ``value`` is ``NOT_ATTEMPTED``.
    ``size`` counts the bytes of the value as they stand in the stream.

    A named property has the GUID of its set in ``guid`` (``00062008-0000-0000-C000-...``) and in
    ``named`` its string name or its number as ``0x8554`` (MS-OXMSG §2.2.3): look it up by these
    two, its ``tag`` is only valid in this one file.

    Headers, bodies and data of attachments are known by place and size only; of headers and bodies
    ``sha256`` is the hash of the bytes of their stream.

    ``stream`` is the path of the OLE stream that holds the value, storages before it
    (``__recip_version1.0_#00000000/__properties_version1.0``), ``start``/``end`` the bytes there,
    and ``offset`` where the first of them stands in the file (a stream may lie scattered).
    """

    tag: str
    type: str
    name: str
    value: Value[str]
    stream: str
    start: int
    end: int
    offset: Value[int] = State.NOT_APPLICABLE
    size: int = 0
    values: tuple[str, ...] = ()
    raw: bytes = field(default=b"", repr=False)
    guid: str = ""
    named: str = ""
    sha256: str = ""


class RecipientType(StrEnum):
    """PR_RECIPIENT_TYPE (0C15, MS-OXOMSG §2.2.3.1) without its flags."""

    ORIGINATOR = "originator"
    TO = "to"
    CC = "cc"
    BCC = "bcc"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapiRecipient:
    """One row of the recipient table of an Outlook item (MS-OXMSG §2.2.1).

    ``row`` is the number in the name of its ``storage``. ``address`` is as the item gives it
    (``address_type`` ``SMTP``: a mail address; ``EX``: a directory name of Exchange),
    ``smtp_address`` what PR_SMTP_ADDRESS (39FE) says. Texts are as written, not compared.
    """

    row: int
    storage: str
    type: Value[RecipientType] = State.ABSENT
    display_name: Value[str] = State.ABSENT
    address_type: Value[str] = State.ABSENT
    address: Value[str] = State.ABSENT
    smtp_address: Value[str] = State.ABSENT
    properties: tuple[MapiProperty, ...] = field(default=(), repr=False)

    @property
    def mail_address(self) -> Value[str]:
        """The SMTP address: of PR_SMTP_ADDRESS, else the address where its type is SMTP."""
        if isinstance(self.smtp_address, str):
            return self.smtp_address
        kind = self.address_type
        smtp = isinstance(kind, str) and kind.upper() == "SMTP"
        if isinstance(self.address, str) and (
            smtp or (kind is State.ABSENT and "@" in self.address)
        ):
            return self.address
        return State.ABSENT


class AttachMethod(StrEnum):
    """PR_ATTACH_METHOD (3705, MS-OXCMSG §2.2.2.9): how an attachment is held."""

    NONE = "none"
    BY_VALUE = "by-value"
    BY_REFERENCE = "by-reference"
    BY_REFERENCE_RESOLVE = "by-reference-resolve"
    BY_REFERENCE_ONLY = "by-reference-only"
    EMBEDDED_MESSAGE = "embedded-message"
    OLE = "ole"
    BY_WEB_REFERENCE = "by-web-reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapiAttachment:
    """One attachment of an Outlook item (MS-OXMSG §2.2.2).

    ``number`` is the number in the name of its ``storage``. ``long_filename`` is 3707,
    ``short_filename`` 3704, ``display_name`` 3001, ``mime_tag`` 370E, ``content_id`` 3712,
    ``stated_size`` 0E20 (bytes, as the item says), ``hidden`` 7FFE. ``created`` and ``modified``
    are 3007 and 3008 as ISO 8601 UTC with up to 100 ns: often the times of the file that was
    attached, see their properties for the raw FILETIME. ``data_size`` and ``sha256`` are of the
    bytes of the data stream ``data_stream`` (3701 0102); not applicable where the attachment is
    an embedded message (``item``) or an OLE object.
    """

    number: int
    storage: str
    method: Value[AttachMethod] = State.ABSENT
    long_filename: Value[str] = State.ABSENT
    short_filename: Value[str] = State.ABSENT
    display_name: Value[str] = State.ABSENT
    mime_tag: Value[str] = State.ABSENT
    content_id: Value[str] = State.ABSENT
    stated_size: Value[int] = State.ABSENT
    created: Value[str] = State.ABSENT
    modified: Value[str] = State.ABSENT
    hidden: Value[bool] = State.ABSENT
    data_stream: str = ""
    data_size: Value[int] = State.ABSENT
    sha256: Value[str] = State.ABSENT
    item: OutlookItem | None = None
    properties: tuple[MapiProperty, ...] = field(default=(), repr=False)

    @property
    def filename(self) -> Value[str]:
        """The long file name, else the short one, else the display name."""
        for name in (self.long_filename, self.short_filename):
            if isinstance(name, str):
                return name
        return self.display_name


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookItem:
    """One Outlook item as its streams hold it (MS-OXMSG): a .msg file, or one embedded in it.

    ``storage`` is the path of its storage, "" for the item that is the file. ``properties`` are
    all of its properties, named ones included, in order of (tag, type, stream, start); use
    :meth:`find`. ``headers`` are its transport headers (007D), ``ABSENT`` where it has none:
    that is "nothing to verify", never an empty chain. ``recipients`` and ``attachments`` are in
    order of their storages' numbers. ``recovered`` tells that the container was damaged and its
    parts were found by searching. ``storage_created`` and ``storage_modified`` are the times of its
    storage in the directory of the compound file (MS-CFB §2.6.1), set by the program that wrote
    the file: when this copy was saved, by that computer's clock. ``manifest`` lists every stream
    of the storage with size and SHA-256, one a line, embedded items included; "" for the item that
    is the file.
    """

    storage: str = ""
    message_class: Value[str] = State.ABSENT
    headers: Value[MessageStream] = State.ABSENT
    properties: tuple[MapiProperty, ...] = field(default=(), repr=False)
    recipients: tuple[MapiRecipient, ...] = field(default=(), repr=False)
    attachments: tuple[MapiAttachment, ...] = field(default=(), repr=False)
    recovered: bool = False
    storage_created: Value[str] = State.ABSENT
    storage_modified: Value[str] = State.ABSENT
    manifest: bytes = field(default=b"", repr=False)

    def find(self, tag: str) -> MapiProperty | None:
        """The property with this id (``0039``), its readable form first; ``None`` without one."""
        found = [one for one in self.properties if one.tag == tag]
        return next((one for one in found if not isinstance(one.value, State)), None) or (
            found[0] if found else None
        )

    def find_named(self, guid: str, name: str) -> MapiProperty | None:
        """The named property of a set; ``name`` compared without case, numbers as ``0x8554``."""
        wanted = (guid.upper(), name.lower())
        for one in self.properties:
            if one.guid and (one.guid, one.named.lower()) == wanted:
                return one
        return None


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
    ``outlook`` is the whole Outlook item (recipients, attachments, embedded items), where the
    exhibit is one; ``mapi`` are its own properties, the same as ``outlook.properties``.
    """

    item: EvidenceItem
    content: bytes = field(repr=False)
    stream: Value[MessageStream] = State.ABSENT
    mapi: tuple[MapiProperty, ...] = ()
    warnings: tuple[Text, ...] = ()
    second: Value[MsgCrossCheck] = State.NOT_APPLICABLE
    outlook: OutlookItem | None = None


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
    same again, because what the folders hold beside them counts too. ``places`` has real path and
    SHA-256 of each file that was read, to tell which exhibit a path became; it is never printed.
    """

    exhibits: tuple[Exhibit, ...]
    unreadable: tuple[Unreadable, ...] = ()
    warnings: tuple[Text, ...] = ()
    whole_folders: bool = False
    places: tuple[tuple[str, str], ...] = ()


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
    stamped: Stamped = Stamped()
