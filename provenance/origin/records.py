"""Where the message was handed in: account, mode, client, address, time."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics import Instant, Span, State, Text, Value, Where
from provenance.basics.record import dataclass


class Mode(StrEnum):
    """How the account was used."""

    OWN_LOGIN = "own-login"
    SEND_AS = "send-as"
    ON_BEHALF = "on-behalf"
    SMTP_AUTH = "smtp-auth"
    APP = "app"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginFact:
    """One answer about the origin. ``fields`` are the header fields that it rests on.

    ``strength`` is 0..4 (report standard §1.5), already capped by who wrote those fields.
    ``hidden_by`` and ``ask`` name the system that leaves the answer out, and who holds it.
    """

    value: Value[str]
    fields: tuple[int, ...] = ()
    strength: int = 0
    note: Value[Text] = State.ABSENT
    ask: Value[Text] = State.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The submission of the message, as far as the header shows it.

    ``ip_role`` is ``client``, ``server``, ``proxy`` or ``unknown``; ``ip_class`` an address
    class by the IANA special-purpose registries (``global``, ``private`` ...).
    ``hides_address``: the oldest line shows a hand-in from a mailbox of a service that leaves the
    client's address out. ``mode_fact`` holds the lines that ``mode`` was read from.
    """

    account: OriginFact
    mode: Mode
    client_name: OriginFact
    client_family: Value[str]
    ip: OriginFact
    ip_role: str
    ip_class: str
    protocol: OriginFact
    server: OriginFact
    time: Value[Instant]
    provider: str
    limits: tuple[Text, ...] = ()
    hides_address: bool = False
    mode_fact: OriginFact = OriginFact(value=State.ABSENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReading:
    """One time that a message carries, or one identifier that a decoder recognised.

    ``source`` is ``date``, ``received`` or ``x-received`` for a stated time, else the id of the
    decoder. ``time`` is a state where the identifier has no clock, or says no plausible time;
    ``reason`` then says why, and ``times`` may hold what it says all the same. For a Thread-Index
    with replies ``time`` is the newest reply and ``times`` begins with the start of the thread.
    ``written_by`` is whose clock it is (``author``, ``sender-server``, ``relay``, ``receiver``,
    ``holder``: the system that held or saved this copy, ``unknown``), ``relation`` how it stands
    to Date (see the decoders). ``field`` is the header field that it stands in, a state for the
    boundary of an inner part, whose ``path`` is given. ``line_time`` is the stated time of the
    Received line that an identifier stands in. ``where`` is the place of a property of an Outlook
    item, which stands in no header field.
    """

    source: str
    time: Value[Instant]
    precision_seconds: float = 1.0
    written_by: str = "unknown"
    field: Value[int] = State.ABSENT
    path: str = ""
    place: str = "stated"
    product: str = ""
    grade: str = ""
    relation: str = ""
    draft_based: bool = False
    line_time: Value[Instant] = State.NOT_APPLICABLE
    parts: tuple[tuple[str, str], ...] = ()
    times: tuple[Instant, ...] = ()
    reason: str = ""
    where: Where | None = None

    @property
    def hidden(self) -> bool:
        """Whether a decoder found it, as opposed to a time written out as such."""
        return self.place not in {"stated", "property"}

    @property
    def decoded(self) -> bool:
        """Whether ``source`` is a decoder; one of a property as well as one of a field."""
        return self.hidden or bool(self.product)

    @property
    def zone_written(self) -> bool:
        """Whether the distance from UTC is known, so that the time may be compared."""
        return isinstance(self.time, Instant) and "zone-not-written" not in self.time.remarks

    def part(self, name: str) -> str:
        """The first named part, "" if there is none."""
        return next((value for key, value in self.parts if key == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockContradiction:
    """Two times of one message that cannot both be right, beyond what clocks are usually apart.

    ``first`` and ``second`` are positions in the table. ``seconds`` is first minus second,
    ``tolerance`` what was allowed for.
    """

    kind: str
    first: int
    second: int
    seconds: float
    tolerance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTable:
    """All clocks of one message: stated ones first, then hidden ones in order of their place.

    ``arrival`` is the time of the line with which the receiving side took the message over.
    ``cut`` tells that there are more than are kept.
    """

    readings: tuple[ClockReading, ...] = ()
    contradictions: tuple[ClockContradiction, ...] = ()
    arrival: Value[Instant] = State.ABSENT
    cut: bool = False


class CopyKind(StrEnum):
    """Which kind of copy an Outlook item is."""

    RECEIVED = "received"
    SENT = "sent"
    DRAFT = "draft"
    UNKNOWN = "cannot-say"


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyReading:
    """The kind of an Outlook item with the reasons for it, by their machine names.

    ``reasons``: ``route`` (it has Received lines), ``unsent``, ``from-me``, ``submitted`` (flags
    of the item), ``no-flags``, ``nothing``. ``saved_anew`` tells that its creation is the moment
    of saving, a state where the times for that are missing.
    """

    kind: CopyKind
    reasons: tuple[str, ...]
    saved_anew: Value[bool]


class Effect(StrEnum):
    """What a route does to a check: it cannot be made, or a failure has an innocent cause."""

    NOT_TESTABLE = "not-testable"
    CHANGE_EXPECTED = "change-expected"


class Agreement(StrEnum):
    """How the marks of a copy stand to what the case file says of it."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    CANNOT_SAY = "cannot-say"


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteMark:
    """One mark of a way of copying, and the bytes that it stands in.

    ``kind`` is ``container``, ``field``, ``boundary``, ``parent``, ``text`` or ``absence``;
    ``detail`` names the field, the exhibit or the part. ``stream`` is ``file`` for bytes of the
    exhibit itself, else that of the message; lines count from 1, bytes from 0, half open.
    """

    kind: str
    detail: str
    stream: str
    line: int
    start: int
    end: int
    grade: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidCheck:
    """A check that a way of copying takes the ground from."""

    check: str
    effect: Effect
    words: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRoute:
    """One way of copying whose marks stand in the copy.

    ``rivals`` are other ways that leave the same marks; ``lost`` says what it does not keep.
    """

    name: str
    marks: tuple[RouteMark, ...]
    rivals: tuple[str, ...] = ()
    lost: Text
    voids: tuple[VoidCheck, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRoute:
    """How one exhibit was made, as far as its marks show, and which checks that voids.

    ``found`` are all ways whose marks stand in the copy, the one that made the file first; none
    where there is no mark. ``claim`` is what the case file says, ``agreement`` how the two stand;
    a state where the case file says nothing. ``quoted`` are places of the text where a header is
    quoted: words of whoever wrote the text, and of no server.
    """

    exhibit: str = ""
    found: tuple[FoundRoute, ...] = ()
    claim: Value[str] = State.ABSENT
    agreement: Value[Agreement] = State.NOT_APPLICABLE
    quoted: tuple[Span, ...] = ()
    quoted_path: str = ""

    @property
    def name(self) -> Value[str]:
        """The way that made this file, ``ABSENT`` where no mark shows one."""
        return self.found[0].name if self.found else State.ABSENT

    def touching(self, check: str) -> tuple[FoundRoute, VoidCheck] | None:
        """The first way that takes the ground from a check, and how."""
        for route in self.found:
            for void in route.voids:
                if void.check == check:
                    return route, void
        return None

    def explains(self, check: str) -> Value[str]:
        """The way of copying that changes what a check compares, so that a failure is expected."""
        touched = self.touching(check)
        if touched is None or touched[1].effect is not Effect.CHANGE_EXPECTED:
            return State.ABSENT
        return touched[0].name


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientSign:
    """One sign of the program or service that made a message.

    ``place`` is where it stands (``named``, ``message-id``, ``boundary``, ``thread-index``,
    ``field``, ``line``, ``order``, ``body``), ``field`` the header field; for ``body`` that of
    the declared type, and ``part`` the section. ``products`` are the ids of all
    that are known to write it, ``name`` says them in words, ``kind`` is a state where they are of
    several kinds. ``written_by`` is ``typed`` (free text), ``program`` (its form) or ``service``
    (a server stamps it in genuine mail). ``alone``: no other program is known to write it.
    ``fits`` is whether it goes with the conclusion, a state where it is not judged. ``exact``:
    nothing about the form was odd (a UUID has the bits of its version). ``grade`` says how the form
    is known, "" for a name, which is what it says. ``anchor``: the others are held against it.
    """

    id: str
    place: str
    field: int
    products: tuple[str, ...]
    name: str
    kind: Value[str] = State.ABSENT
    about: str = "program"
    written_by: str = "program"
    alone: bool = False
    version: Value[str] = State.ABSENT
    grade: str = ""
    source: str = ""
    says: str = ""
    fits: Value[bool] = State.NOT_APPLICABLE
    exact: bool = True
    part: str = ""
    anchor: bool = False

    @property
    def group(self) -> str:
        """Dependency group: all that the sender's machine wrote is one witness."""
        return "server-line" if self.place == "line" else "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReading:
    """The program that the signs of a message name, and how far they agree.

    ``agreement``: ``none`` (no sign names one program), ``single`` (one sign: a claim),
    ``one-writer`` (several signs, all by the sender's side), ``independent`` (a server's line
    agrees), ``disagreeing``. ``id_form_known`` is whether the Message-ID has a form that the
    program is known to write; a state where its forms are not all known, or a server of the
    sender's side is known to have given another identifier. ``gives_ids``: the named program
    gives every message an identifier. ``cut`` tells that there are more signs than are kept.
    """

    signs: tuple[ClientSign, ...] = ()
    product: Value[str] = State.ABSENT
    name: Value[str] = State.ABSENT
    kind: Value[str] = State.ABSENT
    family: Value[str] = State.ABSENT
    agreement: str = "none"
    id_form_known: Value[bool] = State.NOT_APPLICABLE
    gives_ids: bool = False
    cut: bool = False
