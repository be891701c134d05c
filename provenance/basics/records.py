"""Values with their certainty: what every record is made of.

Absence is a state, not ``None``: a reader of the report has to be able to tell
"not in the evidence" from "could not be read" and "was not looked for".
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum, StrEnum
from typing import TypeVar, Union

from provenance.basics.record import dataclass

T = TypeVar("T")


class State(Enum):
    """Why a value is not there. In JSON ``ABSENT`` is ``null``, the others stand in ``states``."""

    ABSENT = "absent"
    REPEATED = "repeated"
    UNREADABLE = "unreadable"
    UNPARSABLE = "unparsable"
    NOT_APPLICABLE = "not-applicable"
    NOT_ATTEMPTED = "not-attempted"


Value = Union[T, State]
"""A value of type ``T``, or the :class:`State` that says why there is none."""


def known(value: Value[T]) -> T | None:
    """Return the value if it is present, else ``None``; for places that do not need the reason."""
    return None if isinstance(value, State) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Half-open range of byte offsets ``[start, end)``, counted from 0."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A moment as the evidence writes it.

    ``utc`` is timezone-aware UTC. ``offset_minutes`` is the zone that was written;
    a state if none was, or if it was ``-0000`` (RFC 5322 §3.3: UTC, local zone unknown).
    ``precision_seconds`` is the unit of the source, 1.0 for header dates.
    ``remarks`` are machine names of oddities, for example ``weekday-mismatch``.
    """

    text: str
    utc: datetime
    offset_minutes: Value[int]
    precision_seconds: float = 1.0
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A mailbox (RFC 5322 §3.4) as typed value, so that redaction never searches in prose.

    ``spec`` is the addr-spec as written, ``display`` the decoded display name or "".
    """

    spec: str
    display: str = ""

    @property
    def domain(self) -> str:
        """Domain part in lower case, "" if there is none."""
        return self.spec.rpartition("@")[2].lower() if "@" in self.spec else ""

    def __str__(self) -> str:
        if not self.spec:
            return self.display
        return f"{self.display} <{self.spec}>" if self.display else self.spec


Param = Union[str, int, float, Instant, Address, State, "Text", tuple[Union[str, Address], ...]]
"""What a sentence may be filled with. Strings from the evidence are escaped when rendered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A sentence by its id in the message catalogue, and its parameters in order of name.

    Rooms never hold English: they name a sentence, and ``report`` has the words.
    """

    id: str
    params: tuple[tuple[str, Param], ...] = ()


def text(id_: str, /, **params: Param) -> Text:
    """Make a :class:`Text`; parameters are sorted by name so that equal texts are equal."""
    return Text(id=id_, params=tuple(sorted(params.items())))


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The place in the evidence that a statement rests on.

    ``evidence`` is an exhibit id (``E1``), ``stream`` the byte stream inside it (``file``, or
    for Outlook items ``msg:007D``), ``locator`` a short name of the thing there. Lines count
    from 1 (a line ends at LF; 0 where a container has none); ``[start, end)`` are byte offsets in
    the stream, and ``quote_sha256`` is the SHA-256 of exactly these bytes.
    """

    evidence: str
    stream: str
    locator: str
    line_first: int
    line_last: int
    start: int
    end: int
    quote_sha256: str


class Interest(StrEnum):
    """Which side holds a record. ``UNKNOWN`` where the case file does not say."""

    INDEPENDENT = "independent"
    SUBMITTING = "submitting"
    OTHER = "other"
    UNKNOWN = "unknown"
