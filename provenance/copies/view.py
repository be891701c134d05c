"""What is compared of one copy: its fields without folding, its body without wrapping, its hops.

Texts are kept as digests, and each text once: a thousand copies that carry the same thousand
recipients cost one text.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from provenance.basics import Instant, State, known
from provenance.basics.record import dataclass
from provenance.copies.records import Copy
from provenance.message import Message, Part, decode_text, parse_addresses
from provenance.trace import Hop, registrable
from provenance.trace.domains import operator_of

ADDRESSES: Final = frozenset(("bcc", "cc", "from", "reply-to", "sender", "to"))
_COMPACT: Final = frozenset(("dkim-signature", "domainkey-signature", "references", "in-reply-to"))
_BOUNDARY: Final = re.compile(r';\s*boundary=("[^"]*"|[^;\s]+)', re.IGNORECASE)
_MBOX_ESCAPE: Final = re.compile(r"^>+(?=From )", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class HopKey:
    """A Received line as one server wrote it.

    ``name`` tells the line from others of one message: host and id, or host, source and protocol
    where the id is none of a transaction; "" without a host. ``transaction`` is the id where it is
    one of a transaction: Exchange writes its version there. ``content`` is everything that the
    line says, the recipient in ``for`` left out. ``operator`` is whose host it is.
    """

    name: str
    content: str
    host: str
    transaction: str = ""
    operator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One copy, ready to be compared.

    ``fields`` has the digest of all values of a name, in order; ``body`` the digests of its text
    and of its attachments by place; ``hops`` are oldest first. ``delivery`` is the digest of all
    Received lines and delivery addresses. ``content`` is the digest of author, subject and text.
    """

    copy: Copy
    fields: Mapping[str, str]
    body: Mapping[str, str]
    hops: tuple[HopKey, ...]
    delivery: str
    content: str
    message_id: str
    operator: str


def digest(*texts: str) -> str:
    """SHA-256 in hex over texts, each with its length before it."""
    whole = hashlib.sha256()
    for one in texts:
        data = one.encode("utf-8", "surrogatepass")
        whole.update(b"%d:" % len(data) + data)
    return whole.hexdigest()


@lru_cache(maxsize=4096)
def field_text(name: str, value: str) -> str:
    """The text that is compared: decoded words, single blanks, addresses one by one."""
    if name in ADDRESSES:
        found = parse_addresses(value)
        return ", ".join(
            f"{' '.join(a.display.split())} <{a.spec.strip()}>" if a.display else a.spec.strip()
            for a in found
        )
    if name in _COMPACT:
        return " ".join(value.split()) if name.endswith("to") else "".join(value.split())
    if name == "content-type":
        value = _BOUNDARY.sub("", value)
    return " ".join(decode_text(value).split())


def texts_of(message: Message, name: str) -> tuple[str, ...]:
    """All compared texts of a field name (lower case), in the order of the message."""
    return tuple(field_text(name, field.value) for field in message.named(name))


def body_text(text: str) -> str:
    """Text of a part without what saving changes: line ends, blanks at ends, mbox escapes."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").split("\n")]
    return _MBOX_ESCAPE.sub("", "\n".join(lines).rstrip("\n").replace("\u00a0", " "))


def view(copy: Copy) -> View:
    """Digest one copy; the message itself is only read."""
    message = copy.message
    names = dict.fromkeys(field.lname for field in message.fields)
    fields = {
        name: digest(*texts_of(message, name)) for name in names if name and name != "received"
    }
    hops = tuple(_hop_key(hop) for hop in copy.trace.route.hops)
    body = {part.path: _part_digest(part) for part in message.parts if not part.children}
    text = next((_part_digest(p) for p in message.parts if _is_text(p)), "")
    identity = copy.trace.identity
    received = [" ".join(f.value.split()) for f in message.named("received")]
    to = [" ".join(f.value.split()) for n in _DELIVERED for f in message.named(n)]
    return View(
        copy=copy,
        fields=fields,
        body=body,
        hops=hops,
        delivery=digest("r", *received, "d", *to) if received else "",
        content=digest(
            *(address.spec.lower() for address in identity.from_),
            bare_subject(known(identity.subject) or ""),
            text,
        )
        if message.body_available
        else "",
        message_id=_message_id(copy),
        operator=receiving_operator(copy),
    )


_DELIVERED: Final = ("delivered-to", "x-original-to", "envelope-to")
_VERSION: Final = re.compile(r"\d{1,3}(?:\.\d{1,6}){2,4}\Z")
_TAG: Final = re.compile(
    r"\A(?:\s*(?:\[[^\]]{1,60}\]|\*{2,8}\w[^*]{0,30}\*{2,8}|\{\w{1,20}\?\}"
    r"|\((?:extern|external|ext|spam)\)|(?:external|extern|ext|spam|caution|warning)\s*:))+\s*",
    re.IGNORECASE,
)


def bare_subject(subject: str) -> str:
    """A subject without the tags that lists, gateways and filters put in front."""
    return _TAG.sub("", " ".join(subject.split()))


def receiving_operator(copy: Copy) -> str:
    """Who received this copy: a known operator, else the registered domain of the boundary."""
    boundary = copy.trace.route.boundary
    if boundary.operator and ":" not in boundary.operator:
        return _title(boundary.operator)
    position = known(boundary.position)
    hops = copy.trace.route.hops
    if position is None or not 0 < position <= len(hops):
        return ""
    # An inner server that writes an address for its name: the next older line names the system.
    nearest = hops[max(0, position - 2) : position]
    found = [_hop_key(hop).operator for hop in reversed(nearest)]
    return next((name for name in found if name and ":" not in name), found[0])


def operator_name(host: str) -> str:
    """Title of a large operator, else the registered domain, else the host as it stands."""
    known_one = operator_of(host)
    return known_one.title if known_one else registrable(host) or host.lower()


def _title(name: str) -> str:
    return operator_name(name) if "." in name else name


def _message_id(copy: Copy) -> str:
    found = known(copy.trace.identity.message_id) or ""
    return "".join(found.split()).strip("<>")


def _is_text(part: Part) -> bool:
    return part.content_type.lower().startswith("text/") and not part.is_attachment


def _part_digest(part: Part) -> str:
    if isinstance(part.text, str) and _is_text(part):
        return digest(body_text(part.text))
    return part.sha256


def _hop_key(hop: Hop) -> HopKey:
    trace = hop.trace
    said = (trace.helo, trace.rdns, trace.ip, trace.by, trace.with_, trace.id, trace.auth_user)
    time = trace.time
    host, id_ = _text(trace.by).lower(), _text(trace.id)
    transaction = "" if _VERSION.match(id_) else id_
    source = transaction or f"{_text(trace.helo).lower()} {_text(trace.with_).lower()}"
    google = trace.dialect == "google" and ":" in host
    return HopKey(
        name=f"{host} {source}" if host else "",
        content=digest(
            *(_text(one) for one in said),
            time.utc.isoformat() if isinstance(time, Instant) else "",
        ),
        host=host,
        transaction=transaction,
        operator=operator_name("mx.google.com" if google else host) if host else "",
    )


def _text(value: str | State) -> str:
    return "" if isinstance(value, State) else value
