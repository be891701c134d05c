"""Clock formats inside identifiers, and what a reader of identifiers gives back.

Whole numbers throughout: a float would lose the last digits of 100-nanosecond clocks.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple, Union

from provenance.basics import Instant, State, Value
from provenance.decoders.exact import exact_to
from provenance.decoders.records import Clock, Decoder, Grade, Place, Relation

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
EARLIEST: Final = datetime(1995, 1, 1, tzinfo=UTC)
"""Before this day no mail of today's systems was written: such a value is no time."""

_FILETIME_1970: Final = 11_644_473_600_000_000
_TICKS_1970: Final = 62_135_596_800_000_000
_UUID_1970: Final = 0x01B21DD213814000
BASE62: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LONGEST: Final = 1_000
"""Characters of one identifier that are read; real ones have fewer than 200."""

POT: Final = "https://github.com/rf-peixoto/phishing_pot"
"""The collection that most forms were measured on."""

Parts = tuple[tuple[str, str], ...]


class Found(NamedTuple):
    """What one reader saw; the registry adds whose clock it is and judges the time."""

    time: Value[Instant] = State.ABSENT
    parts: Parts = ()
    times: tuple[Instant, ...] = ()
    reason: str = ""


Read = Callable[[str], Union[Found, None]]
ReadId = Callable[[str, str], Union[Found, None]]


def unpacked(packed: str) -> bytes:
    """Bytes of a base64 text, padded or not; empty where it is none."""
    import base64
    import binascii

    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


class Row(NamedTuple):
    """A declaration and its pure function; ``None`` from it means: not of this form.

    ``near`` resolves what is ambiguous without a date that stands in the message.
    """

    decoder: Decoder
    read: Callable[..., Found | None]
    near: Callable[[Found, datetime], Found] | None = None


def declare(
    place: Place,
    id_: str,
    product: str,
    measured: str,
    *,
    clock: Clock = Clock.SENDER_SERVER,
    relation: Relation = Relation.NONE,
    grade: Grade = Grade.MEASURED,
    source: str = POT,
    exclusive: bool = False,
) -> Decoder:
    """A decoder of one place, named after it; the defaults are those of most forms."""
    return Decoder(
        id=f"{place.value}.{id_}",
        places=(place,),
        product=product,
        clock=clock,
        relation=relation,
        grade=grade,
        source=source,
        measured=measured,
        exclusive=exclusive,
    )


def at(
    microseconds: int,
    text: str,
    precision: float = 1.0,
    *,
    offset: Value[int] = State.NOT_APPLICABLE,
    remarks: tuple[str, ...] = (),
) -> Value[Instant]:
    """The instant so many microseconds after 1970; ``UNPARSABLE`` outside the years 1 to 9999.

    ``precision`` is the unit of the clock; zeros at the end of the value make it coarser.
    """
    precision = exact_to(microseconds % 1_000_000, precision)
    try:
        utc = EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return State.UNPARSABLE
    return Instant(
        text=text, utc=utc, offset_minutes=offset, precision_seconds=precision, remarks=remarks
    )


def unix(seconds: int, text: str) -> Value[Instant]:
    """Seconds since 1970."""
    return at(seconds * 1_000_000, text)


def unix_ms(milliseconds: int, text: str) -> Value[Instant]:
    """Milliseconds since 1970."""
    return at(milliseconds * 1_000, text, 0.001)


def filetime(
    value: int, text: str, precision: float = 1e-6, *, zone_known: bool = True
) -> Value[Instant]:
    """Units of 100 ns since 1601 (FILETIME); a local clock without its zone as in `wall_clock`."""
    return at(
        value // 10 - _FILETIME_1970,
        text,
        precision,
        offset=State.NOT_APPLICABLE if zone_known else State.ABSENT,
        remarks=() if zone_known else ("zone-not-written",),
    )


def ticks(value: int, text: str, precision: float = 1e-6) -> Value[Instant]:
    """Units of 100 ns since the year 1 (.NET ``DateTime``)."""
    return at(value // 10 - _TICKS_1970, text, precision)


def uuid_time(value: int, text: str) -> Value[Instant]:
    """Units of 100 ns since 15 October 1582 (RFC 9562 §5.1)."""
    return at((value - _UUID_1970) // 10, text, 1e-6)


def wall_clock(digits: str, *, zone_known: bool, text: str = "") -> Value[Instant]:
    """``YYYYMMDDhhmm[ss]``; where no zone is known the moment is noted as if it were UTC.

    Then ``offset_minutes`` is absent and the remark ``zone-not-written`` says so: nobody may
    compare such a time to the second.
    """
    try:
        moment = datetime(
            int(digits[:4]),
            int(digits[4:6]),
            int(digits[6:8]),
            int(digits[8:10]),
            int(digits[10:12]),
            int(digits[12:14] or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return State.UNPARSABLE
    return Instant(
        text=text or digits,
        utc=moment,
        offset_minutes=0 if zone_known else State.ABSENT,
        precision_seconds=1.0 if len(digits) >= 14 else 60.0,
        remarks=() if zone_known else ("zone-not-written",),
    )


def number(text: str, alphabet: str) -> int | None:
    """The number that a text is in a positional system; ``None`` for a foreign character."""
    value = 0
    base = len(alphabet)
    for char in text:
        digit = alphabet.find(char)
        if digit < 0:
            return None
        value = value * base + digit
    return value


def is_hex(text: str) -> bool:
    """Whether a text is hexadecimal digits only, at least one."""
    return bool(text) and not text.strip("0123456789abcdefABCDEF")


def is_lower_hex(text: str) -> bool:
    """Whether a text is lower-case hexadecimal digits only, at least one."""
    return bool(text) and not text.strip("0123456789abcdef")


def _sunday(year: int, month: int, nth: int) -> int:
    """Day of the nth Sunday of a month; 0 for the last one of a month with 31 days."""
    first = 1 + (6 - datetime(year, month, 1, tzinfo=UTC).weekday()) % 7
    return first + 7 * (nth - 1) if nth else first + 7 * ((31 - first) // 7)


def pacific(local: datetime) -> tuple[datetime, ...]:
    """The moments that a US Pacific wall clock can mean: one, or two in the repeated hour.

    Rules of 15 U.S.C. 260a: since 2007 second Sunday in March to first Sunday in November,
    before first Sunday in April to last Sunday in October. Empty in the hour left out in spring.
    """
    year = local.year
    if year >= 2007:
        begin = datetime(year, 3, _sunday(year, 3, 2), 10, tzinfo=UTC)
        end = datetime(year, 11, _sunday(year, 11, 1), 9, tzinfo=UTC)
    else:
        begin = datetime(year, 4, _sunday(year, 4, 1), 10, tzinfo=UTC)
        end = datetime(year, 10, _sunday(year, 10, 0), 9, tzinfo=UTC)
    summer, winter = local + timedelta(hours=7), local + timedelta(hours=8)
    found = [summer] if begin <= summer < end else []
    if not begin <= winter < end:
        found.append(winter)
    return tuple(found)
