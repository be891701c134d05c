"""What a mailbox normally writes, and a message held against it: the records of calibration."""

from __future__ import annotations

from enum import StrEnum

from provenance.basics import Value
from provenance.basics.record import dataclass


class Consistency(StrEnum):
    """Result of holding one point of a message against known messages of the same address."""

    CONSISTENT = "consistent"
    NOT_CONSISTENT = "not-consistent"
    CANNOT_SAY = "cannot-say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What one message shows at one point, and the field that shows it.

    ``value`` is brought into the form that is compared. Lines count from 1, ``[start, end)`` are
    byte offsets in ``stream``, ``quote_sha256`` is the hash of exactly these bytes. ``fields``
    are header fields of the message itself; empty for a message that only a profile tells of.
    """

    point: str
    value: str
    stream: str
    locator: str
    line_first: int
    line_last: int
    start: int
    end: int
    quote_sha256: str
    fields: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMessage:
    """A message that somebody calls undisputed, reduced to what is compared.

    ``identity`` is the SHA-256 of the Message-ID (of the bytes where there is none): two copies
    of one message count once. ``address`` is the one author, lower case, "" if there is not
    exactly one. ``utc`` is when it was sent, ISO 8601 with ``Z``, "" if no time can be read.
    ``evidence`` is the exhibit that it was read from, itself or in a profile.
    """

    file: str
    sha256: str
    identity: str
    address: str
    utc: str
    evidence: str = ""
    in_profile: bool = False
    observations: tuple[Observation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLeftOut:
    """A known message that does not count, and the machine name of why."""

    file: str
    evidence: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSeen:
    """One value of a point in known messages: how often, on which days (UTC), where first."""

    value: str
    messages: int
    days: tuple[str, ...]
    shown_by: KnownMessage
    at: Observation

    @property
    def first(self) -> str:
        """The first day that shows it."""
        return self.days[0]

    @property
    def last(self) -> str:
        """The last day that shows it."""
        return self.days[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointProfile:
    """All that known messages of one address show at one point, the most frequent value first.

    ``messages`` show the point at all, on ``days`` different days (UTC). ``single_days`` is the
    number of days that show a value which no other day shows.
    """

    point: str
    messages: int
    days: tuple[str, ...]
    single_days: int
    values: tuple[ValueSeen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the known messages of one address normally show. ``first`` and ``last`` are days."""

    address: str
    messages: tuple[KnownMessage, ...]
    days: int
    first: str
    last: str
    points: tuple[PointProfile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PointComparison:
    """One point of a message beside the profile of its address.

    ``reason`` is the machine name of why. ``like`` of ``messages`` known messages fit, on
    ``days`` different days from ``first`` to ``last``. ``bound`` is the rule of three over days:
    up to this share of ordinary days may show a value that was never seen (upper 95 % bound).
    ``chosen_by`` says who chooses the value, ``group`` which program or server writes it: points
    of one group are one witness. ``strength`` is 0..2 before every other cap. ``single_days``
    of the days bring a value that no other day shows.
    """

    point: str
    verdict: Consistency
    reason: str
    value: Value[str]
    fields: tuple[int, ...]
    like: int
    messages: int
    days: int
    first: str
    last: str
    bound: float
    chosen_by: str
    group: str
    strength: int
    single_days: int = 0
    values: tuple[ValueSeen, ...] = ()
    more_values: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A message beside known messages of its own address. ``reason`` says why there is none.

    ``messages`` on ``days`` days from ``first`` to ``last`` were counted; ``counted`` names their
    exhibits (or files inside a profile), ``left_out`` the known ones that do not count.
    """

    address: str
    reason: str
    messages: int
    days: int
    first: str
    last: str
    counted: tuple[tuple[str, str], ...] = ()
    left_out: tuple[KnownLeftOut, ...] = ()
    points: tuple[PointComparison, ...] = ()
