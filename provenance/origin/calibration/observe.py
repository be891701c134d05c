"""Reads the points of one message. Never raises; a point that the message lacks is left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from provenance.basics import Instant, Value, known
from provenance.basics.networks import parse_ip
from provenance.message import Message
from provenance.origin.calibration_records import (
    KnownMessage,
    Observation,
)
from provenance.origin.client import client_family, client_field
from provenance.origin.records import (
    ClockReading,
    ClockTable,
    Origin,
)
from provenance.trace import Trace

LONGEST: Final = 300
"""Characters of a value that are compared."""

_AUTHOR_FIELDS: Final = frozenset(
    (
        "accept-language",
        "cc",
        "content-language",
        "content-transfer-encoding",
        "content-type",
        "date",
        "from",
        "in-reply-to",
        "message-id",
        "mime-version",
        "organization",
        "references",
        "reply-to",
        "subject",
        "thread-index",
        "thread-topic",
        "to",
        "user-agent",
        "x-mailer",
    )
)
"""Header fields that the composing program writes; every server on the way writes others."""

FORM: Final = "form "
"""What the value of an identifier of no known form begins with; its skeleton follows."""

_DELAYS: Final = ((-60, "minus"), (0, "minus-seconds"), (10, "10-s"), (120, "2-min"))
DELAY_STEPS: Final = (*(name for _, name in _DELAYS), "longer")
"""Steps of the time from Date to the oldest line."""

_VERSION: Final = re.compile(r"[\s/(]*v?\d[\w.\-+]*")
_DKIM_TAG: Final = re.compile(r"(?:^|;)\s*([ds])\s*=\s*([^;]*)")


class Seen(NamedTuple):
    """One message with what other rooms read in it."""

    message: Message
    trace: Trace
    origin: Origin
    clocks: ClockTable


Read = tuple[str, tuple[int, ...]]
"""A value and the header fields that it was read from."""


def observe(seen: Seen) -> tuple[Observation, ...]:
    """Read every point, in the order of the table of points."""
    found: list[Observation] = []
    for point, reader in READERS:
        read = reader(seen)
        if read is not None and read[0]:
            found.append(_placed(seen.message, point, *read))
    return tuple(found)


def known_message(seen: Seen, *, file: str, sha256: str, evidence: str = "") -> KnownMessage:
    """Reduce a message to what is compared; ``sha256`` is that of its exhibit."""
    return KnownMessage(
        file=file,
        sha256=sha256,
        identity=identity_of(seen.message),
        address=address_of(seen.trace),
        utc=sent_at(seen),
        evidence=evidence,
        observations=observe(seen),
    )


def identity_of(message: Message) -> str:
    """SHA-256 of the Message-ID without brackets, of the bytes where there is none."""
    field = known(message.only("message-id"))
    inner = field.value.strip().strip("<>").strip() if field is not None else ""
    data = inner.encode("utf-8", "surrogateescape") if inner else message.raw
    return hashlib.sha256(data).hexdigest()


def address_of(trace: Trace) -> str:
    """The one author in lower case, "" where there is none or more than one."""
    authors = trace.identity.from_
    return authors[0].spec.strip().lower() if len(authors) == 1 else ""


def sent_at(seen: Seen) -> str:
    """When it was sent: the arrival that the receiving side wrote, else Date; "" for neither."""
    arrival, date = seen.clocks.arrival, seen.trace.identity.date
    time = arrival if isinstance(arrival, Instant) else date
    if not isinstance(time, Instant):
        return ""
    return time.utc.replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _placed(message: Message, point: str, value: str, fields: tuple[int, ...]) -> Observation:
    field = message.fields[fields[0]]
    quote = message.raw[field.span.start : field.span.end]
    return Observation(
        point=point,
        value=value[:LONGEST],
        stream=message.stream,
        locator=field.name[:LONGEST],
        line_first=field.line_first,
        line_last=field.line_last,
        start=field.span.start,
        end=field.span.end,
        quote_sha256=hashlib.sha256(quote).hexdigest(),
        fields=fields[:20],
    )


def skeleton(text: str) -> str:
    """The punctuation of a text; every run of letters and digits is a star."""
    return re.sub(r"[^\W_]+", "*", text[:LONGEST])


def _hidden(seen: Seen, place: str) -> ClockReading | None:
    return next(
        (one for one in seen.clocks.readings if one.place == place and one.path in {"", "1"}), None
    )


def _message_id(seen: Seen) -> tuple[int, str, str] | None:
    field = known(seen.message.only("message-id"))
    if field is None:
        return None
    local, at_sign, host = field.value.strip()[:1000].strip("<> \t").rpartition("@")
    return (field.index, local, host.lower()) if at_sign and local and host else None


def _id_form(seen: Seen) -> Read | None:
    own = _message_id(seen)
    if own is None:
        return None
    decoded = _hidden(seen, "message-id")
    return (decoded.source if decoded else FORM + skeleton(own[1])), (own[0],)


def _id_host(seen: Seen) -> Read | None:
    own = _message_id(seen)
    if own is None:
        return None
    decoded = _hidden(seen, "message-id")
    if decoded is not None and decoded.part("server"):
        # The first label is one machine of a pool: a point of its own.
        return own[2].partition(".")[2], (own[0],)
    return own[2], (own[0],)


def _id_part(name: str) -> Callable[[Seen], Read | None]:
    def read(seen: Seen) -> Read | None:
        decoded = _hidden(seen, "message-id")
        if decoded is None or not isinstance(decoded.field, int) or not decoded.part(name):
            return None
        return decoded.part(name), (decoded.field,)

    return read


def _representing(seen: Seen) -> Read | None:
    field = known(seen.message.only("x-ms-exchange-messagesentrepresentingtype"))
    return (field.value.strip(), (field.index,)) if field is not None else None


def _of_origin(value: Value[str], fields: tuple[int, ...]) -> Read | None:
    text = known(value)
    return (text.strip().lower(), fields) if text and fields else None


def _submission_server(seen: Seen) -> Read | None:
    return _of_origin(seen.origin.server.value, seen.origin.server.fields)


def _submission_domain(seen: Seen) -> Read | None:
    read = _submission_server(seen)
    if read is None or parse_ip(read[0]) is not None:
        return None
    host, _, rest = read[0].rstrip(".").partition(".")
    return (rest if "." in rest else f"{host}.{rest}".rstrip(".")), read[1]


def _submission_protocol(seen: Seen) -> Read | None:
    return _of_origin(seen.origin.protocol.value, seen.origin.protocol.fields)


def _network(seen: Seen) -> Read | None:
    ip = known(seen.origin.ip.value)
    address = parse_ip(ip) if ip else None
    if address is None or not seen.origin.ip.fields:
        return None
    from ipaddress import ip_network

    bits = 24 if address.version == 4 else 48
    return str(ip_network(f"{address}/{bits}", strict=False)), seen.origin.ip.fields


def _authenticating(seen: Seen) -> Read | None:
    for name in ("x-ms-exchange-organization-authsource", "x-ms-exchange-crosstenant-authsource"):
        field = known(seen.message.only(name))
        if field is not None:
            return field.value.strip().lower(), (field.index,)
    return None


def _dkim(tag: str) -> Callable[[Seen], Read | None]:
    def read(seen: Seen) -> Read | None:
        """The seals that name the author's domain or one above it; a list's own are not its."""
        domain = address_of(seen.trace).rpartition("@")[2]
        found: dict[str, int] = {}
        for field in seen.message.named("dkim-signature")[:20]:
            tags = dict(_DKIM_TAG.findall(field.value[:4000]))
            signer = tags.get("d", "").strip().lower()
            if signer and (domain == signer or domain.endswith(f".{signer}")):
                found.setdefault(re.sub(r"\s", "", tags.get(tag, "")).lower(), field.index)
        return (" ".join(sorted(found)), tuple(sorted(found.values()))) if found else None

    return read


def _program(seen: Seen) -> Read | None:
    field = client_field(seen.message)
    if field is None:
        return None
    family = known(client_family(field.value))
    name = _VERSION.split(field.value[:LONGEST].strip(), maxsplit=1)[0].strip().lower()
    return family or name or skeleton(field.value), (field.index,)


def _version(seen: Seen) -> Read | None:
    field = client_field(seen.message)
    return (field.value[:LONGEST].strip(), (field.index,)) if field is not None else None


def _boundary(seen: Seen) -> Read | None:
    field = known(seen.message.only("content-type"))
    boundary = known(seen.message.parts[0].boundary) if seen.message.parts else None
    if field is None or not boundary:
        return None
    decoded = _hidden(seen, "boundary")
    return (decoded.source if decoded else FORM + skeleton(boundary)), (field.index,)


def _own_fields(seen: Seen) -> list[tuple[str, int]]:
    """Names of the composing program's fields as spelled, each at its first place."""
    found: dict[str, tuple[str, int]] = {}
    for field in seen.message.fields:
        if field.lname in _AUTHOR_FIELDS:
            found.setdefault(field.lname, (field.name, field.index))
    return list(found.values())


def _order(seen: Seen) -> Read | None:
    own = _own_fields(seen)
    return (" ".join(name.lower() for name, _ in own), tuple(at for _, at in own)) if own else None


def _spelling(seen: Seen) -> Read | None:
    own = sorted(_own_fields(seen), key=lambda pair: pair[0].lower())
    return (" ".join(name for name, _ in own), tuple(at for _, at in own)) if own else None


def _thread_index(seen: Seen) -> Read | None:
    for one in seen.clocks.readings:
        if one.source.startswith("thread-index.") and isinstance(one.field, int):
            return one.source, (one.field,)
    return None


def _language(seen: Seen) -> Read | None:
    for name in ("accept-language", "content-language"):
        field = known(seen.message.only(name))
        if field is not None:
            return re.sub(r"\s", "", field.value).lower(), (field.index,)
    return None


def _offset(seen: Seen) -> Read | None:
    date, field = known(seen.trace.identity.date), known(seen.message.only("date"))
    if date is None or field is None or not isinstance(date.offset_minutes, int):
        return None
    sign = "-" if date.offset_minutes < 0 else "+"
    hours, minutes = divmod(abs(date.offset_minutes), 60)
    return f"{sign}{hours:02}:{minutes:02}", (field.index,)


def _encoding(seen: Seen) -> Read | None:
    field = known(seen.message.only("content-type"))
    part = next((p for p in seen.message.parts if p.content_type == "text/plain"), None)
    if field is None or part is None:
        return None
    return f"{(known(part.charset) or 'none').lower()} {part.encoding.lower()}", (field.index,)


def _delay(seen: Seen) -> Read | None:
    """Time from Date to the oldest line, in steps: the exact seconds never repeat."""
    date, field, start = (
        known(seen.trace.identity.date),
        known(seen.message.only("date")),
        seen.origin.time,
    )
    if date is None or field is None or not isinstance(start, Instant):
        return None
    seconds = (start.utc - date.utc).total_seconds()
    return next((name for end, name in _DELAYS if seconds < end), "longer"), (field.index,)


READERS: Final[tuple[tuple[str, Callable[[Seen], Read | None]], ...]] = (
    ("mailbox-tag", _id_part("mailbox-tag")),
    ("representing-type", _representing),
    ("submission-domain", _submission_domain),
    ("submission-protocol", _submission_protocol),
    ("dkim-domain", _dkim("d")),
    ("message-id-form", _id_form),
    ("message-id-host", _id_host),
    ("client-program", _program),
    ("boundary-form", _boundary),
    ("header-order", _order),
    ("header-spelling", _spelling),
    ("thread-index-layout", _thread_index),
    ("language", _language),
    ("utc-offset", _offset),
    ("mailbox-server", _id_part("server")),
    ("submission-server", _submission_server),
    ("submission-network", _network),
    ("authenticating-server", _authenticating),
    ("dkim-selector", _dkim("s")),
    ("client-version", _version),
    ("text-encoding", _encoding),
    ("sending-delay", _delay),
)
"""How each point is read, in the order of the table of points."""
