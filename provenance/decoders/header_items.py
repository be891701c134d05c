"""Single values of decoded header fields: how each kind is made."""

from __future__ import annotations

from datetime import UTC, datetime

from provenance.basics import Instant, State, Value
from provenance.basics.networks import NO_HOST
from provenance.decoders.exact import exact_to
from provenance.decoders.records import HeaderItem, ItemKind, Role


def is_ip(text: str) -> bool:
    """Whether a text is exactly one address."""
    import ipaddress

    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def text_item(key: str, value: str) -> HeaderItem:
    """Free text, cut at 2,000 characters."""
    return HeaderItem(key=key, value=value.strip()[:2000])


def address_item(key: str, value: str, role: Role) -> HeaderItem:
    """An address; anything else, and the broadcast address, stays text."""
    literal = value.strip().strip("[]")
    if literal[:5].lower() == "ipv6:":
        literal = literal[5:]
    if not is_ip(literal) or literal == NO_HOST:
        return text_item(key, value)
    return HeaderItem(key=key, value=literal, kind=ItemKind.ADDRESS, role=role)


def host_item(key: str, value: str, role: Role = Role.NONE) -> HeaderItem:
    """A host name without its final dot."""
    return HeaderItem(key=key, value=value.strip().rstrip("."), kind=ItemKind.HOST, role=role)


def account_item(key: str, value: str) -> HeaderItem:
    """A login, mailbox or address of a person."""
    return HeaderItem(key=key, value=value.strip(), kind=ItemKind.ACCOUNT)


def time_item(key: str, value: str, time: Value[Instant]) -> HeaderItem:
    """A moment, or why there is none."""
    return HeaderItem(key=key, value=value.strip(), kind=ItemKind.TIME, time=time)


def unix_time(text: str, *, per_second: int = 1, base: int = 10) -> Value[Instant]:
    """Seconds (or parts) since 1970; a state outside 1995 to 2100, where no such field existed."""
    try:
        seconds = int(text, base) / per_second
    except ValueError:
        return State.UNPARSABLE
    if not 788_918_400 <= seconds <= 4_102_444_800:
        return State.UNPARSABLE
    utc = datetime.fromtimestamp(seconds, UTC)
    return Instant(
        text=text,
        utc=utc,
        offset_minutes=State.NOT_APPLICABLE,
        precision_seconds=exact_to(utc.microsecond, 1 / per_second),
    )
