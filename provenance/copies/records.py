"""Several copies of one message: what they share, where they differ, which one is odd."""

from __future__ import annotations

from enum import StrEnum

from provenance.authentication import Authentication
from provenance.basics import State, Text, Value
from provenance.basics.record import dataclass
from provenance.message import Message
from provenance.trace import Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy as the comparison takes it. ``supplier`` is "" where the case file names none."""

    message: Message
    trace: Trace
    authentication: Authentication
    sha256: str = ""
    supplier: str = ""

    @property
    def id(self) -> str:
        """Id of the message, ``M1`` ..."""
        return self.message.id


class DifferenceKind(StrEnum):
    """What a difference between copies is put down to, from the most usual to the least."""

    DELIVERY = "delivery"
    SERVICE = "service"
    LIST = "list"
    RECIPIENT = "recipient"
    SIGNATURE = "signature"
    STORAGE = "storage"
    FORM = "form"
    CONTENT = "content"
    ROUTE = "route"
    UNKNOWN_FIELD = "unknown-field"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One text of a field and the copies that have it.

    ``value`` is shortened, ABSENT where these copies do not have the field; ``sha256`` is of the
    whole compared text, "" where there is none. ``fields`` are the indexes of its header fields in
    the first of the copies, empty for a body.
    """

    value: Value[str]
    sha256: str
    members: tuple[str, ...]
    fields: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field in which copies differ; ``expected`` where a difference is usual.

    ``variants`` are in order of the number of independent witnesses, the largest first;
    ``majority`` is true if the first one is held by at least two witnesses, by half of all, and by
    more than any other. ``texts`` counts all texts, ``variants`` may hold fewer. ``together`` are
    copies without the first text whose text two witnesses or more have: they do not stand alone.
    ``members`` are the copies that do not have the first text. ``reason`` says why the
    difference counts as it does. ``sealed`` are copies with another text that a signature of the
    author's domain covers and verifies, where no copy with the first text has one: no number of
    other copies outvotes them. ``independent`` counts the independent witnesses of a majority, as
    :class:`Agreement` does.
    """

    field: str
    kind: DifferenceKind
    expected: bool
    members: tuple[str, ...]
    reason: Text
    variants: tuple[Variant, ...] = ()
    texts: int = 0
    together: tuple[str, ...] = ()
    majority: bool = False
    sealed: tuple[str, ...] = ()
    independent: int = 0


class Sameness(StrEnum):
    """Why several files are one witness."""

    SAME_BYTES = "same-bytes"
    SAME_DELIVERY = "same-delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessing:
    """One delivery, however many files show it. ``operator`` is who received it, "" if unknown."""

    members: tuple[str, ...]
    operator: str
    suppliers: tuple[str, ...] = ()
    sameness: Value[Sameness] = State.NOT_APPLICABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many independent witnesses have the text that most copies have.

    ``n`` of ``of`` witnesses agree, at ``operators`` different receiving systems; ``suppliers``
    different people handed the copies in as the case file says; ``independent`` is the number of
    pairs of a system and a supplier in which none occurs twice.
    """

    claim: str
    n: int
    of: int
    operators: int
    suppliers: int
    independent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OddCopy:
    """A copy that stands alone against copies that agree, and what would explain it.

    ``fields`` are the differences that are not usual; ``explanations`` in the order in which
    they should be thought of: the way of saving first, a change last.
    """

    member: str
    fields: tuple[str, ...]
    explanations: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """A copy whose bytes are vouched for by a signature that verifies in another copy.

    ``same`` are fields (and ``body``) in which both copies have the signed text, ``other`` those
    in which they have not.
    """

    member: str
    by: str
    domain: str
    same: tuple[str, ...]
    other: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One host of the common picture. ``level`` counts from the oldest host, 0."""

    id: str
    label: str
    level: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A step from one host to the next, and how many copies took it."""

    start: str
    end: str
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteGraph:
    """Routes of all copies as one directed graph, receiving systems folded by operator."""

    stops: tuple[Stop, ...] = ()
    legs: tuple[Leg, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fork:
    """Where copies leave the common run: ``operator`` took over ``members``."""

    operator: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyGroup:
    """Copies of one message.

    ``trunk`` are the hop positions (1 is the oldest) that copies share, counted in the first
    copy that has all of them, ``trunk_of``. ``mailing`` numbers the mailing that the group is a
    batch of, 0 where it is the only one.
    """

    id: str
    members: tuple[str, ...]
    message_id: Value[str] = State.ABSENT
    witnesses: tuple[Witnessing, ...] = ()
    trunk: tuple[int, ...] = ()
    trunk_of: str = ""
    forks: tuple[Fork, ...] = ()
    differences: tuple[Difference, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    corroborated: int = 0
    of: int = 0
    odd: tuple[OddCopy, ...] = ()
    vouched: tuple[Vouched, ...] = ()
    graph: RouteGraph = RouteGraph()
    mailing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyComparison:
    """All groups in the order of their first copy; ``mailings`` are groups of equal content."""

    groups: tuple[CopyGroup, ...] = ()
    mailings: tuple[tuple[str, ...], ...] = ()
